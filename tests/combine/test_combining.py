"""Trusts publish each for themselves; their system combines what they sent, and holds no record."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from sfg_analytics.combine import Combined, combine, differences, take_parts
from sfg_analytics.commands import app
from sfg_analytics.errors import PublicationProblem
from sfg_analytics.publication import (
    SYSTEM,
    Publication,
    audit_publication,
    changes_of,
    read_publication,
    read_releases,
    trace,
    verify,
)
from sfg_analytics.publish import publish
from tests.combine.made import (
    CELL,
    CONTRACTS,
    MORE,
    Tables,
    agreement,
    bring_in,
    plan_of,
    pooled,
    publish_each,
    trusts,
)

PEOPLE, MONTHS = 3_000, 14


@pytest.fixture(scope="module")
def held() -> dict[str, Tables]:
    return trusts(PEOPLE, MONTHS)


@pytest.fixture(scope="module")
def places(held: Mapping[str, Tables], tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("trusts")
    return publish_each(held, folder, plan_of(folder), whole_window=False)


@pytest.fixture(scope="module")
def made(places: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Combined:
    return combine(take_parts(places), tmp_path_factory.mktemp("system") / "combined")


@pytest.fixture(scope="module")
def publication(made: Combined) -> Publication:
    return made.written.publication


def another(tables: Tables, folder: Path, code: str, *, version: str = "1.0.0", **plan: str) -> Path:
    """Let one trust publish otherwise than the others."""
    folder.mkdir(parents=True, exist_ok=True)
    store = bring_in(folder / "store", tables, code, version=version)
    publish(
        store,
        folder / code,
        audiences=[code],
        plan=plan_of(folder, **plan),
        contracts=CONTRACTS,
        whole_window=False,
    )
    return folder / code


def test_benchmarks_agree_with_those_of_pooled_records_within_what_rounding_explains(
    held: Mapping[str, Tables], publication: Publication, tmp_path: Path
) -> None:
    beside = agreement(publication, pooled(held, plan_of(tmp_path), publication, whole_window=False))
    assert beside["true_numerator"].null_count() == 0
    assert beside["within"].all()
    rates = beside.filter(pl.col("value").is_not_null())
    assert set(rates["measure"]) == {"coverage", "held_of_due", "current_placement", "sought_placement"}
    assert (rates["off"] <= rates["explained"] + 1e-12).all()
    assert rates["true_value"].is_between(rates["lower"], rates["upper"]).all()
    # What protection leaves open is never more than what chance leaves open.
    assert (rates["explained"] <= rates["upper"] - rates["lower"]).all()
    assert rates["off"].max() > 0  # type: ignore[operator]


def test_every_organisation_is_shown_as_it_published_itself(
    places: list[Path], publication: Publication
) -> None:
    for place in places:
        own = read_publication(place).estimates
        assert publication.estimates.filter(pl.col("organisation") == place.name).equals(own)
    assert set(publication.funnels["organisation"]) == {place.name for place in places}


def test_totals_have_charts_and_comparisons_of_their_own_and_stand_in_no_funnel(
    publication: Publication,
) -> None:
    assert SYSTEM in set(publication.series["organisation"])
    assert SYSTEM in set(publication.comparisons["organisation"])
    assert SYSTEM not in set(publication.estimates["organisation"])
    compared = publication.comparisons.filter(
        pl.col("organisation") == SYSTEM, pl.col("numerator").is_not_null()
    )
    assert compared.height
    keys = ["measure", "period", "breakdown", "group", "outcome"]
    both = compared.join(publication.totals, on=keys, nulls_equal=True, suffix="_total")
    assert both.height == compared.height
    for name in ("numerator", "denominator"):
        assert both[name].equals(both[f"{name}_total"].rename(name))


def test_it_is_whole_it_passes_the_audit_and_its_totals_cannot_be_changed(
    publication: Publication, tmp_path: Path
) -> None:
    assert verify(publication.folder) == ()
    found = audit_publication(publication.folder)
    assert found.passed
    assert found.verdict
    assert found.verdict.hidden > 0
    assert publication.manifest["audit"]["passed"] is True

    from tests.publication.made import put
    from tests.publication.test_malicious import parquet

    copied = Path(shutil.copytree(publication.folder, tmp_path / "copied"))
    put(copied, "totals.parquet", parquet(publication.totals.with_columns(pl.col("numerator_least") + 1)))
    assert verify(copied) == ("'totals.parquet' does not follow from 'estimates.parquet'.",)


def test_a_total_is_the_sum_of_what_was_published_with_a_range_for_what_was_not(
    publication: Publication,
) -> None:
    shown = publication.totals.filter(pl.col("hidden") == 0, pl.col("outcome").is_null())
    sums = publication.estimates.group_by(CELL).agg(pl.col("numerator", "denominator").sum())
    both = shown.join(sums, on=CELL, nulls_equal=True, suffix="_summed")
    assert both.height == shown.height > 0
    assert both["numerator"].equals(both["numerator_summed"].rename("numerator"))
    partly = publication.totals.filter(pl.col("hidden") > 0)
    assert partly.height
    assert (partly["numerator_most"] - partly["numerator_least"] >= 3 * partly["hidden"]).all()


def test_it_says_where_it_is_from(places: list[Path], publication: Publication) -> None:
    parts = publication.manifest["parts"]
    assert [part["organisations"] for part in parts] == [[place.name] for place in places]
    assert [part["fingerprint"] for part in parts] == [
        read_publication(place).fingerprint for place in places
    ]
    assert publication.manifest["audience"] == SYSTEM
    assert {code for one in publication.manifest["submissions"] for code in one["organisations"]} == {
        place.name for place in places
    }
    found = trace(publication, "coverage", organisation="ZZ2")
    assert [part["organisations"] for part in found.parts] == [["ZZ2"]]
    assert len(found.submissions) == 2


def test_a_total_is_traced_to_the_files_of_everybody_in_it(publication: Publication) -> None:
    found = trace(publication, "coverage", organisation=SYSTEM)
    (figure,) = found.figures.rows(named=True)
    assert figure["numerator_least"] < figure["numerator"] < figure["numerator_most"]
    assert len(found.parts) == 8
    assert len(found.submissions) == 16


def test_the_same_parts_in_any_order_give_the_same_bytes_and_change_nothing_twice(
    places: list[Path], publication: Publication, tmp_path: Path
) -> None:
    again = combine(take_parts(places[::-1]), tmp_path / "again")
    for path in publication.folder.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name
    assert again.written.changed
    assert not combine(take_parts(places), tmp_path / "again").written.changed


def test_a_part_published_anew_makes_the_next_release_and_the_earlier_one_is_kept(
    held: Mapping[str, Tables], places: list[Path], tmp_path: Path
) -> None:
    some = places[2:5]
    combine(take_parts(some), tmp_path / "combined")
    fewer = dict(held["ZZ4"])
    last = fewer["conversation_outcomes"]["period"].max()
    fewer["conversation_outcomes"] = fewer["conversation_outcomes"].filter(pl.col("period") != last)
    later = another(fewer, tmp_path, "ZZ4", version="1.0.1")
    parts = take_parts([later, *(place for place in some if place.name != "ZZ4")])
    assert combine(parts, tmp_path / "combined").written.publication.release == 2
    assert verify(tmp_path / "combined") == ()
    assert audit_publication(tmp_path / "combined").passed
    (change,) = changes_of(read_releases(tmp_path / "combined"))
    assert set(change.figures["organisation"]) == {"ZZ4"}
    assert set(change.figures["because"]) <= {"other submissions", None}


def test_two_that_speak_for_one_organisation_are_refused_by_its_name(
    places: list[Path], tmp_path: Path
) -> None:
    twin = Path(shutil.copytree(places[2], tmp_path / "twin"))
    with pytest.raises(PublicationProblem, match="speaks for the organisation 'ZZ3'") as told:
        take_parts([*places[:3], twin])
    assert "'twin'" in told.value.got


def test_of_a_trusts_publication_its_peers_are_not_taken(
    held: Mapping[str, Tables], places: list[Path], tmp_path: Path
) -> None:
    store = tmp_path / "store"
    bring_in(store, held["ZZ1"], "ZZ1")
    bring_in(store, held["ZZ2"], "ZZ2")
    place = tmp_path / "with peers"
    publish(store, place, audiences=["ZZ1"], plan=plan_of(tmp_path), contracts=CONTRACTS, whole_window=False)
    assert set(read_publication(place).estimates["organisation"]) == {"ZZ1", "ZZ2"}
    first, second = take_parts([place, places[1]])
    assert (first.codes, second.codes) == (("ZZ1",), ("ZZ2",))
    assert set(first.estimates["organisation"]) == {"ZZ1"}
    assert {code for one in first.submissions for code in one["organisations"]} == {"ZZ1"}


def test_another_policy_refuses_and_the_table_says_who_has_which(
    held: Mapping[str, Tables], places: list[Path], tmp_path: Path
) -> None:
    other = another(held["ZZ5"], tmp_path, "ZZ5", policy="SUPPRESS_10")
    parts = take_parts([places[0], places[1], other])
    told = differences(parts).filter("refused")
    assert set(told["what"]) == {"policy"}
    assert told.filter(pl.col("of") == "threshold").select("says", "organisations").rows() == [
        ("7", "ZZ1, ZZ2"),
        ("9", "ZZ5"),
    ]
    with pytest.raises(PublicationProblem, match="do not agree"):
        combine(parts, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_contracts_of_another_major_version_refuse_and_of_another_minor_one_are_told(
    held: Mapping[str, Tables], places: list[Path], tmp_path: Path
) -> None:
    minor = another(held["ZZ5"], tmp_path / "minor", "ZZ5", version="1.3.0")
    major = another(held["ZZ5"], tmp_path / "major", "ZZ5", version="2.0.0")
    told = differences(take_parts([places[0], minor]))
    assert set(told.select("what", "says", "refused").rows()) == {
        ("contract", "1.0.0", False),
        ("contract", "1.3.0", False),
    }
    assert (
        combine(take_parts([places[0], minor]), tmp_path / "out").written.publication.manifest["contracts"][
            "staff_in_post"
        ]
        == "1.0.0, 1.3.0"
    )
    assert differences(take_parts([places[0], major]))["refused"].all()


def test_a_measure_defined_otherwise_refuses_and_says_in_which_words(
    places: list[Path], tmp_path: Path
) -> None:
    from sfg_analytics.publication.files import to_json
    from tests.publication.made import put

    other = Path(shutil.copytree(places[1], tmp_path / "other"))
    words = [
        {**one, "denominator": "all staff"} if one["id"] == "coverage" else one
        for one in read_publication(other).measures
    ]
    put(other, "measures.json", to_json(words))
    told = differences(take_parts([places[0], other])).filter("refused")
    assert told.select("what", "of", "organisations").rows() == [
        ("measure", "coverage: denominator", "ZZ1"),
        ("measure", "coverage: denominator", "ZZ2"),
    ]
    assert told["says"][1] == "all staff"


def test_what_only_some_publish_is_shown_as_theirs_and_listed_as_missing(
    held: Mapping[str, Tables], places: list[Path], tmp_path: Path
) -> None:
    fewer = another(held["ZZ3"], tmp_path, "ZZ3", more="", reference="Female")
    made = combine(take_parts([places[0], places[1], fewer]), tmp_path / "out")
    told = made.differing
    assert not told["refused"].any()
    assert ("measure published", "sought_placement", "no", "ZZ3") in told.drop("refused").rows()
    assert ("reference group", "sex", "Female", "ZZ3") in told.drop("refused").rows()
    assert made.written.publication.manifest["plan"]["references"] == {"ethnicity": "White"}
    lacking = made.gaps.filter(pl.col("measure") == "sought_placement")
    assert lacking.select("breakdown", "missing", "months").rows() == [("", "ZZ3", 6)]
    totals = made.written.publication.totals
    assert set(totals.filter(pl.col("measure") == "sought_placement")["organisations"]) == {2}
    assert totals.filter(pl.col("measure") == "coverage")["missing"].null_count() > 0


def test_months_that_only_some_have_are_gaps_in_the_chart_of_the_whole(
    held: Mapping[str, Tables], places: list[Path], tmp_path: Path
) -> None:
    months = held["ZZ2"]["staff_in_post"]["period"].unique().sort()
    short = {
        **held["ZZ2"],
        "staff_in_post": held["ZZ2"]["staff_in_post"].filter(pl.col("period") < months[-2]),
    }
    made = combine(take_parts([places[0], another(short, tmp_path, "ZZ2")]), tmp_path / "out")
    publication = made.written.publication
    gone = made.gaps.filter(pl.col("measure") == "held_of_due")
    assert ("ZZ2", 2, months[-2], months[-1]) in gone.select("missing", "months", "first", "last").rows()
    chart = publication.series.filter(pl.col("organisation") == SYSTEM)
    assert chart["period"].max() < months[-2]  # type: ignore[operator]


def test_a_part_that_is_spoiled_or_tells_what_it_hides_is_not_taken(
    places: list[Path], tmp_path: Path
) -> None:
    from sfg_analytics.publication import write_publication
    from tests.publication.test_auditing import leaking

    spoiled = Path(shutil.copytree(places[0], tmp_path / "spoiled"))
    (spoiled / "estimates.parquet").write_bytes(b"x")
    with pytest.raises(PublicationProblem, match=r"estimates\.parquet"):
        take_parts([spoiled])
    write_publication(tmp_path / "leaks", **leaking(everybody=67, Female=60, Male=None))
    with pytest.raises(PublicationProblem, match="not fit to be combined") as told:
        take_parts([tmp_path / "leaks", *places])
    assert "Male" in told.value.got
    assert "7" not in told.value.got


@pytest.mark.parametrize("code", ["system", "ZZZ"])
def test_one_that_speaks_for_nobody_is_not_taken(tmp_path: Path, code: str) -> None:
    from sfg_analytics.publication import write_publication
    from tests.publication.made import contents

    given = contents(audience=code)
    if code == SYSTEM:
        for name in ("estimates", "organisations"):
            given[name] = given[name].with_columns(organisation=pl.col("organisation").replace("ZZA", SYSTEM))
    write_publication(tmp_path / "p", **given)
    with pytest.raises(PublicationProblem, match="no figures of an organisation that it speaks for"):
        take_parts([tmp_path / "p"])


def sfg(*arguments: object) -> tuple[int, str, BaseException | None]:
    said = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return said.exit_code, said.stdout, said.exception


def test_the_command_says_what_was_combined_what_is_not_alike_and_who_is_missing(
    held: Mapping[str, Tables], places: list[Path], tmp_path: Path
) -> None:
    fewer = another(held["ZZ3"], tmp_path, "ZZ3", more="")
    status, said, _ = sfg("combine", places[0], places[1], fewer, "--to", tmp_path / "out")
    assert status == 0
    for words in ("Not alike", "sought_placement", "Missing from totals", "release: 1", "NHS rounding to 5"):
        assert words in said
    status, said, _ = sfg("combine", places[0], places[1], fewer, "--to", tmp_path / "out", "--json")
    answer = json.loads(said)
    assert (status, answer["changed"], answer["release"]) == (0, False, 1)
    assert [part["organisation"] for part in answer["parts"]] == ["ZZ1", "ZZ2", "ZZ3"]
    other = another(held["ZZ4"], tmp_path / "other", "ZZ4", more=MORE, policy="SUPPRESS_10")
    status, said, fault = sfg("combine", places[0], other, "--to", tmp_path / "no")
    assert isinstance(fault, PublicationProblem)
    assert "Under 10 hidden" in said


def test_a_publication_for_everybody_is_a_part_like_the_same_for_the_system(
    held: Mapping[str, Tables], places: list[Path], tmp_path: Path
) -> None:
    code = "ZZ1"
    store = bring_in(tmp_path / "store", held[code], code)
    plan = plan_of(tmp_path)
    publish(
        store,
        tmp_path / "out",
        audiences=["system", "public"],
        plan=plan,
        contracts=CONTRACTS,
        whole_window=False,
    )
    others = [place for place in places if place.name != code]

    as_systems, as_everybodys = (
        combine(take_parts([*others, tmp_path / "out" / audience]), tmp_path / audience).written.publication
        for audience in ("system", "public")
    )

    assert as_everybodys.totals.equals(as_systems.totals)
    assert as_everybodys.estimates.equals(as_systems.estimates)
    assert code in set(as_everybodys.estimates["organisation"])
    assert as_everybodys.manifest["audience"] == SYSTEM
