"""Groups are compared like for like of the cells that are published, and of no others."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from sfg_analytics.publication import ESTIMATES_SCHEMA, read_publication, verify, write_publication
from sfg_analytics.publication.derived import comparisons
from sfg_analytics.statistics import estimate
from tests.publication.made import WORDS, contents

MONTH = date(2024, 12, 1)
Cells = dict[str, dict[str, tuple[int, int] | None]]

BANDS: Cells = {
    "Bands 2 to 4": {"Female": (80, 200), "Male": (20, 50)},
    "Bands 5 to 7": {"Female": (60, 100), "Male": (180, 300)},
}
"""At each level both groups have the same share, and at the lower one, where most women are, it is lower."""


def estimates(cells: Cells, crossing: str = "band_cluster | sex", measure: str = "coverage") -> pl.DataFrame:
    """Every cell of a crossing, and each group by itself; a cell of None is hidden."""
    first = crossing.split(" | ", maxsplit=1)[0]
    rows: list[dict[str, Any]] = []
    groups = list(next(iter(cells.values())))
    for group in groups:
        pairs = [pair for level in cells.values() if (pair := level[group])]
        rows.append(
            {
                "breakdown": "sex",
                "group": group,
                "numerator": sum(x for x, _ in pairs),
                "denominator": sum(n for _, n in pairs),
            }
        )
    for level, found in cells.items():
        for group, pair in found.items():
            name = f"{group} | {level}" if first == "sex" else f"{level} | {group}"
            x, n = pair or (None, None)
            rows.append(
                {
                    "breakdown": crossing,
                    "group": name,
                    "numerator": x,
                    "denominator": n,
                    "hidden": None if pair else "small",
                }
            )
    frame = pl.DataFrame(
        rows,
        schema={
            "breakdown": pl.String,
            "group": pl.String,
            "numerator": pl.Int64,
            "denominator": pl.Int64,
            "hidden": pl.String,
        },
    )
    placed = frame.with_columns(
        measure=pl.lit(measure),
        period=pl.lit(MONTH),
        organisation=pl.lit("ZZA"),
        outcome=pl.lit(None, pl.String),
    )
    return estimate(placed, minimum_base=20).select(*ESTIMATES_SCHEMA)


def women(frame: pl.DataFrame, adjust: list[str] | None = None) -> dict[str, Any]:
    made = comparisons(frame, [WORDS], {"sex": "Male"}, ["band_cluster"] if adjust is None else adjust)
    return made.row(by_predicate=pl.col("group") == "Female", named=True)


def by_hand(*strata: tuple[int, int, int, int]) -> float:
    """Mantel's and Haenszel's risk ratio, as it is written in textbooks: sum of a n0 / N over sum of b n1 / N."""
    above = sum(x * rn / (n + rn) for x, n, _, rn in strata)
    below = sum(rx * n / (n + rn) for _, n, rx, rn in strata)
    return above / below


def test_a_difference_that_bands_explain_is_none_like_for_like() -> None:
    row = women(estimates(BANDS))
    assert row["ratio"] == pytest.approx((140 / 300) / (200 / 350))
    assert row["like_for_like_ratio"] == pytest.approx(1.0)
    assert row["like_for_like_lower"] < 1 < row["like_for_like_upper"]
    assert (row["adjusted_for"], row["like_for_like_share"], row["like_for_like_without"]) == (
        "band_cluster",
        1.0,
        None,
    )
    assert "Like for like by band cluster it is 1.00 times" in row["direction"]
    assert "equal shares are not ruled out" in row["direction"]


def test_it_is_mantels_and_haenszels_ratio() -> None:
    cells = {**BANDS, "Bands 8a to 9": {"Female": (30, 40), "Male": (25, 60)}}
    row = women(estimates(cells))
    strata = [(*found["Female"], *found["Male"]) for found in cells.values()]  # type: ignore[misc]
    assert row["like_for_like_ratio"] == pytest.approx(by_hand(*strata))


def test_it_is_the_same_whichever_way_round_the_crossing_is_published() -> None:
    one, other = (
        women(estimates(BANDS, crossing)) for crossing in ("band_cluster | sex", "sex | band_cluster")
    )
    assert one == other


def test_a_level_where_either_is_hidden_or_of_which_nothing_is_known_is_left_out() -> None:
    cells: Cells = {
        **BANDS,
        "Bands 8a to 9": {"Female": (80, 90), "Male": None},
        "Unknown": {"Female": (90, 100), "Male": (10, 50)},
    }
    row = women(estimates(cells))
    assert row["like_for_like_ratio"] == pytest.approx(1.0)
    assert row["like_for_like_share"] == pytest.approx(300 / 490)


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({**BANDS, "Bands 5 to 7": {"Female": (60, 100), "Male": None}}, "at fewer than two levels"),
        ({**BANDS, "Bands 8a to 9": {"Female": (300, 400), "Male": None}}, "less than half of the group"),
    ],
)
def test_too_little_to_compare_is_said_and_no_ratio_given(cells: Cells, why: str) -> None:
    row = women(estimates(cells))
    assert row["ratio"] is not None
    assert row["like_for_like_without"].startswith(why)
    assert {
        row[f"like_for_like_{name}"] for name in ("ratio", "lower", "upper", "p_value", "adjusted_p")
    } == {None}
    assert f"they are not compared: {why}" in row["direction"]


@pytest.mark.parametrize("adjust", [[], ["staff_group"]])
def test_where_nothing_of_the_kind_is_published_there_is_no_word_of_it(adjust: list[str]) -> None:
    row = women(estimates(BANDS), adjust)
    assert (row["adjusted_for"], row["like_for_like_ratio"], row["like_for_like_without"]) == (
        None,
        None,
        None,
    )
    assert "ike for like" not in row["direction"]


def test_the_first_that_is_published_is_held_equal() -> None:
    by_group: Cells = {
        "Nurses": {"Female": (100, 200), "Male": (50, 50)},
        "Doctors": {"Female": (40, 100), "Male": (150, 300)},
    }
    both = pl.concat(
        [estimates(BANDS), estimates(by_group, "staff_group | sex").filter(pl.col("breakdown") != "sex")]
    )
    assert women(both, ["band", "band_cluster", "staff_group"])["adjusted_for"] == "band_cluster"
    assert women(both, ["staff_group", "band_cluster"])["adjusted_for"] == "staff_group"


def test_measures_may_be_crossed_either_way_round_in_one_publication() -> None:
    one = estimates(BANDS)
    other = estimates(BANDS, "sex | band_cluster", measure="eligible")
    words = [WORDS, {**WORDS, "id": "eligible"}]
    made = comparisons(pl.concat([one, other]), words, {"sex": "Male"}, ["band_cluster"])
    assert made["measure"].to_list() == ["coverage", "eligible"]
    assert made["like_for_like_ratio"].to_list() == [pytest.approx(1.0)] * 2


def test_of_organisations_added_up_each_is_compared_within_itself() -> None:
    other: Cells = {
        "Bands 2 to 4": {"Female": (30, 60), "Male": (90, 300)},
        "Bands 5 to 7": {"Female": (40, 50), "Male": (200, 400)},
    }
    one, two = estimates(BANDS), estimates(other).with_columns(organisation=pl.lit("ZZB"))
    summed = pl.DataFrame({"group": ["Female", "Male"], "numerator": [210, 490], "denominator": [410, 1050]})
    system = one.head(2).drop("numerator", "denominator").join(summed, on="group").select(one.columns)
    figures = pl.concat([one, two, system.with_columns(organisation=pl.lit("system"))])
    made = comparisons(figures, [WORDS], {"sex": "Male"}, ["band_cluster"])
    row = made.row(by_predicate=pl.col("organisation") == "system", named=True)
    strata = [(*found["Female"], *found["Male"]) for cells in (BANDS, other) for found in cells.values()]  # type: ignore[misc]
    assert row["like_for_like_ratio"] == pytest.approx(by_hand(*strata))
    assert row["adjusted_for"] == "organisation and band_cluster"
    assert "Like for like by organisation and band cluster" in row["direction"]


def test_it_is_verified_as_all_that_is_made_of_the_estimates(tmp_path: Path) -> None:
    given = contents()
    crossed = estimates(BANDS).filter(pl.col("breakdown") != "sex")
    given["estimates"] = pl.concat([given["estimates"], crossed])
    given["manifest"] = given["manifest"] | {"plan": given["manifest"]["plan"] | {"adjust": ["band_cluster"]}}
    write_publication(tmp_path / "publication", **given)
    assert verify(tmp_path / "publication") == ()
    made = read_publication(tmp_path / "publication").comparisons
    assert made.filter(pl.col("organisation") == "ZZA")["like_for_like_ratio"].to_list() == [
        pytest.approx(1.0)
    ]
    assert made.filter(pl.col("organisation") != "ZZA")["adjusted_for"].count() == 0
