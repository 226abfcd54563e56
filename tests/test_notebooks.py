from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import nbformat
import polars as pl
import pytest
from nbclient import NotebookClient

from sfg_analytics.demo.simulation import simulate
from sfg_analytics.measures import count
from sfg_analytics.store import Store
from sfg_analytics.views import afterwards, calibration, figures_of
from sfg_analytics.views.calibration import SIZES
from tests.notebooks import run_cells
from tests.views.made import store_of, system

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
    """Give a store of eight organisations with every table that they keep, and the Staff Survey of all but one, and others."""
    tables = system()
    codes = tables["staff_in_post"]["organisation"].unique().sort().to_list()
    survey = survey_of([*codes[1:], *(f"YY{number}" for number in range(6))])
    folder = tmp_path_factory.mktemp("made up") / "store"
    return Path(store_of(folder, {**tables, "nhs_staff_survey": survey}).path)


def survey_of(codes: list[str]) -> pl.DataFrame:
    """Make up what staff of some organisations say; the last is not like the others."""
    answers = (
        *((question, "Yes") for question in ("Q15", "Q23a")),
        *((f"Q23{part}", "Yes, definitely") for part in "bcd"),
        *((f"Q24{part}", answer) for part in "abcde" for answer in ("Agree", "Strongly agree")),
        *((score, "score") for score in ("PP5_1", "PP5_2")),
    )
    return pl.DataFrame(
        [
            {
                "organisation": code,
                "period": date(2024, 1, 1),
                "organisation_name": f"Surveyed {code}",
                "benchmarking_group": "Ambulance" if place % 2 else "Acute",
                "question": question,
                "answer": answer,
                "value": 5.5 + place / 10 if answer == "score" else 20.0 + place + at,
                "base": 300 + 7 * place + at,
                "hidden_by_publisher": False,
            }
            for place, code in enumerate(codes)
            for at, (question, answer) in enumerate(answers)
        ]
    )


@pytest.fixture(scope="module")
def other_tables() -> dict[str, pl.DataFrame]:
    """Give 14 months of three organisations with other codes: no names, critical posts, pools, old grid or survey."""
    codes = {"ZZ1": "QA1", "ZZ6": "QB2", "ZZ8": "QC3"}
    kept = ("staff_in_post", "conversation_outcomes", "development_actions")
    parts: dict[str, list[pl.DataFrame]] = {name: [] for name in kept}
    for tables in simulate(people=700, months=14, seed=11):
        if tables.organisation.code in codes:
            for name in kept:
                parts[name].append(getattr(tables, name))
    return {
        name: pl.concat(rows).with_columns(pl.col("organisation").replace(codes))
        for name, rows in parts.items()
    }


@pytest.fixture(scope="module")
def other_store(tmp_path_factory: pytest.TempPathFactory, other_tables: dict[str, pl.DataFrame]) -> Path:
    return Path(store_of(tmp_path_factory.mktemp("other") / "store", other_tables).path)


@pytest.fixture(scope="module")
def young_store(tmp_path_factory: pytest.TempPathFactory, other_tables: dict[str, pl.DataFrame]) -> Path:
    """Give a store of one of them, which holds staff lists and the conversations of three months, and nothing else."""
    here = {name: rows.filter(pl.col("organisation") == "QA1") for name, rows in other_tables.items()}
    here["conversation_outcomes"] = here["conversation_outcomes"].filter(pl.col("period") >= date(2025, 1, 1))
    del here["development_actions"]
    return Path(store_of(tmp_path_factory.mktemp("young") / "store", here).path)


PLAN = """
title: Made up
policy: NHS_ROUND_5
peers: named
months: 6
quarters: 1
charts: [held_of_due]
references: {sex: Male}
measures:
  coverage: [sex, staff_group]
  eligible: []
  held_of_due: []
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    page = tmp_path_factory.mktemp("plans") / "plan.yaml"
    page.write_text(PLAN, "utf-8")
    return page


@pytest.fixture(scope="module")
def shown(plan: Path) -> Callable[..., dict[str, str]]:
    """Run a notebook on a store once for each set of parameters, and give what each of its cells showed."""
    ran: dict[tuple[object, ...], dict[str, str]] = {}

    def shown(name: str, store: Path, **parameters: object) -> dict[str, str]:
        if name.startswith("10"):
            parameters = {"PLAN": plan, **parameters}
        key = (name[:2], store, *sorted((key, str(value)) for key, value in parameters.items()))
        if key not in ran:
            with pytest.MonkeyPatch.context() as patched:
                patched.setenv("SFG_STORE", str(store))
                ran[key] = run_cells(name[:2], **parameters)
        return ran[key]

    return shown


ANYWHERE = tuple(path.stem for path in NOTEBOOKS if not path.stem.startswith("02"))
"""Notebooks that run on any store; 02 brings an export of its own."""

# Cells that a store can't answer, told from what it lacks. Rows are told of no ledger: neither store has one.
LACKING = {
    "made_up_store": {"11": {"question-4"}},
    "other_store": {
        "04": {"grid"},  # nobody sent the talent grid of 2014
        "07": {"survey", "beside", "benchmark"},  # nor the survey
        "09": {"two-years"},  # 14 months can't be followed for 24
        "11": {
            "question-4",
            "question-6",
            "question-7",
            "question-8",
            "question-19",
        },  # two years; posts; pools; survey
    },
}


@pytest.mark.parametrize("store", LACKING)
@pytest.mark.parametrize("notebook", ANYWHERE)
def test_a_notebook_runs_to_its_end_on_stores_that_differ_and_says_what_they_cannot_answer(
    notebook: str, store: str, shown: Callable[..., dict[str, str]], request: pytest.FixtureRequest
) -> None:
    cells = shown(notebook, request.getfixturevalue(store))

    without = {cell for cell, text in cells.items() if "Not answered by this store" in text}
    assert without == LACKING[store].get(notebook[:2], set())
    silent = {cell for cell, text in cells.items() if not text}
    assert silent <= {"parameters", "open", "helpers", "chart", "intervals"} | (
        {f"question-{number}" for number in range(1, 21)} if store == "other_store" else set()
    )
    if "03" <= notebook[:2] <= "09":
        answers = [text for cell, text in cells.items() if text and cell not in without and "View(" in text]
        assert all("Exact counts: not for publication." in text for text in answers)


@pytest.mark.parametrize("notebook", ANYWHERE)
def test_a_notebook_runs_to_its_end_where_the_record_has_just_begun(
    notebook: str, shown: Callable[..., dict[str, str]], young_store: Path
) -> None:
    cells = shown(notebook, young_store)

    # Coverage looks back twelve months and there are three, so whatever rests on it can't be told yet.
    if notebook[:2] in {"03", "05", "06", "08"}:
        assert "not for a whole window yet" in cells["coverage" if "coverage" in cells else "conversation"]


@pytest.mark.parametrize("notebook", [name for name in ANYWHERE if name[:2] not in {"01", "11"}])
@pytest.mark.parametrize(("store", "code"), [("other_store", "QA1")])
def test_a_notebook_runs_for_one_organisation_and_speaks_of_no_other(
    notebook: str,
    store: str,
    code: str,
    shown: Callable[..., dict[str, str]],
    request: pytest.FixtureRequest,
) -> None:
    cells = shown(notebook, request.getfixturevalue(store), ORGANISATIONS=code)

    assert any(text for text in cells.values())
    if notebook.startswith("06"):  # benchmarking sets it beside the others, and brings it out
        mine = {"ZZ2": "Made up 2", "QA1": "QA1"}[code]
        answer = cells["coverage"].partition("\n")[0]
        assert mine in answer
        return
    # The survey's funnel is there to set it beside others; a publication names its peers.
    told = "".join(text for cell, text in cells.items() if cell not in {"benchmark", "published"})
    assert not re.search(r"organisations together", told)
    others = {"ZZ2": ["Made up 1", "Made up 3", "ZZ1", "ZZ3"], "QA1": ["QB2", "QC3"]}[code]
    assert not [other for other in others if re.search(rf"\b{other}\b", told)]


class ByHand:
    """Counts of one organisation in the store's last month, made of its rows by other means than the library's."""

    def __init__(self, store: Path, code: str) -> None:
        held = {
            name: Store(store).table(name).collect() for name in ("staff_in_post", "conversation_outcomes")
        }
        held = {name: rows.filter(pl.col("organisation") == code) for name, rows in held.items()}
        self.staff, everything = held["staff_in_post"], held["conversation_outcomes"]
        self.conversations = everything.filter(pl.col("stage").is_null() | (pl.col("stage") != "prepared"))
        self.month = self.staff["period"].max()

    def in_post(self, month: date) -> pl.DataFrame:
        return self.staff.filter(pl.col("period") == month)

    def eligible(self, month: date) -> pl.DataFrame:
        opens = months_before(month, 11)
        away = [
            "Maternity and Adoption",
            "Career Break",
            "External Secondment",
            "Long-term Sickness",
            "Suspended",
        ]
        started = pl.col("service_start_date").is_null() | (pl.col("service_start_date") <= opens)
        here = pl.col("assignment_status").is_null() | ~pl.col("assignment_status").is_in(away)
        return self.in_post(month).filter(started, here)

    def talked(self, month: date, months: int = 12) -> pl.DataFrame:
        return self.conversations.filter(pl.col("period").is_between(months_before(month, months - 1), month))

    def placed(self, month: date) -> pl.DataFrame:
        """Give the people in post with a placement of the last twelve months, with what the latest said."""
        known = pl.col("current_placement").is_not_null() | pl.col("sought_placement").is_not_null()
        latest = self.talked(month).filter(known).sort("conversation_date").group_by("person").last()
        return self.in_post(month).join(
            latest.select("person", "current_placement", "sought_placement"), on="person"
        )


def months_before(month: date, number: int) -> date:
    place = month.year * 12 + month.month - 1 - number
    return date(place // 12, place % 12 + 1, 1)


STORES = pytest.mark.parametrize(("store", "code"), [("made_up_store", "ZZ2"), ("other_store", "QA1")])


@STORES
def test_what_the_notebooks_of_the_pipeline_say_is_what_counting_by_hand_gives(
    store: str, code: str, shown: Callable[..., dict[str, str]], request: pytest.FixtureRequest
) -> None:
    path = request.getfixturevalue(store)
    hand = ByHand(path, code)

    staff = hand.in_post(hand.month)
    visible = hand.talked(hand.month, 24).filter(pl.col("current_placement").is_not_null())
    seen = staff.join(visible, on="person", how="semi").height
    pipeline = shown("03", path, ORGANISATIONS=code)
    assert f"{seen:,} of {staff.height:,})" in pipeline["by-band"]

    eligible = hand.eligible(hand.month)
    covered = eligible.join(hand.talked(hand.month), on="person", how="semi").height
    assert f"{covered:,} of {eligible.height:,})" in pipeline["coverage"]

    sought = hand.placed(hand.month).filter(pl.col("sought_placement").is_not_null())
    stretch = sought.filter(pl.col("sought_placement") == "stretch").height
    trends = shown("04", path, ORGANISATIONS=code)["sought"]
    assert re.search(rf"Stretch or complexity [^;]*; {stretch} of {sought.height}\)", trends)

    declared = eligible.filter(
        pl.col("ethnicity").str.contains("^[A-S]$")
    ).height  # Z is not stated, 99 not known
    fairness = shown("05", path, ORGANISATIONS=code)["conversation"]
    assert f"The group is known of {declared / eligible.height:.0%} of people." in fairness


@STORES
def test_what_the_notebook_of_calibration_says_is_what_counting_by_hand_gives(
    store: str, code: str, shown: Callable[..., dict[str, str]], request: pytest.FixtureRequest
) -> None:
    path = request.getfixturevalue(store)
    hand = ByHand(path, code)
    known = hand.placed(hand.month).filter(pl.col("current_placement").is_not_null())
    of_team = known.filter(pl.col("directorate").is_not_null())
    stretch = of_team.filter(pl.col("current_placement") == "stretch").height

    told = shown("08", path, ORGANISATIONS=code)["directorates"]

    assert f"{of_team['directorate'].n_unique()} teams by directorate" in told
    assert f"({stretch} of {of_team.height})" in told
    assert "not about persons" in (ROOT / "notebooks" / "08_calibration.ipynb").read_text("utf-8")


def test_no_facilitator_is_listed(shown: Callable[..., dict[str, str]], made_up_store: Path) -> None:
    told = shown("08", made_up_store)["facilitators"]
    facilitators = Store(made_up_store).table("conversation_outcomes").select("facilitator_person").collect()
    names = facilitators["facilitator_person"].drop_nulls().unique().to_list()

    figures = figures_of(made_up_store)
    view = calibration(figures, by="facilitator_team", outcome="stretch")

    assert len(names) > 20
    written = view.html() + view.csv() + view.text + told
    assert not [name for name in names if re.search(rf"\b{re.escape(name)}\b", written)]
    assert view.table["label"].to_list() == [size for size in SIZES if size in view.table["label"].to_list()]


@STORES
def test_what_the_notebook_of_what_follows_says_is_what_counting_by_hand_gives(
    store: str, code: str, shown: Callable[..., dict[str, str]], request: pytest.FixtureRequest
) -> None:
    path = request.getfixturevalue(store)
    hand = ByHand(path, code)
    then = months_before(hand.month, 12)
    people = hand.eligible(then)
    stayed = people.join(hand.in_post(hand.month), on="person", how="semi")
    spoken = hand.talked(then)
    shares = [
        stayed.join(spoken, on="person", how=how).height / people.join(spoken, on="person", how=how).height
        for how in ("semi", "anti")
    ]

    told = shown("09", path, ORGANISATIONS=code)["year"]

    assert f"{shares[0]:.1%} are still in post after 12 months, of people without one {shares[1]:.1%}" in told


def test_what_follows_is_described_and_never_explained(
    shown: Callable[..., dict[str, str]], made_up_store: Path
) -> None:
    view = afterwards(made_up_store)
    page = (ROOT / "notebooks" / "09_what_follows.ipynb").read_text("utf-8")
    told = " ".join([*shown("09", made_up_store).values(), view.text, view.chart.alt, view.chart.title, page])

    assert view.caveat.startswith("It describes what followed and does not show what caused it")
    assert "does not show what a conversation does" in page
    causal = r"\b(because|thanks to|leads? to|improves?|effects?|impacts?|results? (in|of)|makes? people|keeps people)\b"
    assert not re.search(causal, told, re.IGNORECASE)


def test_what_the_notebook_of_the_survey_says_is_what_counting_by_hand_gives(
    shown: Callable[..., dict[str, str]], made_up_store: Path
) -> None:
    answers = Store(made_up_store).table("nhs_staff_survey").collect()
    yes = answers.filter(pl.col("question") == "Q15", pl.col("answer") == "Yes")
    said = {row["organisation"]: int(row["value"] / 100 * row["base"] + 0.5) for row in yes.to_dicts()}
    base = dict(yes.select("organisation", "base").iter_rows())
    hand = ByHand(made_up_store, "ZZ2")
    eligible = hand.eligible(hand.month)
    covered = eligible.join(hand.talked(hand.month), on="person", how="semi").height

    cells = shown("07", made_up_store)
    alone = shown("07", made_up_store, ORGANISATIONS="ZZ2")

    assert f"NHS Staff Survey 2024, {len(said)} organisations together" in cells["survey"]
    assert (
        f"{yes['base'].sum()}" not in cells["survey"]
    )  # bases are told as they run from question to question
    assert "Survey Coordination Centre" in cells["survey"]
    # Of the seven organisations of ours that the survey has, one has stopped recording: it has no coverage.
    assert re.search(
        r"6 organisations have both; 1 have only the first and 7 have only the second", cells["beside"]
    )
    assert f"{covered:,} of {eligible.height:,})" in alone["beside"]
    assert f"{said['ZZ2']} of {base['ZZ2']})" in alone["beside"]
    # ZZ2 is the first of thirteen, so of the even places: seven 'Acute' organisations as the survey groups them.
    assert "7 of 7 organisations have a figure" in alone["benchmark"]


def test_a_publication_is_drafted_and_what_is_hidden_is_told(
    shown: Callable[..., dict[str, str]], other_store: Path
) -> None:
    cells = shown("10", other_store)

    place = other_store.parent / "draft" / "system"
    figures = pl.read_parquet(place / "publication" / "estimates.parquet")
    assert (
        f"{figures.height:,} figures of {figures['organisation'].n_unique()} organisations"
        in cells["published"]
    )
    assert f"{figures['hidden'].count():,} (" in cells["published"]
    assert "nothing hidden can be worked out" in cells["published"]
    for number in figures["hidden"].drop_nulls().value_counts()["count"]:
        assert f"{number:,}" in cells["hidden"]
    assert "Every byte is as it was written" in cells["verified"]
    assert "Nothing hidden can be worked out" in cells["audited"]
    assert (place / "release 1" / "pack" / "board-pack.html").is_file()
    assert (place / "release 1" / "pages" / "manifest.json").is_file()


def test_drafting_again_writes_over_nothing(
    shown: Callable[..., dict[str, str]], other_store: Path, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown("10", other_store)
    place = other_store.parent / "draft" / "system"
    page = place / "release 1" / "pack" / "board-pack.html"
    page.write_text("what the analyst wrote", "utf-8")
    before = {file: file.read_bytes() for file in place.rglob("*") if file.is_file()}

    monkeypatch.setenv("SFG_STORE", str(other_store))
    cells = run_cells("10", PLAN=plan)

    assert "Nothing is written over" in cells["papers"]
    assert {file: file.read_bytes() for file in place.rglob("*") if file.is_file()} == before


def test_a_folder_of_something_else_is_refused_and_left(
    shown: Callable[..., dict[str, str]], other_store: Path, tmp_path: Path
) -> None:
    notes = tmp_path / "system" / "publication" / "notes.txt"
    notes.parent.mkdir(parents=True)
    notes.write_text("mine", "utf-8")

    cells = shown("10", other_store, FOLDER=tmp_path)

    assert "Not answered by this store" in cells["published"]
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["notes.txt"]
    assert notes.read_text("utf-8") == "mine"


def test_twenty_questions_are_answered_from_the_store(
    shown: Callable[..., dict[str, str]], made_up_store: Path
) -> None:
    cells = shown("11", made_up_store)

    tables = {name: Store(made_up_store).table(name) for name in ("staff_in_post", "conversation_outcomes")}
    counted = count(tables, "coverage", whole_window=True)
    latest = counted.filter(pl.col("period") == pl.col("period").max())
    assert f" {latest['numerator'].sum()} " in cells["question-1"]
    assert "times that of 'White'" in cells["question-9"]
    assert "variation" in cells["question-2"]


def test_the_first_notebook_lists_every_other_by_the_question_it_answers() -> None:
    first, *others = NOTEBOOKS
    page = "".join("".join(cell.source) for cell in nbformat.read(first, as_version=4).cells)
    for path in others:
        question = nbformat.read(path, as_version=4).cells[0].source.splitlines()[0].removeprefix("# ")
        assert f"({path.name})" in page, path.name
        if path.stem[:2] not in {"02", "11"}:
            assert f"| {question}" in page, path.name


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
