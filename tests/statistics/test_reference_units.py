"""Units against one another, and tellings against one another: funnels, shrinkage, transitions, agreement, parity."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from scipy.stats import betabinom

from sfg_analytics.statistics import (
    bowker,
    byar,
    fleiss_kappa,
    four_fifths,
    funnel,
    newcombe,
    relative_likelihood,
    shrink,
    standardised_ratio,
    stuart_maxwell,
    transition_matrix,
    wilson,
)
from sfg_analytics.statistics.funnels import overdispersion_of
from sfg_analytics.statistics.shrinkage import beta_posterior
from tests.statistics.oracles import Case, agree, all_cases, cases, near

LIMITS = {"95": 0.95, "998": 0.998}
# How FunnelPlotR calls them, and what is the same here.
KINDS = {("PR", "SHMI"): "proportion", ("RC", "SHMI"): "ratio", ("SR", "CQC"): "rate"}

NOT_OURS = {
    "Spiegelhalter (2005) interpolated": "exact binomial limits for a funnel without overdispersion; ours are arcsine",
    "absorbing chain": "expected steps before leaving are no part of the surface",
    "aequitas tau=0.8": "its table of people is not given, and no counts by race",
    "AIF360 smoothed empirical": "an index over groups that is no part of the surface",
    "AIF360 generalized entropy": "an index over people, who are not scored here",
}


def kind_of(case: Case) -> str | None:
    put = case["input"]
    return KINDS.get((put.get("data_type", ""), put.get("method", "")))


@cases("funnel", where=lambda case: kind_of(case) is not None)
def test_funnel(case: Case) -> None:
    put, expected, kind = case["input"], case["expected"], kind_of(case)
    assert kind
    made = funnel(put["numerator"], put["denominator"], kind=kind, winsorise=put["trim"])
    plain = funnel(
        put["numerator"], put["denominator"], kind=kind, winsorise=put["trim"], overdispersion=False
    )
    ends = {"LCL": "lower", "UCL": "upper"}
    adjusted = {
        f"OD{name}{end}": made.points[f"{column}_{name}"] for name in LIMITS for end, column in ends.items()
    }
    chance = {
        f"{end}{name}": plain.points[f"{column}_{name}"] for name in LIMITS for end, column in ends.items()
    }
    if kind == "rate":  # the peer's limits are the exact ones of the expected count, whatever the method
        around = {
            name: byar(put["denominator"], level=level, exact_below=np.inf) for name, level in LIMITS.items()
        }
        chance = {
            f"{end}{name}": getattr(around[name], column) / np.array(put["denominator"])
            for name in LIMITS
            for end, column in ends.items()
        }
    outside = made.points["signal"].str.contains("99.8%").fill_null(value=False)
    groups = [group for group, out in zip(put["group"], outside, strict=True) if out]
    near(made.points["z"], expected["z"], case["tolerance"], "z")
    near(groups, expected["outlier_groups"], 0)
    agree(
        case,
        {"phi": made.phi, "tau2": made.tau2, "n_used": len(put["group"]), "rr": made.points["value"]}
        | adjusted
        | chance
        | ({"outlier": outside.cast(int).to_list()} if "outlier" in expected else {}),
        left_out={
            "z": "compared above",
            "outlier_groups": "compared above",
            "peer_limits_not_back_transformed": "a fault of the peer's, never a target",
            "peer_outlier_groups": "a fault of the peer's, never a target",
            "r_grid_differences": "a fault of the peer's, never a target",
        },
    )
    for end in ("lower_95", "lower_998"):
        assert made.limits[end].is_sorted()
    for end in ("upper_95", "upper_998"):
        assert made.limits[end].is_sorted(descending=True)


@cases("funnel", where=lambda case: case["input"].get("data_type") == "SR" and kind_of(case) is None)
def test_exact_limits_around_an_expected_count(case: Case) -> None:
    # Standardised ratios on the logarithm, truncated, are no kind of ours; their chance limits are those of a count.
    put, expected = case["input"], case["expected"]
    awaited = np.array(put["denominator"])
    around = {name: byar(awaited, level=level, exact_below=np.inf) for name, level in LIMITS.items()}
    # One case rounds what was expected, but not before dividing by it.
    near(standardised_ratio(put["numerator"], awaited).value, expected["rr"], {"rel": 3e-4})
    limits = {f"LCL{name}": around[name].lower / awaited for name in LIMITS}
    limits |= {f"UCL{name}": around[name].upper / awaited for name in LIMITS}
    agree(
        case,
        limits,
        left_out=dict.fromkeys(
            set(expected) - set(limits), "on a scale of its own; the rate is compared above"
        ),
    )


@cases("funnel", where=lambda case: case["input"].get("kind") == "exact_poisson_smr")
def test_exact_limits_around_one(case: Case) -> None:
    awaited = np.array(case["input"]["expected"])
    around = {name: byar(awaited, level=level, exact_below=np.inf) for name, level in LIMITS.items()}
    agree(
        case,
        {f"ll{name}": around[name].lower / awaited for name in LIMITS}
        | {f"ul{name}": around[name].upper / awaited for name in LIMITS},
    )


@cases("funnel", where=lambda case: case["input"].get("kind") == "aggregate")
def test_records_are_summed_before_the_funnel(case: Case) -> None:
    put = case["input"]
    totals = [
        [
            sum(count for count, group in zip(put[side], put["group"], strict=True) if group == unit)
            for unit in sorted(set(put["group"]))
        ]
        for side in ("numerator", "denominator")
    ]
    agree(case, {"rr": funnel(*totals, kind="ratio").points["value"]})


@cases("funnel", where=lambda case: case["input"].get("kind") == "phe_proportion_funnel")
def test_wilson_touches_the_baseline_at_the_limits_of_a_funnel(case: Case) -> None:
    put, expected = case["input"], case["expected"]
    people, baseline = np.array(put["population"]), put["baseline"]
    for level, name in ((0.95, "2s"), (0.998, "3s")):
        for end, other in (("lower", "upper"), ("upper", "lower")):
            rate = np.array(expected[f"{end}_{name}"]) / 100
            within = (rate > 0) & (rate < 1)
            interval = wilson(rate[within] * people[within], people[within], level=level)
            assert within.any()
            np.testing.assert_allclose(getattr(interval, other), baseline, atol=1e-6)


@cases("funnel", where=lambda case: str(case["input"].get("kind")).startswith("phe_ra"))
def test_significance_of_standardised_ratios(case: Case) -> None:
    put = case["input"]
    if "observed" in put:
        observed, awaited = np.array(put["observed"]), np.array(put["expected"])
    else:
        observed, people = np.array(put["count"]), np.array(put["pop"])
        awaited = people * observed.sum() / people.sum()
    words = np.full(observed.size, "Not significant")
    for level, tail in ((0.95, "0.025"), (0.998, "0.001")):
        ratio = standardised_ratio(observed, awaited, level=level)
        words[ratio.lower > 1] = f"High ({tail})"
        words[ratio.upper < 1] = f"Low ({tail})"
    agree(case, {"significance": words.tolist()})


@cases("funnel", where=lambda case: case["input"].get("kind") == "outliers")
def test_a_rate_outside_its_limits_is_an_outlier(case: Case) -> None:
    # The limits are given; ours name the widest level that a value lies outside, by the same comparison.
    put = case["input"]
    rates = np.array(put["rr"])
    adjusted, level = "OD" if put["adjusted"] else "", str(put["limit"]).replace(".", "")
    low, high = (
        put[f"{adjusted}{level}{end}"] if adjusted else put[f"{end}{level}"] for end in ("LCL", "UCL")
    )
    agree(case, {"outlier": ((rates < low) | (rates > high)).astype(int).tolist()})


@cases("funnel", where=lambda case: case["input"].get("kind") == "dl")
def test_variance_between_units_by_the_method_of_moments(case: Case) -> None:
    effect, error = (np.array(case["input"][name]) for name in ("effect", "se"))
    weight = 1 / error**2
    fixed = (weight * effect).sum() / weight.sum()
    phi, tau2 = overdispersion_of((effect - fixed) / error, error, 0.0)
    q = effect.size * phi
    agree(
        case,
        {"q": q, "tau2": tau2, "fixed": fixed, "i2": (q - effect.size + 1) / q},
        left_out={"random": "the mean of a meta-analysis; a funnel's target is all over all"},
    )


@cases("empirical_bayes", where=lambda case: "negloglik" in case["expected"])
def test_shrinkage(case: Case) -> None:
    put, expected, tolerance = case["input"], case["expected"], case["tolerance"]
    shrunken = shrink(put["x"], put["n"])
    alpha, beta = shrunken["alpha"][0], shrunken["beta"][0]
    near([alpha, beta], [expected["alpha"], expected["beta"]], {"rel": tolerance["alpha_beta_rel"]})
    near(alpha / (alpha + beta), expected["prior_mean"], tolerance["posterior_abs"])
    near(1 / (alpha + beta + 1), expected["rho"], {"rel": tolerance["alpha_beta_rel"]})
    likelihood = betabinom.logpmf(put["x"], put["n"], alpha, beta).sum()
    near(-likelihood, expected["negloglik"], tolerance["negloglik_abs"])
    for column, key in {
        "value": "posterior_mean",
        "lower": "cred95_low",
        "upper": "cred95_high",
        "weight": "shrinkage_weight_on_data",
    }.items():
        near(shrunken[column], expected[key], tolerance["posterior_abs"], key)


@cases("empirical_bayes", where=lambda case: "posterior_mean_4_of_14" in case["expected"])
def test_a_posterior_from_a_prior_made_of_moments(case: Case) -> None:
    # The moments themselves ignore chance, and are no way of ours to find a prior.
    expected, tolerance = case["expected"], case["tolerance"]
    posterior = beta_posterior(
        np.array([4.0]), np.array([14.0]), expected["alpha"], expected["beta"], level=0.95
    )
    near(posterior.value[0], expected["posterior_mean_4_of_14"], {"rel": tolerance["computed_rel"]})


@cases("empirical_bayes", where=lambda case: "alpha" in case["input"])
def test_a_posterior_from_a_known_prior(case: Case) -> None:
    put = case["input"]
    x, n = (np.array(put[name], dtype=float) for name in ("x", "n"))
    posterior = beta_posterior(x, n, put["alpha"], put["beta"], level=0.95)
    agree(case, {"posterior_mean": posterior.value, "low": posterior.lower, "high": posterior.upper})


@cases("transitions_agreement", where=lambda case: "kappa" in case["expected"])
def test_fleiss_kappa(case: Case) -> None:
    agree(case, {"kappa": fleiss_kappa(case["input"]["table"]).value})


@cases("transitions_agreement", where=lambda case: "stuart_maxwell" in case["expected"])
def test_moves_between_categories(case: Case) -> None:
    table = np.array(case["input"]["table"])
    before, after = (np.repeat(place.ravel(), table.ravel()).tolist() for place in np.indices(table.shape))
    moved = transition_matrix(before, after, categories=range(len(table)))
    margins, symmetry = stuart_maxwell(moved.counts), bowker(moved.counts)
    assert moved.counts.tolist() == table.tolist()
    agree(
        case,
        {
            "stuart_maxwell": margins.statistic,
            "stuart_df": margins.degrees,
            "stuart_p": margins.p_value,
            "bowker": symmetry.statistic,
            "bowker_df": symmetry.degrees,
            "bowker_p": symmetry.p_value,
            "transition_row_probs": moved.shares,
        },
    )


def chosen(put: dict[str, Any], *by: str) -> dict[str, tuple[float, float]]:
    """Count those chosen, and all, by group."""
    chosen_, everyone = Counter(), Counter()
    weights = put.get("sample_weight") or [1] * len(put["y_pred"])
    groups = ["|".join(parts) for parts in zip(*(put[name] for name in by), strict=True)]
    for group, yes, weight in zip(groups, put["y_pred"], weights, strict=True):
        chosen_[group] += yes * weight
        everyone[group] += weight
    return {group: (chosen_[group], everyone[group]) for group in sorted(everyone)}


def lowest_and_highest(counts: dict[str, tuple[float, float]]) -> tuple[float, ...]:
    by_rate = sorted(counts.values(), key=lambda count: count[0] / count[1])
    return (*by_rate[0], *by_rate[-1])


@cases("fairness", where=lambda case: "selection_rate_ratio" in case["expected"])
def test_rates_of_groups_two_at_once(case: Case) -> None:
    expected, counts = case["expected"], chosen(case["input"], "group")
    extremes = lowest_and_highest(counts)
    for group, (x, n) in counts.items():
        near(
            [x / n, n],
            [expected["by_group"][group][key] for key in ("selection_rate", "count")],
            case["tolerance"],
        )
    near(relative_likelihood(*extremes).value, expected["selection_rate_ratio"], case["tolerance"])
    near(-newcombe(*extremes).value, expected["selection_rate_difference"], case["tolerance"])


@cases("fairness", where=lambda case: "by_control_and_group" in case["expected"])
def test_rates_of_groups_within_strata(case: Case) -> None:
    expected = case["expected"]
    for stratum in ("H", "L"):
        counts = {
            name: count
            for name, count in chosen(case["input"], "control", "group").items()
            if name[0] == stratum
        }
        extremes = lowest_and_highest(counts)
        near(-newcombe(*extremes).value, expected["difference"][stratum]["selection_rate"], case["tolerance"])
        near(relative_likelihood(*extremes).value, expected["ratio"][stratum], case["tolerance"])


@cases("fairness", where=lambda case: "dpd" in case["expected"])
def test_rates_of_weighted_people(case: Case) -> None:
    counts = chosen(case["input"], "group")
    near([x / n for x, n in counts.values()], list(case["expected"]["by_group"].values()), case["tolerance"])
    near(-newcombe(*lowest_and_highest(counts)).value, case["expected"]["dpd"], case["tolerance"])


@cases("fairness", where=lambda case: bool(case.get("peer_behaviour_only")))
def test_nothing_over_nothing_is_not_the_0_that_a_peer_makes_of_it(case: Case) -> None:
    # By outcome too: of those who merit it (or do not), who was chosen? In some group nobody merits it.
    put, expected = case["input"], case["expected"]
    compared = 0
    for group, rates in expected["by_group"].items():
        for merit, key in ((1, "tpr"), (0, "fpr")):
            yes = [
                y
                for y, truth, name in zip(put["y_pred"], put["y_true"], put["group"], strict=True)
                if truth == merit and name == group
            ]
            rate = relative_likelihood(sum(yes), len(yes), 1, 1).value
            if yes:
                near(rate, rates[key], case["tolerance"])
            else:
                assert rates[key] == 0.0
                assert np.isnan(rate)
            compared += 1
    assert compared == 4
    ratio = relative_likelihood(*lowest_and_highest(chosen(put, "group"))).value
    near(ratio, expected["demographic_parity_ratio"], case["tolerance"])


@cases("fairness", where=lambda case: "disparity" in case["expected"])
def test_disparities_to_a_named_reference(case: Case) -> None:
    groups = case["expected"]["by_group"]
    reference = groups[case["input"]["reference"]]
    rates = {
        "pprev": ("pp", "size"),
        "tpr": ("tp", ("tp", "fn")),
        "fpr": ("fp", ("fp", "tn")),
        "fnr": ("fn", ("tp", "fn")),
        "tnr": ("tn", ("fp", "tn")),
        "precision": ("tp", ("tp", "fp")),
        "fdr": ("fp", ("tp", "fp")),
        "for": ("fn", ("fn", "tn")),
        "npv": ("tn", ("fn", "tn")),
    }

    def count(of: dict[str, float], names: Any) -> float:
        return of[names] if isinstance(names, str) else sum(of[name] for name in names)

    for name, expected in case["expected"]["disparity"].items():
        for rate, (part, whole) in rates.items():
            found = relative_likelihood(
                count(groups[name], part),
                count(groups[name], whole),
                count(reference, part),
                count(reference, whole),
            )
            near(found.value, expected[f"{rate}_disparity"], case["tolerance"], rate)


@cases("fairness", where=lambda case: "disparate_impact_ratio" in case["expected"])
def test_everybody_else_pooled(case: Case) -> None:
    counts = chosen(case["input"], "group")
    privileged = counts.pop(case["input"]["privileged"])
    others = tuple(sum(side) for side in zip(*counts.values(), strict=True))
    near(
        newcombe(*others, *privileged).value,
        case["expected"]["statistical_parity_difference"],
        case["tolerance"],
    )
    near(
        relative_likelihood(*others, *privileged).value,
        case["expected"]["disparate_impact_ratio"],
        case["tolerance"],
    )


def test_no_case_is_forgotten() -> None:
    by_kind = {
        "exact_poisson_smr",
        "aggregate",
        "phe_proportion_funnel",
        "phe_ratio_significance",
        "phe_rate_significance",
        "outliers",
        "dl",
    }
    by_result = {
        "negloglik",
        "posterior_mean_4_of_14",
        "high",
        "kappa",
        "stuart_maxwell",
        "selection_rate_ratio",
        "by_control_and_group",
        "dpd",
        "equalized_odds_ratio",
        "disparity",
        "disparate_impact_ratio",
    }
    for topic in ("funnel", "empirical_bayes", "transitions_agreement", "fairness"):
        for case in all_cases(topic):
            put = case["input"]
            tested = (
                "data_type" in put or put.get("kind") in by_kind or bool(by_result & set(case["expected"]))
            )
            assert tested != case["name"].startswith(tuple(NOT_OURS)), case["name"]


def test_the_screen_and_the_determination_of_a_peer_are_the_same_band() -> None:
    # Its rule is tau <= disparity <= 1 / tau.
    assert four_fifths([0.8, 1 / 0.8, 0.79, 1.26]).tolist() == [True, True, False, False]
