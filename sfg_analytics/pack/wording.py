"""The standing words of the equality analysis, which whoever signs it may change.

They are a page of YAML: a line or a list of lines under each key. What is not given keeps the words shipped; a key that is
not known is refused, for it would be left out in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sfg_analytics.errors import PublicationProblem, nearest
from sfg_analytics.publication.folders import replace_file, told

Words = Mapping[str, tuple[str, ...]]

SHIPPED: Words = {
    "title": ("Equality analysis of career conversations",),
    "purpose": (
        "A public authority must have due regard to the need to eliminate discrimination, to advance equality of opportunity "
        "and to foster good relations (Equality Act 2010, section 149). This analysis sets out what is known of who has a "
        "recorded Scope for Growth conversation, and of what follows it.",
        "It speaks of groups. It is not to be used for a decision about any one person (Data Protection Act 2018, Schedule 1, "
        "paragraph 8).",
    ),
    "reading": (
        "A likelihood of 1 is as likely as the reference group. An interval says how far chance alone could have moved a "
        "figure; where it holds 1, equal likelihoods are not ruled out, and not shown either.",
        "The four-fifths screen marks likelihoods under 0.8 or over 1.25. It says where to look closer; it is no verdict, and "
        "with small groups it misfires.",
        "The reference group is no standard for the others: it is the largest, or the one that the NHS equality standards name.",
    ),
    "not_recorded": (
        "Gender reassignment, marriage and civil partnership, and pregnancy and maternity are not recorded in the sources of "
        "this analysis. Nothing can be said of them from it; other evidence is needed.",
    ),
    "caveats": (
        "A conversation that was held and not recorded is not counted, so differences in recording look like differences in "
        "conversations.",
        "Groups differ in band, staff group and working pattern. A difference that is not adjusted for these may come of them.",
        "Placements are valued equally and are not ranked; a difference in what people seek is no disadvantage by itself.",
    ),
    "actions": (
        "What we have concluded",
        "What we will do, who does it, and by when",
        "How we will know, and when we look again",
        "Whom we have talked to",
    ),
    "sign_off": ("Name and role", "Date", "Approved by"),
}
"""The words shipped, by key; ``actions`` and ``sign_off`` are the headings of spaces left to fill in."""


def read_words(path: Path) -> Words:
    """Read words of one's own.

    Parameters
    ----------
    path
        A page of YAML.

    Returns
    -------
    mapping of str to tuple of str
        Every key of :data:`SHIPPED`.

    Raises
    ------
    PublicationProblem
        When it cannot be read, is not YAML of keys and lines, or has a key that is not known.
    """
    import yaml

    try:
        said = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, yaml.YAMLError, UnicodeDecodeError):
        said = None
    if not isinstance(said, dict):
        raise PublicationProblem(
            f"The words in '{path.name}' cannot be read.",
            expected="YAML: a line or a list of lines under each key",
            hint="name a file that is not there yet, and it is written with the words shipped.",
        )
    made = dict(SHIPPED)
    for key, lines in said.items():
        if key not in SHIPPED:
            raise PublicationProblem(
                f"'{path.name}' has a key that is not known: '{str(key)[:80]}'.",
                expected=", ".join(SHIPPED),
                closest=nearest(str(key), SHIPPED),
            )
        made[key] = _lines(path, key, lines)
    return made


def _lines(path: Path, key: str, said: object) -> tuple[str, ...]:
    lines = [said] if isinstance(said, str) else said
    if (
        not isinstance(lines, list)
        or not lines
        or not all(isinstance(line, str) and line.strip() for line in lines)
    ):
        raise PublicationProblem(
            f"'{path.name}' gives no words under '{key}'.", expected="a line of text, or a list of them"
        )
    return tuple(lines)


def write_words(path: Path) -> None:
    """Write the words shipped, to be changed.

    Parameters
    ----------
    path
        A file that is not there yet.

    Raises
    ------
    PublicationProblem
        When it cannot be written.
    """
    import yaml

    said = {key: list(lines) for key, lines in SHIPPED.items()}
    content = yaml.safe_dump(said, sort_keys=False, allow_unicode=True, width=100).encode()
    with told(path, "The file"):
        replace_file(path, content)
