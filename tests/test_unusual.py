"""What is unusual, and the scorecards, on their pages: said in words, drawn without a script, escaped."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from sfg_analytics.contract import load_contracts
from sfg_analytics.report import quality_report, scorecard_page
from sfg_analytics.status import Holding, Score, Scorecard
from sfg_analytics.submission import Submission
from sfg_analytics.submit import submit
from sfg_analytics.suspicion import Mark, Suspicion
from tests.made import csv_file, people
from tests.test_report import Reading

CONTRACTS = load_contracts()
AS_AT = datetime(2025, 5, 1, 9, 30, tzinfo=UTC)
VOLUME = Suspicion(
    "ZZ1",
    "volume",
    "",
    "March 2025 has 40 rows; usual are 200.",
    "volumeFactor",
    1.25,
    "rows",
    (Mark("Jan 2025", 200, None), Mark("Feb 2025", 1204, 900), Mark("Mar 2025", None, 40)),
)
MIX = Suspicion(
    "ZZ1",
    "answers",
    "band",
    "The mix of answers moved.",
    "codeMix",
    0.25,
    "share",
    (Mark("Band <6>", 0.2, 0.5), Mark("Blank", 0.25, 0.0)),
)
SECRET = Suspicion(
    "ZZ1", "answers", "ethnicity", "The mix moved.", "codeMix", 0.25, "index", (Mark("Index", 0.25, 1.118),)
)


@pytest.fixture(scope="module")
def admitted(tmp_path_factory: pytest.TempPathFactory) -> Submission:
    path = csv_file(tmp_path_factory.mktemp("unusual") / "March.csv", people(3))
    (outcome,) = submit(path, CONTRACTS, b"k" * 32, store=None)
    return outcome


@pytest.fixture(scope="module")
def told(admitted: Submission) -> Reading:
    return Reading(quality_report([replace(admitted, suspicions=(VOLUME, MIX, SECRET))]))


def numbers(page: Reading, head: str) -> list[str]:
    return page.row(head)[1:]


def test_a_report_on_nothing_unusual_says_so(admitted: Submission) -> None:
    page = Reading(quality_report([admitted]))
    assert "What looks unusual Nothing of what is looked for" in page.words
    assert "What looks unusual:" not in page.words


def test_each_is_told_under_the_senders_heading_and_announced_at_the_top(told: Reading) -> None:
    assert "What looks unusual: 3 things" in told.words
    assert "The whole table: March 2025 has 40 rows; usual are 200." in told.words
    assert "Pay Band: The mix of answers moved." in told.words
    assert "Ethnic Origin: The mix moved." in told.words
    assert "They keep no row out" in told.words
    assert "Told from 0.25 on ( codeMix in the contract)." in told.words


def test_the_numbers_behind_each_picture_stand_in_a_table(told: Reading) -> None:
    assert numbers(told, "Feb 2025") == ["1,204", "900"]
    assert numbers(told, "Mar 2025") == ["–", "40"]
    assert numbers(told, "Band <6>") == ["20%", "50%"]
    assert numbers(told, "Index") == ["0.25", "1.12"]


def test_each_picture_has_its_words(told: Reading) -> None:
    pictures = [attributes for tag, attributes in told.elements if tag == "svg" and attributes.get("role")]
    assert len(pictures) == 3
    assert {attributes["role"] for attributes in pictures} == {"img"}
    names = {attributes.get("id") for _, attributes in told.elements}
    assert all(attributes["aria-labelledby"] in names for attributes in pictures)
    assert "Jan 2025: held before 200; Feb 2025: held before 1,204, now 900; Mar 2025: now 40." in told.words
    assert "Band <6>: before 20%, now 50%; Blank: before 25%, now 0%." in told.words
    assert "Index: limit 0.25, now 1.12." in told.words


def test_what_is_drawn_is_as_long_as_what_it_means(told: Reading) -> None:
    bars = [attributes for tag, attributes in told.elements if tag == "rect"]
    kind = {name: [bar for bar in bars if bar.get("class") == name] for name in ("was", "now")}
    high = [float(str(bar["height"])) for bar in kind["was"][:2]]
    assert high[0] / high[1] == pytest.approx(200 / 1204, rel=0.01)
    long = [float(str(bar["width"])) for bar in kind["now"][2:4]]
    assert long[0] > 0
    assert long[1] == 0
    before, limit = float(str(kind["was"][2]["width"])), float(str(kind["was"][4]["width"]))
    assert long[0] / before == pytest.approx(2.5, rel=0.01)
    assert float(str(kind["now"][4]["width"])) / limit == pytest.approx(1.118 / 0.25, rel=0.01)


def test_the_pages_are_well_formed_and_run_nothing(told: Reading) -> None:
    assert told.faults == []
    names = [attributes["id"] for _, attributes in told.elements if "id" in attributes]
    assert len(names) == len(set(names))
    assert {tag for tag, _ in told.elements}.isdisjoint({"script", "img", "link", "iframe"})


def test_organisations_are_named_where_a_file_holds_several(admitted: Submission) -> None:
    several = replace(admitted, suspicions=(VOLUME, replace(VOLUME, organisation="ZZ2")))
    words = Reading(quality_report([several])).words
    assert "ZZ1, The whole table:" in words
    assert "ZZ2, The whole table:" in words


# --- scorecards


def score(**more) -> Score:
    holding = Holding(
        "staff_in_post",
        "ZZ1",
        1204,
        date(2024, 1, 1),
        date(2025, 3, 1),
        13,
        (date(2024, 5, 1), date(2024, 6, 1)),
        AS_AT,
        ("a",),
        {"disability": 0.868},
    )
    fields = {
        "holding": holding,
        "title": "Staff in post",
        "months_behind": 2,
        "last_at": AS_AT,
        "last_verdict": "broken",
        "rejected": 0.125,
        "promises": {"kept": 16, "broken": 1, "could not run": 0, "nothing to evaluate": 2},
        "suspicions": (replace(MIX, words="The <mix> moved."),),
    }
    return Score(**(fields | more))


def test_a_scorecard_page_tells_all_organisations_then_each() -> None:
    page = Reading(scorecard_page([Scorecard("ZZ1", AS_AT, (score(),))], CONTRACTS, as_at=AS_AT))
    assert page.faults == []
    assert "As at 1 May 2025, 09:30 UTC." in page.words
    assert page.row("ZZ1") == ["ZZ1", "1", "Mar 2025", "2", "2", "1", "1"]
    line = next(row for row in page.rows if row[0].startswith("Staff in post"))
    assert line == [
        "Staff in post 1,204 rows",
        "Jan 2024 to Mar 2025",
        "2",
        "2 May 2024, Jun 2024",
        "1 May 2025 not admitted",
        "12.5%",
        "16 kept 1 broken 2 nothing to evaluate",
    ]
    assert page.row("Disability Staff in post")[2] == "86.8%"
    assert "Staff in post, Band: The <mix> moved." in page.words


def test_a_scorecard_without_faults_says_so_and_one_from_before_says_what_is_not_known() -> None:
    quiet = score(suspicions=(), last_verdict="kept", last_at=None, rejected=None, promises={})
    page = Reading(scorecard_page([Scorecard("ZZ1", AS_AT, (quiet,))], CONTRACTS, as_at=AS_AT))
    assert "Nothing of what is looked for." in page.words
    assert "not admitted" not in page.words.split("ZZ1", 2)[2]
    older = replace(quiet, unexamined=2)
    page = Reading(scorecard_page([Scorecard("ZZ1", AS_AT, (older,))], CONTRACTS, as_at=AS_AT))
    assert "Not known of 2 files that came before this was looked for." in page.words


def test_a_scorecard_page_depends_on_nothing_but_what_it_is_given() -> None:
    html = scorecard_page([Scorecard("<ZZ1>", AS_AT, (score(),))], CONTRACTS, as_at=AS_AT)
    assert html == scorecard_page([Scorecard("<ZZ1>", AS_AT, (score(),))], CONTRACTS, as_at=AS_AT)
    assert "<ZZ1>" not in html
    assert not re.search(r"https?://|src=|url\(|@import|<link|<script", html)
