from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from sfg_analytics.charts import pen

places = st.floats(-50, 700, allow_nan=False)


def walked(drawn: str) -> list[tuple[float, float]]:
    """Walk a line: the first number pair is a place, each after it how far the next lies from there."""
    ((written),) = re.findall(r' d="M([^"Z]+)', drawn)
    numbers = [float(one) for one in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", written)]
    at = (0.0, 0.0)
    found = []
    for x, y in zip(numbers[::2], numbers[1::2], strict=True):
        at = (at[0] + x, at[1] + y)
        found.append(at)
    return found


@given(st.lists(st.tuples(places, places), min_size=1, max_size=40))
def test_a_line_of_steps_passes_every_point_and_does_not_drift(points: list[tuple[float, float]]) -> None:
    found = walked(pen.path([points], "#000000", 1))

    assert len(found) == len(points)
    for (x, y), (there, down) in zip(points, found, strict=True):
        assert abs(x - there) <= 0.0501
        assert abs(y - down) <= 0.0501
