"""The mapping assistant in a real browser, with the keyboard alone."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sfg_analytics.contract import load_contracts
from sfg_analytics.serve.server import LOOPBACK, Server, free_port, launch, python_path
from tests.browser.visit import Visit
from tests.made import CONVERSATION, csv_file, people

HEADINGS = {"Employee Number": "Colleague", "Future Placement": "Where next"}


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Server]:
    """Serve a page that holds the assistant and nothing else."""
    rows = people(20, CONVERSATION, Future_Placement="Bigger job")
    named = [{HEADINGS.get(name, name): cell for name, cell in row.items()} for row in rows]
    csv_file(tmp_path / "log.csv", named)
    source = "from sfg_analytics.panels import map_export\nmap_export('log.csv', to='my_contracts')"
    cell = {
        "cell_type": "code",
        "id": "a",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": source,
    }
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    page = {"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "page.ipynb").write_text(json.dumps(page), encoding="utf-8")
    port = free_port(0)
    room = tmp_path / "room"
    room.mkdir()
    with launch(
        [sys.executable, "-m", "voila", "page.ipynb", f"--port={port}", "--no-browser"],
        room=room,
        folder=tmp_path,
        environment=dict(os.environ) | {"PYTHONPATH": python_path(os.environ.get("PYTHONPATH", ""))},
        address=f"http://{LOOPBACK}:{port}/",
        probe="/voila/static/voila.js",
    ) as server:
        yield server


def test_an_export_is_mapped_with_the_keyboard_alone(visit: Visit, assistant: Server, tmp_path: Path) -> None:
    page = visit.page
    page.set_default_timeout(20_000)
    page.goto(assistant.address, wait_until="commit")
    page.get_by_label("Colleague", exact=True).wait_for()
    visit.picture("mapping")

    def focused() -> str:
        return str(
            page.evaluate(
                "() => { const e = document.activeElement; return e.labels?.[0]?.textContent ?? e.textContent }"
            )
        )

    def tab_to(label: str) -> None:
        for _ in range(30):
            page.keyboard.press("Tab")
            if focused().strip().startswith(label):
                return
        pytest.fail(f"Tab never reaches '{label}'.")

    def choose(beginning: str) -> None:
        page.keyboard.type(beginning)  # as a list of choices is used without a mouse

    tab_to("Colleague")
    choose("Person (person)")
    tab_to("Where next")
    choose("Placement sought")
    page.get_by_label("Where next: Bigger job (20)").wait_for()
    tab_to("Where next: Bigger job")
    choose("Stretch")
    tab_to("Write")
    page.keyboard.press("Enter")
    page.get_by_role("status").get_by_text("recognised as conversation_outcomes").wait_for()
    visit.picture("mapping-done")

    laid = load_contracts(tmp_path / "my_contracts")["conversation_outcomes"]
    assert laid.by_heading["colleague"] == "person"
    assert laid.by_heading["wherenext"] == "sought_placement"
    assert laid.by_name["sought_placement"].spellings["biggerjob"] == "stretch"
    # Voilà's own page, which is not ours, asks for MathJax elsewhere.
    assert [text for text in visit.complaints if "ERR_NAME_NOT_RESOLVED" not in text] == []
