"""No measure without a worked example: rows whose answer somebody has counted by hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sfg_analytics.measures import CATALOGUE

HERE = Path(__file__).parent
EXAMPLES = {
    name
    for path in HERE.rglob("test_*.py")
    for name in re.findall(r"^def test_(\w+)_of_the_worked_example\(", path.read_text("utf-8"), re.M)
}
TOGETHER = re.compile(r"(retained|moved_band|moved_organisation|survey)_\w+")
"""Measures that differ in a number of months or an item alone are counted by one test, with parameters."""


@pytest.mark.parametrize("measure", CATALOGUE)
def test_a_measure_has_a_worked_example(measure: str) -> None:
    family = TOGETHER.fullmatch(measure)
    assert (family[1] if family else measure) in EXAMPLES


def test_a_worked_example_is_of_a_measure() -> None:
    families = {family[1] for measure in CATALOGUE if (family := TOGETHER.fullmatch(measure))}
    assert families <= EXAMPLES
    assert set(CATALOGUE) >= EXAMPLES - families
