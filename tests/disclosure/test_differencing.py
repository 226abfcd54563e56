"""Ways of working a hidden count out that no one table tells of, each as small as it can be."""

from __future__ import annotations

from datetime import date

import polars as pl

from sfg_analytics.disclosure import STAFF_SURVEY_10, SUPPRESS_10, Described, Policy, protect
from sfg_analytics.measures import CATALOGUE
from sfg_analytics.measures.ties import ties
from tests.measures.made import MARCH, contracts

DESCRIBED = Described.from_json(ties(CATALOGUE.values(), contracts()))
Cell = tuple[str, str, str, str | None, int, int]


def cells(*rows: Cell, period: date = MARCH) -> pl.DataFrame:
    kinds = dict.fromkeys(["measure", "breakdown", "group", "outcome"], pl.String)
    return pl.DataFrame(
        rows, schema={**kinds, "numerator": pl.Int64, "denominator": pl.Int64}, orient="row"
    ).select(
        "measure", pl.lit(period).alias("period"), pl.lit("ZZA").alias("organisation"), pl.exclude("measure")
    )


def by_sex(measure: str, *counts: tuple[int, int], period: date = MARCH) -> pl.DataFrame:
    whole = tuple(map(sum, zip(*counts, strict=True)))
    groups = zip(("Female", "Male", "Unknown"), counts, strict=True)
    return cells(
        (measure, "", "", None, whole[0], whole[1]),
        *((measure, "sex", group, None, *pair) for group, pair in groups),
        period=period,
    )


def numbers(protected: pl.DataFrame, column: str, **where: str) -> list[int | None]:
    return protected.filter(**where)[column].to_list()


def test_who_is_left_without_a_conversation_is_told_once() -> None:
    shown = protect(
        cells(("coverage", "", "", None, 40, 60), ("held_of_due", "", "", None, 3, 23)),
        SUPPRESS_10,
        DESCRIBED,
    )
    # 60 - 40 have no conversation, and they are those due of whom none was held: 23 - (60 - 40) = 3.
    known = [*numbers(shown, "numerator", measure="coverage"), *shown["denominator"]]
    assert None in known


def test_posts_of_the_bands_are_not_taken_from_all_posts() -> None:
    rows = [("", "", 40), ("band", "Band 5", 22), ("band", "Band 6", 15), ("band", "Band 7", 3)]
    shown = protect(
        cells(*(("readiness_supply", name, group, None, 9 * posts, posts) for name, group, posts in rows)),
        SUPPRESS_10,
        DESCRIBED,
    )
    assert shown["denominator"].null_count() != 1


def test_ways_hide_the_same_conversations_as_stages_by_way() -> None:
    ways = [
        ("Woven into the appraisal", 30, 47, 21),
        ("An independent career conversation", 13, 32, 0),
        ("Part of a talent pool application", 8, 18, 0),
        ("", 51, 97, 21),
    ]
    stages: list[Cell] = [
        ("stages", "run_as" if way else "", way, step, got, on_record)
        for way, held, on_record, placed in ways
        for step, got in (("held", held), ("placed", placed))
    ]
    outcomes: list[Cell] = [
        ("ways", "", "", code, held, 51)
        for code, (_, held, *_) in zip(("appraisal", "standalone", "talent_pool"), ways, strict=False)
    ]
    shown = protect(cells(*stages, *outcomes), SUPPRESS_10, DESCRIBED)
    one = numbers(shown, "numerator", measure="stages", breakdown="run_as", outcome="held")
    other = numbers(shown, "numerator", measure="ways")
    assert [a is None and b is None for a, b in zip(one, other, strict=True)].count(True) != 1


def test_a_group_hidden_one_year_is_not_shown_as_the_one_followed_the_next() -> None:
    then = by_sex("coverage", (56, 57), (31, 42), (3, 8), period=date(2024, 3, 1))
    later = by_sex("retained_12", (42, 57), (30, 42), (0, 8))
    shown = protect(pl.concat([then, later]), SUPPRESS_10, DESCRIBED)
    bases = [
        numbers(shown, "denominator", measure=name, breakdown="sex") for name in ("coverage", "retained_12")
    ]
    assert [a is None and b is None for a, b in zip(*bases, strict=True)].count(True) != 1


def test_a_count_kept_back_in_the_middle_is_not_the_only_one_that_fits() -> None:
    strict = Policy(
        id="ALL_OR_NONE",
        name="Neither few nor nearly all",
        threshold=3,
        rounding_base=1,
        minimum_base=1,
        source="made for a test",
        zeros_shown=False,
        all_or_none_hidden=True,
    )
    shown = protect(
        cells(
            ("coverage", "", "", None, 5, 12),
            ("coverage", "sex", "Female", None, 4, 8),
            ("coverage", "sex", "Male", None, 1, 4),
        ),
        strict,
        DESCRIBED,
    )
    # Of 8, only 4 is more than 3 and leaves more than 3.
    female = shown.filter(group="Female").row(0, named=True)
    assert (female["denominator"], female["hidden"]) != (8, "numerator kept back")


def test_a_base_that_is_hidden_is_hidden_as_a_numerator_too() -> None:
    shown = protect(
        pl.concat(
            [
                by_sex("eligible", (26, 30), (4, 30), (20, 20)),
                by_sex("coverage", (18, 26), (2, 4), (10, 20)),
            ]
        ),
        STAFF_SURVEY_10,
        DESCRIBED,
    )
    assert numbers(shown, "numerator", measure="eligible", group="Male") == [None]


def test_a_group_left_out_of_a_table_tells_nothing_of_one_beside_it() -> None:
    from tests.disclosure.outsider import Outsider

    policy = Policy(
        id="UP_TO_4",
        name="Small",
        threshold=4,
        rounding_base=1,
        minimum_base=1,
        source="made for a test",
        complement_protected=False,
    )
    shown = protect(
        cells(
            ("eligible", "", "", None, 7, 8),
            ("eligible", "sex", "Female", None, 7, 7),
            ("eligible", "sex", "Male", None, 0, 1),
            ("coverage", "", "", None, 4, 7),
            ("coverage", "sex", "Female", None, 4, 7),
        ),
        policy,
        DESCRIBED,
    )
    told = ties([CATALOGUE["eligible"], CATALOGUE["coverage"]], contracts())
    assert Outsider([(shown, policy)], told).exposed() == []
