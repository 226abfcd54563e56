"""Groups compared: by hand, by another way, and at the edges."""

from __future__ import annotations

import warnings
from math import log, sqrt
from typing import Any

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from sfg_analytics.errors import MeasureProblem
from sfg_analytics.statistics import adjust_p_values, compare, mantel_haenszel, newcombe, relative_likelihood
from tests.statistics.counted import BY_BAND, counted

LIKE = "like_for_like_"


def crude(table: pl.DataFrame) -> pl.DataFrame:
    """Add up the bands."""
    keys = [name for name in table.columns if name not in {"band", "numerator", "denominator"}]
    return table.group_by(keys, maintain_order=True).agg(pl.col("numerator", "denominator").sum())


def row(
    table: pl.DataFrame, dimension: Any = "ethnicity", reference: Any = "White", **how: Any
) -> dict[str, Any]:
    """Compare, and give the first row."""
    return compare(table, dimension, reference, **how).row(0, named=True)


def numbers(frame: pl.DataFrame, *columns: str) -> dict[str, list[Any]]:
    return frame.select(columns).to_dict(as_series=False)


def test_both_groups_stand_in_a_row_with_what_is_made_of_them() -> None:
    made = compare(crude(BY_BAND), "ethnicity", "White")
    # White 228 of 300, Other 128 of 220, Unknown 11 of 20.
    assert numbers(made, "ethnicity", "numerator", "denominator") == {
        "ethnicity": ["Other", "Unknown"],
        "numerator": [128, 11],
        "denominator": [220, 20],
    }
    assert numbers(made, "reference", "reference_numerator", "reference_denominator") == {
        "reference": ["White", "White"],
        "reference_numerator": [228, 228],
        "reference_denominator": [300, 300],
    }
    assert made["value"].to_list() == [128 / 220, 11 / 20]
    assert made["reference_value"].to_list() == [228 / 300] * 2
    assert made["ratio"].to_list() == pytest.approx([(128 / 220) / 0.76, 0.55 / 0.76])
    assert made["difference"].to_list() == pytest.approx([128 / 220 - 0.76, 0.55 - 0.76])
    assert made["within_four_fifths"].to_list() == [False, False]
    assert made["declared"].to_list() == pytest.approx([520 / 540] * 2)
    assert made["without_ratio"].to_list() == [None, None]


def test_limits_and_p_values_are_those_of_the_functions_named() -> None:
    made = compare(crude(BY_BAND), "ethnicity", "White", level=0.9)
    ratio = relative_likelihood([128, 11], [220, 20], 228, 300, level=0.9)
    difference = newcombe([128, 11], [220, 20], 228, 300, level=0.9)
    for column, expected in {
        "lower": ratio.lower,
        "upper": ratio.upper,
        "p_value": ratio.p_value,
        "adjusted_p": adjust_p_values(ratio.p_value),
        "difference_lower": difference.lower,
        "difference_upper": difference.upper,
    }.items():
        assert made[column].to_list() == expected.tolist(), column


def test_a_comparison_stays_within_every_column_that_is_not_named() -> None:
    within = compare(BY_BAND, "ethnicity", "White")
    assert within.select("band", "ethnicity").rows() == [
        ("5", "Other"),
        ("6", "Other"),
        ("7", "Other"),
        ("5", "Unknown"),
        ("6", "Unknown"),
    ]
    assert within["ratio"].to_list() == pytest.approx(
        [(61 / 140) / 0.5, (52 / 60) / 0.8, 0.75 / 0.9, 0.3 / 0.5, 0.8 / 0.8]
    )
    assert within["declared"].to_list() == pytest.approx([20 / 21, 24 / 25, 1, 20 / 21, 24 / 25])


def test_the_other_way_round_is_the_reciprocal() -> None:
    one, other = (row(BY_BAND, reference=group, adjust=["band"]) for group in ("White", "Other"))
    for prefix in ("", LIKE):
        for end, turned in (("ratio", "ratio"), ("lower", "upper"), ("upper", "lower")):
            assert one[prefix + end] == pytest.approx(1 / other[prefix + turned])
        assert one[f"{prefix}p_value"] == pytest.approx(other[f"{prefix}p_value"])
    assert one["difference"] == pytest.approx(-other["difference"])
    assert one["like_for_like_value"] == pytest.approx(other["like_for_like_reference_value"])


@pytest.mark.parametrize("adjust", [[], ["band"], ["band", "staff_group"]])
def test_the_order_of_rows_and_columns_changes_nothing_but_the_order(adjust: list[str]) -> None:
    table = BY_BAND.with_columns(staff_group=pl.lit("Nursing"))
    made, other = (
        compare(one, "ethnicity", "White", adjust=adjust).sort("ethnicity", *({"band"} - {*adjust}))
        for one in (table, table.reverse())
    )
    assert_frame_equal(made, other, rel_tol=1e-9, abs_tol=1e-12)
    turned = compare(table.select(reversed(table.columns)), "ethnicity", "White", adjust=adjust)
    assert_frame_equal(
        turned.sort("ethnicity", *({"band"} - {*adjust})),
        made,
        check_column_order=False,
        rel_tol=1e-9,
        abs_tol=1e-12,
    )


def test_what_was_counted_is_not_changed() -> None:
    before = BY_BAND.clone()
    compare(BY_BAND, "ethnicity", "White", adjust=["band"])
    assert_frame_equal(BY_BAND, before)


# Like for like, by one column


def test_one_column_is_held_equal_by_mantel_and_haenszel() -> None:
    made = row(BY_BAND, adjust=["band"])
    # Each band weighs n rn / (n + rn): 42, 45 and 15.
    weights = {"5": 42, "6": 45, "7": 15}
    rate = (42 * 61 / 140 + 45 * 52 / 60 + 15 * 0.75) / 102
    reference_rate = (42 * 0.5 + 45 * 0.8 + 15 * 0.9) / sum(weights.values())
    assert made["like_for_like_value"] == pytest.approx(rate)
    assert made["like_for_like_reference_value"] == pytest.approx(reference_rate)
    assert made["like_for_like_ratio"] == pytest.approx(rate / reference_rate)
    counts = [61, 52, 15], [140, 60, 20], [30, 144, 54], [60, 180, 60]
    risks, odds = (mantel_haenszel(*counts, measure=f"{kind}_ratio") for kind in ("risk", "odds"))
    assert made["like_for_like_lower"] == risks.lower
    assert made["like_for_like_upper"] == risks.upper
    assert made["like_for_like_p_value"] == risks.p_value
    assert made["like_for_like_odds_ratio"] == odds.value
    assert made["like_for_like_homogeneity_p"] == odds.homogeneity_p
    assert made["adjusted_for"] == "band"
    # The crude gap is a matter of who works at which band.
    assert made["upper"] < 1
    assert made["like_for_like_lower"] < 1 < made["like_for_like_upper"]


def test_one_stratum_is_the_crude_comparison() -> None:
    made = row(crude(BY_BAND).with_columns(band=pl.lit("5")), adjust=["band"])
    assert made["like_for_like_value"] == pytest.approx(made["value"])
    assert made["like_for_like_reference_value"] == pytest.approx(made["reference_value"])
    assert made["like_for_like_ratio"] == pytest.approx(made["ratio"])
    assert made["like_for_like_homogeneity_p"] is None


def test_strata_of_one_group_alone_change_nothing_in_a_pooled_ratio() -> None:
    alone = counted(["ethnicity", "band"], ("White", "9", 9, 40))
    made, more = (row(table, adjust=["band"]) for table in (BY_BAND, pl.concat([BY_BAND, alone])))
    assert {name: made[name] for name in made if name.startswith(LIKE)} == {
        name: more[name] for name in more if name.startswith(LIKE)
    }


def test_groups_that_share_no_stratum_are_not_compared_like_for_like() -> None:
    apart = counted(["ethnicity", "band"], ("White", "5", 10, 20), ("Other", "6", 10, 40))
    for adjust in (["band"], ["band", "staff_group"]):
        made = row(apart.with_columns(staff_group=pl.lit("Nursing")), adjust=adjust)
        assert made["ratio"] == 0.5
        assert made["like_for_like_ratio"] is None
        assert made["like_for_like_without"] == "no stratum holds both groups"
        assert made["direction"].endswith("they are not compared: no stratum holds both groups.")


# Like for like, by several columns


def people_of(table: pl.DataFrame, columns: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Spread counts out into people: whether it happened to each, and a design whose first column is the group."""
    pair = table.filter(pl.col("ethnicity") != "Unknown")
    spread = pl.concat(
        [
            pair.select("ethnicity", *columns, counts, pl.lit(happened).alias("happened"))
            for counts, happened in (
                (pl.col("numerator").alias("people"), 1.0),
                ((pl.col("denominator") - pl.col("numerator")).alias("people"), 0.0),
            )
        ]
    )
    spread = spread.select(
        pl.exclude("people").repeat_by("people").explode(empty_as_null=False, keep_nulls=True)
    )
    design = [np.ones(spread.height), *(spread[columns].to_dummies(drop_first=True).to_numpy().T)]
    group = (spread["ethnicity"] == "Other").cast(pl.Float64).to_numpy()
    return spread["happened"].to_numpy(), np.column_stack([group, *design])


def two_ways() -> pl.DataFrame:
    """Counts by band and staff group, drawn once; no cell is empty or full."""
    rng = np.random.default_rng(11)
    cells = []
    for group, (ethnicity, shift) in enumerate((("White", 0.0), ("Other", -0.5))):
        for place, band in enumerate("567"):
            for kind, staff_group in enumerate(("Nursing", "Admin", "Scientists")):
                people = int(30 + 20 * rng.random() + 25 * group * (2 - place))
                chance = 1 / (1 + np.exp(0.4 - 0.5 * place - 0.3 * kind - shift))
                cells.append((ethnicity, band, staff_group, int(rng.binomial(people, chance)), people))
    return counted(["ethnicity", "band", "staff_group"], *cells)


def test_several_columns_are_held_equal_by_a_logistic_model() -> None:
    """Against a fit of single people by Newton's steps, and averages over single people."""
    made = row(two_ways(), adjust=["band", "staff_group"])
    happened, design = people_of(two_ways(), ["band", "staff_group"])
    shifts = np.zeros(design.shape[1])
    for _ in range(20):
        chance = 1 / (1 + np.exp(-design @ shifts))
        information = design.T @ (design * (chance * (1 - chance))[:, None])
        shifts += np.linalg.solve(information, design.T @ (happened - chance))
    covariance = np.linalg.inv(information)
    error = sqrt(covariance[0, 0])
    assert made["like_for_like_odds_ratio"] == pytest.approx(np.exp(shifts[0]), rel=1e-6)
    assert log(made["like_for_like_odds_upper"]) == pytest.approx(shifts[0] + 1.959964 * error, rel=1e-5)
    assert log(made["like_for_like_odds_lower"]) == pytest.approx(shifts[0] - 1.959964 * error, rel=1e-5)

    def rates(shifts: np.ndarray) -> list[float]:
        as_if = [np.column_stack([np.full(len(design), group), design[:, 1:]]) for group in (1, 0)]
        return [float(np.mean(1 / (1 + np.exp(-people @ shifts)))) for people in as_if]

    rate, reference_rate = rates(shifts)
    assert made["like_for_like_value"] == pytest.approx(rate, rel=1e-6)
    assert made["like_for_like_reference_value"] == pytest.approx(reference_rate, rel=1e-6)
    assert made["like_for_like_ratio"] == pytest.approx(rate / reference_rate, rel=1e-6)
    # The slope of the ratio's logarithm, by small steps.
    step = 1e-6 * np.eye(len(shifts))
    slope = [(log(np.divide(*rates(shifts + s))) - log(np.divide(*rates(shifts - s)))) / 2e-6 for s in step]
    half = 1.959964 * sqrt(np.array(slope) @ covariance @ np.array(slope))
    assert log(made["like_for_like_upper"]) == pytest.approx(log(rate / reference_rate) + half, rel=1e-4)
    assert log(made["like_for_like_lower"]) == pytest.approx(log(rate / reference_rate) - half, rel=1e-4)
    assert made["adjusted_for"] == "band, staff_group"


def test_a_second_column_that_is_always_the_same_leaves_the_closed_form() -> None:
    """A model of one two-by-two table is the sample odds ratio, and its rates are the crude ones."""
    table = crude(BY_BAND).with_columns(band=pl.lit("5"), staff_group=pl.lit("Nursing"))
    made = row(table, adjust=["band", "staff_group"])
    assert made["like_for_like_odds_ratio"] == pytest.approx((128 / 92) / (228 / 72))
    assert made["like_for_like_value"] == pytest.approx(128 / 220)
    assert made["like_for_like_ratio"] == pytest.approx(made["ratio"])
    # The delta method on two independent rates is Katz's interval.
    half = 1.959964 * sqrt(1 / 128 - 1 / 220 + 1 / 228 - 1 / 300)
    assert log(made["like_for_like_upper"] / made["like_for_like_ratio"]) == pytest.approx(half, rel=1e-5)


def test_a_stratum_that_is_always_the_same_changes_nothing() -> None:
    table = two_ways().with_columns(sector=pl.lit("Acute"))
    made, more = (
        row(one, adjust=adjust)
        for one, adjust in (
            (two_ways(), ["band", "staff_group"]),
            (table, ["band", "staff_group", "sector"]),
        )
    )
    for name in made:
        if name.startswith(LIKE) and made[name] is not None:
            assert made[name] == pytest.approx(more[name], rel=1e-8), name


def test_columns_that_repeat_each_other_do_no_harm() -> None:
    table = BY_BAND.with_columns(cluster=pl.col("band").replace({"5": "low", "6": "middle", "7": "high"}))
    doubled = row(table, adjust=["band", "cluster"])
    single = row(table.with_columns(cluster=pl.lit("all")), adjust=["band", "cluster"])
    for name in ("ratio", "lower", "upper", "odds_ratio", "odds_lower"):
        assert doubled[LIKE + name] == pytest.approx(single[LIKE + name], rel=1e-8)


def test_strata_in_which_everybody_or_nobody_is_counted_say_nothing_of_the_odds() -> None:
    extreme = counted(
        ["ethnicity", "band", "staff_group"],
        *(
            (group, "9", kind, 30, 30)
            for group in ("White", "Other")
            for kind in ("Nursing", "Admin", "Scientists")
        ),
        *((group, "2", kind, 0, 8) for group in ("White", "Other") for kind in ("Nursing", "Admin")),
    )
    made, more = (
        row(table, adjust=["band", "staff_group"]) for table in (two_ways(), pl.concat([two_ways(), extreme]))
    )
    for name in ("odds_ratio", "odds_lower", "odds_upper", "p_value"):
        assert made[LIKE + name] == pytest.approx(more[LIKE + name], rel=1e-5), name
    # The rates of those strata count all the same, and are not in doubt.
    assert 0 < more["like_for_like_lower"] < more["like_for_like_ratio"] < more["like_for_like_upper"]


@pytest.mark.parametrize("scale", [1, 1000, 10**6])
@pytest.mark.parametrize("numerators", [(0, 40, 0, 30), (60, 70, 10, 20), (60, 70, 60, 70), (0, 0, 5, 6)])
def test_a_model_without_a_finite_answer_says_so_and_does_not_warn(
    numerators: tuple[int, ...], scale: int
) -> None:
    """Everybody or nobody of a group is counted wherever the rest does not say; whatever the size of the counts."""
    cells = [("Other", "5", 60), ("Other", "6", 70), ("White", "5", 60), ("White", "6", 70)]
    table = counted(
        ["ethnicity", "band"],
        *((group, band, x * scale, n * scale) for (group, band, n), x in zip(cells, numerators, strict=True)),
    ).with_columns(staff_group=pl.lit("Nursing"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = row(table, adjust=["band", "staff_group"])
    separated = numerators != (
        0,
        40,
        0,
        30,
    )  # band 5 says nothing there, and band 6 is 40 of 70 against 30 of 70
    assert (made["like_for_like_without"] == "the model has no finite answer") == separated
    assert (made["like_for_like_odds_ratio"] is None) == separated
    if not separated:
        assert made["like_for_like_odds_ratio"] == pytest.approx((40 / 30) / (30 / 40), rel=1e-5)


def test_two_groups_of_whom_nobody_is_counted_have_a_difference_and_no_ratio() -> None:
    table = counted(["ethnicity", "band", "sex"], ("White", "5", "F", 0, 20), ("Other", "5", "F", 0, 30))
    for adjust in (["band"], ["band", "sex"]):
        made = row(table, adjust=adjust)
        assert (made["difference"], made["value"], made["ratio"]) == (0, 0, None)
        assert made["without_ratio"] == made["like_for_like_without"] == "counted in neither group"


# Looked at together


def test_p_values_are_adjusted_for_every_row_of_the_table() -> None:
    months = [BY_BAND, *(BY_BAND.with_columns(organisation=pl.lit(f"Z0{place}")) for place in range(2, 6))]
    made = compare(pl.concat(months), "ethnicity", "White", correction="bonferroni")
    assert made.height == 25
    assert made["adjusted_p"].to_list() == pytest.approx([min(1, 25 * p) for p in made["p_value"]])


def test_groups_in_two_respects_at_once_are_compared_with_one() -> None:
    table = counted(
        ["ethnicity", "sex"],
        ("White", "Male", 50, 100),
        ("White", "Female", 60, 100),
        ("Other", "Male", 40, 100),
        ("Other", "Female", 30, 100),
        ("Other", "Unknown", 5, 10),
    )
    made = compare(table, ("ethnicity", "sex"), ("White", "Male"))
    assert made.select("ethnicity", "sex", "reference", "ratio").rows() == [
        ("White", "Female", "White | Male", 1.2),
        ("Other", "Male", "White | Male", 0.8),
        ("Other", "Female", "White | Male", 0.6),
        ("Other", "Unknown", "White | Male", 1.0),
    ]
    assert made["declared"].to_list() == pytest.approx([400 / 410] * 4)
    assert made["direction"][2].startswith(
        "The share of 'Other | Female' is 0.60 times that of 'White | Male'"
    )


# What cannot be said


def test_what_is_hidden_is_not_compared_and_hides_what_it_is_a_part_of() -> None:
    hidden = BY_BAND.with_columns(
        numerator=pl.when(pl.col("ethnicity") != "Unknown").then("numerator"),
        hidden=pl.when(pl.col("ethnicity") == "Unknown").then(pl.lit("small numerator")),
    )
    made = compare(hidden, "ethnicity", "White", adjust=["band"])
    assert made["without_ratio"].to_list() == [None, "hidden by disclosure control"]
    assert made["like_for_like_without"].to_list() == [None, "hidden by disclosure control"]
    assert made["declared"].to_list() == [None, None]
    known = [name for name, kind in made.schema.items() if kind == pl.Float64 and name != "declared"]
    assert made.select(pl.col(known).is_null()).row(0) == (False,) * len(known)
    assert made.select(pl.col(known).is_null()).row(1) == (True,) * len(known)
    one_cell = BY_BAND.with_columns(hidden=pl.when(pl.col("numerator") == 15).then(pl.lit("small base")))
    made = compare(one_cell, "ethnicity", "White", adjust=["band"])
    assert made["numerator"].to_list() == [None, 11]
    assert made["without_ratio"].to_list() == ["hidden by disclosure control", None]
    assert made["direction"][0] == "'Other' and 'White' are not compared: hidden by disclosure control."


def test_an_organisation_without_the_reference_group_says_so() -> None:
    elsewhere = BY_BAND.filter(pl.col("ethnicity") != "White").with_columns(organisation=pl.lit("Z02"))
    made = compare(pl.concat([BY_BAND, elsewhere]), "ethnicity", "White", adjust=["band"])
    assert made["without_ratio"].to_list() == [None, None, *["nobody is in the reference group"] * 2]
    assert made["reference_denominator"].to_list() == [300, 300, 0, 0]
    assert made["numerator"].to_list() == [128, 11, 128, 11]


def test_a_group_smaller_than_the_minimum_base_is_not_compared() -> None:
    made = compare(crude(BY_BAND), "ethnicity", "White", minimum_base=21)
    assert made["without_ratio"].to_list() == [None, "fewer than 21 people on one side"]
    assert compare(crude(BY_BAND), "ethnicity", "White", minimum_base=20)["without_ratio"].null_count() == 2


def test_a_blank_group_is_the_unknown() -> None:
    blank = BY_BAND.with_columns(pl.col("ethnicity").replace("Unknown", None))
    assert_frame_equal(compare(blank, "ethnicity", "White"), compare(BY_BAND, "ethnicity", "White"))


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"dimension": "ethnicty"}, "Closest: 'ethnicity'"),
        ({"adjust": ["staff_group"]}, "count by 'staff_group' too"),
        ({"reference": "Whit"}, "Closest: 'White'"),
        ({"reference": ("White", "5")}, "name a heading for each of ethnicity"),
        ({"adjust": ["ethnicity"]}, "each named once"),
        ({"adjust": ["outcome"]}, "each named once"),
        ({"dimension": ()}, "Got: none"),
        ({"counted": BY_BAND.clear()}, "no rows"),
        ({"counted": pl.concat([BY_BAND, BY_BAND.head(3)])}, "3 rows too many"),
        ({"counted": BY_BAND.drop("denominator")}, "no column 'denominator'"),
        ({"counted": BY_BAND.drop("outcome")}, "no column 'outcome'"),
    ],
)
def test_a_table_or_name_that_does_not_fit_is_refused_with_what_would(how: dict[str, Any], told: str) -> None:
    asked = {"counted": BY_BAND, "dimension": "ethnicity", "reference": "White"} | how
    with pytest.raises(MeasureProblem, match=told):
        compare(**asked)


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"level": 1}, "level must"),
        ({"correction": "none"}, "method must be one of"),
        ({"minimum_base": 0}, "minimum_base must"),
        ({"band": (1.25, 0.8)}, "lower must"),
        ({"counted": BY_BAND.with_columns(numerator=-pl.col("numerator"))}, "numerator must not be negative"),
        ({"counted": BY_BAND.with_columns(denominator=pl.lit(5))}, "numerator must not be larger"),
    ],
)
def test_a_number_out_of_range_is_refused_with_the_name_of_its_argument(
    how: dict[str, Any], told: str
) -> None:
    asked = {"counted": BY_BAND, "dimension": "ethnicity", "reference": "White"} | how
    with pytest.raises(ValueError, match=told):
        compare(**asked)


# In words


def test_the_sentence_says_which_way_round_of_what_and_how_sure() -> None:
    made = compare(crude(BY_BAND), "ethnicity", "White", statement={"coverage": "had a conversation"})
    lower, upper = made.row(0, named=True)["lower"], made.row(0, named=True)["upper"]
    assert made["direction"][0] == (
        "The share of 'Other' that had a conversation is 0.77 times that of 'White' (58.2% against 76.0%; 95% interval "
        f"of the ratio {lower:.2f} to {upper:.2f})."
    )


def test_the_sentence_says_where_chance_may_be_all_there_is() -> None:
    table = counted(
        ["band_cluster"], ("reference", 50, 100), ("near", 49, 100), ("apart", 36, 100), ("same", 50, 100)
    )
    near, apart, same = compare(table, "band_cluster", "reference")["direction"]
    assert near.endswith("; equal shares are not ruled out).")
    assert same.endswith("; equal shares are not ruled out).")
    # z = 0.14 / sqrt(2 * 0.43 * 0.57 / 100) = 2.0, p = 0.046, of three: 0.137.
    assert apart.endswith("; among 3 comparisons, chance may turn up as much).")


def test_the_sentence_names_the_outcome_and_survives_a_reference_of_none() -> None:
    table = counted(["sex"], ("Male", 0, 40), ("Female", 6, 40)).with_columns(outcome=pl.lit("stretch"))
    made = row(table, "sex", "Male", statement="seek '{outcome}'")
    assert made["ratio"] == np.inf
    assert made["direction"].startswith(
        "The share of 'Female' that seek 'stretch' is beyond any number of times that of"
    )
    assert f"interval of the ratio from {made['lower']:.2f}" in made["direction"]
