"""Whatever a page of contracts holds, it is read, or refused in words; nothing else happens."""

from __future__ import annotations

import copy
from contextlib import nullcontext, suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sfg_analytics.contract import load_contract, load_contracts
from sfg_analytics.contract.lint import lint, lint_folder
from sfg_analytics.errors import ContractError
from sfg_analytics.shipped import shipped

PAGE = shipped("data_contracts") / "organisations.odcs.yaml"

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(),
    st.text(max_size=30),
    st.dates(),
    st.binary(max_size=8),
    st.lists(st.text(max_size=5), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=3),
    st.sampled_from(["(", "[a-z", "^(a+)+$", "=1+1", "\x00", "\u200b", "column", "../../x"]),
)


@cache
def whole() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(PAGE.read_text("utf-8"))
    return read


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path, *(place for key, value in inside for place in places(value, (*path, key)))]


def spoilt(path: tuple[Any, ...], value: Any, *, gone: bool) -> Any:
    page = copy.deepcopy(whole())
    if not path:
        return value
    node: Any = page
    for key in path[:-1]:
        node = node[key]
    if gone:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return page


def judged(page: Path) -> None:
    """Lint and load a page: both answer, and a page the linter passes is one that loads."""
    faults = lint(page)
    assert lint_folder(page.parent) == faults
    with suppress(ContractError) if faults else nullcontext():
        load_contract(page)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_page_with_anything_in_place_of_anything_is_read_or_refused_in_words(
    data: st.DataObject, tmp_path: Path
) -> None:
    path = data.draw(st.sampled_from(places(whole())))
    page = tmp_path / PAGE.name
    page.write_text(
        yaml.safe_dump(spoilt(path, data.draw(JUNK), gone=data.draw(st.booleans())), allow_unicode=True),
        "utf-8",
    )
    judged(page)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.integers(0, 20_000), extra=st.binary(max_size=20))
def test_a_page_cut_off_or_with_bytes_in_it_is_read_or_refused_in_words(
    cut: int, extra: bytes, tmp_path: Path
) -> None:
    written = PAGE.read_bytes()
    page = tmp_path / PAGE.name
    page.write_bytes(written[:cut] + extra + (written[cut:] if cut % 2 else b""))
    judged(page)


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [*a]",
        "x: " + "[" * 2_000,
        "\n".join(f"k{i}: &k{i} [*k{i - 1}, *k{i - 1}]" if i else "k0: &k0 [1]" for i in range(40)),
        "!!python/object/apply:os.system ['true']",
    ],
    ids=["an alias of itself", "two thousand deep", "a billion laughs", "an object"],
)
def test_a_page_made_to_harm_is_refused(text: str, tmp_path: Path) -> None:
    page = tmp_path / PAGE.name
    page.write_text(text, "utf-8")
    assert lint(page)
    with pytest.raises(ContractError):
        load_contracts(tmp_path)
