"""What changed between two releases, and where a figure comes from."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from sfg_analytics.errors import PublicationProblem
from sfg_analytics.publication import (
    Publication,
    change_between,
    changes_of,
    list_releases,
    read_releases,
    trace,
    write_publication,
)
from tests.publication.made import CODES, contents, submission


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> list[Publication]:
    """First; then by sex is hidden at ZZC; then ZZA sent its staff list again."""
    folder = tmp_path_factory.mktemp("releases") / "publication"
    write_publication(folder, **contents())
    write_publication(folder, **contents(hidden=True))
    again = [submission(code, "b" if code == "ZZA" else "a") for code in CODES]
    write_publication(folder, **contents(numerator=105, hidden=True, submissions=again))
    return read_releases(folder)


def test_releases_are_listed_the_newest_first(releases: list[Publication]) -> None:
    listed = list_releases(releases)
    assert listed["release"].to_list() == [3, 2, 1]
    assert listed["figures"].to_list() == [84, 84, 84]
    assert listed["hidden"].to_list() == [3, 3, 1]
    assert listed["submissions"].to_list() == [6, 6, 6]


def test_what_is_newly_hidden_is_told(releases: list[Publication]) -> None:
    newest, between = changes_of(releases)
    assert (newest.older, newest.newer, between.older, between.newer) == (2, 3, 1, 2)
    assert between.figures.select("organisation", "group", "change", "because").rows() == [
        ("ZZC", "Female", "newly hidden", "the same submissions, protected beside other figures"),
        ("ZZC", "Male", "newly hidden", "the same submissions, protected beside other figures"),
    ]


def test_a_revision_is_told_with_its_cause(releases: list[Publication]) -> None:
    figures = changes_of(releases)[0].figures
    # Every figure of all staff moved by five, but for the one that is hidden in both.
    assert Counter(figures["change"]) == {"revised": 71}
    resubmitted = figures.filter(figures["because"] == "other submissions")
    assert resubmitted["organisation"].unique().to_list() == ["ZZA"]
    assert resubmitted.height == 12


def test_figures_that_came_and_went_are_told(releases: list[Publication]) -> None:
    newest, oldest = releases[0], releases[-1]
    from dataclasses import replace

    later = newest.estimates.with_columns(period=newest.estimates["period"].dt.offset_by("1mo"))
    changed = change_between(oldest, replace(newest, estimates=later))
    told = Counter(changed.figures["change"])
    assert (told["new"], told["gone"]) == (18, 18)
    assert changed.figures.filter(changed.figures["change"] == "new")["because"].null_count() == 18


def test_another_policy_or_plan_is_told_as_the_cause(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    write_publication(folder, **contents())
    write_publication(folder, **contents(hidden=True, plan={"references": {"sex": "Female"}}))
    (change,) = changes_of(read_releases(folder))
    assert change.counts().rows() == [("newly hidden", "another policy, plan or version of the code", 2)]


def test_a_figure_is_traced_to_its_files_and_its_definition(releases: list[Publication]) -> None:
    found = trace(releases[0], "coverage", organisation="ZZB", period=date(2024, 5, 31))
    (row,) = found.figures.rows(named=True)
    assert (row["period"], row["numerator"], row["denominator"]) == (date(2024, 5, 1), 110, 200)
    assert [one["sha256"][:5] for one in found.submissions] == ["azzb0"]
    assert found.measure["denominator"] == "eligible staff in post at the end of the month"
    assert found.policy["name"] == "NHS rounding to 5"
    assert (found.release, found.code_version) == (3, "0.1.0")


def test_a_hidden_figure_says_why_in_the_words_of_the_policy(releases: list[Publication]) -> None:
    found = trace(releases[0], "coverage", organisation="ZZC", groups=["Female"])
    assert found.figures["hidden"].to_list() == [releases[0].manifest["policy"]["reasons"]["small numerator"]]


def test_without_a_month_the_latest_is_traced_at_every_organisation(releases: list[Publication]) -> None:
    found = trace(releases[0], "coverage")
    assert found.figures["organisation"].to_list() == CODES
    assert set(found.figures["period"]) == {date(2024, 12, 1)}
    assert len(found.submissions) == 6


@pytest.mark.parametrize(
    ("asked", "nearest"),
    [
        ({"measure": "coverige"}, "'coverage'"),
        ({"measure": "coverage", "organisation": "ZZAA"}, "'ZZA'"),
        ({"measure": "coverage", "groups": ["Femal"]}, "'Female'"),
        ({"measure": "coverage", "period": date(2030, 1, 1)}, ""),
    ],
)
def test_a_figure_that_is_not_there_is_told_with_the_nearest(
    releases: list[Publication], asked: dict[str, object], nearest: str
) -> None:
    with pytest.raises(PublicationProblem, match="holds no figure") as told:
        trace(releases[0], **asked)  # type: ignore[arg-type]
    assert nearest in told.value.closest
