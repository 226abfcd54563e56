"""How often the limits of parity, and of ratios like for like, hold the truth."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import polars as pl

from sfg_analytics.statistics import compare, parity
from tests.validation import Row
from tests.validation.coverage import summed_up

DRAWS = 10_000


def counted(columns: dict[str, np.ndarray]) -> pl.DataFrame:
    """Give counts the columns that every counted table has."""
    return pl.DataFrame(columns).with_columns(
        measure=pl.lit("drawn"), period=pl.lit(date(2025, 3, 1)), outcome=pl.lit(None, pl.String)
    )


def representation(rng: np.random.Generator) -> Iterator[Row]:
    """Parity of a group that is a twentieth, a fifth or half of the people."""
    cells = {}
    for people, share, p, q in (
        (100, 0.5, 0.1, 0.2),
        (400, 0.2, 0.1, 0.1),
        (400, 0.2, 0.3, 0.1),
        (2000, 0.05, 0.05, 0.1),
        (2000, 0.2, 0.04, 0.06),
        (2000, 0.5, 0.8, 0.9),
    ):
        n = round(people * share)
        numerators = np.column_stack([rng.binomial(n, p, DRAWS), rng.binomial(people - n, q, DRAWS)])
        table = counted(
            {
                "organisation": np.repeat(np.arange(DRAWS), 2),
                "group": np.tile(["in", "out"], DRAWS),
                "numerator": numerators.ravel(),
                "denominator": np.tile([n, people - n], DRAWS),
            }
        )
        made = parity(table, "group").filter(pl.col("group") == "in")
        truth = p / (share * p + (1 - share) * q)
        held = made.select((pl.col("lower") <= truth) & (pl.col("upper") >= truth)).to_series()
        name = f"{n} of {people} at {p}, others at {q}"
        cells[name] = float(held.fill_null(value=False).mean()), min(n * p, (people - n) * q)  # type: ignore[arg-type]
    yield from summed_up("Parity", cells)


def models(rng: np.random.Generator) -> Iterator[Row]:
    """A logistic model of two groups in three bands and two staff groups, which they are not in alike."""
    draws = 1500
    band, staff = (part.ravel() for part in np.meshgrid([0, 1, 2], [0, 1], indexing="ij"))
    people = {"group": np.array([60, 50, 40, 30, 20, 10]), "reference": np.array([20, 30, 60, 60, 80, 90])}
    odds = -1.0 + 0.6 * band + 0.4 * staff
    for shift in (0.0, -0.6):
        rates = {"group": 1 / (1 + np.exp(-odds - shift)), "reference": 1 / (1 + np.exp(-odds))}
        table = pl.concat(
            counted(
                {
                    "organisation": np.repeat(np.arange(draws), band.size),
                    "who": np.full(draws * band.size, who),
                    "band": np.tile(band, draws),
                    "staff": np.tile(staff, draws),
                    "numerator": rng.binomial(people[who], rates[who], (draws, band.size)).ravel(),
                    "denominator": np.tile(people[who], draws),
                }
            )
            for who in people
        )
        made = compare(table, "who", "reference", adjust=["band", "staff"])
        both = people["group"] + people["reference"]
        ratio = float((both * rates["group"]).sum() / (both * rates["reference"]).sum())
        for told, truth, ends in (
            ("ratio", ratio, ("like_for_like_lower", "like_for_like_upper")),
            ("odds ratio", float(np.exp(shift)), ("like_for_like_odds_lower", "like_for_like_odds_upper")),
        ):
            held = made.select((pl.col(ends[0]) <= truth) & (pl.col(ends[1]) >= truth)).to_series()
            yield Row(
                f"Like for like by a model, {told} {truth:.2f}, 210 people against 340",
                0.95,
                float(held.fill_null(value=False).mean()),  # type: ignore[arg-type]
                (0.93, 0.97),
            )
        if shift == 0:
            false = float((made["like_for_like_p_value"] < 0.05).mean())  # type: ignore[arg-type]
            yield Row("Like for like by a model, no difference: p below 0.05", 0.05, false, (0.035, 0.065))


ALL = (representation, models)
