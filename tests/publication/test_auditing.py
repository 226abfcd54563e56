"""A publication from which something hidden can be worked out is not passed, and not written."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl
import pytest

from sfg_analytics.contract import load_contracts
from sfg_analytics.disclosure import SUPPRESS_10
from sfg_analytics.errors import PublicationProblem
from sfg_analytics.measures import CATALOGUE, ties
from sfg_analytics.publication import (
    ESTIMATES_SCHEMA,
    audit_publication,
    release_of,
    require_safe,
    write_publication,
)
from sfg_analytics.statistics import estimate
from tests.publication.made import MONTHS, contents

DESCRIBED = ties([CATALOGUE["coverage"]], load_contracts())


def leaking(**counts: int | None) -> dict[str, object]:
    """Exact counts of one organisation by sex, of which one may be hidden: all together less the other is it."""
    rows = [
        ("", "", counts["everybody"], 200),
        *(("sex", group, counts[group], 100) for group in ("Female", "Male")),
    ]
    figures = pl.DataFrame(
        rows, schema=["breakdown", "group", "numerator", "denominator"], orient="row"
    ).with_columns(
        measure=pl.lit("coverage"),
        period=pl.lit(MONTHS[-1]),
        organisation=pl.lit("ZZA"),
        outcome=pl.lit(None, pl.String),
        hidden=pl.when(pl.col("numerator").is_null()).then(
            pl.when(pl.col("group") == "Female")
            .then(pl.lit("numerator kept back"))
            .otherwise(pl.lit("small numerator"))
        ),
    )
    given = contents(policy=SUPPRESS_10.as_json(), described=DESCRIBED)
    return given | {"estimates": estimate(figures, minimum_base=10).select(*ESTIMATES_SCHEMA)}


def test_what_can_be_worked_out_by_subtraction_is_found_and_not_told(tmp_path: Path) -> None:
    write_publication(tmp_path / "p", **leaking(everybody=67, Female=60, Male=None))
    found = audit_publication(tmp_path / "p")
    assert not found.passed
    assert found.faults == ()
    (finding,) = found.findings
    assert "Male" in finding
    assert "can be worked out" in finding
    assert "7" not in finding


def test_what_nothing_tells_is_passed(tmp_path: Path) -> None:
    write_publication(tmp_path / "p", **leaking(everybody=105, Female=60, Male=45))
    assert audit_publication(tmp_path / "p").passed


def test_an_earlier_release_tells_too(tmp_path: Path) -> None:
    first = leaking(everybody=67, Female=60, Male=None)
    write_publication(tmp_path / "p", **leaking(everybody=67, Female=None, Male=None))
    assert audit_publication(tmp_path / "p").passed
    write_publication(tmp_path / "other", **first)
    both = audit_publication(tmp_path / "p", [tmp_path / "other"])
    assert not both.passed
    later = shutil.copytree(tmp_path / "other", tmp_path / "later")
    write_publication(later, **leaking(everybody=67, Female=None, Male=None))
    assert not audit_publication(later).passed


def test_what_is_not_whole_is_not_attacked(tmp_path: Path) -> None:
    write_publication(tmp_path / "p", **contents())
    (tmp_path / "p" / "notes.txt").write_text("x")
    found = audit_publication(tmp_path / "p")
    assert (found.passed, found.verdict) == (False, None)
    assert "'notes.txt'" in found.findings[0]


def test_what_could_be_learned_from_is_refused_without_the_number(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    held = write_publication(tmp_path / "p", **leaking(everybody=67, Female=60, Male=None)).publication
    with pytest.raises(PublicationProblem, match="would not be safe") as told:
        require_safe([release_of(held)])
    assert "Male" in str(told.value)


@pytest.mark.parametrize(
    "said",
    [
        {"policy": {"name": "none", "reasons": {}}},
        {"policy": {**SUPPRESS_10.as_json(), "threshold": "nine"}},
        {"described": {}},
        {"described": {"measures": {"coverage": 3}, "nesting": {}}},
    ],
)
def test_a_policy_that_cannot_be_understood_is_a_fault(tmp_path: Path, said: dict[str, object]) -> None:
    write_publication(tmp_path / "p", **contents(**said))
    assert any("under which policy" in fault for fault in audit_publication(tmp_path / "p").faults)
