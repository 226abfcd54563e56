"""Adjustment: two groups compared like with like, in as many respects as are named.

With one respect (the band) the groups are compared within each of its strata and pooled. With several (band, staff group
and age) so few people of both groups share a stratum that pooling would throw most of them away; a logistic model says
instead how much each respect shifts the odds, the same for both groups, and the two groups are then compared as if each
had the people of both. Either way the answer is a pair of rates that the groups would have among the same people, and
their ratio.

References
----------
.. [1] Mantel N, Haenszel W (1959). Statistical aspects of the analysis of data from retrospective studies of disease.
   *JNCI* 22, 719-748.
.. [2] Lane PW, Nelder JA (1982). Analysis of covariance and standardization as instances of prediction. *Biometrics* 38,
   613-621.
.. [3] Albert A, Anderson JA (1984). On the existence of maximum likelihood estimates in logistic regression models.
   *Biometrika* 71, 1-10.
.. [4] Flanders WD, Rhodes PH (1987). Large sample confidence intervals for regression standardized risks, risk ratios,
   and risk differences. *Journal of Chronic Diseases* 40, 697-704.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import polars as pl

from sfg_analytics.statistics.arguments import Floats, normal_quantile
from sfg_analytics.statistics.strata import mantel_haenszel

NO_STRATUM = "no stratum holds both groups"
NONE_THERE = "counted in neither group where they can be compared"
NO_FINITE = "the model has no finite answer"


@dataclass(frozen=True)
class LikeForLike:
    """Two groups compared like with like; what cannot be estimated is NaN.

    Parameters
    ----------
    value, reference_value
        The rates the two groups would have among the same people, 0 to 1.
    ratio, lower, upper
        The first over the second: 1 is as likely, like for like.
    odds_ratio, odds_lower, odds_upper
        The ratio of the odds at equal strata.
    p_value
        Of no difference at equal strata, two-sided.
    homogeneity_p
        Of odds ratios that are the same in every stratum; near 0 means that one number does not describe them all.
    without
        Why there is no ratio; None where there is one.
    """

    value: float = np.nan
    reference_value: float = np.nan
    ratio: float = np.nan
    lower: float = np.nan
    upper: float = np.nan
    odds_ratio: float = np.nan
    odds_lower: float = np.nan
    odds_upper: float = np.nan
    p_value: float = np.nan
    homogeneity_p: float = np.nan
    without: str | None = None


def pooled(x: Floats, n: Floats, rx: Floats, rn: Floats, *, level: float) -> LikeForLike:
    """Compare two groups within strata, by Mantel and Haenszel [1]_.

    Parameters
    ----------
    x, n, rx, rn
        Shape ``(strata,)``: the counts of the group and of the reference group; 0 where nobody is there.
    level
        The confidence level.

    Returns
    -------
    LikeForLike
        The ratio is that of the rates the groups would have if each stratum weighed ``n rn / (n + rn)``, which is what
        Mantel's and Haenszel's ratio is.
    """
    both = (n > 0) & (rn > 0)
    if not both.any():
        return LikeForLike(without=NO_STRATUM)
    x, n, rx, rn = (counts[both] for counts in (x, n, rx, rn))
    risks, odds = (
        mantel_haenszel(x, n, rx, rn, measure=measure, level=level)
        for measure in ("risk_ratio", "odds_ratio")
    )
    weights = n * rn / (n + rn)
    rate, reference_rate = (float(np.average(part, weights=weights)) for part in (x / n, rx / rn))
    return LikeForLike(
        value=rate,
        reference_value=reference_rate,
        ratio=float(risks.value),
        lower=float(risks.lower),
        upper=float(risks.upper),
        odds_ratio=float(odds.value),
        odds_lower=float(odds.lower),
        odds_upper=float(odds.upper),
        p_value=float(risks.p_value),
        homogeneity_p=float(odds.homogeneity_p),
        without=NONE_THERE if np.isnan(risks.value) else None,
    )


def modelled(
    strata: pl.DataFrame, x: Floats, n: Floats, rx: Floats, rn: Floats, *, level: float
) -> LikeForLike:
    """Compare two groups by a logistic model of the group and of each column of strata, without interactions.

    Parameters
    ----------
    strata
        The headings of each stratum, a column a respect.
    x, n, rx, rn
        Shape ``(strata,)``: the counts of the group and of the reference group; 0 where nobody is there.
    level
        The confidence level.

    Returns
    -------
    LikeForLike
        The odds ratio is the model's, between Wald's limits. The rates are the model's too, averaged over all people of
        both groups as if they were in the one, then in the other [2]_; the limits of their ratio are those of its
        logarithm by the delta method [4]_, taking the people as given. The p-value is Wald's of the odds ratio, the
        test of homogeneity Breslow's and Day's over strata of all columns together.
    """
    columns = [np.ones((strata.height, 1)), *(_indicators(column) for column in strata)]
    respects = np.hstack(columns)
    design = np.vstack([np.column_stack([np.full(len(x), group), respects]) for group in (1.0, 0.0)])
    happened, people = np.concatenate([x, rx]), np.concatenate([n, rn])
    there = people > 0
    rank = np.linalg.matrix_rank
    if rank(design[there]) == rank(design[there, 1:]):
        return LikeForLike(without=NO_STRATUM)
    if happened.sum() == 0:
        return LikeForLike(without=NONE_THERE)
    seen = happened[there], people[there], design[there]
    if _without_end(*seen):
        return LikeForLike(without=NO_FINITE)
    shifts, covariance = _fitted(*seen)
    z, error = normal_quantile(level), np.sqrt(covariance[0, 0])
    odds_lower, odds_ratio, odds_upper = np.exp(shifts[0] + z * error * np.array([-1, 0, 1]))
    (rate, slope), (reference_rate, reference_slope) = (
        _averaged(shifts, part, weights=n + rn) for part in np.split(design, 2)
    )
    leaning = slope / rate - reference_slope / reference_rate
    width = float(np.exp(z * np.sqrt(leaning @ covariance @ leaning)))
    ratio = rate / reference_rate
    from scipy.special import ndtr

    return LikeForLike(
        value=rate,
        reference_value=reference_rate,
        ratio=ratio,
        lower=ratio / width,
        upper=ratio * width,
        odds_ratio=odds_ratio,
        odds_lower=odds_lower,
        odds_upper=odds_upper,
        p_value=2 * ndtr(-abs(shifts[0] / error)),
        homogeneity_p=float(mantel_haenszel(x, n, rx, rn, measure="odds_ratio", level=level).homogeneity_p),
    )


def _indicators(column: pl.Series) -> Floats:
    """Give a column of ones and noughts for each heading but the first."""
    return column.to_dummies(drop_first=True).to_numpy().astype(np.float64).reshape(len(column), -1)


def _without_end(happened: Floats, people: Floats, design: Floats) -> bool:
    """Say whether the group's shift could grow for ever and the model would fit none the worse [3]_.

    That is so where some direction moves the group's shift, lowers no rate of 1, raises no rate of 0 and leaves all
    others as they are. Other shifts may grow so: the strata concerned then say nothing about the group.
    """
    from scipy.optimize import linprog

    nobody, everybody = happened == 0, happened == people
    between = ~nobody & ~everybody
    if between.all():
        return False
    steps = np.where(nobody, 1.0, -1.0)[:, None] * design
    group = np.eye(design.shape[1])[0]
    farthest = [
        linprog(
            way * group,
            A_ub=steps[~between],
            b_ub=np.zeros((~between).sum()),
            A_eq=design[between] if between.any() else None,
            b_eq=np.zeros(between.sum()) if between.any() else None,
            bounds=(-1, 1),
        ).fun
        for way in (1, -1)
    ]
    return bool(
        np.any(np.round(farthest))
    )  # nothing, or all that the bounds allow: a direction has any length


def _fitted(happened: Floats, people: Floats, design: Floats) -> tuple[Floats, Floats]:
    """Fit the model by maximum likelihood; give the shifts of the log odds and their covariance."""
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_linear_model import GLM

    model = GLM(np.column_stack([happened, people - happened]), design, family=Binomial())
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        # It warns of rates of 0 and 1, which are those of strata that say nothing: see _without_end.
        warnings.simplefilter("ignore")
        fit = model.fit()
        return np.asarray(fit.params), np.asarray(fit.cov_params())


def _averaged(shifts: Floats, design: Floats, *, weights: Floats) -> tuple[float, Floats]:
    """Give the rate the model expects of people so distributed, and its slope in each shift."""
    from scipy.special import expit

    rates = expit(design @ shifts)
    return float(np.average(rates, weights=weights)), np.average(
        design * (rates * (1 - rates))[:, None], axis=0, weights=weights
    )
