"""The verdict on a file in words: admitted or not, and in one sentence why."""

from __future__ import annotations

from sfg_analytics.check import PromiseResult
from sfg_analytics.contract import Column
from sfg_analytics.errors import AmbiguousExport, NoSuchPath, SfgError, UnreadableExport, UnrecognisedExport
from sfg_analytics.page.markup import count, number, percent, shown
from sfg_analytics.submission import Submission

_MONTHLY = Column("period", "Month", "date", grain="month")
_REFUSED: dict[type[SfgError], str] = {
    UnreadableExport: "the file could not be read",
    UnrecognisedExport: "no contract knows this kind of file",
    AmbiguousExport: "the file could be understood in more than one way",
    NoSuchPath: "the file is not there",
}


def in_words(outcome: Submission) -> str:
    """Say the verdict on a submission, as markup."""
    kept = f"{number(outcome.rows_kept)} of {count(outcome.rows_read, 'row')}"
    match outcome.verdict:
        case "kept":
            return f"<strong>Admitted:</strong> {kept} {_are(outcome)} in the store."
        case "checked":
            return f"<strong>Would be admitted:</strong> {kept} {_are(outcome)} in order. Nothing was saved."
        case "unchanged":
            return (
                f"<strong>Admitted before:</strong> the same file is held already ({kept}); nothing changed."
            )
        case "superseded":
            return (
                f"<strong>Superseded:</strong> {kept} {_are(outcome)} in order, but a file written later speaks of the same "
                "months, so none was entered."
            )
        case "broken":
            return f"<strong>Not admitted:</strong> {_broken(outcome)}"
    return f"<strong>Not admitted:</strong> {_rejected(outcome)}."


def _are(outcome: Submission) -> str:
    return "is" if outcome.rows_kept == 1 else "are"


def _broken(outcome: Submission) -> str:
    broken = forbidding(outcome)
    told = "; ".join(map(_told, broken[:3]))
    more = f" and {number(len(broken) - 3)} more" if len(broken) > 3 else ""  # noqa: PLR2004 - as many as are told
    untested = sum(result.verdict == "could not run" for result in broken)
    wrong = [f"{count(len(broken) - untested, 'promise')} broken"] if len(broken) > untested else []
    wrong += [f"{count(untested, 'promise')} that could not be checked"] if untested else []
    return f"{' and '.join(wrong)}: {told}{more}. {_rejected(outcome)}."


def _told(result: PromiseResult) -> str:
    words = f"“{shown(result.promise.description.removesuffix('.'))}”"
    if result.verdict == "could not run" or result.promise.rule == "row_count":
        return words
    may = f"{result.promise.tolerance_percent:g}% may" if result.promise.tolerance_percent else "none may"
    return f"{words} ({count(result.failed, 'row')} {'fails' if result.failed == 1 else 'fail'}, {may})"


def _rejected(outcome: Submission) -> str:
    share = percent(outcome.rows_rejected, outcome.rows_read)
    was = "was" if outcome.rows_rejected == 1 else "were"
    may = f"{outcome.contract.reject_tolerance_percent:g}%"
    within = outcome.contract.allows_rejects(outcome.rows_rejected, outcome.rows_read)
    return (
        f"{number(outcome.rows_rejected)} of {count(outcome.rows_read, 'row')} ({share}) {was} rejected in all"
        + ("" if within else f"; of this kind of export at most {may} may be")
    )


def forbidding(outcome: Submission) -> list[PromiseResult]:
    """List the promises that keep the file out: of severity *error*, and broken or not run."""
    return [
        result
        for result in outcome.promises
        if result.promise.severity == "error" and result.verdict in {"broken", "could not run"}
    ]


def why_refused(fault: SfgError) -> str:
    """Say in half a sentence why a file did not get as far as rows.

    Examples
    --------
    >>> why_refused(NoSuchPath("'March.csv' is not there."))
    'the file is not there'
    """
    return next(
        (words for kind, words in _REFUSED.items() if isinstance(fault, kind)), "it could not be brought in"
    )


def of_a_fault(fault: SfgError) -> str:
    """Say the verdict on a file that did not get as far as rows, as markup."""
    return f"<strong>Not admitted:</strong> {why_refused(fault)}."


def period_in_words(outcome: Submission) -> str:
    """Say which months or years the kept rows speak of."""
    form = "%Y" if outcome.contract.by_name.get("period", _MONTHLY).grain == "year" else "%B %Y"
    ends = list(dict.fromkeys(format(day, form) for day in outcome.periods if day))
    return " to ".join(ends) or "no period, for no row was kept"
