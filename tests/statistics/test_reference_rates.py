"""Rates, ratios and their intervals against published and peer-computed cases."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sfg_analytics.statistics import (
    adjust_p_values,
    byar,
    directly_standardised_rate,
    four_fifths,
    newcombe,
    odds_ratio,
    relative_likelihood,
    standardised_ratio,
    student_t,
    wilson,
)
from tests.statistics.oracles import Case, agree, all_cases, cases, near

NOT_OURS = {"Cohen's h": "an effect size that is no part of the surface"}

LIMITS = {"95": 0.95, "998": 0.998}


@cases("wilson_proportions", where=lambda case: "x" in case["input"])
def test_wilson(case: Case) -> None:
    put = case["input"]
    interval = wilson(put["x"], put["n"], level=put["confidence"])
    found = {"lower": interval.lower, "upper": interval.upper}
    agree(case, found | ({"value": put["x"] / put["n"]} if "value" in case["expected"] else {}))


@cases("wilson_proportions", where=lambda case: "x1" in case["input"])
def test_newcombe(case: Case) -> None:
    put = case["input"]
    found = newcombe(put["x1"], put["n1"], put["x2"], put["n2"], level=put["confidence"])
    agree(case, {"diff": found.value, "lower": found.lower, "upper": found.upper})


@pytest.mark.parametrize(
    ("counts", "lower", "upper"),
    [  # Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((10, 10, 0, 20), 0.6791, 1.0000),
        ((10, 10, 0, 10), 0.6075, 1.0000),
    ],
)
def test_newcombe_agrees_with_his_table(counts: tuple[int, ...], lower: float, upper: float) -> None:
    found = newcombe(*counts)
    assert float(found.lower) == pytest.approx(lower, abs=5e-5)
    assert float(found.upper) == pytest.approx(upper, abs=5e-5)


@cases("byars_rates", where=lambda case: "n" in case["input"])
def test_rates_of_events(case: Case) -> None:
    put = case["input"]
    per = put["multiplier"] / put["n"]
    interval = byar(put["x"], level=put["confidence"])
    assert case["expected"]["method"] == ("Exact" if put["x"] < 10 else "Byars")
    agree(
        case,
        {"value": put["x"] * per, "lower": interval.lower * per, "upper": interval.upper * per},
        left_out={"method": "which of the two was used; its rule is asserted above"},
    )


@cases("byars_rates", where=lambda case: "n" not in case["input"])
def test_counts_of_events(case: Case) -> None:
    put, expected = case["input"], case["expected"]
    only = np.inf if put.get("method") == "exact" else 0
    if "confidence" in put:
        interval = byar(put["x"], level=put["confidence"], exact_below=only)
        agree(case, {end: getattr(interval, end) for end in expected})
    else:
        levels = {name: byar(put["x"], level=level, exact_below=only) for name, level in LIMITS.items()}
        agree(
            case,
            {f"{end}{name}": getattr(levels[name], end) for name in LIMITS for end in ("lower", "upper")},
        )


@cases("means_t")
def test_means(case: Case) -> None:
    values = case["input"]["values"]
    found = {name: student_t(values, level=level) for name, level in LIMITS.items()}
    agree(
        case,
        {
            "value": found["95"].value,
            **{f"{end}{name}": getattr(found[name], end) for name in LIMITS for end in ("lower", "upper")},
        },
        left_out={"sum": "on the way", "n": "on the way", "stdev": "on the way"},
    )


def _expected_events(put: dict[str, Any]) -> float:
    people, reference = (np.array(put[name], dtype=float) for name in ("pop", "ref_pop"))
    events = np.nan_to_num(np.array(put["ref_count"], dtype=float))
    return float(np.nansum(people * events / reference))


@cases("standardised_ratios", where=lambda case: case["input"]["kind"].startswith("indirect"))
def test_indirect_standardisation(case: Case) -> None:
    # What is missing in these files counts as nothing there; that is the caller's to decide.
    put, expected = case["input"], case["expected"]
    observed = np.nansum(np.array(put["count"], dtype=float))
    awaited = _expected_events(put)
    per = put["multiplier"]
    if put["kind"] == "indirect_rate":
        per = expected["ref_rate"]
        assert per == pytest.approx(
            put["multiplier"] * sum(put["ref_count"]) / sum(put["ref_pop"]), rel=1e-12
        )
    found = {name: standardised_ratio(observed, awaited, level=level) for name, level in LIMITS.items()}
    agree(
        case,
        {
            "observed": observed,
            "expected": awaited,
            "value": per * found["95"].value,
            **{
                key: per * getattr(found[key[5:]], key[:5])
                for key in expected
                if key[:5] in {"lower", "upper"}
            },
        },
        left_out={"method": "which limits the count had", "ref_rate": "what the ratio is multiplied by"},
    )


@cases("standardised_ratios", where=lambda case: case["input"]["kind"] == "direct")
def test_direct_standardisation(case: Case) -> None:
    put = case["input"]
    found = {
        name: directly_standardised_rate(
            put["count"], put["pop"], put["stdpop"], multiplier=put["multiplier"] or 100_000, level=level
        )
        for name, level in LIMITS.items()
    }
    agree(
        case,
        {
            "value": found["95"].value,
            **{f"{end}{name}": getattr(found[name], end) for name in LIMITS for end in ("lower", "upper")},
        },
        left_out={"total_count": "on the way", "total_pop": "on the way"},
    )


METHODS = {"katz_log": ("log", 0.0), "katz_plus_half": ("log", 0.5), "koopman_score": ("score", 0.0)}


@cases("relative_likelihood", where=lambda case: "method" in case["input"])
def test_relative_likelihood(case: Case) -> None:
    # We add nothing to a count. Whoever wants half an event more adds it before, as here.
    put = case["input"]
    method, more = METHODS[put["method"]]
    counts = [put[name] + more for name in ("cases1", "n1", "cases0", "n0")]
    found = relative_likelihood(*counts, level=put["confidence"], method=method)
    agree(
        case,
        {
            "lower": found.lower,
            "upper": found.upper,
            **({"rr": found.value} if "rr" in case["expected"] else {}),
        },
        left_out={"log_se": "on the way"},
    )


@cases("relative_likelihood", where=lambda case: "selected_focal" in case["input"])
def test_impact_ratios(case: Case) -> None:
    put = case["input"]
    counts = [put[name] for name in ("selected_focal", "n_focal", "selected_ref", "n_ref")]
    found = relative_likelihood(*counts)
    fair_share = counts[1] * counts[2] / counts[3] - counts[0]
    agree(
        case,
        {
            "impact_ratio": found.value,
            "p_two_sided": found.p_value,
            "four_fifths_pass": four_fifths(found.value),
            "shortfall_to_equal_rate": fair_share,
        }
        | ({"chisq_p": found.p_value} if "chisq_p" in case["expected"] else {}),
        left_out=dict.fromkeys(
            ("z", "fisher_p", "fisher_or_cmle", "fisher_ci", "chisq", "fisher_p_one_sided"),
            "Fisher's test and the chi-squared statistic are scipy's to give; the p-value is compared",
        ),
    )


@cases("relative_likelihood", where=lambda case: "rr" in case["input"])
def test_the_four_fifths_band(case: Case) -> None:
    put = case["input"]
    within = four_fifths(put["rr"], lower=put["low"], upper=put["high"])
    agree(case, {"band": "none" if within else "adverse"})


@cases("relative_likelihood", where=lambda case: "rate_bme" in case["input"])
def test_a_published_likelihood_of_two_rates(case: Case) -> None:
    put = case["input"]
    found = relative_likelihood(1000 * put["rate_bme"], 1000, 1000 * put["rate_white"], 1000)
    agree(case, {"relative_likelihood_bme_over_white": found.value, "published": found.value})


@cases("relative_likelihood", where=lambda case: "rate" in case["input"])
def test_ratios_to_the_group_with_the_highest_rate(case: Case) -> None:
    put = case["input"]
    people, rates = np.array(put["n"]), np.array(put["rate"])
    best = rates.argmax()
    found = relative_likelihood(people * rates, people, people[best] * rates[best], people[best])
    agree(case, {"impact_ratio": found.value}, left_out={"reference": "the caller names it"})


def test_no_case_of_relative_likelihood_is_forgotten() -> None:
    shapes = ("method", "selected_focal", "rr", "rate_bme", "rate")
    for case in all_cases("relative_likelihood"):
        tested = any(shape in case["input"] for shape in shapes)
        assert tested != case["name"].startswith(tuple(NOT_OURS))


@cases("odds_ratio_mh", where=lambda case: "table" in case["input"])
def test_odds_ratio(case: Case) -> None:
    put, expected = case["input"], case["expected"]
    cells = np.ravel(put["table"]).astype(float)
    if put.get("method") == "haldane_if_zero":
        # The caller's to do, not ours; and the peer puts half an event into the empty cell alone.
        cells[cells == 0] = 0.5
    found = odds_ratio(*cells, level=put.get("confidence", 0.95))
    rates = dict(zip(("rate_male", "rate_female"), cells[::2] / (cells[::2] + cells[1::2]), strict=True))
    agree(
        case,
        {"odds_ratio": found.value, "lower": found.lower, "upper": found.upper}
        | ({"p_wald": found.p_value} if "p_wald" in expected else {})
        | {name: rate for name, rate in rates.items() if name in expected},
        left_out=dict.fromkeys(
            ("log_se", "conditional_or", "conditional_lower", "conditional_upper"),
            "the sample odds ratio is ours, not the conditional one; the error is on the way",
        ),
    )


@cases("odds_ratio_mh", where=lambda case: "table" not in case["input"])
def test_a_crude_relative_likelihood(case: Case) -> None:
    put = case["input"]
    found = relative_likelihood(put["hired_f"], put["n_f"], put["hired_m"], put["n_m"], method="log")
    agree(
        case,
        {"rr": found.value, "lower": found.lower, "upper": found.upper},
        left_out={"log_se": "on the way"},
    )


@cases("multiplicity")
def test_adjusted_p_values(case: Case) -> None:
    names = {"BH": "bh", "BY": "by"}
    for key, expected in case["expected"].items():
        found = adjust_p_values(case["input"]["p"], method=names.get(key, key))
        near(found, expected, case["tolerance"], key)
