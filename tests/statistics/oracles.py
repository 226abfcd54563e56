"""Reference cases: inputs and what published tests, papers and other tools give for them.

They lie beside the project, not in it. Tolerances are theirs: a number is absolute, ``{rel, abs}`` as for
``numpy.allclose``, 0 is exact; null stands for what cannot be estimated.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

FOLDER = Path(__file__).parents[3] / "shared" / "oracles"

Case = dict[str, Any]


def all_cases(topic: str) -> list[Case]:
    """Give every case of a topic; none where the folder is absent."""
    path = FOLDER / f"{topic}.json"
    return json.loads(path.read_text("utf-8"))["cases"] if path.exists() else []


def cases(topic: str, where: Callable[[Case], bool] = lambda _: True) -> pytest.MarkDecorator:
    """Parametrise a test over the cases of a topic of which something is true, by name."""
    if not FOLDER.is_dir():
        skip = pytest.mark.skip(reason=f"the reference cases are not at {FOLDER}")
        return pytest.mark.parametrize("case", [pytest.param({}, marks=skip)])
    taken = [case for case in all_cases(topic) if where(case)]
    assert taken, f"no case of {topic} is like that"
    return pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in taken])


def agree(case: Case, found: Mapping[str, Any], *, left_out: Mapping[str, str] | None = None) -> None:
    """Compare what was found with what is expected, key by key; every key is compared or left out for a reason."""
    expected = case["expected"]
    assert set(expected) == set(found) | set(left_out or {}) & set(expected)
    assert found
    for key, value in found.items():
        near(value, expected[key], case["tolerance"], key)


def near(found: Any, expected: Any, tolerance: float | Mapping[str, float], told: str = "") -> None:
    """Compare numbers within a tolerance, and anything else exactly."""
    rel, abs_ = (
        (tolerance.get("rel", 0.0), tolerance.get("abs", 0.0))
        if isinstance(tolerance, Mapping)
        else (0.0, tolerance)
    )
    wanted = np.array(_as_number(expected))
    if wanted.dtype.kind in "OUb":
        assert np.array_equal(np.asarray(found), np.asarray(expected)), told
    else:
        np.testing.assert_allclose(
            np.asarray(found, dtype=float), wanted.astype(float), rtol=rel, atol=abs_, err_msg=told
        )


def _as_number(expected: Any) -> Any:
    if isinstance(expected, list):
        return [_as_number(item) for item in expected]
    return {None: np.nan, "inf": np.inf, "-inf": -np.inf}.get(expected, expected)
