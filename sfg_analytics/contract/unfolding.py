"""Pages made to harm: a few lines of YAML that unfold into billions of values, or are nested without end.

An alias repeats what it names, so that aliases of aliases double with every line. How large a page is when all is written
out can be told from its outline alone, and is told before anything is unfolded.
"""

from __future__ import annotations

from typing import Any

import yaml

_MOST_VALUES, _DEEPEST = 200_000, 100
"""A page of ours has a few thousand values and goes ten deep."""

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The safe loader in C, where it is built."""


def refuse_unfolding(raw: bytes) -> None:
    r"""Refuse a page that is nested too deeply or grows too large when its aliases are written out.

    Parameters
    ----------
    raw
        Its bytes.

    Raises
    ------
    yaml.YAMLError
        When they are not YAML.
    ValueError
        Saying which of the two it is.

    Examples
    --------
    >>> refuse_unfolding(b"a: &a [1, 1]\nb: [*a, *a]")
    >>> refuse_unfolding(b"a: &a [*a]")
    Traceback (most recent call last):
    ValueError: an alias stands within what it names
    """
    sizes: dict[str | None, int] = {}
    around: list[list[Any]] = [["", 0]]
    for event in yaml.parse(raw, Loader=LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            around.append([event.anchor, 1])
            if len(around) > _DEEPEST:
                raise ValueError("it is nested too deeply")
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, size = around.pop()
            sizes[anchor] = size
            around[-1][1] += size
        elif isinstance(event, yaml.AliasEvent):
            if any(event.anchor == anchor for anchor, _ in around):
                raise ValueError("an alias stands within what it names")
            around[-1][1] += sizes.get(event.anchor, 1)
        elif isinstance(event, yaml.ScalarEvent):
            around[-1][1] += 1
        if around[-1][1] > _MOST_VALUES:
            raise ValueError("its aliases unfold into too many values")
