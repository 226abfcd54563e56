"""The rules by which cleaning changes a cell: few, each with a sentence, so that every change can be told by its name.

A cell is changed when it is written otherwise than the tidy table has it. A cell that several rules touched is told
under the last, which made it what it is: ``' 05/03/2024'`` is a date form, not a trimming.
"""

from __future__ import annotations

TRIMMED = "trimmed"
BLANK = "blank mark"
DEFAULT = "default"
SPELLING = "spelling"
PATTERN = "pattern"
DATE = "date form"  # the form is told after a colon: "date form: dd/mm/yyyy"
OPEN = "open-ended date"
GRAIN = "day left out"
NUMBER = "number form"
TRUTH = "yes or no"
BAND = "age band"
OVER = "title row"
GIVEN = "given"
ABSENT = "absent column"

RULES = {
    TRIMMED: "Spaces around the value were taken off",
    BLANK: "A mark for nothing was read as blank",
    DEFAULT: "A blank was filled in with what it stands for",
    SPELLING: "Another spelling was read as the code",
    PATTERN: "A longer form was read as the part that counts",
    DATE: "A date was written in another form",
    OPEN: "A date that stands for no date was read as blank",
    GRAIN: "Of a date the month or year alone was kept",
    NUMBER: "A number was written in another form",
    TRUTH: "Yes or no was written in another way",
    BAND: "A blank age band was worked out from the age or date of birth",
    OVER: "The value stands over the table, or in the name of the sheet or file",
    GIVEN: "The value was given by whoever brought the file in",
    ABSENT: "The column is not there, and the contract says what that stands for",
}
"""Each rule and its sentence, without the full stop."""

WHOLE_SHEET = frozenset({OVER, GIVEN, ABSENT})
"""The rules that say one thing of a whole sheet: no cell was rewritten, and sheets are counted instead."""


def in_words(rule: str) -> str:
    """Say a rule in a sentence, without the full stop.

    Examples
    --------
    >>> in_words("date form: dd/mm/yyyy")
    'A date was written in another form: dd/mm/yyyy'
    >>> in_words("trimmed")
    'Spaces around the value were taken off'
    """
    name, _, form = rule.partition(": ")
    return RULES[name] + (f": {form}" if form else "")
