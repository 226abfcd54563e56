"""Turn a wide table of repeated blocks of columns into one row a value.

The Staff Survey's workbook has a row for each organisation and, for each question, a block of columns: the share who
gave each answer, then the number of responses. The question stands once, over its block's first column. Here every
share becomes a row that carries its question, answer and number of responses. A row keeps the number it has in the
workbook, so that an organisation's row can still be followed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from sfg_analytics.contract import Contract, Unpivot
from sfg_analytics.errors import UnreadableExport
from sfg_analytics.export import Sheet

_MADE = ("question", "question_text", "answer", "value", "base", "hidden_by_publisher")


def unpivot(sheet: Sheet, contract: Contract, headings: Mapping[str, str]) -> tuple[Sheet, dict[str, str]]:
    """Make one row a value.

    Parameters
    ----------
    sheet
        The wide sheet; the row over the header (or the nearest that is filled) names the blocks.
    contract
        Its ``unpivot`` says how questions, answers and bases are written.
    headings
        The columns recognised, which stand once a row.

    Returns
    -------
    sheet : Sheet
        Long: the recognised columns, then ``question, question_text, answer, value, base, hidden_by_publisher``.
    headings : dict
        For the long sheet.

    Raises
    ------
    UnreadableExport
        When a column belongs to no question, or a block has no base.
    """
    how = contract.unpivot
    if how is None:
        return sheet, dict(headings)
    once = {name: heading for name, heading in headings.items() if name not in _MADE}
    pieces = []
    for question, text, answers, base in _blocks(sheet, how, set(once.values())):
        for answer, column in answers:
            pieces.append(
                sheet.table.select(
                    "row",
                    *once.values(),
                    pl.lit(question).alias("question"),
                    pl.lit(text).alias("question_text"),
                    pl.lit(answer).alias("answer"),
                    pl.col(column).alias("value"),
                    pl.col(base).alias("base"),
                    pl.when(pl.col(column).str.strip_chars() == how.hidden)
                    .then(pl.lit("true"))
                    .otherwise(pl.lit("false"))
                    .alias("hidden_by_publisher"),
                )
            )
    if not pieces:
        raise UnreadableExport(
            f"{sheet.place} has no column of answers.",
            expected=f"columns headed as in {contract.page.name} under 'unpivot'",
        )
    return replace(sheet, table=pl.concat(pieces)), {**once, **{name: name for name in _MADE}}


def _blocks(sheet: Sheet, how: Unpivot, once: set[str]) -> list[tuple[str, str, list[tuple[str, str]], str]]:
    """Group the columns into blocks: question code, wording, (answer, column) pairs, base column."""
    over = _over(sheet)
    blocks: list[tuple[str, str, list[tuple[str, str]], str]] = []
    question, text = "", ""
    answers: list[tuple[str, str]] = []
    columns = [name for name in sheet.table.columns if name != "row"]
    for position, (heading, column) in enumerate(zip(sheet.headings, columns, strict=True)):
        if column in once:
            continue
        title = re.match(how.question, over[position], re.DOTALL) if over[position] else None
        if title:
            question, text = title.group(1).strip(), " ".join(title.group(2).split())
        answer = re.match(how.answer, heading.strip())
        if heading.strip() == how.base and answers and question:
            blocks.append((question, text, answers, column))
            answers = []
        elif answer and question:
            answers.append((next(part for part in answer.groups() if part), column))
        elif heading.strip():
            raise UnreadableExport(
                f"{sheet.place} has a column (number {position + 1}) that belongs to no question.",
                expected=f"answers headed '% …' or '… - score', each block closed by '{how.base}'",
                hint="the publisher may have changed the layout; mend 'unpivot' in the contract.",
            )
    if answers:
        raise UnreadableExport(
            f"{sheet.place} has {len(answers)} columns of answers with no number of responses after them.",
            expected=f"a column headed '{how.base}' at the end of each question",
        )
    return blocks


def _over(sheet: Sheet) -> list[str]:
    """The cells of the row over the header that names the blocks: the one with most cells filled."""
    width = len(sheet.headings)
    if not sheet.above:
        return [""] * width
    fullest = max(sheet.above, key=lambda row: sum(bool(cell.strip()) for cell in row))
    return [*fullest, *[""] * width][:width]
