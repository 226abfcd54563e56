"""A notebook is run and written as a page: what it says, on what it rests, and nothing of its code."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import sfg_analytics as sfg
from sfg_analytics.errors import NoSuchPath, NotebookProblem, PublicationProblem
from sfg_analytics.notebooks import find_notebook, read_notebook
from sfg_analytics.paper import Paper, write_paper
from sfg_analytics.store import Store
from tests.paper.made import notebook
from tests.test_commands import sfg as command
from tests.views.made import store_of, system

AT = datetime(2025, 4, 2, 9, 30, tzinfo=UTC)
OPENING = "md:# Who is it?\n\n**Exact counts: not for publication.** Said by hand."
PARAMETERS = "# parameters\nimport os\nstore_path = os.environ['SFG_STORE']\nORGANISATIONS = None"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store_of(tmp_path_factory.mktemp("made up") / "store", system()).path


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "own.ipynb"


def paper(own: Path, source: Path, **more: Any) -> tuple[Paper, str]:
    written = write_paper(read_notebook(own), source, own.with_suffix(".html"), at=AT, **more)
    return written, written.path.read_text("utf-8")


def test_a_notebook_that_ships_is_set_run_and_written(store: Path, tmp_path: Path) -> None:
    steps: list[tuple[Any, ...]] = []
    written = write_paper(
        find_notebook("pipeline visibility"),
        store,
        tmp_path / "a.html",
        given={"organisation": "ZZ1", "period": "2025-01"},
        at=AT,
        progress=lambda *step: steps.append(step),
    )
    text = written.path.read_text("utf-8")

    view = sfg.pipeline(Store(store), "placement_visible", by="band", organisations="ZZ1", period="2025-01")
    assert view.said.split(" (")[0] in text
    assert view.chart.alt.split(".")[0] in text
    assert "<h1>At which levels can we see our pipeline? (ZZ1)</h1>" in text
    assert "organisations ZZ1; period 2025-01" in text
    assert "2 April 2025 09:30 UTC" in text
    assert "The store ‘store’" in text
    assert text.count('class="rule">Exact counts: not for publication.') == 1
    assert "sfg.pipeline(" not in text
    assert "SFG_STORE" not in text
    assert ("By band", 1) in steps
    assert list(tmp_path.iterdir()) == [written.path]


def test_a_paper_of_a_publication_states_its_rule_and_never_calls_figures_exact(
    small_publication: Path, own: Path
) -> None:
    notebook(own, OPENING, PARAMETERS, "import sfg_analytics as sfg\nsfg.benchmark(store_path, 'coverage')")
    written, text = paper(own, small_publication)

    assert not written.standing.exact
    assert "Exact counts" not in text
    assert "Published figures; small numbers: NHS rounding to 5." in text
    assert re.search(r"The publication ‘[^’]+’, release 1", text)
    assert "Brackwater Community (made up)" in text


def test_everything_a_cell_shows_has_its_words(store: Path, own: Path) -> None:
    notebook(
        own,
        OPENING,
        "md:## First\n\n### Within it",
        "md:## About the parameters, for whoever runs it",
        PARAMETERS,
        "md:## A *part*\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n<script>alert(1)</script>",
        "print('a  line'); import sys; print('noise', file=sys.stderr)",
        "import polars as pl\npl.DataFrame({'group': ['<b>&', 'x'], 'number': [1, 2]})",
        "import pandas as pd\npd.DataFrame({'group': ['y']})",
        "from IPython.display import HTML, Image, Markdown\nMarkdown('**bold**')",
        "import base64\nImage(base64.b64decode('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='))",
        "HTML('<script src=x></script><style>p{color:red}</style><p>kept</p>')",
        "import ipywidgets\nipywidgets.Dropdown(options=['a'])",
        "import plotly.graph_objects as go\ngo.Figure()",
        "[1, 2]",
    )
    _, text = paper(own, store)

    assert "About the parameters" not in text
    assert '<h2 id="part-1">First</h2>' in text
    assert '<h2 id="part-2">A <em>part</em></h2>' in text
    assert re.findall(r'<a href="#(part-\d)">(.*?)</a>', text) == [("part-1", "First"), ("part-2", "A part")]
    assert "<td>2</td>" in text
    assert "&lt;script&gt;alert(1)" in text
    assert "<script" not in text
    assert "color:red" not in text
    assert "<p>kept</p>" in text
    assert "<pre>a  line</pre>" in text
    assert "noise" not in text
    assert '<td class="sfg-words">&lt;b&gt;&amp;</td>' in text
    assert "<caption>A part</caption>" in text
    assert "str" not in re.findall(r"<td>(\w+)</td>", text)
    assert "<strong>bold</strong>" in text
    assert 'alt="A picture: A part"' in text
    assert text.count("It lives in JupyterLab.") == 2
    assert "<pre>[1," in text


def test_a_failing_cell_is_told_by_its_heading_and_no_value_of_its_own(store: Path, own: Path) -> None:
    notebook(own, OPENING, PARAMETERS, "md:## By age", "raise ValueError('Ms Marker, born 1.1.1970')")
    own.with_suffix(".html").write_text("the last one", "utf-8")

    with pytest.raises(NotebookProblem) as told:
        paper(own, store)

    assert "under the heading 'By age'" in told.value.what
    assert told.value.got == "ValueError"
    assert "Marker" not in str(told.value)
    assert told.value.__cause__ is None
    assert own.with_suffix(".html").read_text("utf-8") == "the last one"
    assert {path.name for path in own.parent.iterdir()} == {"own.ipynb", "own.html"}


def test_an_error_of_ours_is_repeated_for_it_tells_no_value(store: Path, own: Path) -> None:
    notebook(
        own,
        OPENING,
        PARAMETERS,
        "md:## Coverage",
        "import sfg_analytics as sfg\nsfg.pipeline(store_path, 'coverige')",
    )
    with pytest.raises(NotebookProblem) as told:
        paper(own, store)
    assert "'coverage'" in told.value.got


def test_a_kernel_that_dies_is_told(store: Path, own: Path) -> None:
    notebook(own, OPENING, PARAMETERS, "md:## Too large", "import os\nos._exit(9)")
    with pytest.raises(NotebookProblem, match="Too large"):
        paper(own, store)


def test_the_notebook_itself_and_its_folder_are_left_as_they_were(
    store: Path, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rooms").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "rooms"))
    notebook(own, OPENING, PARAMETERS, "open('scratch.txt', 'w').write('x')\nORGANISATIONS")
    before = own.read_bytes()
    _, text = paper(own, store, given={"organisation": "ZZ2"})
    assert own.read_bytes() == before
    assert not (own.parent / "scratch.txt").exists()
    assert not Path("scratch.txt").exists()
    assert list((tmp_path / "rooms").iterdir()) == []
    assert "ZZ2" in text.split("<main")[1]


def test_what_is_no_source_or_no_file_is_refused_before_anything_runs(store: Path, own: Path) -> None:
    notebook(own, OPENING, PARAMETERS, "raise SystemExit")
    with pytest.raises(NoSuchPath):
        paper(own, own.parent / "nowhere")
    with pytest.raises(NoSuchPath, match="holds no tables"):
        paper(own, own.parent)
    with pytest.raises(NotebookProblem, match="is a folder"):
        write_paper(read_notebook(own), store, own.parent, at=AT)


def test_a_page_that_cannot_be_written_is_told(store: Path, own: Path, tmp_path: Path) -> None:
    notebook(own, OPENING, PARAMETERS)
    shut = tmp_path / "shut"  # a file, in which nothing can lie, whoever asks
    shut.write_text("", encoding="utf-8")
    with pytest.raises(PublicationProblem, match="cannot be written"):
        write_paper(read_notebook(own), store, shut / "a.html", at=AT)


def test_the_command_answers_in_json_and_by_its_exit_status(store: Path, own: Path) -> None:
    notebook(own, OPENING, PARAMETERS, "md:## Who", "ORGANISATIONS")
    to = own.with_suffix(".html")
    done = command(
        "report",
        own,
        "--to",
        to,
        "--organisation",
        "ZZ1",
        "--json",
        SFG_STORE=str(store),
        SOURCE_DATE_EPOCH="0",
    )
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["page"] == str(to)
    assert told["rule"] == "Exact counts: not for publication."
    assert told["set"] == {"ORGANISATIONS": "ZZ1"}
    assert "1 January 1970 00:00 UTC" in to.read_text("utf-8")

    wrong = command("report", own, "--to", to, "-p", "PERIOD=2025-03", "--store", store)
    assert wrong.returncode == 11
    assert "no parameter 'PERIOD'" in wrong.stderr
    missing = command("report", "farness", "--to", to, "--store", store)
    assert missing.returncode == 5
    assert "fairness" in missing.stderr
    assert command("report", own, "--to", to, "-p", "PERIOD", "--store", store).returncode == 2
