"""The made-up people are plausible, speak the contracts' codes, and are the same each time."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from sfg_analytics.contract import load_contracts
from sfg_analytics.demo import ORGANISATIONS, TrueTables, simulate
from sfg_analytics.demo.simulation import OTHERS, months_of
from sfg_analytics.errors import SfgError

CONTRACTS = load_contracts()
TABLES = ("staff_in_post", "conversation_outcomes", "development_actions", *OTHERS)


@pytest.fixture(scope="module")
def system() -> list[TrueTables]:
    return list(simulate(people=6_000, months=14))


def together(system: list[TrueTables], table: str) -> pl.DataFrame:
    return pl.concat([getattr(tables, table) for tables in system], how="vertical_relaxed")


@pytest.mark.parametrize("table", TABLES)
def test_tables_have_the_columns_the_store_keeps(system: list[TrueTables], table: str) -> None:
    for tables in system:
        assert tuple(getattr(tables, table).columns) == CONTRACTS[table].stored_columns


@pytest.mark.parametrize("table", TABLES)
def test_every_code_is_one_of_the_contracts(system: list[TrueTables], table: str) -> None:
    rows = together(system, table)
    for column in CONTRACTS[table].columns:
        if column.codes and column.stored:
            assert set(rows[column.name].drop_nulls()) <= {code.value for code in column.codes}, column.name


@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_given_twice(system: list[TrueTables], table: str) -> None:
    assert not together(system, table).select(CONTRACTS[table].key).is_duplicated().any()


@pytest.mark.parametrize("table", TABLES)
def test_required_columns_are_never_blank(system: list[TrueTables], table: str) -> None:
    rows = together(system, table)
    required = [column.name for column in CONTRACTS[table].columns if column.required]
    assert rows.select(pl.col(required).null_count().sum()).sum_horizontal().item() == 0


def test_days_come_in_the_order_they_must(system: list[TrueTables]) -> None:
    conversations, actions = (
        together(system, "conversation_outcomes"),
        together(system, "development_actions"),
    )
    assert (conversations["recorded_date"] >= conversations["conversation_date"]).all()
    assert (conversations["next_review_date"] > conversations["conversation_date"]).all()
    assert (actions["agreed_date"] >= actions["conversation_date"]).all()
    assert (actions["started_date"] >= actions["agreed_date"]).all()
    assert (actions["completed_date"] >= actions["started_date"]).all()
    staff = together(system, "staff_in_post")
    assert (staff["service_start_date"] <= staff["period"].dt.month_end()).all()


def test_nothing_is_known_after_the_last_day(system: list[TrueTables]) -> None:
    end = date(2025, 3, 31)
    assert together(system, "conversation_outcomes")["recorded_date"].max() <= end
    actions = together(system, "development_actions")
    assert max(actions[name].max() for name in ("agreed_date", "started_date", "completed_date")) <= end


def test_whoever_is_placed_now_also_says_where_they_seek_to_be(system: list[TrueTables]) -> None:
    conversations = together(system, "conversation_outcomes")
    assert (conversations["current_placement"].is_null() == conversations["sought_placement"].is_null()).all()
    no_move = (conversations["sought_placement"].drop_nulls() == "no_move").mean()
    assert 0.15 < no_move < 0.30


def test_a_conversation_has_at_most_three_actions_and_none_before_it_was_placed(
    system: list[TrueTables],
) -> None:
    actions = together(system, "development_actions")
    at = ["organisation", "person", "conversation_date"]
    assert actions.group_by(at).len()["len"].is_between(1, 3).all()
    stages = actions.join(together(system, "conversation_outcomes"), on=at, how="left")["stage"]
    assert set(stages) == {"placed", "plan_agreed"}


def test_a_snapshot_for_each_month_and_conversations_from_a_year_before(system: list[TrueTables]) -> None:
    staff, conversations = together(system, "staff_in_post"), together(system, "conversation_outcomes")
    assert staff["period"].n_unique() == 14
    assert (staff["period"].min(), staff["period"].max()) == (date(2024, 2, 1), date(2025, 3, 1))
    assert conversations["period"].min() == date(2023, 2, 1)


@pytest.mark.parametrize("table", OTHERS)
def test_only_what_an_organisation_sends_has_rows(system: list[TrueTables], table: str) -> None:
    for tables in system:
        assert (getattr(tables, table).height > 0) == (table in tables.organisation.sends)


def test_starters_and_leavers_are_those_whom_the_snapshots_show(system: list[TrueTables]) -> None:
    events = together(system, "starters_and_leavers")
    staff = together(system, "staff_in_post").filter(
        pl.col("organisation").is_in(events["organisation"].unique().implode())
    )
    person = ["organisation", "person"]
    stays = staff.group_by(person).agg(
        pl.col("period").min().alias("first"),
        pl.col("period").max().alias("last"),
        pl.col("service_start_date", "staff_group").last(),
    )
    started = stays.filter(pl.col("first") > staff["period"].min())
    starters = events.filter(event="starter").filter(
        pl.col("event_date").dt.month_start() > staff["period"].min()
    )
    both = started.join(starters, on=person, how="inner")
    assert both.height == started.height == starters.height > 0
    assert (both["service_start_date"] == both["event_date"]).all()
    assert (both["staff_group"] == both["staff_group_right"]).all()
    gone = stays.filter(pl.col("last") < staff["period"].max())
    leavers = events.filter(event="leaver").filter(
        pl.col("event_date").dt.month_start() > staff["period"].min()
    )
    both = gone.join(leavers, on=person, how="inner")
    assert both.height == gone.height == leavers.height > 0
    assert (both["last"].dt.offset_by("1mo") == both["event_date"].dt.month_start()).all()
    assert (both["event_date"] < both["event_date"].dt.month_end()).all()


def test_headcounts_add_up_to_the_staff_they_count(system: list[TrueTables]) -> None:
    counts = together(system, "headcounts")
    staff = together(system, "staff_in_post").filter(
        pl.col("organisation").is_in(counts["organisation"].unique().implode())
    )
    everybody = counts.filter(pl.col("staff_group").is_null())
    assert dict(everybody.select("period", "headcount").iter_rows()) == dict(
        staff["period"].value_counts().iter_rows()
    )
    groups = counts.filter(pl.col("staff_group").is_not_null())
    assert groups["headcount"].sum() == staff.height
    assert groups["fte"].sum() == pytest.approx(staff["fte"].sum())
    nurses = staff.filter(period=date(2025, 3, 1), staff_group="Allied Health Professionals", band="6")
    told = groups.filter(period=date(2025, 3, 1), staff_group="Allied Health Professionals", band="6")
    assert told["headcount"].to_list() == [nurses.height]


def test_successors_are_in_post_below_the_post_and_named_once(system: list[TrueTables]) -> None:
    plans = together(system, "critical_posts")
    assert set(plans["period"].dt.month()) <= {3, 6, 9, 12}
    named = plans.drop_nulls("successor")
    assert named["readiness"].null_count() == 0
    assert plans.filter(pl.col("successor").is_null())["readiness"].drop_nulls().is_empty()
    staff = together(system, "staff_in_post").select("organisation", "period", "person")
    successors = named.rename({"successor": "person"}).join(
        staff, on=["organisation", "period", "person"], how="semi"
    )
    assert successors.height == named.height > 0
    latest = plans.filter(pl.col("period") == date(2025, 3, 1)).group_by("organisation", "post")
    by_post = latest.agg(pl.col("successor").count(), (pl.col("readiness") == "ready_now").sum())
    assert set(by_post["successor"]) >= {0, 1, 2}
    assert 0.2 < (by_post["readiness"] > 0).mean() < 0.6


def test_days_in_a_talent_pool_come_in_order_and_say_what_the_status_says(system: list[TrueTables]) -> None:
    pools = together(system, "talent_pools")
    assert set(pools["pool_status"]) == {"applied", "member", "not_successful", "withdrawn", "left"}
    assert (pools["joined_date"] > pools["applied_date"]).all()
    assert (pools["left_date"] > pools["joined_date"]).all()
    assert (pools["joined_date"].is_not_null() == pools["pool_status"].is_in(["member", "left"])).all()
    assert (pools["left_date"].is_not_null() == (pools["pool_status"] == "left")).all()
    assert max(pools[name].max() for name in ("applied_date", "joined_date", "left_date")) <= date(
        2025, 3, 31
    )


def test_boxes_end_in_the_month_before_scope_for_growth_begins(system: list[TrueTables]) -> None:
    for tables in system:
        if "talent_grid" not in tables.organisation.sends:
            continue
        last_box, first_placement = (
            tables.talent_grid["assessed_date"].max(),
            tables.conversation_outcomes["conversation_date"].min(),
        )
        assert (last_box, first_placement) < (date(2024, 6, 1), date(2024, 7, 1))
        assert first_placement >= date(2024, 6, 1)  # a third of fourteen snapshots from February 2024 is four


def test_a_box_lies_where_its_row_and_column_cross(system: list[TrueTables]) -> None:
    boxes = together(system, "talent_grid")
    found = set(boxes.select("performance", "readiness", "box", "colour").unique().iter_rows())
    assert len(found) == len({box for _, _, box, _ in found}) == 9
    assert ("exceeds", "ready_now", "role_model", "green") in found
    assert ("meets", "ready_soon", "solid_generalist", "purple") in found
    assert ("partially_met", "professional_talent", "developing_professional", "blue") in found


def test_rates_are_those_of_real_staff_records(system: list[TrueTables]) -> None:
    staff = together(system, "staff_in_post").filter(pl.col("period") == date(2025, 3, 1))
    declared = (staff["disability"] == "Yes").fill_null(value=False).mean()
    assert 0.03 < declared < 0.06
    unusable = (staff["ethnicity"].is_null() | staff["ethnicity"].is_in(["Z", "99"])).mean()
    assert 0.04 < unusable < 0.06
    marks = {code.value: code.marks for code in CONTRACTS["staff_in_post"].by_name["assignment_status"].codes}
    away = staff["assignment_status"].is_in(
        [value for value, mark in marks.items() if mark.get("longAbsence")]
    )
    assert 0.03 < away.mean() < 0.055


def test_about_one_in_ten_leaves_in_a_year_and_as_many_join(system: list[TrueTables]) -> None:
    staff = together(system, "staff_in_post").select("organisation", "person", "period")
    before, after = (
        staff.filter(pl.col("period") == month) for month in (date(2024, 3, 1), date(2025, 3, 1))
    )
    left = before.join(after, on=["organisation", "person"], how="anti").height / before.height
    joined = after.join(before, on=["organisation", "person"], how="anti").height / before.height
    assert 0.08 < left < 0.13
    assert abs(joined - left) < 0.04


def test_minority_ethnic_staff_are_fewer_at_the_higher_bands(system: list[TrueTables]) -> None:
    staff = together(system, "staff_in_post").filter(pl.col("ethnicity").is_in(["Z", "99"]).not_())
    minority = ~staff["ethnicity"].is_in(["A", "B", "C"])
    lower, higher = staff["band"].is_in(["2", "3"]), staff["band"].is_in(["8a", "8b", "8c", "8d", "9"])
    assert minority.filter(higher).mean() < 0.75 * minority.filter(lower).mean()


def test_who_declined_who_was_never_asked_and_what_is_blank_are_told_apart(system: list[TrueTables]) -> None:
    staff = together(system, "staff_in_post").filter(pl.col("period") == date(2025, 3, 1))
    for column in ("sexual_orientation", "religion_or_belief"):
        answers = staff[column]
        assert 0.10 < (answers == "Not stated").mean() < 0.18
        assert 0.04 < (answers == "Unspecified").mean() < 0.08
        assert 0.03 < answers.is_null().mean() < 0.05


@pytest.fixture(scope="module")
def moves(system: list[TrueTables]) -> pl.DataFrame:
    """The last month in one organisation beside the first in the next, of each person who moved between two."""
    stays = (
        together(system, "staff_in_post")
        .sort("period")
        .group_by("national_person", "organisation", "person", maintain_order=True)
        .agg(
            pl.col("period").min().alias("first"),
            pl.col("period").max().alias("last"),
            pl.col("service_start_date", "sex", "ethnicity", "disability", "religion_or_belief").last(),
            pl.col("staff_group", "band").last().name.suffix("_last"),
            pl.col("staff_group", "band").first().name.suffix("_first"),
        )
        .sort("national_person", "first")
    )
    before = pl.all().exclude("national_person").shift().over("national_person").name.suffix("_before")
    return stays.with_columns(before).drop_nulls("organisation_before")


def test_some_people_move_to_another_organisation_within_three_months(
    system: list[TrueTables], moves: pl.DataFrame
) -> None:
    staff = together(system, "staff_in_post")
    assert moves.height > 60
    assert not staff.select("national_person", "period").is_duplicated().any()
    assert (moves["organisation"] != moves["organisation_before"]).all()
    empty_months = moves.select(
        pl.col("service_start_date").dt.month_start().dt.month()
        + 12 * pl.col("service_start_date").dt.year()
        - pl.col("last_before").dt.month()
        - 12 * pl.col("last_before").dt.year().cast(pl.Int32)
        - 1
    ).to_series()
    assert empty_months.is_between(1, 3).all()


def test_whoever_moves_keeps_what_goes_with_a_person_and_gets_another_number(moves: pl.DataFrame) -> None:
    for column in ("sex", "ethnicity", "disability", "religion_or_belief"):
        assert moves[column].eq_missing(moves[f"{column}_before"]).all(), column
    assert (moves["staff_group_first"] == moves["staff_group_last_before"]).all()
    assert (moves["band_first"] == moves["band_last_before"]).all()
    assert (moves["person"] == moves["person_before"]).mean() < 0.05


def test_an_organisation_turned_alone_gives_no_one_from_elsewhere() -> None:
    for month in months_of(ORGANISATIONS[2], people=600, months=3, seed=1, last_month=date(2025, 3, 1)):
        if month.staff is not None:
            assert (month.staff["national"] // 10**8 == 3).all()


def test_line_managers_are_in_post_in_the_same_directorate_and_see_a_team_of_a_dozen(
    system: list[TrueTables],
) -> None:
    staff = together(system, "staff_in_post").select("organisation", "period", "person", "directorate")
    held = together(system, "conversation_outcomes").filter(pl.col("period") >= staff["period"].min())
    led = held.drop_nulls("facilitator_person")
    assert set(led["facilitator"]) == {"line_manager"}
    assert 0.9 < led.height / held.filter(pl.col("facilitator") == "line_manager").height <= 1
    at = ["organisation", "period"]
    own = led.join(staff, on=[*at, "person"], how="inner")
    theirs = own.join(
        staff, left_on=[*at, "facilitator_person"], right_on=[*at, "person"], how="inner", suffix="_manager"
    )
    assert theirs.height == led.height
    assert (theirs["directorate"] == theirs["directorate_manager"]).all()
    assert (theirs["person"] != theirs["facilitator_person"]).all()
    year = led.filter(pl.col("period") > date(2024, 3, 1))
    assert 4 < year.height / year.select("organisation", "facilitator_person").n_unique() < 12


def test_some_people_move_up_a_band_and_nobody_down(system: list[TrueTables]) -> None:
    ladder = {"2": 2, "3": 3, "4": 4, "5": 5, "6": 6, "7": 7, "8a": 8, "8b": 9, "8c": 10, "8d": 11, "9": 12}
    moves = (
        together(system, "staff_in_post")
        .with_columns(step=pl.col("band").replace_strict(ladder, default=None))
        .sort("organisation", "person", "period")
        .select(change=pl.col("step").diff().over("organisation", "person"))
        .drop_nulls()["change"]
    )
    assert (moves >= 0).all()
    assert (moves > 0).sum() > 50


def test_the_same_seed_gives_the_same_people_and_another_seed_others() -> None:
    first, again, other = (
        next(simulate(people=300, months=2, seed=seed)).staff_in_post for seed in (1, 1, 2)
    )
    assert_frame_equal(first, again)
    assert not first.equals(other)


def test_organisations_are_plainly_made_up() -> None:
    assert len(ORGANISATIONS) == 8
    assert all(organisation.code.startswith("ZZ") for organisation in ORGANISATIONS)
    assert all("made up" in organisation.name for organisation in ORGANISATIONS)
    assert sum(organisation.share for organisation in ORGANISATIONS) == pytest.approx(1)


@pytest.mark.parametrize(("people", "months"), [(99, 12), (400, 0)])
def test_too_small_a_system_is_refused(people: int, months: int) -> None:
    with pytest.raises(SfgError, match="cannot be so small"):
        next(simulate(people=people, months=months))
