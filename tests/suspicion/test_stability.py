"""The stability index is the textbook's, and chance alone seldom passes the limit that is set for it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfg_analytics.suspicion import index_by_chance, stability_index

COUNTS = st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 5000)), min_size=1, max_size=20)


def test_the_index_is_worked_by_hand() -> None:
    # shares with half a row added to each of two answers: 30.5/61 and 30.5/61 before, 45.5/61 and 15.5/61 now
    p, q = np.array([30.5, 30.5]) / 61, np.array([45.5, 15.5]) / 61
    by_hand = (q[0] - p[0]) * np.log(q[0] / p[0]) + (q[1] - p[1]) * np.log(q[1] / p[1])
    assert stability_index([30, 30], [45, 15]) == pytest.approx(by_hand)
    # without smoothing, 80:20 against 20:80 is 2 x 0.6 x ln 4; many rows leave the half row without weight
    assert stability_index([8e8, 2e8], [2e8, 8e8]) == pytest.approx(1.2 * np.log(4))


def test_an_answer_that_nobody_gave_has_an_index_all_the_same() -> None:
    assert np.isfinite(stability_index([100, 0], [0, 100]))
    assert stability_index([100, 0], [0, 100]) > 5


@given(COUNTS)
def test_the_index_is_never_negative_and_says_nothing_of_direction(counts: list[tuple[int, int]]) -> None:
    before, new = zip(*counts, strict=True)
    assert stability_index(before, new) >= 0
    assert stability_index(before, new) == pytest.approx(stability_index(new, before))


@given(COUNTS, st.randoms())
def test_the_order_of_answers_makes_no_difference(counts, random) -> None:
    mixed = random.sample(counts, len(counts))
    assert stability_index(*zip(*mixed, strict=True)) == pytest.approx(
        stability_index(*zip(*counts, strict=True))
    )


@pytest.mark.parametrize(("before", "new", "answers"), [(1200, 120, 3), (600, 200, 8), (5000, 5000, 18)])
def test_where_nothing_moved_the_index_stays_below_what_chance_explains(
    before: int, new: int, answers: int
) -> None:
    random = np.random.default_rng(7)
    shares = random.dirichlet(np.full(answers, 8.0))
    drawn = [
        stability_index(random.multinomial(before, shares), random.multinomial(new, shares))
        for _ in range(2000)
    ]
    limit = index_by_chance(before, new, answers)
    assert max(drawn) < limit
    # and it is no idle limit: the mean of the drawn is (answers - 1)(1/before + 1/new), within a fifth of it
    assert np.mean(drawn) == pytest.approx((answers - 1) * (1 / before + 1 / new), rel=0.2)
    assert limit < 12 * np.mean(drawn)


def test_one_answer_alone_cannot_move() -> None:
    assert stability_index([10], [1000]) == 0
    assert index_by_chance(10, 1000, 1) == 0
