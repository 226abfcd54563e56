from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import Path

import nbformat
import polars as pl
import pytest
from nbclient import NotebookClient

from sfg_analytics.demo.simulation import simulate
from sfg_analytics.measures import count
from sfg_analytics.store import Store

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
DASHBOARDS = sorted((ROOT / "dashboards").glob("*.ipynb"))


def name(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", NOTEBOOKS + DASHBOARDS, ids=name)
def test_a_notebook_follows_the_format_that_jupyter_writes(path: Path) -> None:
    nbformat.validate(nbformat.read(path, as_version=4))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_a_notebook_opens_with_its_question_and_has_one_cell_of_parameters(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)

    assert notebook.cells[0].cell_type == "markdown"
    assert notebook.cells[0].source.splitlines()[0].endswith("?")
    assert sum("parameters" in cell.metadata.get("tags", ()) for cell in notebook.cells) == 1


def run(path: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Run a notebook on a store with warnings as errors, and give what each cell showed as text."""
    monkeypatch.setenv("SFG_STORE", str(store))
    monkeypatch.setenv("PYTHONWARNINGS", "error::UserWarning,error::DeprecationWarning:__main__")
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    shown = {}
    for cell in notebook.cells:
        outputs = cell.get("outputs", [])
        assert not any(output.output_type == "stream" for output in outputs), f"{cell.id} printed something"
        texts = [output.data.get("text/markdown") or output.data["text/plain"] for output in outputs]
        shown[cell.id] = "\n".join(texts)
    return shown


@pytest.fixture(scope="module")
def small_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a store of two organisations of 40 and 60 people, of whom 10 and 45 had a conversation."""
    folder = tmp_path_factory.mktemp("stores") / "store"
    store = Store(folder)
    people = {"ZZA": (40, 10), "ZZB": (60, 45)}
    month = date(2025, 3, 1)
    origin = {"submission": "0" * 16, "contract_version": "1.0.0"}
    staff = [
        {
            "organisation": code,
            "period": month,
            "person": f"{code}{number}",
            "assignment_status": "Active",
            "service_start_date": date(2015, 1, 1),
        }
        for code, (everybody, _) in people.items()
        for number in range(everybody)
    ]
    held = [
        {
            "organisation": code,
            "period": date(2024, 9, 1),
            "person": f"{code}{number}",
            "conversation_date": date(2024, 9, 9),
            "stage": "held",
            "current_placement": None,
            "sought_placement": None,
        }
        for code, (_, talked) in people.items()
        for number in range(talked)
    ]
    placements = {"current_placement": pl.String, "sought_placement": pl.String}
    for contract, rows in (
        ("staff_in_post", pl.DataFrame(staff)),
        ("conversation_outcomes", pl.DataFrame(held, schema_overrides=placements)),
    ):
        store.replace(
            contract, rows.with_columns(pl.lit(text).alias(column) for column, text in origin.items()), ()
        )
    return folder


@pytest.fixture(scope="module")
def made_up_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a store of a made-up system, every table that its organisations keep."""
    store = Store(tmp_path_factory.mktemp("made up") / "store")
    origin = {"submission": "0" * 16, "contract_version": "1.0.0"}
    everything: dict[str, list[pl.DataFrame]] = {}
    for tables in simulate(people=1_200, months=26, seed=3):
        for field in fields(tables):
            rows = getattr(tables, field.name)
            if isinstance(rows, pl.DataFrame) and rows.height:
                everything.setdefault(field.name, []).append(rows)
    for contract, parts in everything.items():
        rows = pl.concat(parts, how="vertical_relaxed")
        store.replace(
            contract, rows.with_columns(pl.lit(text).alias(column) for column, text in origin.items()), ()
        )
    return store.path


def test_twenty_questions_are_answered_from_the_store(
    made_up_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = run(ROOT / "notebooks" / "11_twenty_questions.ipynb", made_up_store, monkeypatch)

    not_held = {"question-4": "'contract'", "question-19": "'nhs_staff_survey'"}
    for number in range(1, 21):
        answer = shown[f"question-{number}"]
        assert answer
        assert ("Not answered by this store" in answer) == (f"question-{number}" in not_held), answer
    tables = {name: Store(made_up_store).table(name) for name in ("staff_in_post", "conversation_outcomes")}
    counted = count(tables, "coverage", whole_window=True)
    latest = counted.filter(pl.col("period") == pl.col("period").max())
    assert f" {latest['numerator'].sum()} " in shown["question-1"]
    assert "times that of 'White'" in shown["question-9"]
    assert "variation" in shown["question-2"]


@pytest.mark.parametrize(
    ("notebook", "answer", "says"),
    [
        ("03_pipeline_visibility", "by-band", "have a current placement recorded"),
        ("04_placement_trends", "sought", "Stretch or complexity"),
        ("05_fairness", "conversation", "Like for like by band cluster and staff group"),
        ("06_benchmarking", "coverage", "outside the limits"),
    ],
)
def test_a_notebook_answers_its_question_from_the_store(
    notebook: str, answer: str, says: str, made_up_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = run(ROOT / "notebooks" / f"{notebook}.ipynb", made_up_store, monkeypatch)

    assert says in shown[answer]
    assert "Exact counts: not for publication." in shown[answer]
    answered = {cell: text for cell, text in shown.items() if text and cell != "grid"}
    assert all("Not answered" not in text for text in answered.values())


def test_an_export_nobody_taught_is_mapped_and_checked_and_nothing_is_saved(
    small_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Store(small_store).ledger().height
    shown = run(ROOT / "notebooks" / "02_bring_in_an_export.ipynb", small_store, monkeypatch)

    assert "recognised as conversation_outcomes" in shown["corrections"]
    assert "person: [Colleague]" in shown["learnt"]
    assert "checked" in shown["submitted"]
    assert "not a date we can read" in shown["rejected"]
    assert "not in the code list" in shown["rejected"]
    assert Store(small_store).ledger().height == before
    assert not (small_store.parent / "my_contracts").exists()


def test_the_first_notebook_counts_what_is_in_the_store(
    small_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = run(ROOT / "notebooks" / "01_start_here.ipynb", small_store, monkeypatch)

    assert "**55%** of eligible staff" in shown["coverage"]
    assert "55 of 100" in shown["coverage"]
    assert "not for publication" in shown["coverage"]
    assert "not for publication" in shown["chart"]
    assert "ZZA: 25%" in shown["chart"]
    assert "ZZB: 75%" in shown["chart"]
    assert "sfg submit" in shown["staff-survey"]


def test_the_first_notebook_weights_the_survey_by_responses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [
        ("A", "Acute", "Q15", "Yes", 50.0, 100, False),
        ("B", "Acute", "Q15", "Yes", 80.0, 300, False),
        ("B", "Acute", "Q15", "No", 20.0, 300, False),
        ("C", "Acute", "Q15", "Yes", None, None, True),
        ("A", "Acute", "Q24b", "Agree", 40.0, 100, False),
        ("A", "Acute", "Q24b", "Strongly agree", 15.0, 100, False),
    ]
    columns = [
        "organisation",
        "benchmarking_group",
        "question",
        "answer",
        "value",
        "base",
        "hidden_by_publisher",
    ]
    survey = pl.DataFrame(answers, schema=columns, orient="row").with_columns(
        pl.lit(date(2024, 1, 1)).alias("period"),
        pl.lit("0" * 16).alias("submission"),
        pl.lit("1.0.0").alias("contract_version"),
    )
    Store(tmp_path / "store").replace("nhs_staff_survey", survey, ())

    shown = run(ROOT / "notebooks" / "01_start_here.ipynb", tmp_path / "store", monkeypatch)["staff-survey"]

    assert "1 figures of single organisations were hidden" in shown
    assert "72.5" in shown  # (50 x 100 + 80 x 300) / 400
    assert "55.0" in shown
