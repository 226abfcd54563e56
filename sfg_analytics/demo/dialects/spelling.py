"""The many ways of writing one thing: dates, flags, bands, ethnic categories.

Each function gives a Polars expression that turns a tidy column into text. Code lists are spelt from the contracts' own
labels and synonyms; what follows a pattern instead (bands, ethnic categories) is spelt here, from the codes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from sfg_analytics.demo.drawing import contracts
from sfg_analytics.demo.people import STAFF

MONTH_END = pl.col("period").dt.month_end()
"""The last day of a staff row's month."""

PERSON = pl.col("person")
_EXCEL_DAY_NOUGHT = date(1899, 12, 30)

_PAYSCALES = {
    **{str(band): (f"XR0{band}", f"Band {band}") for band in range(1, 8)},
    "8a": ("XR08", "Band 8 - Range A"),
    "8b": ("XR09", "Band 8 - Range B"),
    "8c": ("XR10", "Band 8 - Range C"),
    "8d": ("XR11", "Band 8 - Range D"),
    "9": ("XR12", "Band 9"),
}
_OUTSIDE = {"VSM": "Very Senior Manager", "Other": "Ad Hoc Salary"}
_DOCTORS = ("Consultant", "Specialty Doctor", "Foundation Doctor", "Specialty Registrar")

_LOCAL_ETHNICITY = {
    "C": ("CA White English", "CP White Polish", "CY White Other European"),
    "G": ("GF Mixed - Other/Unspecified",),
    "L": ("LE Asian Sri Lankan", "LH Asian British"),
    "P": ("PC Black Nigerian", "PA Black Somali"),
    "S": ("SC Filipino", "SA Vietnamese"),
}


def labels(contract: str, column: str, pick: int = 1) -> dict[str, str]:
    """Spell a code list by the contract itself.

    Parameters
    ----------
    contract, column
        Whose code list.
    pick
        0 the code, 1 its label, 2 its first synonym and so on; the last there is where there are fewer.

    Returns
    -------
    dict
        From code to spelling.

    Examples
    --------
    >>> labels("staff_in_post", "sex", 2)["Female"]
    'F'
    """
    codes = contracts()[contract].by_name[column].codes
    return {code.value: code.spellings[min(pick, len(code.spellings) - 1)] for code in codes}


def spelt(column: str, *tables: Mapping[str, str], blank: str = "") -> pl.Expr:
    """Write codes; several tables take turns from person to person.

    Parameters
    ----------
    column
        Of codes.
    tables
        From code to spelling, at least one.
    blank
        What stands where there is no code.
    """
    written = [
        pl.col(column).replace_strict(dict(table), default=None, return_dtype=pl.String) for table in tables
    ]
    return _in_turn(written).fill_null(blank)


def _in_turn(choices: Sequence[pl.Expr]) -> pl.Expr:
    chosen = choices[0]
    for turn, choice in enumerate(choices[1:], start=1):
        chosen = pl.when(pl.col("number") % len(choices) == turn).then(choice).otherwise(chosen)
    return chosen


def dates(column: str | pl.Expr, form: str, *missing: str) -> pl.Expr:
    """Write dates.

    Parameters
    ----------
    column
        Of dates.
    form
        As for ``strftime``.
    missing
        What stands for no date, in turn from person to person; nothing when left out.
    """
    day = pl.col(column) if isinstance(column, str) else column
    return day.dt.strftime(form).fill_null(_in_turn([pl.lit(text) for text in missing or ("",)]))


def serials(column: str | pl.Expr) -> pl.Expr:
    """Write dates as the day numbers that Excel keeps, in text."""
    day = pl.col(column) if isinstance(column, str) else column
    return (day - pl.lit(_EXCEL_DAY_NOUGHT)).dt.total_days().cast(pl.String).fill_null("")


def flags(column: str, yes: str, no: str) -> pl.Expr:
    """Write true and false."""
    return (
        pl.when(pl.col(column)).then(pl.lit(yes)).when(~pl.col(column)).then(pl.lit(no)).otherwise(pl.lit(""))
    )


def numbers(column: str, *, bare: bool = False) -> pl.Expr:
    """Write numbers, ``1`` without a decimal point; ``bare`` leaves the nought out of ``0.5``."""
    text = pl.col(column).cast(pl.Float64).cast(pl.String).str.strip_suffix(".0")
    return text.str.replace(r"^0\.", ".") if bare else text


def plain(text: str) -> pl.Expr:
    """Write the same text in every row."""
    return pl.lit(text, dtype=pl.String)


def bands(form: str) -> pl.Expr:
    """Write bands.

    Parameters
    ----------
    form
        With ``{scale}`` (``XR07``), ``{words}`` (``Band 8 - Range A``), ``{code}`` (``8a``) or ``{capital}`` (``8A``).
        Doctors' grades and local pay are written in words.
    """
    afc = {
        code: form.format(scale=scale, words=words, code=code, capital=code.upper())
        for code, (scale, words) in _PAYSCALES.items()
    }
    return spelt("band", *({**afc, **_OUTSIDE, "Medical": doctor} for doctor in _DOCTORS))


def ethnicity(form: str, *, local: bool = False, unknown: str = "Unspecified") -> pl.Expr:
    """Write ethnic categories.

    Parameters
    ----------
    form
        With ``{code}`` and ``{label}``.
    local
        Whether two-letter local codes stand in for some categories.
    unknown
        What stands for *not known* (99).
    """
    label = labels(STAFF, "ethnicity")
    table = {code: form.format(code=code, label=words) for code, words in label.items()} | {"99": unknown}
    if not local:
        return spelt("ethnicity", table)
    turns = [
        table | {code: ways[turn % len(ways)] for code, ways in _LOCAL_ETHNICITY.items()} for turn in range(3)
    ]
    return spelt("ethnicity", table, *turns)


def made_up_name() -> pl.Expr:
    """Write a name that nobody has."""
    return pl.concat_str(pl.lit("Made-up Person "), PERSON)


def made_up_email() -> pl.Expr:
    """Write an address that cannot exist."""
    return pl.concat_str(pl.lit("made-up."), PERSON, pl.lit("@example.invalid"))


def made_up_note() -> pl.Expr:
    """Write the free text that must never get into a store, with the characters that break careless readers."""
    notes = (
        "Made-up note: hopes to learn more; see plan",
        'Made-up note: said "perhaps next year", and will talk again',
        "Made-up note: first line\nand a second line",
        "",
    )
    return _in_turn([pl.lit(text) for text in notes])
