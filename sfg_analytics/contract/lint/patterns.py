r"""What a pattern must be before a page may use it.

Patterns are read by two engines, Python's and Polars', and must mean the same to both: so none with ``\d`` or ``\w``,
which take in digits and letters of every script, and none that could be satisfied by a part of a value.
"""

from __future__ import annotations

import re
import warnings

_FLAGS = re.compile(r"^\(\?[aimsux]+\)")
_CLASSES = re.compile(r"(?<!\\)(?:\\\\)*\\([dDwW])")
_GROUP = re.compile(r"\$([0-9])")
_HINT = "write ^…$ around each alternative, (?i) before the first ^ where case makes no difference."


def pattern_faults(pattern: str, *, groups: int = 0, rewrite: str = "") -> list[tuple[str, str]]:
    r"""Say everything that is wrong with a pattern.

    Parameters
    ----------
    pattern
        The regular expression.
    groups
        How many groups it must have at least.
    rewrite
        What it is read as; ``$1`` is the first group.

    Returns
    -------
    list of (str, str)
        What is wrong, and a hint; empty when nothing is.

    Examples
    --------
    >>> pattern_faults("^([0-9]+) months?$", rewrite="$1")
    []
    >>> [what for what, _ in pattern_faults(r"\d+")]
    ['The pattern is not anchored.', 'The pattern uses \\d.']
    >>> [what for what, _ in pattern_faults("^a$|b$")]
    ['The pattern is not anchored.']
    """
    faults = []
    compiled = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            compiled = re.compile(pattern)
    except (re.error, RecursionError, OverflowError, Warning) as fault:
        faults.append((f"The pattern does not compile: {fault}.", "try it in a regular expression editor."))
    if compiled is not None and not _polars_takes(pattern):
        faults.append(
            (
                "Polars' regular expressions do not take the pattern.",
                "they have no look-around and no back-references, and a bound on repeats.",
            )
        )
    if not all(_anchored(part) for part in _alternatives(_FLAGS.sub("", pattern))):
        faults.append(("The pattern is not anchored.", _HINT))
    faults += [
        (f"The pattern uses \\{letter}.", "write [0-9] or [A-Za-z0-9_]: \\d and \\w take in every script.")
        for letter in dict.fromkeys(_CLASSES.findall(pattern))
    ]
    wanted = max([groups, *(int(number) for number in _GROUP.findall(rewrite))])
    if compiled is not None and compiled.groups < wanted:
        faults.append(
            (
                f"The pattern has {compiled.groups} groups and {wanted} are wanted.",
                "put what is to be kept in round brackets.",
            )
        )
    return faults


def _polars_takes(pattern: str) -> bool:
    import polars as pl

    try:
        pl.Series([""]).str.contains(pattern, strict=True)
    except pl.exceptions.PolarsError:
        return False
    return True


def _anchored(part: str) -> bool:
    escapes = len(part) - 1 - len(part[:-1].rstrip("\\"))
    return part.startswith("^") and part.endswith("$") and escapes % 2 == 0


def _alternatives(pattern: str) -> list[str]:
    """Divide a pattern at the bars that stand in no group and no class."""
    parts, depth, in_class, escaped = [""], 0, False, False
    for letter in pattern:
        if letter == "|" and not (depth or in_class or escaped):
            parts.append("")
            continue
        parts[-1] += letter
        if escaped:
            escaped = False
        elif letter == "\\":
            escaped = True
        elif in_class:
            in_class = letter != "]"
        elif letter == "[":
            in_class = True
        elif letter in "()":
            depth += 1 if letter == "(" else -1
    return parts
