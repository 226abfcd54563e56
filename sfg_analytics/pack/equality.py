"""The equality analysis: the document that the public sector equality duty asks for, of one organisation."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from sfg_analytics.errors import PublicationProblem
from sfg_analytics.pack.document import Column, Document, Figure, Section, Table
from sfg_analytics.pack.fairness import like_for_like_in_words, of_conversations
from sfg_analytics.pack.first import statement, who_gets_one
from sfg_analytics.pack.held import CHARACTERISTICS, Held, characteristic
from sfg_analytics.pack.page import page
from sfg_analytics.pack.parts import groups_compared
from sfg_analytics.pack.provenance import definitions, what_this_rests_on, what_was_hidden
from sfg_analytics.pack.tables import COUNTS, MONTH, SHARE, estimate_rows, stands_out
from sfg_analytics.pack.wording import SHIPPED, Words
from sfg_analytics.page.markup import joined, shown
from sfg_analytics.publication import Publication
from sfg_analytics.publication.folders import replace_file, told

_PROTECTED = {
    "Age": "age_band",
    "Disability": "disability",
    "Gender reassignment": None,
    "Marriage and civil partnership": None,
    "Pregnancy and maternity": None,
    "Race": "ethnicity",
    "Religion or belief": "religion_or_belief",
    "Sex": "sex",
    "Sexual orientation": "sexual_orientation",
}
"""The nine protected characteristics, and the breakdown that speaks of each."""

_MOST_TOLD = 12


def equality(
    publication: Publication, path: Path, *, organisation: str | None = None, words: Words = SHIPPED
) -> Document:
    """Write the equality analysis of an organisation as a page.

    Parameters
    ----------
    publication
        What is analysed.
    path
        The page to be written; one that is there is replaced.
    organisation
        A code. It may be left out of a publication that is for one organisation, or holds one only.
    words
        The standing words.

    Returns
    -------
    Document
        What was written.

    Raises
    ------
    PublicationProblem
        When the publication has no figure of the organisation, or of several and none is named; when the page cannot be
        written.
    """
    held = _one(publication, organisation)
    document = analysis(held, words)
    html = page(
        document, ending=_to_fill_in(words), foot="Long tables are folded away, and are left out of print."
    )
    with told(path, "The page"):
        replace_file(path, html.encode())
    return document


def _one(publication: Publication, organisation: str | None) -> Held:
    held = Held.asked_for(publication, organisation)
    if len(held.codes) > 1:
        raise PublicationProblem(
            "The duty rests on each organisation, and the publication holds several.",
            expected=f"one of {', '.join(sorted(held.codes)[:40])}",
            hint="name one with --organisation.",
        )
    return held


def analysis(held: Held, words: Words = SHIPPED) -> Document:
    """Summarise what is known of equality at one organisation.

    Parameters
    ----------
    held
        What is held of it.
    words
        The standing words.

    Returns
    -------
    Document
        To be drawn.
    """
    (code,) = held.codes
    parts = [_characteristic(held, breakdown) for breakdown in CHARACTERISTICS]
    sections = [
        Section("first", "What was found", points=_found(held)),
        Section("purpose", "Why this was made", words["purpose"]),
        Section("reading", "How to read it", words["reading"]),
        _covered(held, code),
        *(part for part in parts if part is not None),
        _not_known(held, words),
        what_was_hidden(held),
        Section("caveats", "What to bear in mind", points=words["caveats"]),
        what_this_rests_on(held),
    ]
    return Document(
        f"{' '.join(words['title'])}: {held.name(code)}",
        (f"{held.name(code)} ({code}).", f"Small numbers: {held.policy['name']}."),
        tuple(sections),
        definitions(held),
        str(held.publication.manifest["created"]),
    )


def _found(held: Held) -> tuple[str, ...]:
    """Say what stands out, of conversations first and then of every other measure."""
    others = held.comparisons().filter(pl.col("measure") != "coverage", stands_out())
    told = [
        f"{row['title']}, by {row['characteristic'].lower()}, {row['month']}: {row['direction']}"
        for row in others.iter_rows(named=True)
    ]
    number = held.comparisons().filter(pl.col("measure") != "coverage", pl.col("ratio").is_not_null()).height
    none = f"Of {number:,} comparisons of other measures, none stands out in this way."
    more = (
        [f"{len(told) - _MOST_TOLD:,} more stand out in the tables below."] if len(told) > _MOST_TOLD else []
    )
    return (who_gets_one(held), *(told[:_MOST_TOLD] or [none]), *more)


def _covered(held: Held, code: str) -> Section:
    rows = [row for measure in ("eligible", "coverage") if (row := held.row(measure, code))]
    protected = [
        {
            "name": name,
            "told": "Yes" if breakdown and _shown(held, breakdown) else "Not recorded or not published",
        }
        for name, breakdown in _PROTECTED.items()
    ]
    figures = [
        Figure(
            Table(
                "Protected characteristics",
                "The nine protected characteristics, and whether this analysis speaks of them",
                (Column("name", "Characteristic"), Column("told", "Spoken of here")),
                tuple(protected),
            )
        )
    ]
    if "declared" in held.measures:
        declared = held.rows("declared")
        table = Table(
            "Characteristics recorded",
            "Staff whose characteristics are recorded",
            (Column("label", "Staff"), MONTH, SHARE, *COUNTS),
            estimate_rows(held, declared),
            note=str(held.words("declared")["caveat"]),
        )
        figures.append(Figure(table))
    return Section(
        "covered", "Who was covered", tuple(statement(held, row) for row in rows), figures=tuple(figures)
    )


def _shown(held: Held, breakdown: str) -> bool:
    here = pl.col("organisation").is_in(held.codes) & (pl.col("breakdown") == breakdown)
    return held.publication.estimates.filter(here).height > 0


def _characteristic(held: Held, breakdown: str) -> Section | None:
    """Give a characteristic: who has a conversation, and every other measure by it."""
    made = of_conversations(held, breakdown, "by")
    compared = groups_compared(held, breakdown)
    if not made and not compared.rows:
        return None
    base = made[0] if made else Section(f"by-{breakdown.replace('_', '-')}", characteristic(breakdown))
    declared = (
        held.row("declared", held.codes[0], f"{breakdown}_declared") if "declared" in held.measures else None
    )
    words = (statement(held, declared),) if declared else ()
    if breakdown not in _PROTECTED.values():
        words = ("Not a protected characteristic; shown because disadvantage may come by way of it.", *words)
    more = (Figure(replace(compared, long=True)),) if compared.rows else ()
    return replace(base, words=words, figures=(*base.figures, *more))


def _not_known(held: Held, words: Words) -> Section:
    compared = held.comparisons()
    without = compared.filter(pl.col("ratio").is_null())
    reasons = without["without_ratio"].fill_null("no figure").value_counts().sort("without_ratio")
    rows = tuple(
        {"why": f"{why[:1].upper()}{why[1:]}", "number": number} for why, number in reasons.iter_rows()
    )
    table = Table(
        "Not compared",
        f"Comparisons that cannot be made: {without.height:,} of {compared.height:,}",
        (Column("why", "Why"), Column("number", "Comparisons", "count")),
        rows,
    )
    adjusted = (like_for_like_in_words(compared),)
    figures = (Figure(table),) if rows else ()
    return Section("not-known", "What is not known", (*words["not_recorded"], *adjusted), figures=figures)


def _to_fill_in(words: Words) -> str:
    """Leave room for what people have to say."""
    spaces = joined(f'<h3>{shown(head)}</h3><div class="space"></div>' for head in words["actions"])
    lines = joined(f'<p>{shown(head)}</p><div class="sign"></div>' for head in words["sign_off"])
    return (
        f'<section id="actions" aria-labelledby="actions-head"><h2 id="actions-head">Conclusions and actions</h2>{spaces}'
        f'</section><section id="sign-off" aria-labelledby="sign-off-head"><h2 id="sign-off-head">Sign-off</h2>{lines}</section>'
    )
