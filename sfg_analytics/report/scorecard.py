"""The scorecards as one page: how each organisation stands with what it sends, at the moment that stands on the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sfg_analytics.contract import Contract
from sfg_analytics.page import whole_page
from sfg_analytics.page.markup import bar, count, joined, number, percent, shown, table
from sfg_analytics.report import page
from sfg_analytics.status import Score, Scorecard

SENSITIVITY = (
    "<h2>Who may see this report</h2><p>No value of a person’s is in it: only counts of rows, shares, months, and the codes of organisations; and, where "
    "something looks unusual, the share of rows that give an answer of a list, though never for special categories such as "
    "ethnicity or disability. It shows organisations beside one another, so it is for whoever may see all of them.</p>"
)
_MOST_MONTHS = 6


def scorecard_page(cards: Sequence[Scorecard], contracts: Mapping[str, Contract], *, as_at: datetime) -> str:
    """Write the scorecards.

    Parameters
    ----------
    cards
        A card for each organisation.
    contracts
        Contracts by id, whose titles name the columns.
    as_at
        The moment the cards speak of.

    Returns
    -------
    str
        A whole HTML page, to be saved as UTF-8. It needs no script and fetches nothing.

    Examples
    --------
    >>> html = scorecard_page([], {}, as_at=datetime(2025, 5, 1, 9, 30))
    >>> "As at 1 May 2025, 09:30" in html and "holds no records" in html
    True
    """
    parts = [_summary(cards)]
    parts += [_card(card, contracts, f"card-{place}") for place, card in enumerate(cards, start=1)]
    return whole_page(
        "Scorecards",
        style=page.STYLE,
        head=f'<p class="quiet">As at {_moment(as_at)}.</p>',
        main="\n".join(parts),
        foot=SENSITIVITY,
    )


def _moment(at: datetime) -> str:
    zone = f" {shown(at.tzname())}" if at.tzname() else ""
    return f"{at.day} {at:%B %Y, %H:%M}{zone}"


def _summary(cards: Sequence[Scorecard]) -> str:
    """Show all organisations, a line each, before any of them."""
    top = '<section aria-labelledby="all"><h2 id="all">All organisations</h2>'
    if not cards:
        return f"{top}<p>The store holds no records of any organisation.</p></section>"
    rows = [
        (
            f'<a href="#card-{place}">{shown(card.organisation)}</a>',
            number(len(card.scores)),
            _month(max(score.holding.last_period for score in card.scores)),
            number(max(score.months_behind for score in card.scores)),
            number(sum(len(score.holding.missing) for score in card.scores)),
            number(sum(score.last_verdict not in {None, "kept"} for score in card.scores)),
            number(sum(len(score.suspicions) for score in card.scores)),
        )
        for place, card in enumerate(cards, start=1)
    ]
    heads = (
        "From",
        "Kinds of record",
        "Newest month",
        "Months behind",
        "Months missing",
        "Refused",
        "Unusual",
    )
    caption = (
        "Months behind are counted from the newest month that anybody has sent of the same kind; refused are kinds of "
        "which the last file was not admitted"
    )
    return f"{top}{table(caption, heads, rows, kind='cards')}</section>"


def _card(card: Scorecard, contracts: Mapping[str, Contract], name: str) -> str:
    heads = ("Kind of record", "Months held", "Behind", "Missing", "Last sent", "Rejected", "Promises")
    made = table(
        "What is held, and how the last file of each kind fared",
        heads,
        [_line(score) for score in card.scores],
        kind="cards",
    )
    return (
        f'<section aria-labelledby="{name}"><h2 id="{name}">{shown(card.organisation)}</h2>{made}'
        f"{_filled(card, contracts)}{_unusual(card, contracts, name)}</section>"
    )


def _line(score: Score) -> tuple[str, ...]:
    held = score.holding
    ends = dict.fromkeys((_month(held.first_period), _month(held.last_period)))
    sent = f"{score.last_at.day} {score.last_at:%B %Y}" if score.last_at else "not known"
    if score.last_verdict not in {None, "kept"}:
        sent += '<small class="broken">not admitted</small>'
    return (
        f"{shown(score.title)}<small>{count(held.rows, 'row')}</small>",
        " to ".join(ends),
        number(score.months_behind),
        _months(held.missing),
        sent,
        "–" if score.rejected is None else percent(score.rejected),
        joined(
            f"<small>{number(fared)} {verdict}</small>" for verdict, fared in score.promises.items() if fared
        )
        or "–",
    )


def _months(missing: Sequence[date]) -> str:
    if not missing:
        return "0"
    more = len(missing) - _MOST_MONTHS
    named = ", ".join(f"{month:%b %Y}" for month in missing[:_MOST_MONTHS])
    return f"{number(len(missing))}<small>{named}{f' and {number(more)} more' if more > 0 else ''}</small>"


def _month(day: date) -> str:
    return f"{day:%b %Y}"


def _filled(card: Scorecard, contracts: Mapping[str, Contract]) -> str:
    rows = [
        (
            f"{_title(contracts, score.holding.contract, name)}<small>{shown(score.title)}</small>",
            bar(share),
            percent(share),
        )
        for score in card.scores
        for name, share in score.holding.complete.items()
    ]
    if not rows:
        return ""
    caption = "Share of the rows held in which the columns that matter most are filled"
    return table(caption, ("Column", "Share, drawn", "Share"), rows, kind="filled")


def _title(contracts: Mapping[str, Contract], contract: str, column: str) -> str:
    columns = contracts[contract].by_name if contract in contracts else {}
    return shown(columns[column].title if column in columns else column)


def _unusual(card: Scorecard, contracts: Mapping[str, Contract], name: str) -> str:
    top = f'<h3 id="{name}-unusual">What is unusual about the rows held</h3>'
    told = [
        f"<li>{shown(score.title)}"
        + (f", {_title(contracts, score.holding.contract, odd.column)}" if odd.column else "")
        + f": {shown(odd.words)}</li>"
        for score in card.scores
        for odd in score.suspicions
    ]
    unexamined = sum(score.unexamined for score in card.scores)
    if unexamined:
        told.append(
            f"<li>Not known of {count(unexamined, 'file')} that came before this was looked for.</li>"
        )
    return top + (f"<ul>{joined(told)}</ul>" if told else "<p>Nothing of what is looked for.</p>")
