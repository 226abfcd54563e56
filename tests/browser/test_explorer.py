"""The explorer in a real browser, in JupyterLab: select, redraw, show the code, download."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
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
    page.set_default_timeout(60_000)
    page.set_viewport_size({"width": 1400, "height": 1100})
    token = lab.address.partition("token=")[2]
    page.goto(
        f"{lab.address.partition('/lab/')[0]}/lab/tree/explore.ipynb?token={token}", wait_until="commit"
    )
    page.locator(".jp-CodeCell .cm-content").click()
    page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status='idle']")
    page.keyboard.press("Shift+Enter")
    page.wait_for_selector("[data-drawn] .scatterlayer .trace")

    the_code_is_copied_and_makes_what_is_shown(visit)
    groups_are_compared_and_downloaded(visit, tmp_path)
    a_view_is_kept_and_opened_again(visit, tmp_path / "kept.json")
    every_question_has_its_chart(visit)

    asked = {
        urlsplit(address).hostname for address in visit.requests if not address.startswith(("data:", "blob:"))
    }
    assert asked == {"127.0.0.1"}
    assert visit.complaints == []


def said(visit: Visit) -> str:
    return visit.page.locator(".sfg-said").inner_text()


def the_code_is_copied_and_makes_what_is_shown(visit: Visit) -> None:
    page = visit.page
    visit.redraw("Split by", "Ethnicity")
    visit.picture("explorer-groups")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    code = page.get_by_label("Code that makes this view")
    assert code.is_hidden()
    page.get_by_role("button", name="Copy", exact=True).click()
    page.get_by_text("Copied.").wait_for()
    assert code.is_visible()
    made: dict[str, Any] = {}
    exec(page.evaluate("navigator.clipboard.readText()"), made)  # noqa: S102 - the code is what is tested
    assert made["view"].said == said(visit)
    page.get_by_role("button", name="Show me the code").press("Enter")
    assert code.is_hidden()


def groups_are_compared_and_downloaded(visit: Visit, folder: Path) -> None:
    page = visit.page
    visit.redraw("Compare with", "White")
    assert "times that of 'White'" in said(visit)
    assert page.locator(".sfg-stamp").inner_text() == "Exact counts: not for publication."
    assert page.get_by_label("Adjust for", exact=True).is_visible()
    page.get_by_role("button", name="Show me the code").press("Enter")
    code = page.get_by_label("Code that makes this view").inner_text()
    assert "sfg.fairness(source, 'coverage', by='ethnicity', reference='White'" in code
    visit.picture("explorer-fairness")

    files = {}
    for kind in ("CSV", "PNG", "SVG"):
        with page.expect_download() as saved:
            page.get_by_role("button", name=f"Download {kind}").click()
        files[kind] = folder / saved.value.suggested_filename
        saved.value.save_as(files[kind])
    table = pl.read_csv(files["CSV"])
    assert table["stamp"].unique().to_list() == ["Exact counts: not for publication."]
    assert "All other ethnic groups" in table["label"].to_list()
    assert files["PNG"].read_bytes().startswith(b"\x89PNG")
    assert "Exact counts: not for publication." in files["SVG"].read_text("utf-8")


def a_view_is_kept_and_opened_again(visit: Visit, kept: Path) -> None:
    page = visit.page
    before = said(visit)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Keep this view").click()
    saved.value.save_as(kept)
    assert json.loads(kept.read_text("utf-8"))["compare"] == "White"

    visit.redraw("And by", "Sex")
    visit.redraw("Compare with", "White | Male")
    assert "from 'White | Male'" in said(visit)
    visit.picture("explorer-intersections")
    drawn = page.get_attribute("[data-drawn]", "data-drawn")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Open a kept view").click()
    chooser.value.set_files(kept)
    page.wait_for_function(
        "drawn => document.querySelector('[data-drawn]').dataset.drawn !== drawn", arg=drawn
    )
    assert said(visit) == before


def every_question_has_its_chart(visit: Visit) -> None:
    page = visit.page
    chart = page.locator("[data-drawn]")
    visit.redraw("Split by", "Month by month")
    visit.redraw("And by", "Sex")
    assert chart.locator(".cartesianlayer .subplot").count() >= 2  # small multiples
    visit.redraw("And by", "Nothing")
    visit.redraw("Compare with", "The usual months (control chart)")
    assert "stand out" in said(visit)
    visit.redraw("Split by", "Organisation")
    visit.redraw("Compare with", "The other organisations (funnel)")
    assert "of their size keep to" in said(visit)
    visit.redraw("Measure", "Where people seek to be")
    visit.redraw("Split by", "Current placement")
    chart.locator(".sankey-node").first.wait_for()
    visit.picture("explorer-flow")
    visit.redraw("Split by", "Ethnicity")  # a matrix
    assert chart.locator(".sankey-node").count() == 0
    assert "the largest share of each" in said(visit)
    visit.picture("explorer-matrix")
