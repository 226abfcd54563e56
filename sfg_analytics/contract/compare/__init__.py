"""What changed between two versions of a page, and whom it breaks.

A page stands between two parties. *Exporters* send files that it must go on recognising and reading; *readers* use the
tidy tables that it lays down. A change breaks exporters when a file that was fine is not any more, or is read as
something else; it breaks readers when a column, a type, a code or a promise they rely on is no longer there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sfg_analytics.contract.compare.change import BOTH, EXPORTERS, READERS, Change, added_and_removed
from sfg_analytics.contract.compare.columns import column_changes
from sfg_analytics.contract.nouns import Contract
from sfg_analytics.contract.promise import Promise, Where
from sfg_analytics.errors import ContractError

__all__ = ["Change", "compare"]

_BY_COLUMN = {"not_null": "{}_present", "in_set": "{}_in_list", "unique": "key_unique"}
"""The ids of promises that are told already, as changes of columns, codes and the key."""
_SEVERITIES = ("info", "warning", "error")
_PLAIN = (
    ("level", "level", (READERS,)),
    ("key", "key", BOTH),
    ("partition", "partition", (READERS,)),
    ("period_from", "column of the period", (READERS,)),
    ("keep_first", "row kept of several", (READERS,)),
    ("unpivot", "unpivoting", (EXPORTERS,)),
    ("overlap", "files of the same month", (READERS,)),
    ("suspicion", "thresholds of suspicion", ()),
)


def compare(old: Contract, new: Contract) -> list[Change]:
    """Give every change from one version of a page to another.

    Parameters
    ----------
    old, new
        The two versions.

    Returns
    -------
    list of Change
        What became of the version first, then the table, the columns and the promises; empty when nothing changed.

    Raises
    ------
    ContractError
        When the two are pages on different exports.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from sfg_analytics.contract import load_contracts
    >>> page = load_contracts()["organisations"]
    >>> compare(page, page)
    []
    >>> for change in compare(page, replace(page, signature=page.signature[:2])):
    ...     print(change)
    version not raised (breaks readers): It is 1.0.0 still, so rows admitted before and after look alike.
    signature changed (breaks nobody): Not needed any more: ics, benchmarking_group.
    """
    if old.id != new.id:
        raise ContractError(
            f"'{old.id}' and '{new.id}' are pages on different exports.",
            expected="two versions of one page",
            hint="compare pages of the same id.",
        )
    changes = [*_table(old, new), *column_changes(old, new), *_promises(old, new)]
    return [*_version(old, new, changes), *changes]


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"[0-9]+", version))


def _version(old: Contract, new: Contract, changes: list[Change]) -> Iterator[Change]:
    before, after = _numbers(old.version), _numbers(new.version)
    said = f"From {old.version} to {new.version}"
    if before == after:
        if changes:
            words = f"It is {new.version} still, so rows admitted before and after look alike."
            yield Change("version", "not raised", (READERS,), words)
    elif after < before:
        yield Change("version", "lowered", (READERS,), f"{said}: later rows look older.")
    elif any(change.breaks for change in changes) and after[:1] == before[:1]:
        words = f"{said}, and something breaks: the first number should be raised."
        yield Change("version", "raised too little", (), words)
    else:
        yield Change("version", "raised", (), f"{said}.")


def _table(old: Contract, new: Contract) -> Iterator[Change]:
    if (old.name, old.description) != (new.name, new.description):
        yield Change("page", "wording changed", (), "Its name or purpose is worded anew.")
    for name, what, whom in _PLAIN:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change(what, "changed", whom, f"From {_said(before)} to {_said(after)}.")
    needed = [name for name in new.signature if name not in old.signature]
    spared = [name for name in old.signature if name not in new.signature]
    if needed or spared:
        words = [f"Needed now: {', '.join(needed)}."] if needed else []
        words += [f"Not needed any more: {', '.join(spared)}."] if spared else []
        yield Change("signature", "changed", (EXPORTERS,) if needed else (), " ".join(words))
    before, after = old.reject_tolerance_percent, new.reject_tolerance_percent
    if before != after:
        kind, party = ("loosened", READERS) if after > before else ("tightened", EXPORTERS)
        said = f"From {before:g}% to {after:g}% of rows."
        yield Change("tolerance of rejects", kind, (party,), said)


def _said(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(_said(part) for part in value) or "nothing"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {part}" for name, part in value.items()) or "the defaults"
    if isinstance(value, bool):
        return "highest first" if value else "lowest first"  # only keep_first holds one
    return "nothing" if value is None else str(value)


def _promises(old: Contract, new: Contract) -> Iterator[Change]:
    before, after = (
        {stated.id: stated for stated in (*page.promises, *(one.promise for one in page.references))}
        for page in (old, new)
    )
    told = [{name for name, stated in page.items() if not _is_by_column(stated)} for page in (before, after)]
    texts = {**before, **after}

    def tell(kind: str, name: str) -> Change:
        binding = texts[name].severity == "error"
        whom = {"added": (EXPORTERS,), "removed": (READERS,)}[kind] if binding else ()
        return Change(f"promise '{name}'", kind, whom, texts[name].description)

    yield from added_and_removed(sorted(told[0] - told[1]), sorted(told[1] - told[0]), tell)
    for name in [name for name in before if name in told[0] & told[1]]:
        yield from _promise(before[name], after[name])


def _is_by_column(promise: Promise) -> bool:
    return promise.id == _BY_COLUMN.get(promise.rule, "").format(*promise.columns)


def _promise(old: Promise, new: Promise) -> Iterator[Change]:
    what = f"promise '{new.id}'"
    differences: list[tuple[str, int]] = []
    if old.tolerance_percent != new.tolerance_percent:
        said = f"{old.tolerance_percent:g}% of rows could fail, {new.tolerance_percent:g}% may now"
        differences.append((said, 1 if new.tolerance_percent < old.tolerance_percent else -1))
    if old.severity != new.severity:
        stricter = _rank(new.severity) > _rank(old.severity)
        differences.append((f"severity from {old.severity} to {new.severity}", 1 if stricter else -1))
    same = (old.rule, old.columns) == (new.rule, new.columns)
    for name in sorted({*old.arguments, *new.arguments}) if same else ():
        before, after = old.arguments.get(name), new.arguments.get(name)
        if before != after:
            said = f"{name} from {_said_argument(before)} to {_said_argument(after)}"
            differences.append((said, _stricter(name, before, after)))
    if same and old.where != new.where:
        said = f"about {_said_where(old.where)} before, about {_said_where(new.where)} now"
        differences.append((said, _wider(old.where, new.where)))
    if not same:
        differences.append(("it speaks of something else", 0))
    for kind, whom, way in (
        ("tightened", (EXPORTERS,), 1),
        ("loosened", (READERS,), -1),
        ("changed", BOTH, 0),
    ):
        words = [said for said, direction in differences if direction == way]
        if words:
            binding = "error" in {old.severity, new.severity}
            sentence = "; ".join(words)
            yield Change(what, kind, whom if binding else (), sentence[0].upper() + sentence[1:] + ".")
    if old.description != new.description and not differences:
        yield Change(what, "wording changed", (), new.description)


def _said_argument(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(" with ".join(map(str, v)) if isinstance(v, tuple) else str(v) for v in value)
    return "nothing" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _said_where(where: Where | None) -> str:
    if where is None:
        return "every row"
    values = "is filled" if where.values is None else f"is {' or '.join(map(_said_argument, where.values))}"
    return f"rows where {where.column} {values}"


def _wider(before: Where | None, after: Where | None) -> int:
    """Say 1 when a promise is about more rows than before, -1 when about fewer, 0 when about others."""
    if before is None or after is None:
        return 1 if after is None else -1
    if before.column != after.column:
        return 0
    if before.values is None or after.values is None:
        return 1 if after.values is None else -1
    return _larger(before.values, after.values)


def _larger(before: Iterable[Any], after: Iterable[Any]) -> int:
    """Say 1 when a set has grown, -1 when it has shrunk, 0 when it has done both."""
    return (set(before) < set(after)) - (set(after) < set(before))


def _rank(severity: str) -> int:
    return _SEVERITIES.index(severity) if severity in _SEVERITIES else len(_SEVERITIES)


def _stricter(name: str, before: Any, after: Any) -> int:
    """Say 1 when an argument allows less than before, -1 when it allows more, 0 when it allows something else."""
    if name == "or_equal":
        return 1 if before and not after else -1
    if name in {"values", "pairs"}:
        return -_larger(before, after)
    if name not in {"minimum", "maximum"}:
        return 0
    if before is None or after is None:
        return 1 if before is None else -1
    if type(before) is not type(after) and isinstance(before, str) != isinstance(after, str):
        return 0
    return 1 if (after > before) == (name == "minimum") else -1
