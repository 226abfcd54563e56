from __future__ import annotations

import pytest

from sfg_analytics.charts.theme import CONTEXT, FOCUS, PALETTE, PAPER, QUIET, TEXT, contrast


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#ffffff", "#767676", 4.54), ("#ff0000", "#ffffff", 4.00)],
)
def test_contrast_is_the_ratio_that_accessibility_guides_print(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize("ink", [TEXT, QUIET])
def test_text_can_be_read_on_the_paper(ink: str) -> None:
    assert contrast(ink, PAPER) >= 4.5


@pytest.mark.parametrize("mark", [PALETTE[0], FOCUS, CONTEXT, QUIET])
def test_marks_can_be_seen_on_the_paper(mark: str) -> None:
    assert contrast(mark, PAPER) >= 3


def test_the_palette_is_the_analysis_functions_in_its_order() -> None:
    # Government Analysis Function, "Data visualisation: colours in charts", categorical palette.
    assert PALETTE == ("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1")
