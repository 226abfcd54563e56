from __future__ import annotations

import pytest

from sfg_analytics.serve import Limits
from sfg_analytics.serve.kernels import SECONDS_TO_CONNECT, Full, Kernels

HOME = object()


def opened(kernels: Kernels, owner: str, name: str, now: float = 0.0) -> None:
    kernels.started(kernels.admit(owner, 0.0), name, HOME, now)


def test_there_is_a_limit_for_each_and_one_for_all() -> None:
    kernels = Kernels(Limits(live=3, live_each=2))
    opened(kernels, "first", "a")
    opened(kernels, "first", "b")

    with pytest.raises(Full) as own:
        kernels.admit("first", 0.0)
    opened(kernels, "second", "c")
    with pytest.raises(Full) as every:
        kernels.admit("third", 0.0)

    assert (own.value.why, every.value.why) == ("own", "all")


def test_those_being_started_count_until_they_fail() -> None:
    kernels = Kernels(Limits(live=1))
    ticket = kernels.admit("first", 0.0)
    with pytest.raises(Full):
        kernels.admit("second", 0.0)

    kernels.not_started(ticket)

    assert kernels.admit("second", 0.0) != ticket


def test_a_process_is_its_owners_alone() -> None:
    kernels = Kernels(Limits())
    opened(kernels, "first", "a")

    assert kernels.is_owned("a", "first")
    assert not kernels.is_owned("a", "second")
    assert not kernels.is_owned("b", "first")


def test_what_nobody_connects_to_or_uses_is_left() -> None:
    kernels = Kernels(Limits(idle_minutes=5))
    opened(kernels, "first", "never connected")
    opened(kernels, "second", "idle")
    opened(kernels, "third", "closed")
    kernels.connected("idle", 0)
    kernels.connected("closed", 0)
    kernels.disconnected("closed", 100)

    soon = SECONDS_TO_CONNECT + 1
    assert kernels.left(soon) == ["never connected"]
    assert kernels.left(100 + soon) == ["never connected", "closed"]
    kernels.used("idle", 290)
    assert "idle" not in kernels.left(310)
    assert "idle" in kernels.left(290 + 301)


def test_what_has_ended_takes_no_place() -> None:
    kernels = Kernels(Limits(live=1))
    opened(kernels, "first", "a")

    assert kernels.of(HOME) == ["a"]
    assert kernels.ended("a") is not None
    assert kernels.ended("a") is None
    kernels.disconnected("a", 1.0)
    kernels.used("a", 1.0)
    opened(kernels, "second", "b")
