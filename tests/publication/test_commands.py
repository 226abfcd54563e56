"""The commands that look at a publication answer with the exit status and the words that they promise."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from sfg_analytics.commands import app
from sfg_analytics.errors import MeasureProblem, PublicationProblem
from sfg_analytics.store import Store
from tests.publish.made import PLAN, fill


def sfg(*arguments: object, **environment: str) -> Result:
    """Run a command in this process: what each prints and its exit status are the same as in one of its own."""
    unset: dict[str, str | None] = {"SOURCE_DATE_EPOCH": None}
    return CliRunner().invoke(app, [*map(str, arguments)], env=unset | environment)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store, a plan, and a publication of two releases."""
    place = tmp_path_factory.mktemp("commands")
    (place / "plan.yaml").write_text(PLAN.format(peers="named"), "utf-8")
    fill(Store(place / "store"), {"ZZA": 200, "ZZB": 60})
    for _ in range(2):
        published = sfg(
            "publish", "--store", place / "store", "--to", place / "out", "--plan", place / "plan.yaml"
        )
        assert published.exit_code == 0, published.output
        fill(Store(place / "store"), {"ZZB": 90})
    return place


def test_publishing_tells_what_was_published_and_whether_it_is_new(place: Path) -> None:
    run = (
        "publish",
        "--store",
        place / "store",
        "--to",
        place / "new",
        "--plan",
        place / "plan.yaml",
        "--json",
    )
    first, again = sfg(*run), sfg(*run)
    answer = json.loads(first.stdout)
    assert (answer["release"], answer["changed"], answer["audience"], answer["organisations"]) == (
        1,
        True,
        "system",
        2,
    )
    assert answer["policy"] == "NHS rounding to 5"
    assert json.loads(again.stdout)["changed"] is False


def test_audiences_and_a_policy_may_be_named(place: Path) -> None:
    said = sfg(
        *(
            "publish",
            "--store",
            place / "store",
            "--to",
            place / "two",
            "--plan",
            place / "plan.yaml",
            "--json",
        ),
        *("--audience", "ZZA", "--audience", "system", "--policy", "SUPPRESS_10"),
    )
    answers = json.loads(said.stdout)
    assert [answer["audience"] for answer in answers] == ["ZZA", "system"]
    assert {answer["policy"] for answer in answers} == {"Under 10 hidden"}
    wrong = sfg("publish", "--store", place / "store", "--to", place / "x", "--policy", "SUPRESS_10")
    assert isinstance(wrong.exception, MeasureProblem)
    assert "'SUPPRESS_10'" in wrong.exception.closest


def test_the_moment_is_the_one_given_else_that_of_the_build_else_that_of_the_newest_submission(
    place: Path,
) -> None:
    def created(folder: str, *options: object, **environment: str) -> str:
        run = ("publish", "--store", place / "store", "--to", place / folder, "--plan", place / "plan.yaml")
        assert sfg(*run, *options, **environment).exit_code == 0
        return str(json.loads((place / folder / "manifest.json").read_text("utf-8"))["created"])

    assert created("a", "--at", "2025-06-01T12:00:00Z", SOURCE_DATE_EPOCH="86400") == "2025-06-01T12:00:00Z"
    assert created("b", SOURCE_DATE_EPOCH="86400") == "1970-01-02T00:00:00Z"
    assert created("c") == "2025-04-01T09:00:00Z"


def test_what_is_whole_and_safe_is_told_so(place: Path) -> None:
    whole, safe = sfg("verify", place / "out"), sfg("audit", place / "out", "--json")
    assert (whole.exit_code, safe.exit_code) == (0, 0)
    assert "Every byte is as it was written" in whole.stdout
    assert json.loads(safe.stdout)["passed"] is True


def test_what_was_altered_is_named_with_status_1(place: Path, tmp_path: Path) -> None:
    copied = shutil.copytree(place / "out", tmp_path / "copied")
    (copied / "funnels.parquet").write_bytes(b"x")
    for command in ("verify", "audit"):
        said = sfg(command, copied)
        assert said.exit_code == 1
        assert "'funnels.parquet'" in said.stdout
    assert json.loads(sfg("verify", copied, "--json").stdout)["whole"] is False


def test_releases_tell_what_changed_and_why(place: Path) -> None:
    answer = json.loads(sfg("releases", place / "out", "--json").stdout)
    assert [release["release"] for release in answer["releases"]] == [2, 1]
    (change,) = answer["changes"]
    assert {figure["organisation"] for figure in change["figures"]} == {"ZZB"}
    told = sfg("releases", place / "out").stdout
    assert "From release 1 to 2" in told
    assert "revised" in told


def test_a_figure_is_traced_to_files_by_their_hash_and_with_the_store_by_name(place: Path) -> None:
    asked = (
        "trace",
        place / "out",
        "coverage",
        "--organisation",
        "ZZA",
        "--period",
        "2025-03",
        "--group",
        "Female",
    )
    without = json.loads(sfg(*asked, "--json").stdout)
    assert all("file" not in one for one in without["submissions"])
    named = json.loads(sfg(*asked, "--store", place / "store", "--json").stdout)
    assert {one["file"] for one in named["submissions"]} == {"s-ZZA of Smith.csv", "c-ZZA of Smith.csv"}
    (figure,) = named["figures"]
    assert (figure["numerator"], figure["denominator"], figure["hidden"]) == (100, 100, None)
    told = sfg(*asked)
    assert "eligible staff in post at the end of the month" in told.stdout
    assert isinstance(sfg("trace", place / "out", "coverige").exception, PublicationProblem)


@pytest.mark.parametrize("command", ["verify", "audit", "releases", "trace"])
def test_every_command_has_help(command: str) -> None:
    said = sfg(command, "--help")
    assert said.exit_code == 0
    assert "Usage" in said.stdout
