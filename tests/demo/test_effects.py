"""What was planted is there, where it was planted, and nowhere else.

Every tolerance is 3.29 standard errors (a chance in a thousand), the error being that of binomial counts of the size used;
where several organisations are looked at, it is the chance that any of them is outside.
"""

from __future__ import annotations

import math
from datetime import date
from statistics import NormalDist

import polars as pl
import pytest

from sfg_analytics.contract import load_contracts
from sfg_analytics.demo import EFFECTS, ORGANISATIONS, TrueTables, simulate
from sfg_analytics.demo.effects import (
    BAND_EXPLAINS,
    DIRECTORATE_MIX,
    ETHNIC_GAP,
    RETENTION,
    RISING_COVERAGE,
    SILENCE,
    SLOWER_START,
)
from sfg_analytics.demo.simulation import LAST_MONTH, months_of, tidy

ONE_IN_A_THOUSAND = 0.001
ELSEWHERE = len(ORGANISATIONS) - 1
WHITE, UNKNOWN = ("A", "B", "C"), ("Z", "99")
LONG_ABSENCES = [
    code.value
    for code in load_contracts()["staff_in_post"].by_name["assignment_status"].codes
    if code.marks.get("longAbsence")
]


@pytest.fixture(scope="module")
def system() -> dict[str, TrueTables]:
    return {tables.organisation.code: tables for tables in simulate()}


def eligible(tables: TrueTables) -> pl.DataFrame:
    """Staff with a year's service and not on long absence, and whether each had a conversation in the twelve months."""
    staff = tables.staff_in_post.with_columns(end=pl.col("period").dt.month_end()).filter(
        (pl.col("service_start_date") <= pl.col("end").dt.offset_by("-12mo").dt.month_end())
        & ~pl.col("assignment_status").is_in(LONG_ABSENCES)
    )
    held = tables.conversation_outcomes.select("person", "conversation_date").sort("conversation_date")
    latest = staff.sort("end").join_asof(
        held, left_on="end", right_on="conversation_date", by="person", check_sortedness=False
    )
    return latest.with_columns(
        had=(pl.col("conversation_date") > pl.col("end").dt.offset_by("-12mo").dt.month_end()).fill_null(
            value=False
        )
    )


def at(rows: pl.DataFrame, *months: date) -> pl.DataFrame:
    return rows.filter(pl.col("period").is_in(months))


def log_ratio(rows: pl.DataFrame, exposed: pl.Expr, event: str, *strata: str) -> tuple[float, float]:
    """Logarithm of the Mantel-Haenszel ratio of risks, and its standard error (Greenland and Robins)."""
    counted = (
        rows.with_columns(exposed=exposed, all=pl.lit(1))
        .group_by("all", *strata)
        .agg(
            a=(pl.col("exposed") & pl.col(event)).sum().cast(pl.Float64),
            n1=pl.col("exposed").sum().cast(pl.Float64),
            c=(~pl.col("exposed") & pl.col(event)).sum().cast(pl.Float64),
            n0=(~pl.col("exposed")).sum().cast(pl.Float64),
        )
        .filter((pl.col("n1") > 0) & (pl.col("n0") > 0))
        .with_columns(n=pl.col("n1") + pl.col("n0"))
        .select(
            r=(pl.col("a") * pl.col("n0") / pl.col("n")).sum(),
            s=(pl.col("c") * pl.col("n1") / pl.col("n")).sum(),
            p=(
                (
                    pl.col("n1") * pl.col("n0") * (pl.col("a") + pl.col("c"))
                    - pl.col("a") * pl.col("c") * pl.col("n")
                )
                / pl.col("n") ** 2
            ).sum(),
        )
    )
    r, s, p = counted.row(0)
    return math.log(r / s), math.sqrt(p / (r * s))


def agrees(found: tuple[float, float], size: float, *, among: int = 1) -> bool:
    ratio, error = found
    return abs(ratio - math.log(size)) <= NormalDist().inv_cdf(1 - ONE_IN_A_THOUSAND / 2 / among) * error


def differs(found: tuple[float, float], size: float) -> bool:
    return not agrees(found, size)


def test_every_effect_names_an_organisation_of_its_own() -> None:
    codes = [effect.organisation for effect in EFFECTS]
    assert len(set(codes)) == len(EFFECTS) == 7
    assert set(codes) <= {organisation.code for organisation in ORGANISATIONS}


def test_coverage_doubles_at_one_trust_and_not_before_the_month_told(system: dict[str, TrueTables]) -> None:
    staff = eligible(system[RISING_COVERAGE.organisation])
    assert RISING_COVERAGE.since == date(2023, 10, 1)
    long_before, before, after = date(2022, 9, 1), date(2023, 9, 1), date(2025, 2, 1)
    earlier = log_ratio(at(staff, long_before, before), pl.col("period") == before, "had")
    later = log_ratio(at(staff, before, after), pl.col("period") == after, "had")
    assert agrees(earlier, 1)
    assert agrees(later, RISING_COVERAGE.size)


def test_coverage_stays_elsewhere(system: dict[str, TrueTables]) -> None:
    for code, tables in system.items():
        if code == RISING_COVERAGE.organisation:
            continue
        new = "talent_grid" in tables.organisation.sends  # its first year of conversations ends in March 2024
        before = date(2024, 3, 1) if new else date(2023, 9, 1)
        after = date(2024, 11, 1) if code == SILENCE.organisation else date(2025, 2, 1)
        ratio, _ = log_ratio(at(eligible(tables), before, after), pl.col("period") == after, "had")
        assert abs(ratio) < math.log(RISING_COVERAGE.size) / 4, code


YEARS_APART = (date(2023, 2, 1), date(2024, 2, 1), date(2025, 2, 1))
BLACK = pl.col("ethnicity").is_in(["M", "N", "P"]).fill_null(value=False)
MINORITY = ~pl.col("ethnicity").is_in(WHITE)


def test_black_staff_are_less_likely_to_have_a_conversation_at_one_trust_like_for_like(
    system: dict[str, TrueTables],
) -> None:
    staff = at(eligible(system[ETHNIC_GAP.organisation]), *YEARS_APART)
    found = log_ratio(staff, BLACK, "had", "period", "band", "staff_group")
    assert agrees(found, ETHNIC_GAP.size)
    assert differs(found, 1)


def test_one_trusts_crude_gap_vanishes_once_band_is_held_equal(system: dict[str, TrueTables]) -> None:
    staff = at(eligible(system[BAND_EXPLAINS.organisation]), *YEARS_APART).filter(
        pl.col("ethnicity").is_not_null() & ~pl.col("ethnicity").is_in(UNKNOWN)
    )
    crude = log_ratio(staff, MINORITY, "had", "period")
    alike = log_ratio(staff, MINORITY, "had", "period", "band")
    assert differs(crude, 1)
    assert crude[0] < 0
    assert agrees(alike, BAND_EXPLAINS.size)


def test_ethnicity_plays_no_part_elsewhere(system: dict[str, TrueTables]) -> None:
    for code in system.keys() - {ETHNIC_GAP.organisation}:
        staff = at(eligible(system[code]), *YEARS_APART)
        assert agrees(log_ratio(staff, BLACK, "had", "period", "band"), 1, among=ELSEWHERE), code


def followed(tables: TrueTables) -> pl.DataFrame:
    """Each eligible person's month, and whether the person was gone at the end of the next."""
    next_month = tables.staff_in_post.select(
        "person", period=pl.col("period").dt.offset_by("-1mo"), stayed=True
    )
    last = tables.staff_in_post["period"].max()
    return (
        eligible(tables)
        .filter(pl.col("period") < last)
        .join(next_month, on=["person", "period"], how="left")
        .with_columns(left=pl.col("stayed").is_null())
    )


def test_people_who_had_a_conversation_leave_half_as_often_at_one_organisation(
    system: dict[str, TrueTables],
) -> None:
    found = log_ratio(followed(system[RETENTION.organisation]), pl.col("had"), "left", "band")
    assert agrees(found, RETENTION.size)
    assert differs(found, 1)


def test_conversations_and_leaving_have_nothing_to_do_with_each_other_elsewhere(
    system: dict[str, TrueTables],
) -> None:
    for code in system.keys() - {RETENTION.organisation}:
        assert agrees(log_ratio(followed(system[code]), pl.col("had"), "left", "band"), 1, among=ELSEWHERE), (
            code
        )


def test_coverage_differs_between_organisations_as_it_does_in_life(system: dict[str, TrueTables]) -> None:
    latest = {code: at(eligible(tables), date(2024, 11, 1))["had"].mean() for code, tables in system.items()}
    assert min(latest.values()) > 0.35
    assert max(latest.values()) < 0.9
    assert max(latest.values()) - min(latest.values()) > 0.3


def test_new_starters_seldom_have_a_conversation(system: dict[str, TrueTables]) -> None:
    tables = system["ZZ1"]
    month = date(2024, 5, 1)
    staff = at(tables.staff_in_post, month)
    held = tables.conversation_outcomes.filter(pl.col("period") == month)
    new = staff["service_start_date"] > date(2023, 5, 31)
    had = staff["person"].is_in(held["person"].implode())
    assert had.filter(new).mean() < 0.6 * had.filter(~new).mean()


def actions_followed(actions: pl.DataFrame, staff: pl.DataFrame) -> pl.DataFrame:
    """Actions that have been known for ninety days, whether each was started within them, and with whom it was agreed."""
    known_until = actions["agreed_date"].max()
    people = staff.select("person", "disability").unique("person")
    return (
        actions.join(people, on="person")
        .filter(pl.col("agreed_date").dt.offset_by("90d") <= known_until)
        .with_columns(
            soon=((pl.col("started_date") - pl.col("agreed_date")).dt.total_days() <= 90).fill_null(
                value=False
            )
        )
    )


DISABLED = (pl.col("disability") == "Yes").fill_null(value=False)


def test_actions_of_disabled_staff_are_started_soon_less_often_at_one_organisation() -> None:
    (here,) = (one for one in ORGANISATIONS if one.code == SLOWER_START.organisation)
    turned = list(months_of(here, people=60_000, months=36, seed=1, last_month=LAST_MONTH))
    staff = tidy(pl.concat([month.staff for month in turned if month.staff is not None]), "staff_in_post")
    actions = tidy(pl.concat([month.actions for month in turned]), "development_actions")
    found = log_ratio(actions_followed(actions, staff), DISABLED, "soon")
    assert agrees(found, SLOWER_START.size)
    assert differs(found, 1)


def test_disability_plays_no_part_in_when_actions_are_started_elsewhere(
    system: dict[str, TrueTables],
) -> None:
    for code in system.keys() - {SLOWER_START.organisation}:
        rows = actions_followed(system[code].development_actions, system[code].staff_in_post)
        assert agrees(log_ratio(rows, DISABLED, "soon"), 1, among=ELSEWHERE), code


def placed_by_directorate(tables: TrueTables) -> pl.DataFrame:
    staff = tables.staff_in_post.select("person", "period", "directorate")
    placed = tables.conversation_outcomes.drop_nulls("current_placement")
    return placed.join(staff, on=["person", "period"]).with_columns(
        stretch=pl.col("current_placement") == "stretch"
    )


def test_one_directorate_places_in_stretch_more_often_at_one_organisation(
    system: dict[str, TrueTables],
) -> None:
    tables = system[DIRECTORATE_MIX.organisation]
    first = pl.col("directorate") == tables.organisation.directorates[0]
    found = log_ratio(placed_by_directorate(tables), first, "stretch")
    assert agrees(found, DIRECTORATE_MIX.size)
    assert differs(found, 1)


def test_directorates_place_alike_elsewhere(system: dict[str, TrueTables]) -> None:
    for code in system.keys() - {DIRECTORATE_MIX.organisation}:
        first = pl.col("directorate") == system[code].organisation.directorates[0]
        assert agrees(log_ratio(placed_by_directorate(system[code]), first, "stretch"), 1, among=ELSEWHERE), (
            code
        )


def test_who_works_part_time_seeks_stretch_as_often_as_anybody(system: dict[str, TrueTables]) -> None:
    for code, tables in system.items():
        staff = tables.staff_in_post.select("person", "period", "fte", "band", "directorate")
        placed = tables.conversation_outcomes.drop_nulls("sought_placement")
        rows = placed.join(staff, on=["person", "period"]).with_columns(
            stretch=pl.col("sought_placement") == "stretch"
        )
        assert agrees(
            log_ratio(rows, pl.col("fte") < 1, "stretch", "band", "directorate"), 1, among=ELSEWHERE
        ), code


def test_one_organisation_sends_no_conversations_of_the_last_four_months(
    system: dict[str, TrueTables],
) -> None:
    for code, tables in system.items():
        last = tables.conversation_outcomes["period"].max()
        assert last == (date(2024, 11, 1) if code == SILENCE.organisation else date(2025, 3, 1)), code
        assert tables.staff_in_post["period"].max() == date(2025, 3, 1)
    silent = system[SILENCE.organisation]
    assert silent.conversation_outcomes["recorded_date"].max() <= date(2024, 11, 30)
    dates = ("agreed_date", "started_date", "completed_date")
    assert max(silent.development_actions[name].max() for name in dates) <= date(2024, 11, 30)
