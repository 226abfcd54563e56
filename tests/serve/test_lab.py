from __future__ import annotations

import http.client
import json
from pathlib import Path

import psutil
import pytest

from sfg_analytics.errors import NoSuchPath
from sfg_analytics.serve import Server, start_lab
from sfg_analytics.serve.lab import copy_notebooks
from sfg_analytics.serve.questions import write_questions


def ask(server: Server, path: str) -> tuple[int, str, dict[str, str]]:
    """Ask a server for a path, and give status, text and headers."""
    port = int(server.address.split(":")[2].split("/")[0])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace"), dict(answer.getheaders())
    finally:
        connection.close()


def test_notebooks_are_copied_but_never_over_somebodys_work(tmp_path: Path) -> None:
    folder = copy_notebooks(tmp_path / "notebooks")
    mine = folder / "01_start_here.ipynb"
    mine.write_text("my work", encoding="utf-8")

    copy_notebooks(folder)

    assert mine.read_text("utf-8") == "my work"


def test_the_workbench_opens_on_the_store_behind_a_token_and_asks_nobody_for_news(tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.mkdir()

    with start_lab(store) as server:
        without, _, _ = ask(server, "/lab")
        token = "/lab?token=" + server.address.partition("token=")[2]
        with_token, page, _ = ask(server, token)
        environment = psutil.Process(server.process.pid).environ()

    assert without in {302, 403}
    assert with_token == 200
    assert '"news": {"disabled": true}' in page
    assert "apputils-extension:announcements" in page.split('"disabledExtensions"')[1].split("]")[0]
    assert environment["SFG_STORE"] == str(store.resolve())
    assert (tmp_path / "notebooks" / "01_start_here.ipynb").is_file()


def test_the_questions_are_listed_anew_at_each_start_and_a_page_of_ones_own_is_left_as_it_is(
    tmp_path: Path,
) -> None:
    folder = copy_notebooks(tmp_path / "notebooks")
    page = write_questions(folder, tmp_path / "store")
    first = page.read_text("utf-8")
    assert (
        "[Who gets the conversation, who is placed where, and who gets the development?](05_fairness.ipynb)"
        in first
    )

    mine = json.loads((folder / "05_fairness.ipynb").read_text("utf-8"))
    mine["cells"][0]["source"] = "# What | of *us*?"
    (folder / "12 mine.ipynb").write_text(json.dumps(mine), encoding="utf-8")
    (folder / "13_half_saved.ipynb").write_text("{", encoding="utf-8")
    write_questions(folder, tmp_path / "store")
    second = page.read_text("utf-8")
    assert r"[What \| of \*us\*?](12%20mine.ipynb)" in second
    assert "13_half" not in second

    changed = second.replace("What do you want to know?", "Our questions")
    page.write_text(changed, encoding="utf-8")
    (folder / "12 mine.ipynb").unlink()
    write_questions(folder, tmp_path / "store")
    assert page.read_text("utf-8") == changed


def test_a_workbench_needs_a_store(tmp_path: Path) -> None:
    with pytest.raises(NoSuchPath, match="sfg demo"):
        start_lab(tmp_path / "nowhere")
