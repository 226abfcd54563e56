"""The explorer in a real browser, in JupyterLab: select, redraw, show the code, download."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import polars as pl
import pytest

from sfg_analytics.serve import Server, start_lab
from tests.browser.visit import Visit
from tests.views.made import store_of, system


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Server]:
    """Open JupyterLab on a store, with a notebook that holds the explorer and nothing else."""
    needed = ("staff_in_post", "conversation_outcomes", "organisations")
    store_of(tmp_path / "store", {name: system()[name] for name in needed})
    cell = {
        "cell_type": "code",
        "id": "a",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": "import os\nimport sfg_analytics as sfg\nsfg.explore(os.environ['SFG_STORE'])",
    }
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    page = {"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "explore.ipynb").write_text(json.dumps(page), encoding="utf-8")
    with start_lab(tmp_path / "store") as server:
        yield server


def test_a_question_is_chosen_drawn_spelt_as_code_and_downloaded(
    visit: Visit, lab: Server, tmp_path: Path
) -> None:
    page = visit.page
    page.set_default_timeout(30_000)
    page.set_viewport_size({"width": 1400, "height": 1100})
    token = lab.address.partition("token=")[2]
    page.goto(
        f"{lab.address.partition('/lab/')[0]}/lab/tree/explore.ipynb?token={token}", wait_until="commit"
    )
    page.locator(".jp-CodeCell .cm-content").click()
    page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status='idle']")
    page.keyboard.press("Shift+Enter")
    page.wait_for_selector("[data-drawn] .scatterlayer .trace")
    visit.redraw("Split by", "Ethnicity")
    visit.picture("explorer-groups")
    visit.redraw("Compare with", "White")

    assert "times that of 'White'" in page.locator(".sfg-said").inner_text()
    assert page.locator(".sfg-stamp").inner_text() == "Exact counts: not for publication."
    assert page.get_by_label("Adjust for", exact=True).is_visible()
    code = page.get_by_label("Code that makes this view")
    assert code.is_hidden()
    page.get_by_role("button", name="Show me the code").press("Enter")
    assert "sfg.fairness(source, 'coverage', by='ethnicity', reference='White'" in code.inner_text()
    visit.picture("explorer-fairness")

    files = {}
    for kind in ("CSV", "PNG", "SVG"):
        with page.expect_download() as saved:
            page.get_by_role("button", name=f"Download {kind}").click()
        files[kind] = tmp_path / saved.value.suggested_filename
        saved.value.save_as(files[kind])
    table = pl.read_csv(files["CSV"])
    assert table["stamp"].unique().to_list() == ["Exact counts: not for publication."]
    assert "All other ethnic groups" in table["label"].to_list()
    assert files["PNG"].read_bytes().startswith(b"\x89PNG")
    assert "Exact counts: not for publication." in files["SVG"].read_text("utf-8")
    with page.expect_download() as kept:
        page.get_by_role("button", name="Keep this view").click()
    kept.value.save_as(tmp_path / "kept.json")
    assert json.loads((tmp_path / "kept.json").read_text("utf-8"))["compare"] == "White"
    asked = {
        urlsplit(address).hostname for address in visit.requests if not address.startswith(("data:", "blob:"))
    }
    assert asked == {"127.0.0.1"}
    assert visit.complaints == []
