"""Dates, in the dozen ways exports write them.

Day comes before month, as in Britain. The staff record's 31 December 4712 (*no end*) and 1 January 1900 (*no date*)
are read as blank, the latter also as Excel's day 1, which readers turn into 31 December 1899.
"""

from __future__ import annotations

import polars as pl

_FORMS = (
    ("yyyy-mm-dd", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "%Y-%m-%d"),
    ("dd/mm/yyyy", r"^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}$", "%d/%m/%Y"),
    ("dd-Mon-yyyy", r"^[0-9]{1,2}-[A-Za-z]{3}-[0-9]{4}$", "%d-%b-%Y"),
    ("dd Mon yyyy", r"^[0-9]{1,2} [A-Za-z]{3} [0-9]{4}$", "%d %b %Y"),
    ("dd Month yyyy", r"^[0-9]{1,2} [A-Za-z]{4,9} [0-9]{4}$", "%d %B %Y"),
    ("dd.mm.yyyy", r"^[0-9]{1,2}[.][0-9]{1,2}[.][0-9]{4}$", "%d.%m.%Y"),
    ("dd-mm-yyyy", r"^[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}$", "%d-%m-%Y"),
    ("yyyy/mm/dd", r"^[0-9]{4}/[0-9]{2}/[0-9]{2}$", "%Y/%m/%d"),
    ("yyyymmdd", r"^(19|20|47)[0-9]{6}$", "%Y%m%d"),
)
_MONTHS = (  # months alone stand for their first day
    ("yyyy-Mon", r"^[0-9]{4}-[A-Za-z]{3}$", "%Y-%b-%d"),
    ("yyyy-mm", r"^[0-9]{4}-[0-9]{2}$", "%Y-%m-%d"),
    ("yyyymm", r"^(19|20)[0-9]{2}(0[1-9]|1[0-2])$", "%Y%m-%d"),
    ("Mon yyyy", r"^[A-Za-z]{3} [0-9]{4}$", "%b %Y-%d"),
    ("Month yyyy", r"^[A-Za-z]{4,9} [0-9]{4}$", "%B %Y-%d"),
)
_TIME = r"[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?( ?(Z|[+-]00:?00))?$"
_YEAR = r"^(19|20)[0-9]{2}$"
_SERIAL = r"^[2-7][0-9]{4}([.][0-9]+)?$"
_OPEN = ("4712-12-31", "1900-01-01", "1899-12-30", "1899-12-31")


def read_dates(text: pl.Series, grain: str | None = None) -> pl.Series:
    """Read dates; null where a cell is blank, open-ended or no date.

    Parameters
    ----------
    text
        One cell a row.
    grain
        ``"month"`` where a month alone will do, ``"year"`` where a year alone will; elsewhere they are no dates.

    Examples
    --------
    >>> forms = ["05-Mar-2024", "05/03/2024", "2024-03-05", "20240305", "45356", "31/12/4712", "31/02/2024", "2024-MAR"]
    >>> [str(day) for day in read_dates(pl.Series(forms))]
    ['2024-03-05', '2024-03-05', '2024-03-05', '2024-03-05', '2024-03-05', 'None', 'None', 'None']
    >>> read_dates(pl.Series(["2023-OCT"]), "month").to_list()
    [datetime.date(2023, 10, 1)]
    """
    return read_forms(text, grain)["day"]


def read_forms(text: pl.Series, grain: str | None = None) -> pl.DataFrame:
    """Read dates, and say of each in which form it was written.

    Parameters
    ----------
    text, grain
        As for :func:`read_dates`.

    Returns
    -------
    polars.DataFrame
        For each cell ``day``; ``form``, null where it is no date; ``open``, whether it is a date that stands for none.

    Examples
    --------
    >>> read_forms(pl.Series(["5/3/2024", "31-Dec-4712", "2024-03-05 09:00", "soon"])).rows()
    ... # doctest: +NORMALIZE_WHITESPACE
    [(datetime.date(2024, 3, 5), 'dd/mm/yyyy', False), (None, 'dd-Mon-yyyy', True),
     (datetime.date(2024, 3, 5), 'yyyy-mm-dd with a time', False), (None, None, False)]
    """
    read = _read(text, grain)
    opened = read["day"].cast(pl.String).is_in(list(_OPEN)).fill_null(value=False)
    return read.with_columns(day=pl.when(~opened).then("day"), open=opened)


def month_first(text: pl.Series) -> pl.Series:
    """Give the cells that are dates only when the month is read before the day.

    Examples
    --------
    >>> month_first(pl.Series(["03/25/2024", "25/03/2024", "05/03/2024", "12-31-2024", "soon"])).to_list()
    ['03/25/2024', '12-31-2024']
    """
    parts = text.str.extract_groups(r"^([0-9]{1,2})[/.-]([0-9]{1,2})[/.-][0-9]{4}(?:[ T].*)?$")
    first, second = (parts.struct.field(name).cast(pl.Int64) for name in ("1", "2"))
    return text.filter(first.is_between(1, 12) & second.is_between(13, 31))


def _read(text: pl.Series, grain: str | None) -> pl.DataFrame:
    whole, day = pl.col("text"), pl.col("text").str.replace(_TIME, "")
    tries: dict[str, pl.Expr] = {
        name: pl.when(day.str.contains(pattern)).then(day.str.to_date(form, strict=False))
        for name, pattern, form in _FORMS
    }
    if grain in {"month", "year"}:
        tries |= {
            name: pl.when(day.str.contains(pattern)).then((day + "-01").str.to_date(form, strict=False))
            for name, pattern, form in _MONTHS
        }
    if grain == "year":
        tries["yyyy"] = pl.when(day.str.contains(_YEAR)).then(
            (day + "-01-01").str.to_date("%Y-%m-%d", strict=False)
        )
    number = day.cast(pl.Float64, strict=False).floor().cast(pl.Int64)
    serial = pl.date(1899, 12, 30) + pl.duration(days=number)
    tries["day number of a spreadsheet"] = pl.coalesce(
        pl.when(day.str.contains(_SERIAL)).then(serial),
        pl.when(day.is_in(["1", "1.0"])).then(pl.date(1899, 12, 31)),
    )
    forms = [pl.when(found.is_not_null()).then(pl.lit(name)) for name, found in tries.items()]
    timed = pl.when(day != whole).then(pl.lit(" with a time")).otherwise(pl.lit(""))
    return pl.DataFrame({"text": text.cast(pl.String)}).select(
        day=pl.coalesce(tries.values()).cast(pl.Date), form=pl.coalesce(forms) + timed
    )
