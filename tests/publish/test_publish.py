from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from sfg_analytics.contract import load_contracts
from sfg_analytics.disclosure import NHS_ROUND_5, SMALL_DENOMINATOR, protect
from sfg_analytics.errors import MeasureProblem
from sfg_analytics.measures import count
from sfg_analytics.publish import BREAKDOWNS, MEASURES, count_all, publish
from sfg_analytics.store import Store

MONTHS = [date(2025, 2, 1), date(2025, 3, 1)]
PSEUDONYM = "0123456789abcdef0123456789abcdef"


def staff(organisation: str, people: int) -> pl.DataFrame:
    """Make up people of whom every tenth is Black African and three in all are very senior managers."""
    one = [
        {
            "organisation": organisation,
            "period": month,
            "person": PSEUDONYM if number == 0 else f"{organisation}{number}",
            "age_band": ["21-30", "31-40", "51-65"][number % 3],
            "staff_group": "Administrative and Clerical",
            "band": "VSM" if number < 3 else "5",
            "ethnicity": "N" if number % 10 == 0 else "A",
            "sex": ["Female", "Male"][number % 2],
            "disability": None,
            "assignment_status": "Active",
            "service_start_date": date(2015, 1, 1),
        }
        for month in MONTHS
        for number in range(people)
    ]
    return pl.DataFrame(one).with_columns(
        pl.col("disability").cast(pl.String),
        submission=pl.lit(f"s-{organisation}"),
        contract_version=pl.lit("1.0.0"),
    )


def conversations(organisation: str, people: int) -> pl.DataFrame:
    """Every second person had one in June 2024; people who left had one in January 2024 and March 2025, its two ends."""
    who = [
        "leaver",
        "another leaver",
        *(PSEUDONYM if number == 0 else f"{organisation}{number}" for number in range(0, people, 2)),
    ]
    return pl.DataFrame(
        {
            "organisation": organisation,
            "person": who,
            "period": [date(2024, 1, 1), MONTHS[1], *[date(2024, 6, 1)] * (len(who) - 2)],
            "conversation_date": [date(2024, 1, 9), MONTHS[1], *[date(2024, 6, 9)] * (len(who) - 2)],
            "stage": "placed",
            "current_placement": "depth",
            "sought_placement": "no_move",
            "submission": f"c-{organisation}",
            "contract_version": "1.0.0",
        }
    )


NAMES = pl.DataFrame(
    {
        "organisation": ["ZZA", "ZZA", "ZZC"],
        "period": [date(2025, 1, 1), date(2024, 1, 1), date(2025, 1, 1)],
        "organisation_name": ["Ashmere Hospitals", "Ashmere Hospital", "Never submitted"],
        "benchmarking_group": ["Acute", "Acute", "Community"],
        "submission": "o-1",
        "contract_version": "1.0.0",
    }
)


def entry(submission: str, contract: str, sha256: str, verdict: str = "kept") -> dict[str, Any]:
    return {
        "submission": submission,
        "contract": contract,
        "sha256": sha256,
        "verdict": verdict,
        "submitted_at": datetime.now(UTC),
    }


@pytest.fixture(scope="module")
def store_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("road") / "store"
    store = Store(path)
    keys = ("organisation", "period")
    with store.writing():
        for organisation, people in (("ZZA", 200), ("ZZB", 5)):
            store.replace("staff_in_post", staff(organisation, people), keys)
            store.replace("conversation_outcomes", conversations(organisation, people), keys)
            store.enter(entry(f"s-{organisation}", "staff_in_post", f"aa{organisation}"))
            store.enter(entry(f"c-{organisation}", "conversation_outcomes", f"bb{organisation}"))
        store.replace("organisations", NAMES, ("period",))
        store.enter(entry("o-1", "organisations", "cc"))
        store.enter(entry("b-1", "staff_in_post", "dd", verdict="broken"))
    return path


def one(estimates: pl.DataFrame, **cell: Any) -> dict[str, Any]:
    picked = {"period": MONTHS[1], "organisation": "ZZA", "breakdown": "", "group": "", **cell}
    return estimates.filter(*(pl.col(name) == wanted for name, wanted in picked.items())).row(0, named=True)


def test_coverage_is_published_as_protected_counts_and_the_rate_of_those(
    store_path: Path, tmp_path: Path
) -> None:
    estimates = publish(store_path, tmp_path / "out").estimates
    everybody = one(estimates, measure="coverage")
    # 200 eligible people, of whom every second had a conversation.
    assert (everybody["numerator"], everybody["denominator"], everybody["value"]) == (100, 200, 0.5)
    assert everybody["lower"] < 0.5 < everybody["upper"]
    # 20 of 200 are of another ethnic group: numbers 0, 10, 20 ..., all even, so all 20 had one.
    others = one(estimates, measure="coverage", breakdown="ethnicity", group="All other ethnic groups")
    assert (others["numerator"], others["denominator"], others["hidden"]) == (20, 20, None)


def test_small_numbers_are_hidden_and_nothing_is_made_of_them(store_path: Path, tmp_path: Path) -> None:
    estimates = publish(store_path, tmp_path / "out").estimates
    # Three very senior managers at ZZA; five people in all at ZZB, three of whom had a conversation.
    seniors = one(estimates, measure="coverage", breakdown="band", group="Very senior manager")
    small = one(estimates, measure="coverage", organisation="ZZB")
    for cell in (seniors, small):
        assert cell["hidden"] == SMALL_DENOMINATOR
        assert [cell[name] for name in ("numerator", "denominator", "value", "lower", "upper", "method")] == [
            None
        ] * 6
    assert one(estimates, measure="coverage", breakdown="disability", group="Unknown")["value"] == 0.5


def test_no_hidden_count_and_no_exact_count_is_in_the_publication(store_path: Path, tmp_path: Path) -> None:
    estimates = publish(store_path, tmp_path / "out").estimates
    for column in ("numerator", "denominator"):
        published = estimates[column].drop_nulls()
        assert (published % 5 == 0).all()
        assert not published.is_between(1, 7).any()
    made = estimates.filter(pl.col("value").is_not_null())
    assert (made["value"] == made["numerator"] / made["denominator"]).all()
    assert (made["denominator"] >= 20).all()
    without = estimates.filter(pl.col("hidden").is_not_null())
    assert without.height > 0
    assert without.select("value", "lower", "upper", "method").null_count().row(0) == (without.height,) * 4


def test_estimates_are_the_protected_counts_of_each_breakdown(store_path: Path, tmp_path: Path) -> None:
    estimates = publish(store_path, tmp_path / "out").estimates
    store = Store(store_path)
    tables = {name: store.table(name) for name in ("staff_in_post", "conversation_outcomes")}
    for measure in MEASURES:
        for breakdown in BREAKDOWNS:
            expected = protect(count(tables, measure, by=[breakdown], whole_window=True))
            got = estimates.filter(pl.col("measure") == measure, pl.col("breakdown") == breakdown)
            columns = ["period", "organisation", "group", "outcome", "numerator", "denominator", "hidden"]
            assert (
                got.select(columns)
                .sort(columns[:4])
                .equals(expected.rename({breakdown: "group"}).select(columns).sort(columns[:4]))
            )


def test_a_store_is_published_to_the_same_bytes_twice(store_path: Path, tmp_path: Path) -> None:
    first, second = publish(store_path, tmp_path / "one"), publish(store_path, tmp_path / "two")
    for path in first.folder.iterdir():
        assert path.read_bytes() == (second.folder / path.name).read_bytes()


def test_no_pseudonym_leaves_the_store(store_path: Path, tmp_path: Path) -> None:
    published = publish(store_path, tmp_path / "out")
    for path in published.folder.iterdir():
        assert PSEUDONYM.encode() not in path.read_bytes()
    assert PSEUDONYM not in published.estimates.write_csv()
    assert "person" not in published.estimates.columns


def test_the_manifest_says_under_which_policy_and_from_what(store_path: Path, tmp_path: Path) -> None:
    manifest = publish(store_path, tmp_path / "out").manifest
    assert manifest["policy"] == json.loads(json.dumps(NHS_ROUND_5.as_json()))
    assert manifest["contracts"] == {
        "conversation_outcomes": "1.0.0",
        "organisations": "1.0.0",
        "staff_in_post": "1.0.0",
    }
    assert [given["sha256"] for given in manifest["inputs"]] == ["bbZZA", "bbZZB", "cc", "aaZZA", "aaZZB"]
    assert manifest["measures"] == list(MEASURES)
    assert manifest["breakdowns"] == list(BREAKDOWNS)
    assert manifest["periods"] == ["2025-02-01", "2025-03-01"]
    assert manifest["code_version"]
    assert "published_at" not in manifest


def test_the_moment_of_publishing_is_written_only_when_given(store_path: Path, tmp_path: Path) -> None:
    stamped = publish(store_path, tmp_path / "out", published_at="2025-04-02T09:00:00Z")
    assert stamped.manifest["published_at"] == "2025-04-02T09:00:00Z"


def test_organisations_go_by_their_latest_name_else_by_their_code(store_path: Path, tmp_path: Path) -> None:
    assert publish(store_path, tmp_path / "out").organisations.rows() == [
        ("ZZA", "Ashmere Hospitals", "Acute"),
        ("ZZB", "ZZB", None),
    ]


def test_every_measure_goes_out_with_its_words(store_path: Path, tmp_path: Path) -> None:
    measures = publish(store_path, tmp_path / "out").measures
    assert [words["id"] for words in measures] == list(MEASURES)
    assert [outcome["label"] for outcome in measures[-1]["outcomes"]] == [
        "Depth",
        "Breadth",
        "Stretch or complexity",
        "No move sought now",
    ]


def test_progress_is_told_by_organisation(store_path: Path, tmp_path: Path) -> None:
    told: list[str] = []
    publish(store_path, tmp_path / "out", progress=told.append)
    assert told == ["ZZA", "ZZB"]


def test_without_conversations_only_what_needs_none_is_published(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    store.replace("staff_in_post", staff("ZZA", 30), ("organisation", "period"))
    published = publish(store.path, tmp_path / "out")
    assert published.manifest["measures"] == ["eligible"]
    assert published.estimates["measure"].unique().to_list() == ["eligible"]
    assert published.organisations.rows() == [("ZZA", "ZZA", None)]


def test_months_without_a_whole_record_behind_them_are_left_out_unless_asked_for() -> None:
    contracts = load_contracts()
    recent = conversations("ZZA", 40).filter(
        ~pl.col("person").str.contains("leaver")
    )  # the record begins in June 2024
    tables = {"staff_in_post": staff("ZZA", 40).lazy(), "conversation_outcomes": recent.lazy()}
    assert set(count_all(tables, contracts)["measure"]) == {"eligible"}
    everything = count_all(tables, contracts, whole_window=False)
    assert set(everything["measure"]) == set(MEASURES)


def test_a_store_without_staff_is_told_plainly(tmp_path: Path) -> None:
    with pytest.raises(MeasureProblem, match="holds no staff in post"):
        publish(tmp_path / "store", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_shares_are_complete_and_an_outcome_of_nobody_is_a_zero(store_path: Path, tmp_path: Path) -> None:
    estimates = publish(store_path, tmp_path / "out").estimates
    shares = estimates.filter(
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
