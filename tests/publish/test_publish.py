from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from sfg_analytics.disclosure import NHS_ROUND_5, SMALL_DENOMINATOR, Described, protect
from sfg_analytics.errors import MeasureProblem, PublicationProblem
from sfg_analytics.measures import CATALOGUE, count, ties
from sfg_analytics.publication import Publication, audit_publication, changes_of, read_releases, verify
from sfg_analytics.publish import count_planned, publish
from sfg_analytics.store import Store
from tests.publish.made import (
    CONTRACTS,
    MONTHS,
    NAMES,
    PLAN,
    PSEUDONYM,
    conversations,
    entry,
    fill,
    hash_of,
    plan_of,
    staff,
)


@pytest.fixture(scope="module")
def store_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("road") / "store"
    store = Store(path)
    fill(store, {"ZZA": 200, "ZZB": 5})
    with store.writing():
        store.replace("organisations", NAMES, ("period",))
        store.enter(entry("o-1", "organisations", "cc"))
        store.enter(entry("b-1", "staff_in_post", "dd", verdict="broken"))
    return path


def published(store: Path, to: Path, **options: Any) -> Publication:
    to.parent.mkdir(parents=True, exist_ok=True)
    (written,) = publish(store, to, plan=plan_of(to.parent), contracts=CONTRACTS, **options)
    return written.publication


@pytest.fixture(scope="module")
def publication(store_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Publication:
    return published(store_path, tmp_path_factory.mktemp("out") / "publication")


def one(estimates: pl.DataFrame, **cell: Any) -> dict[str, Any]:
    picked = {"period": MONTHS[1], "organisation": "ZZA", "breakdown": "", "group": "", **cell}
    return estimates.filter(*(pl.col(name) == wanted for name, wanted in picked.items())).row(0, named=True)


def test_coverage_is_published_as_protected_counts_and_the_rate_of_those(publication: Publication) -> None:
    everybody = one(publication.estimates, measure="coverage")
    # 200 eligible people, of whom every second had a conversation.
    assert (everybody["numerator"], everybody["denominator"], everybody["value"]) == (100, 200, 0.5)
    assert everybody["lower"] < 0.5 < everybody["upper"]
    # 20 of 200 are of another ethnic group: numbers 0, 10, 20 ..., all even, so all 20 had one.
    others = one(
        publication.estimates, measure="coverage", breakdown="ethnicity", group="All other ethnic groups"
    )
    assert (others["numerator"], others["denominator"], others["hidden"]) == (20, 20, None)


def test_small_numbers_are_hidden_and_nothing_is_made_of_them(publication: Publication) -> None:
    # Three very senior managers at ZZA; five people in all at ZZB, three of whom had a conversation.
    seniors = one(publication.estimates, measure="coverage", breakdown="band", group="Very senior manager")
    small = one(publication.estimates, measure="coverage", organisation="ZZB")
    for cell in (seniors, small):
        assert cell["hidden"] == SMALL_DENOMINATOR
        assert [cell[name] for name in ("numerator", "denominator", "value", "lower", "upper", "method")] == [
            None
        ] * 6


def test_no_hidden_count_and_no_exact_count_is_in_the_publication(publication: Publication) -> None:
    estimates = publication.estimates
    for column in ("numerator", "denominator"):
        shown = estimates[column].drop_nulls()
        assert (shown % 5 == 0).all()
        assert not shown.is_between(1, 7).any()
    made = estimates.filter(pl.col("value").is_not_null())
    assert (made["value"] == made["numerator"] / made["denominator"]).all()
    without = estimates.filter(pl.col("hidden").is_not_null())
    assert without.height > 0
    assert without.select("value", "lower", "upper", "method").null_count().row(0) == (without.height,) * 4


def test_estimates_are_the_protected_counts_of_each_measure(
    store_path: Path, publication: Publication
) -> None:
    store = Store(store_path)
    tables = {name: store.table(name) for name in ("staff_in_post", "conversation_outcomes")}
    plan = plan_of(publication.folder.parent)
    counted = count_planned(tables, CONTRACTS, plan)
    described = Described.from_json(ties([CATALOGUE[name] for name in plan.measures], CONTRACTS))
    expected = protect(counted, NHS_ROUND_5, described)
    columns = ["numerator", "denominator", "hidden"]
    assert publication.estimates.select(columns).equals(expected.select(columns))
    coverage = count(tables, "coverage", by=["sex"], whole_window=True, organisations=["ZZA"])
    same = counted.filter(
        pl.col("measure") == "coverage", pl.col("breakdown") == "sex", pl.col("organisation") == "ZZA"
    )
    assert (
        same["numerator"].to_list() == coverage.filter(pl.col("period") == MONTHS[1])["numerator"].to_list()
    )


def test_broken_down_it_is_published_for_fewer_months(publication: Publication) -> None:
    estimates = publication.estimates.filter(pl.col("measure") == "coverage")
    everybody, divided = pl.col("breakdown") == "", pl.col("breakdown") != ""
    assert estimates.filter(everybody)["period"].unique().sort().to_list() == MONTHS
    assert estimates.filter(divided)["period"].unique().to_list() == [MONTHS[1]]  # February ends no quarter


def test_a_store_is_published_to_the_same_bytes_twice(
    store_path: Path, publication: Publication, tmp_path: Path
) -> None:
    again = published(store_path, tmp_path / "again")
    assert {p.name for p in publication.folder.iterdir()} == {p.name for p in again.folder.iterdir()}
    for path in publication.folder.iterdir():
        assert path.read_bytes() == (again.folder / path.name).read_bytes()


def test_no_pseudonym_and_no_name_of_a_file_leaves_the_store(publication: Publication) -> None:
    for path in publication.folder.iterdir():
        for secret in (PSEUDONYM, "Smith", "s-ZZA"):
            assert secret.encode() not in path.read_bytes()


def test_the_manifest_says_what_by_which_rules_and_from_what(publication: Publication) -> None:
    manifest = publication.manifest
    assert manifest["policy"] == json.loads(json.dumps(NHS_ROUND_5.as_json()))
    assert (manifest["title"], manifest["audience"], manifest["release"]) == ("Made up", "system", 1)
    assert manifest["plan"]["measures"]["sought_placement"] == ["sex"]
    assert manifest["contracts"] == {
        "conversation_outcomes": "1.0.0",
        "organisations": "1.0.0",
        "staff_in_post": "1.0.0",
    }
    assert {(one["sha256"], *one["organisations"]) for one in manifest["submissions"]} == {
        (hash_of("bbZZA"), "ZZA"),
        (hash_of("bbZZB"), "ZZB"),
        (hash_of("cc"),),
        (hash_of("aaZZA"), "ZZA"),
        (hash_of("aaZZB"), "ZZB"),
    }
    assert manifest["audit"]["passed"] is True
    assert manifest["created"] == "2025-04-01T09:00:00Z"  # when the newest submission came


def test_the_moment_of_publishing_may_be_given(store_path: Path, tmp_path: Path) -> None:
    stamped = published(store_path, tmp_path / "out", at=datetime(2025, 4, 2, 9, tzinfo=UTC))
    assert stamped.manifest["created"] == "2025-04-02T09:00:00Z"


def test_what_was_published_can_be_verified_and_audited(publication: Publication) -> None:
    assert verify(publication.folder) == ()
    assert audit_publication(publication.folder).passed


def test_organisations_go_by_their_latest_name_else_by_their_code(publication: Publication) -> None:
    assert publication.organisations.rows() == [("ZZA", "Ashmere Hospitals", "Acute"), ("ZZB", "ZZB", None)]


def test_every_measure_goes_out_with_its_words_and_how_it_is_counted(publication: Publication) -> None:
    assert [words["id"] for words in publication.measures] == [
        "coverage",
        "eligible",
        "held_of_due",
        "current_placement",
        "sought_placement",
    ]
    sought = publication.measures[-1]
    assert [outcome["label"] for outcome in sought["outcomes"]] == [
        "Depth",
        "Breadth",
        "Stretch or complexity",
        "No move sought now",
    ]
    assert (sought["rows"], sought["among"], sought["outcome"]) == (
        "placed",
        ["sought_known"],
        "sought_placement",
    )


def test_progress_is_told_by_organisation(store_path: Path, tmp_path: Path) -> None:
    told: list[str] = []
    published(store_path, tmp_path / "out", progress=told.append)
    assert told == ["counting ZZA", "counting ZZB", "protecting", "auditing and writing system"]


def test_without_conversations_only_what_needs_none_is_published(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    store.replace("staff_in_post", staff("ZZA", 30), ("organisation", "period"))
    out = published(store.path, tmp_path / "out")
    assert [words["id"] for words in out.measures] == ["eligible"]
    assert out.organisations.rows() == [("ZZA", "ZZA", None)]
    assert out.manifest["created"] == "1970-01-01T00:00:00Z"  # the ledger knows of no submission


def test_the_staff_survey_of_a_year_without_staff_lists_is_published_of_who_has_staff(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    store.replace("staff_in_post", staff("ZZA", 30), ("organisation", "period"))  # February and March 2025
    years = {2020: 40.0, 2024: 60.0}
    answers = [
        {
            "organisation": organisation,
            "period": date(year, 1, 1),
            "question": "Q15",
            "answer": "Yes",
            "value": share,
            "base": 200,
            "hidden_by_publisher": False,
        }
        for year, share in years.items()
        for organisation in ("ZZA", "ZZX")  # of ZZX nobody sent a staff list
    ]
    store.replace("nhs_staff_survey", pl.DataFrame(answers), ())
    text = PLAN.replace("months: 12", "months: 36").replace("current_placement", "survey_q15")
    plan = plan_of(tmp_path, text=text)

    counted = count_planned({name: store.table(name) for name in store.tables()}, CONTRACTS, plan).filter(
        pl.col("measure") == "survey_q15"
    )

    # It looks back 36 months, so the survey of 2020 is out; 60% of 200 are 120.
    cell = ["organisation", "period", "numerator", "denominator"]
    assert counted.select(cell).rows() == [("ZZA", date(2024, 1, 1), 120, 200)]


def test_months_without_a_whole_record_behind_them_are_left_out_unless_asked_for(tmp_path: Path) -> None:
    recent = conversations("ZZA", 40).filter(
        ~pl.col("person").str.contains("leaver")
    )  # the record begins in June 2024
    tables = {"staff_in_post": staff("ZZA", 40).lazy(), "conversation_outcomes": recent.lazy()}
    plan = plan_of(tmp_path)
    assert set(count_planned(tables, CONTRACTS, plan)["measure"]) == {"eligible"}
    everything = count_planned(tables, CONTRACTS, plan, whole_window=False)
    assert set(everything["measure"]) == set(plan.measures)


def test_a_store_without_staff_is_told_plainly(tmp_path: Path) -> None:
    with pytest.raises(MeasureProblem, match="holds no staff in post"):
        published(tmp_path / "store", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_shares_are_complete_and_an_outcome_of_nobody_is_a_zero(publication: Publication) -> None:
    shares = publication.estimates.filter(
        pl.col("measure") == "sought_placement",
        pl.col("period") == MONTHS[1],
        pl.col("organisation") == "ZZA",
        pl.col("breakdown") == "",
    )
    assert shares.select("outcome", "numerator", "denominator").rows() == [
        ("depth", 0, 100),
        ("breadth", 0, 100),
        ("stretch", 0, 100),
        ("no_move", 100, 100),
    ]


def test_an_organisation_that_stopped_sending_long_ago_does_not_stop_the_others(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    fill(store, {"ZZA": 60})
    old = staff("ZZB", 60).with_columns(pl.col("period").dt.offset_by("-5y"))
    store.replace("staff_in_post", old, ("organisation", "period"))
    assert published(store.path, tmp_path / "out").organisations["organisation"].to_list() == ["ZZA"]


def test_a_trust_that_submits_again_makes_a_release_that_says_so(store_path: Path, tmp_path: Path) -> None:
    copied = Path(shutil.copytree(store_path, tmp_path / "store"))
    first = published(copied, tmp_path / "out")
    same = publish(copied, tmp_path / "out", plan=plan_of(tmp_path), contracts=CONTRACTS)
    assert not same[0].changed
    store = Store(copied)
    keys = ("organisation", "period")
    store.replace("staff_in_post", staff("ZZA", 240).with_columns(submission=pl.lit("again")), keys)
    store.enter(entry("again", "staff_in_post", "ee", at=datetime(2025, 5, 1, tzinfo=UTC)))
    second = published(copied, tmp_path / "out")
    assert (first.release, second.release) == (1, 2)
    assert second.manifest["created"] == "2025-05-01T00:00:00Z"
    (change,) = changes_of(read_releases(tmp_path / "out"))
    revised = change.figures.filter(pl.col("change") == "revised")
    assert set(revised["organisation"]) == {"ZZA"}
    assert set(revised["because"]) == {"other submissions"}
    assert verify(tmp_path / "out") == ()


def test_a_publication_that_outsiders_have_is_guarded_against_and_named(
    store_path: Path, publication: Publication, tmp_path: Path
) -> None:
    guarded = published(store_path, tmp_path / "out", previous=[publication.folder])
    assert guarded.manifest["previous"] == [publication.fingerprint]
    assert audit_publication(tmp_path / "out", [publication.folder]).passed


def test_a_folder_of_something_else_is_left_alone(store_path: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "notes.txt").write_text("mine")
    with pytest.raises(PublicationProblem, match="would be replaced"):
        published(store_path, tmp_path / "out")
    assert (tmp_path / "out" / "notes.txt").read_text() == "mine"


def test_series_end_with_the_month_published_last(publication: Publication) -> None:
    series = publication.series
    assert series["measure"].unique().to_list() == ["held_of_due"]
    assert series["period"].max() == date(2025, 3, 1)
