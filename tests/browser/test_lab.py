"""JupyterLab as an analyst meets it: the questions first, each a step from its notebook."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from sfg_analytics.notebooks import read_notebook
from sfg_analytics.serve import start_lab
from sfg_analytics.shipped import shipped
from tests.browser.visit import Visit


def test_it_opens_at_the_questions_and_a_question_opens_its_notebook(visit: Visit, tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    page = visit.page
    page.set_default_timeout(60_000)
    page.set_viewport_size({"width": 1400, "height": 1000})
    with start_lab(tmp_path / "store") as server:
        page.goto(server.address, wait_until="commit")
        read = page.locator(".jp-RenderedMarkdown")
        read.get_by_role("heading", name="What do you want to know?").wait_for()
        visit.picture("lab-questions")
        asked = [read_notebook(path).question for path in sorted(shipped("notebooks").glob("*.ipynb"))]
        assert read.locator("tbody tr td:first-child").all_inner_texts() == asked
        assert "made by sfg lab" not in read.inner_text()

        read.get_by_role("link", name="At which levels can we see our pipeline?").click()
        page.locator(".jp-NotebookPanel").get_by_role(
            "heading", name="At which levels can we see our pipeline?"
        ).wait_for()
        page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status='idle']")
        visit.picture("lab-notebook")

    hosts = {urlsplit(one).hostname for one in visit.requests if not one.startswith(("data:", "blob:"))}
    assert hosts == {"127.0.0.1"}
    assert visit.complaints == []
