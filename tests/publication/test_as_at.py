"""A publication as at an earlier month is what would have been written if nothing later had been counted."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from sfg_analytics.publication import Publication, as_at, write_publication
from tests.publication.made import MONTHS, contents

TABLES = ("estimates", "series", "funnels", "comparisons", "totals", "peers")


def written(folder: Path, *, until: int = len(MONTHS)) -> Publication:
    given = contents()
    by_sex = given["estimates"].filter(pl.col("breakdown") == "sex")
    halfway = by_sex.with_columns(period=pl.lit(MONTHS[5]))
    months = pl.concat([halfway, given["estimates"]]).filter(pl.col("period") <= MONTHS[until - 1])
    return write_publication(folder, **given | {"estimates": months}).publication


@pytest.mark.parametrize("until", [3, 6, 11, 12])
def test_it_is_what_would_have_been_written_then(tmp_path: Path, until: int) -> None:
    then = as_at(written(tmp_path / "all"), MONTHS[until - 1])
    wanted = written(tmp_path / "then", until=until)
    for name in TABLES:
        assert_frame_equal(getattr(then, name), getattr(wanted, name))
    assert then.comparisons.height == {3: 0, 6: 6, 11: 6, 12: 6}[until]


def test_before_the_first_month_there_is_nothing(tmp_path: Path) -> None:
    then = as_at(written(tmp_path / "all"), MONTHS[0].replace(year=2020))
    assert [getattr(then, name).height for name in TABLES] == [0] * len(TABLES)
