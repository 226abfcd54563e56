"""Context: what others have counted and published about the same organisations.

The Staff Survey publishes shares and how many answered, so the number who gave an answer is worked out: share times base,
to the nearest person. The shares are weighted by the survey, which makes the product an approximation; it serves to set an
organisation beside others, not to be quoted. What the survey hides stays out, numerator and base; so does an item of
several answers of which one is hidden.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import narwhals as nw

from sfg_analytics.measures.rows.kind import RowKind
from sfg_analytics.measures.source import Rows, Source, is_true

SURVEY, TURNOVER, SICKNESS = "nhs_staff_survey", "nhs_turnover", "nhs_sickness"
AGREEING = ("Agree", "Strongly agree")
ALL_GROUPS, LEAVERS, AT_START = "All staff groups", "Leavers", "Denominator at start of period"


@dataclass(frozen=True)
class Item:
    """A question of the survey, or a score, and the answers that are counted.

    ``answers`` is ``("score",)`` for a score from 0 to 10.
    """

    code: str
    answers: tuple[str, ...]
    words: str

    @property
    def is_score(self) -> bool:
        """Whether it is a mean from 0 to 10, and no share."""
        return self.answers == ("score",)


ITEMS = (
    Item("Q15", ("Yes",), "say that their organisation acts fairly on career progression"),
    Item("Q23a", ("Yes",), "had an appraisal in the last 12 months"),
    Item("Q23b", ("Yes, definitely",), "say that it definitely helped them to improve how they do their job"),
    Item("Q23c", ("Yes, definitely",), "say that it definitely helped them to agree clear objectives"),
    Item("Q23d", ("Yes, definitely",), "say that it definitely left them feeling valued"),
    Item("Q24a", AGREEING, "say that their organisation offers them challenging work"),
    Item("Q24b", AGREEING, "say that there are opportunities to develop their career"),
    Item("Q24c", AGREEING, "say that they have opportunities to improve their knowledge and skills"),
    Item("Q24d", AGREEING, "feel supported to develop their potential"),
    Item("Q24e", AGREEING, "are able to access the right learning when they need to"),
    Item("PP5_1", ("score",), "score on development"),
    Item("PP5_2", ("score",), "score on appraisals"),
)


def survey(source: Source, needed: Collection[str]) -> Rows:
    """Give every figure of the survey that an item needs, as people who gave the answer and people who answered."""
    rows = source.rows(SURVEY, ["organisation", "period", "question", "answer", "value", "base"])
    asked = [item for item in ITEMS if {f"{item.code} said", f"{item.code} answered"} & set(needed)]
    wanted = [
        (nw.col("question") == item.code) & nw.col("answer").is_in(list(item.answers)) for item in asked
    ]
    rows = rows.filter(nw.any_horizontal(*wanted, ignore_nulls=False), ~nw.col("value").is_null())
    shown = nw.col("value").count().over("organisation", "period", "question")
    rows = rows.with_columns(shown=shown.cast(nw.Int32))
    columns = {}
    for item in asked:
        share = nw.col("value") if item.is_score else nw.col("value") / 100
        said = (nw.col("question") == item.code) & (nw.col("shown") == len(item.answers))
        once = said & (nw.col("answer") == item.answers[0])
        people = _whole(share * nw.col("base")).fill_null(0)
        columns[f"{item.code} said"] = is_true(said).cast(nw.Int64) * people
        columns[f"{item.code} answered"] = is_true(once).cast(nw.Int64) * nw.col("base").fill_null(0)
    return rows.with_columns(**columns)


def turnover(source: Source, _needed: Collection[str]) -> Rows:
    """Give leavers and heads of each organisation, all staff groups together; the publication leaves out counts of nought."""
    rows = source.rows(TURNOVER, ["organisation", "period", "count_type", "staff_group", "headcount"])
    heads = nw.col("headcount").fill_null(0)
    return rows.filter(nw.col("staff_group") == ALL_GROUPS).with_columns(
        leavers=is_true(nw.col("count_type") == LEAVERS).cast(nw.Int64) * heads,
        heads_at_start=is_true(nw.col("count_type") == AT_START).cast(nw.Int64) * heads,
    )


def sickness(source: Source, _needed: Collection[str]) -> Rows:
    """Give days lost and days available of each organisation and month, to the nearest full-time day."""
    rows = source.rows(SICKNESS, ["organisation", "period", "fte_days_lost", "fte_days_available"])
    return rows.with_columns(
        days_lost=_whole(nw.col("fte_days_lost")),
        days_available=_whole(nw.col("fte_days_available")),
    )


def _whole(number: nw.Expr) -> nw.Expr:
    """Round to the nearest whole number, halves up on every engine."""
    return (number + 0.5).floor().cast(nw.Int64)


SURVEY_ANSWERS = RowKind(
    "survey",
    "a figure of the NHS Staff Survey",
    survey,
    tables=(SURVEY,),
    facts={
        **{f"{item.code} said": f"people who {item.words}" for item in ITEMS if not item.is_score},
        **{f"{item.code} said": f"the sum of people's {item.words}" for item in ITEMS if item.is_score},
        **{f"{item.code} answered": f"people who answered {item.code}" for item in ITEMS},
    },
    columns=(),
    public=True,
)

TURNOVER_COUNTS = RowKind(
    "turnover",
    "a count of the NHS turnover publication",
    turnover,
    tables=(TURNOVER,),
    facts={"leavers": "people who left in the period", "heads_at_start": "people in post at its start"},
    columns=(),
    public=True,
)

SICKNESS_DAYS = RowKind(
    "sickness",
    "an organisation's month in the NHS sickness publication",
    sickness,
    tables=(SICKNESS,),
    facts={"days_lost": "full-time days lost to sickness", "days_available": "full-time days available"},
    columns=(),
    public=True,
)
