"""Organisations stand beside one another without ranks, and whatever cannot be said has its reason."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from scipy import stats

from sfg_analytics.disclosure import protect
from sfg_analytics.errors import MeasureProblem
from sfg_analytics.statistics import among_peers, benchmark, byar, funnel, shrink, wilson

MARCH, APRIL = date(2025, 3, 1), date(2025, 4, 1)
KEYS = {"measure": pl.String, "period": pl.Date, "organisation": pl.String, "outcome": pl.String}
SCHEMA = KEYS | {"numerator": pl.Int64, "denominator": pl.Int64}


def counted(*counts: tuple[int | None, int | None], period: date = MARCH, **columns: Any) -> pl.DataFrame:
    rows = [("coverage", period, f"Z{place:02}", None, *pair) for place, pair in enumerate(counts)]
    made = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    return made.with_columns(pl.lit(value).alias(name) for name, value in columns.items())


def of_kind(rows: pl.DataFrame, kind: str = "Acute") -> pl.DataFrame:
    return rows.select("organisation", benchmarking_group=pl.lit(kind)).unique()


SEVEN = counted((40, 100), (44, 110), (38, 90), (81, 200), (90, 100), (60, 150), (12, 30))
pairs = st.tuples(st.integers(0, 60), st.integers(0, 200)).map(lambda pair: (pair[0], sum(pair)))


def test_each_part_of_a_row_is_what_its_own_function_gives() -> None:
    seen = benchmark(SEVEN)
    x, n = SEVEN["numerator"], SEVEN["denominator"]
    assert seen["value"].to_list() == [a / b for a, b in zip(x, n, strict=True)]
    assert seen["lower"].to_list() == pytest.approx(list(wilson(x, n).lower))
    assert seen["shrunken_upper"].to_list() == shrink(x, n)["upper"].to_list()
    made = funnel(x, n)
    assert seen["target"].unique().to_list() == [made.target]
    assert seen["tau2"].unique().to_list() == [made.tau2]
    for column in ("z", "lower_95", "upper_998", "signal"):
        assert seen[column].to_list() == made.points[column].to_list()
    assert seen["organisations"].unique().to_list() == [7]
    assert seen["caution"].to_list() == [None] * 7


def test_peers_are_all_the_others_of_the_kind_counted_by_hand() -> None:
    # Z04 (90 of 100) among the six others: 275 of 680; values 0.4, 0.4, 0.4222, 0.405, 0.4, 0.4.
    row = benchmark(SEVEN, of_kind(SEVEN)).row(4, named=True)
    assert row["peers"] == 6
    assert row["peers_value"] == pytest.approx(275 / 680)
    assert row["peers_median"] == pytest.approx(0.4)
    assert row["peers_upper_quartile"] == pytest.approx(0.4 + 0.75 * 0.005)
    assert row["position"] == "above the usual range of its peers"
    assert row["without_peers"] is None


def test_the_usual_range_is_the_prediction_interval_reckoned_the_long_way() -> None:
    x, n = np.array([30.0, 55, 20, 80, 90, 10]), np.array([100.0, 120, 80, 150, 110, 40])
    place, variance = np.arcsin(np.sqrt(x / n)), 1 / (4 * n)
    seen = among_peers(x, n)
    for own in range(x.size):
        others = [other for other in range(x.size) if other != own]
        y, v = place[others], variance[others]
        w = 1 / v
        fixed = np.average(y, weights=w)
        excess = sum(w * (y - fixed) ** 2) - (len(others) - 1)
        tau2 = max(0.0, excess / (sum(w) - sum(w**2) / sum(w)))
        w = 1 / (v + tau2)
        middle = np.average(y, weights=w)
        reach = stats.t.ppf(0.975, len(others) - 2) * np.sqrt(tau2 + 1 / sum(w) + variance[own])
        ends = np.sin(np.clip([middle - reach, middle + reach], 0, np.pi / 2)) ** 2
        assert seen.select("usual_lower", "usual_upper").row(own) == pytest.approx(tuple(ends), rel=1e-9)


def test_of_organisations_that_are_like_their_peers_one_in_twenty_lies_outside_their_range() -> None:
    random = np.random.default_rng(20250301)
    outside = rows = 0
    for _ in range(300):
        n = random.integers(200, 3000, size=12)
        true = np.sin(random.normal(0.9, 0.08, size=n.size)) ** 2
        position = among_peers(random.binomial(n, true), n)["position"]
        outside += (position != "within the usual range of its peers").sum()
        rows += n.size
    assert 0.035 <= outside / rows <= 0.065


def test_fewer_than_five_peers_are_not_shown_and_the_row_says_so() -> None:
    rows = SEVEN.head(5)
    seen = benchmark(rows, of_kind(rows))
    assert seen["peers"].to_list() == [4] * 5
    assert seen["without_peers"].to_list() == ["fewer than five peers"] * 5
    shown = seen.select("peers_value", "^peers_.*quartile$", "peers_median", "^usual_.*$", "position")
    assert shown.null_count().row(0) == (5,) * shown.width
    assert benchmark(rows, of_kind(rows), minimum_peers=4)["position"].null_count() == 0


def test_an_organisation_of_no_known_kind_is_nobodys_peer() -> None:
    kinds = of_kind(SEVEN).filter(pl.col("organisation") != "Z04")
    seen = benchmark(SEVEN, kinds)
    assert seen["peers"].to_list() == [5, 5, 5, 5, None, 5, 5]
    assert seen.row(4, named=True)["without_peers"] == "its peer group is not known"
    assert seen["value"].null_count() == 0
    assert seen.row(0, named=True)["peers_value"] == pytest.approx((44 + 38 + 81 + 60 + 12) / 580)


def test_the_latest_list_says_who_is_whose_peer() -> None:
    first = of_kind(SEVEN, "Old").with_columns(period=pl.lit(date(2024, 1, 1)))
    later = of_kind(SEVEN, "New").with_columns(period=pl.lit(date(2025, 1, 1)))
    assert benchmark(SEVEN, pl.concat([later, first]))["peer_group"].unique().to_list() == ["New"]
    with pytest.raises(MeasureProblem, match=r"'organisations' an organisation stands more than once"):
        benchmark(SEVEN, pl.concat([first, later]).drop("period"))


@pytest.mark.parametrize(
    ("pair", "reason"),
    [((None, 50), "a count is hidden"), ((None, None), "a count is hidden"), ((0, 0), "nobody to count")],
)
def test_without_a_value_a_row_is_shown_with_its_reason_and_changes_nothing_else(
    pair: tuple[int | None, int | None], reason: str
) -> None:
    more = pl.concat([SEVEN, counted(pair).with_columns(organisation=pl.lit("Z99"))])
    seen = benchmark(more, of_kind(more))
    assert_frame_equal(seen.head(7), benchmark(SEVEN, of_kind(SEVEN)))
    row = seen.row(7, named=True)
    assert row["without_value"] == reason
    for column in ("value", "lower", "upper", "method", "shrunken", "z", "signal", "upper_95", "position"):
        assert row[column] is None, column


def test_of_protected_counts_no_rate_is_made_that_may_not_be_made() -> None:
    # 3 of 100 is a small numerator; 10 of 15 has a base below 20 whose counts are shown all the same.
    small = counted((3, 100), (10, 15)).with_columns(organisation="Y" + pl.col("organisation"))
    rows = pl.concat([SEVEN, small])
    seen = benchmark(protect(rows))
    assert seen["without_value"].to_list()[-2:] == ["hidden: small numerator", "hidden: small base"]
    assert seen["value"].null_count() == 2
    assert seen["organisations"].unique().to_list() == [7]


@pytest.mark.parametrize("number", [2, 4])
def test_of_few_organisations_it_is_said_that_their_spread_can_hardly_be_measured(number: int) -> None:
    (caution,) = benchmark(SEVEN.head(number))["caution"].unique()
    assert caution == f"how much organisations differ is measured on only {number} of them"


def test_a_single_organisation_is_compared_with_nothing() -> None:
    row = benchmark(SEVEN.head(1), of_kind(SEVEN)).row(0, named=True)
    assert row["value"] == 0.4
    assert row["caution"] == "no other organisation to compare with"
    assert [row[name] for name in ("target", "phi", "z", "upper_998", "signal", "shrunken")] == [None] * 6


def test_measures_months_outcomes_and_groups_are_compared_each_by_itself() -> None:
    parts = [
        SEVEN.with_columns(sex=pl.lit("Female")),
        SEVEN.with_columns(sex=pl.lit("Male"), numerator=pl.col("numerator") // 2),
        counted(*[(9, 10)] * 7, period=APRIL, sex="Male"),
        SEVEN.with_columns(sex=pl.lit("Male"), outcome=pl.lit("depth")),
    ]
    whole = benchmark(pl.concat(parts), of_kind(SEVEN))
    for place, part in enumerate(parts):
        assert_frame_equal(whole[7 * place : 7 * place + 7], benchmark(part, of_kind(SEVEN)))


@given(rows=st.lists(pairs, min_size=1, max_size=9), order=st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_the_order_of_rows_changes_nothing(rows: list[tuple[int, int]], order: Any) -> None:
    made = counted(*rows)
    places = list(range(made.height))
    order.shuffle(places)
    seen, shuffled = (benchmark(some, of_kind(made)) for some in (made, made[places]))
    assert shuffled["organisation"].to_list() == made["organisation"][places].to_list()
    assert_frame_equal(shuffled.sort("organisation"), seen, abs_tol=1e-7)


def test_people_for_each_vacancy_are_a_rate_that_may_exceed_one() -> None:
    rows = counted((30, 10), (25, 12), (8, 9), (40, 20), (3, 4), (0, 5))
    with pytest.raises(ValueError, match="numerator must not be larger"):
        benchmark(rows)
    seen = benchmark(rows, of_kind(rows), kind="rate")
    assert seen["value"].to_list()[0] == 3.0
    assert seen["upper"].to_list()[0] == pytest.approx(byar(30).upper / 10)
    assert seen["method"].unique().to_list() == ["Byar, 0.95"]
    assert seen["shrunken"].null_count() == 6
    assert seen["position"].null_count() == 0
    assert (seen["usual_upper"] > 1).any()


def test_what_the_caller_knows_stands_beside_and_nothing_is_multiplied() -> None:
    beside = pl.DataFrame({"organisation": ["Z00", "Z01"], "run_as": ["in appraisal", "stand-alone"]})
    seen = benchmark(SEVEN, beside=beside)
    assert seen["run_as"].to_list() == ["in appraisal", "stand-alone", *[None] * 5]
    monthly = pl.DataFrame({"organisation": ["Z00"] * 2, "period": [MARCH, APRIL], "complete": [0.9, 0.5]})
    assert benchmark(SEVEN, beside=monthly)["complete"].to_list() == [0.9, *[None] * 6]
    for wrong, what in (
        (pl.concat([beside, beside]), "more than once"),
        (beside.rename({"run_as": "value"}), "there already"),
        (beside.drop("organisation"), "no organisation"),
    ):
        with pytest.raises(MeasureProblem, match=what):
            benchmark(SEVEN, beside=wrong)


def test_nothing_in_the_result_is_a_rank() -> None:
    seen = benchmark(SEVEN, of_kind(SEVEN))
    assert not [name for name in seen.columns if "rank" in name or "percentile" in name]


def test_an_empty_table_gives_an_empty_one_of_the_same_columns() -> None:
    assert benchmark(SEVEN.clear(), of_kind(SEVEN)).schema == benchmark(SEVEN, of_kind(SEVEN)).schema
    assert benchmark(SEVEN.clear()).height == 0


def test_what_is_missing_or_stands_twice_is_named() -> None:
    with pytest.raises(MeasureProblem, match="no denominator"):
        benchmark(SEVEN.drop("denominator"))
    with pytest.raises(MeasureProblem, match="a cell stands more than once"):
        benchmark(pl.concat([SEVEN, SEVEN.head(2)]))
    with pytest.raises(MeasureProblem, match="no cluster_group"):
        benchmark(SEVEN, of_kind(SEVEN), peers="cluster_group")
    with pytest.raises(ValueError, match="kind must be one of proportion, rate"):
        benchmark(SEVEN, kind="ratio")
    with pytest.raises(ValueError, match="minimum_peers must be at least 1"):
        benchmark(SEVEN, minimum_peers=0)


def test_nothing_it_is_given_is_changed() -> None:
    rows, kinds = SEVEN.clone(), of_kind(SEVEN).sort("organisation")
    benchmark(rows, kinds)
    assert_frame_equal(rows, SEVEN)
    assert_frame_equal(kinds, of_kind(SEVEN).sort("organisation"))
