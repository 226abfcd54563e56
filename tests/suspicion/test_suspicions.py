"""What is told as unusual, on small tables whose numbers were counted by hand; and what is not told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest

from sfg_analytics.contract import load_contracts
from sfg_analytics.suspicion import Mark, Suspicion, suspicions

CONTRACTS = load_contracts()
STAFF, TALKS = CONTRACTS["staff_in_post"], CONTRACTS["conversation_outcomes"]
MONTHS = [date(2024, month, 1) for month in range(1, 13)]
MARCH = date(2025, 3, 1)


def rows(month: date, number: int, organisation: str = "ZZ1", **columns: Sequence[Any]) -> pl.DataFrame:
    """So many rows of a month; the values given of a column are repeated until the rows are full."""
    filled = {name: [values[n % len(values)] for n in range(number)] for name, values in columns.items()}
    frame = pl.DataFrame({"organisation": [organisation] * number, "period": [month] * number, **filled})
    nothing = [name for name in filled if frame[name].dtype == pl.Null]
    return frame.with_columns(pl.col(nothing).cast(pl.String))


def history(number: int = 200, **columns: Sequence[Any]) -> pl.LazyFrame:
    return pl.concat([rows(month, number, **columns) for month in MONTHS]).lazy()


def one(found: Sequence[Suspicion]) -> Suspicion:
    (odd,) = found
    return odd


# --- volume


@pytest.mark.parametrize(
    ("number", "told"), [(200, False), (161, False), (159, False), (130, True), (249, False), (300, True)]
)
def test_far_more_or_fewer_rows_than_usual_are_told(number: int, told: bool) -> None:
    # usual 200, factor 1.25: the limits are 160 and 250; and 159 is within four times the root of 200, 56.6
    found = suspicions(rows(MARCH, number), STAFF, history())
    assert bool(found) == told
    if told:
        odd = one(found)
        assert (odd.kind, odd.column, odd.rule, odd.threshold) == ("volume", "", "volumeFactor", 1.25)
        assert (
            odd.words
            == f"March 2025 has {number} rows; usual are 200, the median of the 12 months held before."
        )
        assert odd.picture == (
            *(Mark(f"{month:%b %Y}", 200, None) for month in MONTHS),
            Mark("Mar 2025", None, number),
        )


def test_the_usual_is_the_median_of_the_last_twelve_months_held() -> None:
    years = [date(2023, month, 1) for month in range(1, 13)]
    held = pl.concat([*(rows(month, 5000) for month in years), history(200).collect()]).lazy()
    assert suspicions(rows(MARCH, 205), STAFF, held) == ()


def test_two_months_make_no_usual() -> None:
    held = pl.concat([rows(month, 400) for month in MONTHS[-2:]]).lazy()
    assert suspicions(rows(MARCH, 20), STAFF, held) == ()


def test_few_rows_differ_by_chance() -> None:
    held = pl.concat([rows(month, 3) for month in MONTHS]).lazy()
    assert suspicions(rows(MARCH, 14), TALKS, held) == ()


def test_a_season_is_no_surprise_the_second_time() -> None:
    numbers = dict.fromkeys(MONTHS, 50) | {MONTHS[2]: 400}
    held = pl.concat([rows(month, number) for month, number in numbers.items()]).lazy()
    assert suspicions(rows(MARCH, 410), TALKS, held) == ()
    april = one(suspicions(rows(date(2025, 4, 1), 410), TALKS, held))
    assert april.kind == "volume"


def test_a_month_that_comes_again_with_few_of_its_rows_is_told() -> None:
    now = pl.concat([rows(MONTHS[-2], 40), rows(MONTHS[-1], 200), rows(date(2025, 1, 1), 200)])
    odd = one(suspicions(now, STAFF, history()))
    assert odd.words == "November 2024 comes again with 40 rows in place of the 200 held."
    assert odd.picture == (Mark("Nov 2024", 200, 40), Mark("Dec 2024", 200, 200))


def test_each_organisation_is_compared_with_itself() -> None:
    other = history().with_columns(organisation=pl.lit("ZZ2"))
    now = pl.concat([rows(MARCH, 200), rows(MARCH, 60, "ZZ2")])
    odd = one(suspicions(now, STAFF, pl.concat([history(), other])))
    assert odd.organisation == "ZZ2"


# --- columns filled


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([1.0, 0.6, 0.8, 1.0], None),
        ([1.0, 0.6, 0.8, 1.0, 0.5, None], "83%"),
        ([1.0, 0.6, 0.8, 1.0, 0.5, 0.7, 0.9, None], None),
        ([None], "0%"),
    ],
)
def test_a_column_that_has_gone_empty_is_told(values: list[float | None], told: str | None) -> None:
    # filled always before; of 240 rows 200 (83%, 17 points less), 210 (88%, 12 points less) or none
    now = rows(MARCH, 240, fte=values).with_columns(pl.col("fte").cast(pl.Float64))
    found = suspicions(now, STAFF, history(240, fte=[1.0, 0.6]))
    assert [odd.kind for odd in found] == (["filled"] if told else [])
    if told:
        share = float(told.removesuffix("%")) / 100
        odd = one(found)
        assert odd.column == "fte"
        assert odd.words == f"The share filled fell from 100% of 2,880 rows to {told} of 240."
        assert odd.picture[0].before == 1
        assert odd.picture[0].new == pytest.approx(share, abs=0.005)


def test_a_column_that_has_been_filled_at_last_is_told_too() -> None:
    odd = one(suspicions(rows(MARCH, 200, fte=[1.0, 0.5]), STAFF, history(fte=[1.0, None, None, None])))
    assert odd.words == "The share filled rose from 25% of 2,400 rows to 100% of 200."


@pytest.mark.parametrize(("number", "told"), [(100, False), (400, True)])
def test_a_fall_that_chance_explains_is_not_told(number: int, told: bool) -> None:
    # from 60% to 42% is 18 points; four standard deviations are 20.7 points of 100 rows, 10.4 of 400
    before, now = [1.0, 0.6, 0.8, None, None], [0.5] * 20 + [0.6] * 22 + [None] * 58
    found = suspicions(rows(MARCH, number, fte=now), STAFF, history(number, fte=before))
    assert [odd.kind for odd in found] == (["filled"] if told else [])


def test_a_column_the_store_does_not_have_yet_is_not_compared() -> None:
    assert suspicions(rows(MARCH, 200, fte=[1.0, 0.5]), STAFF, history()) == ()


# --- the mix of answers


def psi(before: Mapping[Any, int], now: Mapping[Any, int]) -> float:
    """The index again, from its formula: half a row in every cell."""
    cells = sorted({*before, *now}, key=str)
    p = np.array([before.get(cell, 0) + 0.5 for cell in cells])
    q = np.array([now.get(cell, 0) + 0.5 for cell in cells])
    p, q = p / p.sum(), q / q.sum()
    return float(np.sum((q - p) * np.log(q / p)))


def test_another_mix_of_answers_is_told_with_its_index_and_the_answer_that_moved_most() -> None:
    before = ["5", "5", "5", "6", "6", "7", "7", "2", "2", None]
    now = ["5", "6", "6", "6", "6", "6", "7", "2", "2", None]
    odd = one(suspicions(rows(MARCH, 200, band=now), STAFF, history(band=before)))
    # of 2,400 rows held 720 are 5, 480 each 6, 7 and 2, 240 blank; of 200 now 20, 100, 20, 40, 20
    index = psi(
        {"5": 720, "6": 480, "7": 480, "2": 480, None: 240}, {"5": 20, "6": 100, "7": 20, "2": 40, None: 20}
    )
    assert index > 0.25
    assert (odd.kind, odd.column, odd.rule, odd.threshold) == ("answers", "band", "codeMix", 0.25)
    assert odd.words == (
        f"The mix of answers moved: index {index:.2f}; ‘Band 6’ went from 20% to 50% (200 rows beside 2,400 held)."
    )
    assert {mark.label: (mark.before, mark.new) for mark in odd.picture} == {
        "Band 6": (0.2, 0.5),
        "Band 5": (0.3, 0.1),
        "Band 7": (0.2, 0.1),
        "Band 2": (0.2, 0.2),
        "Blank": (0.1, 0.1),
    }


def test_a_small_shift_is_not_told() -> None:
    before, now = ["5"] * 5 + ["6"] * 5, ["5"] * 6 + ["6"] * 4
    assert psi({"5": 1200, "6": 1200}, {"5": 120, "6": 80}) < 0.25
    assert suspicions(rows(MARCH, 200, band=now), STAFF, history(band=before)) == ()


def test_a_large_shift_among_few_rows_may_be_chance() -> None:
    now = rows(MARCH, 99, band=["5"] * 9 + ["6"])
    held = history(99, band=["5", "6"])
    assert suspicions(now, STAFF, held) == ()
    assert one(suspicions(rows(MARCH, 100, band=["5"] * 9 + ["6"]), STAFF, held)).kind == "answers"


@pytest.mark.parametrize(("number", "told"), [(120, False), (400, True)])
def test_among_many_answers_the_index_must_be_beyond_chance(number: int, told: bool) -> None:
    a, *others = [code.value for code in STAFF.by_name["ethnicity"].codes]
    assert len(others) == 17
    # of 40 rows each answer has 2 and A the rest; then five have 4, ten have 1, and nothing else moves
    before = [a] * 6 + others * 2
    now = [a] * 6 + others[:5] * 4 + others[5:15] + others[15:] * 2
    times = number // 40
    was, new = (
        {code: side.count(code) * times * months for code in (a, *others)}
        for side, months in ((before, 12), (now, 1))
    )
    assert 0.25 < psi(was, new) < 0.36
    # the chi-square of 17 degrees of freedom at four standard deviations is 50.8
    assert (psi(was, new) > 50.8 * (1 / number + 1 / (12 * number))) == told
    found = suspicions(rows(MARCH, number, ethnicity=now), STAFF, history(number, ethnicity=before))
    assert bool(found) == told


def test_an_answer_of_few_rows_may_be_missing_by_chance() -> None:
    before, now = ["5"] * 9 + ["6"] * 10 + ["7"], ["5"] * 9 + ["6"] * 11  # 7 is 5%: 5 rows expected of 100
    assert suspicions(rows(MARCH, 100, band=now), STAFF, history(100, band=before)) == ()
    assert (
        "‘Band 7’ is gone"
        in one(suspicions(rows(MARCH, 200, band=now), STAFF, history(200, band=before))).words
    )


def test_a_common_answer_that_is_gone_and_one_that_is_new_are_named() -> None:
    before, now = ["5"] * 47 + ["6"] * 47 + ["7"] * 6, ["5"] * 47 + ["6"] * 47 + ["8a"] * 6
    odd = one(suspicions(rows(MARCH, 200, band=now), STAFF, history(band=before)))
    assert "‘Band 7’ is gone; ‘Band 8a’ is new" in odd.words
    rare = ["5"] * 49 + ["6"] * 48 + ["7"] * 3
    gone = ["5"] * 49 + ["6"] * 51
    assert suspicions(rows(MARCH, 200, band=gone), STAFF, history(band=rare)) == ()


def test_yes_and_no_are_answers_too() -> None:
    odd = one(
        suspicions(
            rows(MARCH, 200, plan_agreed=[True] + [False] * 9),
            TALKS,
            history(plan_agreed=[True, True, False]),
        )
    )
    assert "‘No’ went from 33% to 90%" in odd.words or "‘Yes’ went from 67% to 10%" in odd.words


def test_of_a_special_category_no_answer_is_named() -> None:
    before, now = ["A"] * 5 + ["H", "N", "R", "Z", None], ["A"] * 2 + ["H"] * 6 + ["Z", None]
    odd = one(suspicions(rows(MARCH, 200, ethnicity=now), STAFF, history(ethnicity=before)))
    index = psi(
        {"A": 1200, "H": 240, "N": 240, "R": 240, "Z": 240, None: 240}, {"A": 40, "H": 120, "Z": 20, None: 20}
    )
    assert odd.words == (
        f"The mix of answers moved: index {index:.2f}; 2 common answers are gone (200 rows beside 2,400 held)."
    )
    assert (odd.unit, odd.picture) == ("index", (Mark("Index", 0.25, pytest.approx(index)),))
    told = str(odd.as_json())
    for code in STAFF.by_name["ethnicity"].codes:
        assert code.label not in told


def test_blanks_told_once_are_not_told_again_as_a_mix() -> None:
    full, half = ["5", "6"], ["5", "6", None, None]
    fell = suspicions(rows(MARCH, 400, band=half), STAFF, history(400, band=full))
    rose = suspicions(rows(MARCH, 400, band=full), STAFF, history(400, band=half))
    assert [one(found).kind for found in (fell, rose)] == ["filled", "filled"]


# --- dates and months


def test_an_old_export_sent_again_is_told() -> None:
    odd = one(suspicions(rows(MONTHS[3], 200), STAFF, history()))
    assert (odd.kind, odd.threshold) == ("dates", None)
    assert "newest month is April 2024, while December 2024 is held already" in odd.words


def test_a_month_that_was_missing_may_come_late() -> None:
    held = history().filter(pl.col("period") != MONTHS[3])
    assert suspicions(rows(MONTHS[3], 200), STAFF, held) == ()


def test_months_that_stand_apart_are_told() -> None:
    now = pl.concat([*(rows(month, 200) for month in MONTHS), rows(date(2099, 12, 1), 3)])
    odd = one(suspicions(now, TALKS))
    assert odd.words == (
        "3 rows lie in months that stand apart, with more than 24 empty months between them and the others: December 2099."
    )
    assert odd.picture == (Mark("Jan 2024 to Dec 2024", None, 2400), Mark("Dec 2099", None, 3))
    near = pl.concat([rows(date(2022, 1, 1), 200), rows(date(2024, 2, 1), 200)])
    assert suspicions(near, TALKS) == ()  # 24 empty months between the two
    far = pl.concat([rows(date(2022, 1, 1), 200), rows(date(2024, 3, 1), 150)])
    assert one(suspicions(far, TALKS)).rule == "gapMonths"


def recorded(month: date, days: Sequence[int]) -> pl.DataFrame:
    """200 rows of a month, recorded so many days after its first."""
    return rows(month, 200, recorded_date=[month + timedelta(days=day) for day in days])


def test_dates_outside_their_usual_span_are_told() -> None:
    usual = [3 * n for n in range(20)]  # up to 57 days after, and 31 more are let pass
    held = pl.concat([recorded(month, usual) for month in MONTHS]).lazy()
    assert suspicions(recorded(MARCH, [*usual[:-2], -31, 88]), TALKS, held) == ()
    odd = one(suspicions(recorded(MARCH, [*usual[:-2], -32, 89]), TALKS, held))
    assert (odd.kind, odd.column, odd.rule) == ("dates", "recorded_date", "outsidePercent")
    assert odd.words == (
        "10% of 200 dates lie outside their usual span, from 31 days before to 3 months after the first of their month."
    )
    assert suspicions(recorded(MARCH, [*usual[:-1], -32]), TALKS, held) == ()  # 5%, and 5% may


def test_dates_long_after_the_newest_month_are_told_unless_the_page_says_they_lie_ahead() -> None:
    days = [date(2025, 3, 1) + timedelta(days=n) for n in range(96)]
    last_that_may = date(2025, 6, 30)
    now = rows(MARCH, 200, recorded_date=[*days, *[last_that_may] * 4])
    assert suspicions(now, TALKS) == ()
    late = [*days, *(date(2025, 7, 1) + timedelta(days=n) for n in range(4))]
    odd = one(suspicions(rows(MARCH, 200, recorded_date=late), TALKS))
    assert odd.words == "4% of 200 dates lie more than 3 months after March 2025, the newest month."
    assert suspicions(rows(MARCH, 200, next_review_date=late), TALKS) == ()


def test_every_conversation_on_new_years_day_is_told() -> None:
    day = date(2025, 1, 1)
    odd = one(suspicions(rows(day, 120, conversation_date=[day]), TALKS))
    assert (odd.kind, odd.words) == ("one day", "All 120 dates are 1 January 2025.")
    assert odd.picture == (Mark("1 January 2025", None, 1), Mark("All other dates", None, 0))
    spread = [day + timedelta(days=n) for n in range(1, 31)]
    a_quarter = rows(day, 120, conversation_date=[day] * 10 + spread)
    assert suspicions(a_quarter, TALKS) == ()
    assert one(suspicions(rows(day, 120, conversation_date=[day] * 11 + spread), TALKS)).kind == "one day"
    assert suspicions(rows(day, 120, conversation_date=spread), TALKS) == ()


def test_dates_that_are_all_the_first_of_a_month_are_told() -> None:
    firsts = [date(2000 + n, 1 + n % 12, 1) for n in range(20)]
    odd = one(suspicions(rows(MARCH, 200, service_start_date=firsts), STAFF))
    assert (odd.rule, odd.words) == ("firstOfMonthPercent", "All 200 dates are the first of a month.")
    others = [day + timedelta(days=14) for day in firsts[:5]]
    mixed = [*firsts[5:], *others]  # 15 of 20 are firsts: 75%, and 80% may be
    assert suspicions(rows(MARCH, 200, service_start_date=mixed), STAFF) == ()


# --- one answer


def test_all_staff_of_one_ethnic_category_are_told_without_saying_which() -> None:
    odd = one(suspicions(rows(MARCH, 150, ethnicity=["A"]), STAFF))
    assert (odd.kind, odd.column) == ("one answer", "ethnicity")
    assert odd.words == "All 150 rows that say anything give one single answer."
    assert odd.picture == (Mark("One single answer", None, 1), Mark("All other answers", None, 0))
    assert suspicions(rows(MARCH, 150, ethnicity=["A"] * 149 + ["H"]), STAFF) == ()


def test_one_answer_is_named_where_it_is_no_special_category() -> None:
    odd = one(suspicions(rows(MARCH, 200, sex=["Female", "Female", None]), STAFF))
    assert odd.words == "All 134 rows that say anything give one single answer, ‘Female’."


def test_a_constant_number_is_told_and_not_shown() -> None:
    odd = one(suspicions(rows(MARCH, 200, fte=[0.4267]), STAFF))
    assert odd.column == "fte"
    assert "4267" not in str(odd.as_json())


@pytest.mark.parametrize(
    ("contract", "column", "value"),
    [
        (STAFF, "primary_assignment", True),
        (TALKS, "run_as", "appraisal"),
        (TALKS, "sought_horizon_months", 24),
    ],
)
def test_a_column_that_is_rightly_constant_is_not_told(contract, column: str, value: Any) -> None:
    assert suspicions(rows(MARCH, 500, **{column: [value]}), contract) == ()


def test_one_answer_told_is_not_told_again_as_a_mix() -> None:
    odd = one(suspicions(rows(MARCH, 200, sex=["Female"]), STAFF, history(sex=["Female", "Male"])))
    assert odd.kind == "one answer"


# --- what is never told


def test_a_quiet_year_raises_nothing() -> None:
    columns = {
        "band": ["5", "5", "6", "7", "2", "3", None],
        "ethnicity": ["A", "A", "A", "H", "N", "Z", "99", None],
        "sex": ["Female", "Female", "Female", "Male"],
        "fte": [1.0, 0.6, 0.8],
        "service_start_date": [date(2010, 1, 3) + timedelta(days=59 * n) for n in range(60)],
    }
    held: list[pl.DataFrame] = []
    for place, month in enumerate(MONTHS):
        now = rows(month, 210 + place % 5, **columns)
        assert suspicions(now, STAFF, pl.concat(held).lazy() if held else None) == ()
        held.append(now)


def test_too_few_rows_say_nothing_of_shares() -> None:
    day = date(2025, 1, 1)
    assert suspicions(rows(day, 99, conversation_date=[day], stage=["held"]), TALKS) == ()


def test_no_rows_raise_nothing_and_nothing_is_changed() -> None:
    now, held = rows(MARCH, 200, band=["5", "6"]), history(band=["5"])
    before = now.clone()
    assert suspicions(now.clear(), STAFF, held) == ()
    suspicions(now, STAFF, held)
    assert now.equals(before)


def test_a_page_may_say_never_of_a_table_and_of_a_column() -> None:
    now = rows(MARCH, 40, band=["5"])
    never = replace(STAFF, suspicion={"volumeFactor": "never"})
    assert suspicions(now, never, history(band=["5", "6"])) == ()
    by_column = replace(
        STAFF,
        columns=tuple(replace(c, suspicion="never") if c.name == "ethnicity" else c for c in STAFF.columns),
    )
    assert suspicions(rows(MARCH, 150, ethnicity=["A"]), by_column) == ()


def test_publications_are_looked_at_as_a_whole() -> None:
    sickness = CONTRACTS["nhs_sickness"]
    held = pl.concat([rows(month, 1, f"RX{n:03}") for month in MONTHS for n in range(230)]).lazy()
    now = pl.concat([rows(MARCH, 1, f"RX{n:03}") for n in range(30)])
    odd = one(suspicions(now, sickness, held))
    assert (odd.organisation, odd.kind) == ("", "volume")
    assert "March 2025 has 30 rows; usual are 230" in odd.words
