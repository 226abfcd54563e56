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
_NOTHING, _MOVED = 1e-9, 0.5
"""Where 1 is something, less than this is nothing but rounding; and what is 0, or else 1 or more, is told apart."""


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
    from scipy.special import expit, ndtr

    respects = np.hstack([np.ones((strata.height, 1)), *(_indicators(column) for column in strata)])
    members = np.repeat([1.0, 0.0], strata.height)
    design = np.column_stack([members, np.vstack([respects, respects])])
    happened, people = np.concatenate([x, rx]), np.concatenate([n, rn])
    there = people > 0
    if not _tells_groups_apart(design[there]):
        return LikeForLike(without=NO_STRATUM)
    if happened.sum() == 0:
        return LikeForLike(without=NONE_THERE)
    endless = design @ _endless(happened[there], people[there], design[there])
    settled = np.abs(endless) > _MOVED
    open_cells = there & ~settled
    if not _tells_groups_apart(design[open_cells]):
        return LikeForLike(without=NO_FINITE)
    design = np.column_stack([members, design[:, 1:] @ _basis(design[open_cells, 1:])])
    shifts, covariance = _fitted(happened[open_cells], people[open_cells], design[open_cells])
    z, error = normal_quantile(level), np.sqrt(covariance[0, 0])
    odds_lower, odds_ratio, odds_upper = np.exp(shifts[0] + z * error * np.array([-1, 0, 1]))
    rates = expit(np.where(settled, np.copysign(np.inf, endless), design @ shifts))
    slopes = (rates * (1 - rates))[:, None] * design
    rate, reference_rate = (float(np.average(part, weights=n + rn)) for part in np.split(rates, 2))
    slope, reference_slope = (np.average(part, axis=0, weights=n + rn) for part in np.split(slopes, 2))
    leaning = slope / rate - reference_slope / reference_rate
    width = float(np.exp(z * np.sqrt(leaning @ covariance @ leaning)))
    ratio = rate / reference_rate
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


def _tells_groups_apart(design: Floats) -> bool:
    """Say whether the group's shift is not what shifts of the strata could be as well."""
    rank = np.linalg.matrix_rank
    return bool(design.size) and bool(rank(design) > rank(design[:, 1:]))


def _endless(happened: Floats, people: Floats, design: Floats) -> Floats:
    """Give a direction in which the shifts could grow for ever, the fit getting the better [3]_; 0 where there is none.

    It raises no rate but of cells in which everybody is counted, lowers none but of cells in which nobody is, and leaves
    all others as they are. Of all such directions it is one that moves the most cells, each by 1 or more: those the best
    fit settles at 0 or 1, and which say nothing about the shifts that have an end.
    """
    from scipy.optimize import linprog

    nobody, everybody = happened == 0, happened == people
    extreme = nobody | everybody
    moves = np.where(everybody, 1.0, -1.0)[extreme, None] * design[extreme]
    cells, shifts = moves.shape
    found = linprog(
        np.repeat([0.0, -1.0], [shifts, cells]),
        A_ub=np.hstack([-moves, np.eye(cells)]),
        b_ub=np.zeros(cells),
        A_eq=np.hstack([design[~extreme], np.zeros(((~extreme).sum(), cells))]),
        b_eq=np.zeros((~extreme).sum()),
        bounds=[(None, None)] * shifts + [(0, 1)] * cells,
    )
    return np.asarray(found.x[:shifts])


def _basis(respects: Floats) -> Floats:
    """Give as many combinations of columns as say all that the columns say."""
    _, sizes, combinations = np.linalg.svd(respects, full_matrices=False)
    return np.asarray(combinations[sizes > _NOTHING * sizes[0]].T)


def _fitted(happened: Floats, people: Floats, design: Floats) -> tuple[Floats, Floats]:
    """Fit the model by maximum likelihood; give the shifts of the log odds and their covariance."""
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

    model = GLM(np.column_stack([happened, people - happened]), design, family=Binomial())
    with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):
        # A model with as many shifts as cells gives every rate exactly. It warns of that, and divides by the 0 left over.
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        fit = model.fit()
    return np.asarray(fit.params), np.asarray(fit.cov_params())
