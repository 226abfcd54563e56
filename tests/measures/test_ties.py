from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from sfg_analytics.disclosure import Described
from sfg_analytics.measures import CATALOGUE
from sfg_analytics.measures.rows import ROWS
from sfg_analytics.measures.source import Source
from sfg_analytics.measures.ties import AMONG, IMPLIED, OF_ORGANISATIONS, SAME, WITH, WITHOUT, ties
from sfg_analytics.vocabulary.scope_for_growth import NO_MOVE
from tests.measures.every_table import every_table
from tests.measures.made import contracts

WHO = ["organisation", "period", "person"]


def rows_of(kind: str, tables: dict[str, Any], *facts: str) -> pl.DataFrame:
    source = Source(tables, contracts(), None)
    made: pl.DataFrame = ROWS[kind].build(source, set(facts)).collect().to_native()
    columns = {
        fact: pl.col(fact.partition("=")[0]).cast(pl.String) == fact.partition("=")[2]
        for fact in facts
        if "=" in fact
    }
    return made.with_columns(**columns) if columns else made


def people(tables: dict[str, Any]) -> pl.DataFrame:
    """Everybody in post, with the facts of the rows that are some of them."""
    rows = rows_of("people", tables, *(fact for fact in ROWS["people"].facts))
    rows = rows.with_columns(pl.col("conversed").alias(WITH), (~pl.col("conversed")).alias(WITHOUT))
    for kind, fact in ((kind, which[1]) for kind, which in AMONG.items() if not ROWS[kind].follows):
        further = {name for name in (*IMPLIED, *SAME) if name in ROWS[kind].facts} - set(rows.columns)
        wanted = sorted(further | {f"sought_placement={NO_MOVE.code}", "sought_placement=stretch"})
        wanted = wanted if kind == "placed" else []
        some = rows_of(kind, tables, *wanted).select(*WHO, *wanted, pl.lit(value=True).alias(fact))
        assert some.select(WHO).is_duplicated().sum() == 0
        before = rows.height
        assert some.join(rows, on=WHO, how="anti").is_empty()
        rows = rows.join(some, on=WHO, how="left").with_columns(pl.col(fact, *wanted).fill_null(value=False))
        assert rows.height == before
    return rows


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_is_said_to_follow_follows_in_every_row(seed: int) -> None:
    tables: dict[str, Any] = every_table(seed)
    tried: set[tuple[str, str]] = set()
    for kind in ("people", "posts", "conversations", "actions", "followed_12"):
        known = set(ROWS[kind].facts)
        rows = people(tables) if kind == "people" else rows_of(kind, tables, *known)
        for fact, follows in IMPLIED.items():
            for other in follows:
                if fact in rows.columns and other in rows.columns:
                    assert rows.filter(pl.col(fact), ~pl.col(other)).is_empty(), (fact, other)
                    assert rows.filter(pl.col(fact)).height, fact
                    tried.add((fact, other))
    assert tried == {(fact, other) for fact, follows in IMPLIED.items() for other in follows}


def test_a_fact_of_an_organisation_holds_in_all_its_rows_or_in_none() -> None:
    tables: dict[str, Any] = every_table()
    # Of the two organisations one sends neither actions nor pools, and never says who facilitated.
    elsewhere = pl.col("organisation") == "ZZA"
    for name in ("development_actions", "talent_pools"):
        tables[name] = tables[name].filter(elsewhere)
    facilitator = pl.when(elsewhere).then(pl.col("facilitator"))
    tables["conversation_outcomes"] = tables["conversation_outcomes"].with_columns(facilitator=facilitator)
    tried = set()
    for kind in ("people", "conversations"):
        for fact in OF_ORGANISATIONS & set(ROWS[kind].facts):
            rows = rows_of(kind, tables, fact).select("organisation", fact).unique().sort("organisation")
            assert rows.rows() == [("ZZA", True), ("ZZB", False)]
            tried.add(fact)
    assert tried == OF_ORGANISATIONS


def test_a_fact_said_to_be_an_outcome_is_that_outcome() -> None:
    rows = people(every_table())
    for fact, outcome in SAME.items():
        some = rows.filter("due") if fact == "held_in_month" else rows  # it is asked of those due alone
        assert some[fact].to_list() == some[outcome].to_list()
        assert some[fact].any()


@pytest.mark.parametrize("months", [12, 24])
def test_those_followed_are_the_people_of_the_month_in_which_the_following_began(months: int) -> None:
    tables: dict[str, Any] = every_table()
    facts = ("eligible", "conversed")
    then = rows_of("people", tables, *facts).select(*WHO, *facts)
    later = rows_of(f"followed_{months}", tables, *facts)
    later = later.select("organisation", pl.col("period").dt.offset_by(f"-{months}mo"), "person", *facts)
    both = later.join(then, on=WHO, how="left", suffix="_then")
    assert later.height
    for fact in facts:
        assert both[fact].to_list() == both[f"{fact}_then"].to_list()
    # Everybody of such a month, or nobody.
    months_followed = later.select("organisation", "period").unique()
    assert then.join(months_followed, on=["organisation", "period"], how="semi").height == later.height


def test_two_measures_that_count_the_same_people_count_the_same_thing() -> None:
    told = ties(CATALOGUE.values(), contracts())
    described = Described.from_json(told).measures
    staying = described["content_to_stay"]
    assert staying.numerator == described["sought_placement"].counted(NO_MOVE.code)
    fields = described["fields_recorded"]
    assert fields.steps["current_placement_filled"] == fields.denominator
    assert described["stages"].steps["placed"] == fields.denominator
    # Where an organisation's record has every field, completeness is counted of the same conversations.
    assert described["recorded_completely"].denominator == fields.denominator
    assert described["action_agreed"].denominator == described["ways"].denominator
    assert described["in_pool"].denominator == described["pipeline"].denominator
    assert described["current_placement"].denominator > described["placement_visible"].numerator
