"""A plan says which figures are published, or is refused with the word that is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from sfg_analytics.errors import MeasureProblem, NoSuchPath, PublicationProblem, SfgError
from sfg_analytics.measures import CATALOGUE, DIMENSIONS
from sfg_analytics.publish import load_plan
from sfg_analytics.publish.figures import choose_months
from tests.publish.made import CONTRACTS, PLAN


def test_the_standard_plan_is_one_that_can_be_followed() -> None:
    plan = load_plan(contracts=CONTRACTS)
    assert plan.policy.id == "NHS_ROUND_5"
    assert (plan.months, plan.quarters, plan.peers) == (36, 4, "named")
    assert {"coverage", "declared", "readiness_supply", "successor_ready", "sickness"} <= set(plan.measures)
    assert "ethnicity" in plan.references
    assert "coverage" not in plan.charts


def test_it_names_no_measure_and_no_breakdown_that_is_for_the_analyst() -> None:
    plan = load_plan(contracts=CONTRACTS)
    used = {name for breakdowns in plan.measures.values() for names in breakdowns for name in names}
    assert {CATALOGUE[name].audience for name in plan.measures} == {"board"}
    assert {DIMENSIONS[name].audience for name in used} == {"board"}


def test_a_plan_says_the_same_in_a_manifest(tmp_path: Path) -> None:
    page = tmp_path / "plan.yaml"
    page.write_text(
        PLAN.format(peers="none")
        + "  pipeline: [band | ethnicity]\nadjust: [band, band_cluster]\ntargets: {held_of_due: 0.9}\n",
        "utf-8",
    )
    said = load_plan(page, contracts=CONTRACTS).as_json()
    written = yaml.safe_load(page.read_text("utf-8"))
    assert said["measures"] == written["measures"]
    assert {
        key: said[key]
        for key in ("title", "peers", "months", "quarters", "charts", "references", "adjust", "targets")
    } == {
        key: written[key]
        for key in ("title", "peers", "months", "quarters", "charts", "references", "adjust", "targets")
    }


@pytest.mark.parametrize(
    ("was", "becomes", "kind", "said"),
    [
        ("  coverage:", "  coverige:", MeasureProblem, "'coverage'"),
        ("[sex]", "[sexs]", MeasureProblem, "'sex'"),
        ("[sex]", "[sex, sex]", MeasureProblem, "listed twice"),
        ("[sex]", "[facilitator_team]", MeasureProblem, "for the analyst alone"),
        ("[sex]", "[contract]", MeasureProblem, "cannot be broken down by 'contract'"),
        ("[sex]", "sex", PublicationProblem, "a list of breakdowns"),
        ("  eligible:", "  team_placement:", MeasureProblem, "never published"),
        ("  eligible:", "  rejected_rows:", MeasureProblem, "never published"),
        ("[held_of_due]", "[coverage]", MeasureProblem, "successive months share"),
        ("[held_of_due]", "[sickness]", PublicationProblem, "measures of this plan"),
        ("months: 12", "months: 0", PublicationProblem, "from 1 to 240"),
        ("months: 12", "months: twelve", PublicationProblem, "from 1 to 240"),
        ("quarters: 2", "quarters: true", PublicationProblem, "from 1 to 80"),
        ("peers: named", "peers: name", PublicationProblem, "'named'"),
        ("policy: NHS_ROUND_5", "policy: NHS_ROUND_6", MeasureProblem, "'NHS_ROUND_5'"),
        ("title: Made up", "title: []", PublicationProblem, "a text"),
        ("title: Made up", "titel: Made up", PublicationProblem, "'title'"),
        ("{sex: Male}", "{sex: Mail}", PublicationProblem, "'Male'"),
        ("{sex: Male}", "{sexe: Male}", MeasureProblem, "'sex'"),
        ("charts:", "adjust: band\ncharts:", PublicationProblem, "a list of names"),
        ("charts:", "adjust: [band_clusters]\ncharts:", MeasureProblem, "'band_cluster'"),
        ("charts:", "adjust: [facilitator_team]\ncharts:", MeasureProblem, "for the analyst alone"),
        ("charts:", "targets: {held_of_due: 90}\ncharts:", PublicationProblem, "from 0 to 1"),
        ("charts:", "targets: {held_of_due: .nan}\ncharts:", PublicationProblem, "a number"),
        ("peers: named\n", "", PublicationProblem, "does not say its 'peers'"),
        ("measures:", "measures: {}\nreferences:", SfgError, "at least one measure"),
    ],
)
def test_a_plan_that_cannot_be_followed_is_refused_with_the_nearest_that_can(
    tmp_path: Path, was: str, becomes: str, kind: type[SfgError], said: str
) -> None:
    text = PLAN.format(peers="named")
    assert was in text
    page = tmp_path / "plan.yaml"
    page.write_text(text.replace(was, becomes, 1), "utf-8")
    with pytest.raises(kind) as told:
        load_plan(page, contracts=CONTRACTS)
    assert said in str(told.value)


@pytest.mark.parametrize(
    "content", [b"", b"- a\n", b"\xff", b"a: [", b"!!python/object/apply:os.system [ls]", b"x" * 2_000_000]
)
def test_a_page_that_is_no_plan_is_refused(tmp_path: Path, content: bytes) -> None:
    page = tmp_path / "plan.yaml"
    page.write_bytes(content)
    with pytest.raises(PublicationProblem, match=r"'plan\.yaml' is not a page"):
        load_plan(page, contracts=CONTRACTS)


def test_a_page_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoSuchPath):
        load_plan(tmp_path / "nowhere.yaml", contracts=CONTRACTS)


def test_the_latest_month_and_the_last_months_of_quarters_are_broken_down() -> None:
    months = [date(2023 + month // 12, month % 12 + 1, 1) for month in range(20)]  # to August 2024
    assert [f"{month:%b %y}" for month in choose_months(months, 4)] == [
        "Dec 23",
        "Mar 24",
        "Jun 24",
        "Aug 24",
    ]
    # A month later the quarters are the same ones: what is published next shares its months with what was before.
    later = [*months, date(2024, 9, 1)]
    assert [f"{month:%b %y}" for month in choose_months(later, 4)] == ["Dec 23", "Mar 24", "Jun 24", "Sep 24"]
    assert choose_months(months[:1], 4) == months[:1]
    assert choose_months(months, 1) == months[-1:]
