"""Codes are brought to a day by a dated list, and only what is confirmed in it is followed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from sfg_analytics.errors import MeasureProblem, NoSuchPath
from sfg_analytics.organisations import add_up, load_succession, succeed
from sfg_analytics.organisations.succession import SCHEMA


def listed(*rows: tuple[str, str, date | None], status: str = "confirmed") -> pl.DataFrame:
    whole = [(*row, "merged", status, "made up for a test") for row in rows]
    return pl.DataFrame(whole, schema=SCHEMA, orient="row")


def codes(*names: str) -> pl.DataFrame:
    return pl.DataFrame({"organisation": names})


TWICE = listed(("A", "B", date(2020, 4, 1)), ("B", "C", date(2024, 4, 1)))


@pytest.mark.parametrize(
    ("as_at", "now"),
    [
        (date(2020, 3, 31), ["A", "B", "C"]),
        (date(2020, 4, 1), ["B", "B", "C"]),
        (date(2024, 3, 31), ["B", "B", "C"]),
        (date(2024, 4, 1), ["C", "C", "C"]),
        (None, ["C", "C", "C"]),
    ],
)
def test_a_code_is_followed_from_successor_to_successor_up_to_the_day(
    as_at: date | None, now: list[str]
) -> None:
    seen = succeed(codes("A", "B", "C"), TWICE, as_at=as_at)
    assert seen["organisation"].to_list() == now
    assert seen["recorded_as"].to_list() == ["A", "B", "C"]


def test_what_is_not_confirmed_is_not_followed() -> None:
    doubtful = listed(("A", "B", None), status="recollected")
    assert succeed(codes("A"), doubtful)["organisation"].to_list() == ["A"]


def test_an_organisation_that_was_divided_keeps_its_code() -> None:
    split = listed(("A", "B", date(2024, 4, 1)), ("A", "C", date(2024, 4, 1)))
    assert succeed(codes("A", "B"), split)["organisation"].to_list() == ["A", "B"]


def test_a_part_that_a_publication_names_by_itself_always_belonged_to_the_whole() -> None:
    seen = succeed(codes("R1F1", "R1F2", "R1F"), as_at=date(1990, 1, 1))
    assert seen["organisation"].to_list() == ["R1F", "R1F", "R1F"]


def test_merged_organisations_add_up_to_what_they_were_together() -> None:
    counted = pl.DataFrame(
        {
            "organisation": ["RRP", "TAF", "RAL"],
            "outcome": pl.Series([None] * 3, dtype=pl.String),
            "numerator": [10, 20, 7],
            "denominator": [30, 40, 9],
        }
    )
    summed = add_up(succeed(counted))
    assert summed.rows() == [("G6V2S", None, 30, 70), ("RAL", None, 7, 9)]


def test_every_shipped_entry_is_dated_or_a_part_and_has_its_source() -> None:
    shipped = load_succession()
    assert shipped["source"].str.len_chars().min() > 20
    assert shipped.filter(pl.col("since").is_null())["relation"].unique().to_list() == ["part"]
    assert shipped["organisation"].is_unique().all()


def test_a_list_of_ones_own_replaces_the_shipped_one(tmp_path: Path) -> None:
    path = tmp_path / "ours.csv"
    TWICE.write_csv(path)
    assert load_succession(path).equals(TWICE)


def test_a_list_that_is_none_is_refused_with_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "ours.csv"
    with pytest.raises(NoSuchPath, match=r"ours\.csv"):
        load_succession(path)
    path.write_text("organisation,successor,since,relation,status,source\nA,B,1 April,merged,confirmed,x\n")
    with pytest.raises(MeasureProblem, match="days as 2025-01-31"):
        load_succession(path)
    with pytest.raises(MeasureProblem, match="no successor"):
        succeed(codes("A"), TWICE.drop("successor"))
    with pytest.raises(MeasureProblem, match="1 of 3 rows"):
        succeed(codes("A"), pl.concat([TWICE, TWICE.head(1).with_columns(successor=pl.lit(None, pl.String))]))
    with pytest.raises(MeasureProblem, match="succeeds itself") as caught:
        succeed(codes("A"), listed(("A", "B", None), ("B", "A", None)))
    assert "→" in str(caught.value)
    with pytest.raises(MeasureProblem, match="no column 'trust'"):
        succeed(codes("A"), TWICE, column="trust")
