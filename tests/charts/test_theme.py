from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from sfg_analytics.charts.theme import (
    CONTEXT,
    DUO,
    FOCUS,
    PALETTE,
    PAPER,
    QUIET,
    SEQUENTIAL,
    SIGNALS,
    TARGET,
    TEXT,
    contrast,
    ink_on,
)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#ffffff", "#767676", 4.54), ("#ff0000", "#ffffff", 4.00)],
)
def test_contrast_is_the_ratio_that_accessibility_guides_print(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize("ink", [TEXT, QUIET, TARGET])
def test_text_can_be_read_on_the_paper(ink: str) -> None:
    assert contrast(ink, PAPER) >= 4.5


@pytest.mark.parametrize(
    "mark", [*PALETTE, FOCUS, CONTEXT, QUIET, *(colour for _, colour, _ in SIGNALS.values())]
)
def test_marks_can_be_seen_on_the_paper(mark: str) -> None:
    assert contrast(mark, PAPER) >= 3


@pytest.mark.parametrize(("one", "other"), [*pairwise(PALETTE), DUO])
def test_neighbours_differ_by_three_to_one(one: str, other: str) -> None:
    # Stacked parts lie in the order of the palette; the two sides of a pyramid are the duo.
    assert contrast(one, other) >= 3


@pytest.mark.parametrize("cell", SEQUENTIAL)
def test_the_number_in_a_cell_can_be_read_whatever_its_colour(cell: str) -> None:
    assert contrast(ink_on(cell), cell) >= 4.5


def test_darker_is_always_more() -> None:
    assert all(contrast(one, PAPER) > contrast(other, PAPER) for one, other in pairwise(SEQUENTIAL))


def test_points_that_mean_different_things_differ_in_shape_too() -> None:
    shapes = {meaning: shape for meaning, (shape, _, _) in SIGNALS.items()}

    same = {frozenset(pair) for pair in combinations(shapes, 2) if shapes[pair[0]] == shapes[pair[1]]}
    assert same == {frozenset({"high", "low"})}  # which of the two it is, its place says


def test_the_palettes_are_the_analysis_functions_in_their_order() -> None:
    # Government Analysis Function, "Data visualisation: colours in charts".
    assert PALETTE == ("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1")
    assert DUO == ("#12436D", "#F46A25")
    assert SEQUENTIAL == ("#12436D", "#2073BC", "#6BACE6", "#ADD1F1")
