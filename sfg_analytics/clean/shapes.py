"""What of a text may be shown: the whole of it, its words that the contract spells, its shape alone, or nothing.

The shape of a text keeps its punctuation and says of the rest only whether it was letters or digits, and not how many
letters: ``05-Mar-2024`` becomes ``99-Aa-9999``, and so do *Female* and *Male* both become ``Aa``.
"""

from __future__ import annotations

import re
from collections.abc import Set

import polars as pl

from sfg_analytics.clean.values import BLANKS, FALSE, TRUE
from sfg_analytics.contract import Column

LONGEST = 60
"""Letters of a text after which it is cut."""

_WORD = r"[\p{L}\p{M}\p{N}]+"
_NOT_WORD = r"[^\p{L}\p{M}\p{N}]+"


def shape(text: pl.Expr) -> pl.Expr:
    """Mask text: ``A`` and ``a`` stand for any number of letters, ``9`` for a digit, ``9999…`` for more than four.

    Examples
    --------
    >>> texts = ["05-Mar-2024", "XR07 / NHS AfC: Band 7", "Zoë O'Brien", "020 7946 0000", "AB123456C"]
    >>> pl.select(shape(pl.lit(pl.Series(texts)))).to_series().to_list()
    ['99-Aa-9999', 'A99 / A AaA: Aa 9', "Aa A'Aa", '999 9999 9999', 'A9999…A']
    """
    return (
        text.str.replace_all(r"\s+", " ")
        .str.replace_all(r"[\p{Lu}\p{Lt}]+", "A")
        .str.replace_all(r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]+", "a")
        .str.replace_all(r"\p{N}", "9")
        .str.replace_all("9{5,}", "9999…")
        .str.replace_all(r"[^\p{P}\p{S}Aa9 ]+", "?")
        .str.slice(0, LONGEST)
    )


def worded(text: pl.Series, known: Set[str]) -> pl.Series:
    """Mask text but for words that are known; a number of more than two digits is never shown.

    Parameters
    ----------
    text
        One text a row.
    known
        Words, as :func:`words` gives them.

    Examples
    --------
    >>> texts = ["XR05 / NHS AfC: Band 5", "Band 7 (Jones, 40012)"]
    >>> worded(pl.Series(texts), words("XR07 / NHS AfC: Band 7", "5", "7")).to_list()
    ['XR05 / NHS AfC: Band 5', 'Band 7 (Aa, 9999…)']
    """
    piece = pl.col("pieces")
    word = piece.str.to_lowercase()
    word = pl.when(word.str.contains(r"\p{L}")).then(word.str.replace_all(r"\p{N}", "9")).otherwise(word)
    shows = word.is_in(pl.Series(sorted(known), dtype=pl.String).implode()) & ~piece.str.contains(r"\p{N}{3}")
    return (
        pl.DataFrame({"pieces": text.str.extract_all(f"{_WORD}|{_NOT_WORD}")})
        .with_row_index("text")
        .explode("pieces", empty_as_null=True)
        .select("text", pl.when(shows).then(piece).otherwise(shape(piece)))
        .group_by("text", maintain_order=True)
        .agg(pl.col("pieces").str.join(""))["pieces"]
        .str.slice(0, LONGEST)
    )


def words(*texts: str) -> set[str]:
    """Give the words of some texts, in small letters; where letters and digits mix, any digit will do.

    Examples
    --------
    >>> sorted(words("Band 8 - Range A", "XR07"))
    ['8', 'a', 'band', 'range', 'xr99']
    """
    found = {word for text in texts for word in re.findall(r"[^\W_]+", text.lower())}
    return {word if word.isdigit() else re.sub(r"[0-9]", "9", word) for word in found}


def vocabulary(column: Column) -> set[str]:
    """Give the words that a contract spells for a column of codes, or of yes and no; of another column none.

    Codes, labels, synonyms, the title and the examples beside the patterns.
    """
    if column.kind == "boolean":
        return {*TRUE, *FALSE}
    if not column.codes:
        return set()
    spelt = [text for code in column.codes for text in code.spellings]
    return words(column.title, *spelt, *(rewrite.example for rewrite in column.reads))


def blank_words(column: Column) -> set[str]:
    """Give the words that mean nothing: ``N/A``, and what the contract adds to it."""
    return words(*BLANKS, *column.blanks)
