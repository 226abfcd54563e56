"""Each audience is shown its own organisation in detail, and the others as the plan says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from sfg_analytics.disclosure import find_policy
from sfg_analytics.errors import PublicationProblem
from sfg_analytics.publication import Publication, verify
from sfg_analytics.publish import load_plan, publish
from sfg_analytics.store import Store
from tests.publish.made import CONTRACTS, MONTHS, fill, plan_of

SIZES = {f"ZZ{letter}": 40 + 20 * place for place, letter in enumerate("ABCDEF")}


@pytest.fixture(scope="module")
def store_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = Store(tmp_path_factory.mktemp("six") / "store")
    fill(store, SIZES)
    return store.path


def published(store: Path, tmp_path: Path, *audiences: str, peers: str = "named") -> dict[str, Publication]:
    tmp_path.mkdir(exist_ok=True)
    plan = plan_of(tmp_path, peers=peers)
    written = publish(store, tmp_path / "out", audiences=audiences, plan=plan, contracts=CONTRACTS)
    return {one.publication.manifest["audience"]: one.publication for one in written}


def details(publication: Publication) -> set[str]:
    return set(publication.estimates.filter(pl.col("breakdown") != "")["organisation"])


def test_one_audience_has_the_folder_itself_and_several_a_folder_each(
    store_path: Path, tmp_path: Path
) -> None:
    alone = published(store_path, tmp_path / "one", "ZZA")
    assert alone["ZZA"].folder.name == "out"
    both = published(store_path, tmp_path, "ZZA", "system")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["ZZA", "system"]
    assert details(both["system"]) == set(SIZES)
    for one in (*alone.values(), *both.values()):
        assert verify(one.folder) == ()


def test_named_peers_are_shown_by_their_figures_of_all_staff(store_path: Path, tmp_path: Path) -> None:
    shown = published(store_path, tmp_path, "ZZB")["ZZB"]
    assert details(shown) == {"ZZB"}
    assert set(shown.estimates["organisation"]) == set(SIZES)
    assert set(shown.funnels["organisation"]) == set(SIZES)
    assert set(shown.comparisons["organisation"]) == {"ZZB"}
    assert shown.peers.is_empty()


@pytest.mark.parametrize("peers", ["distribution", "none"])
def test_peers_that_are_not_named_appear_nowhere(store_path: Path, tmp_path: Path, peers: str) -> None:
    shown = published(store_path, tmp_path, "ZZB", peers=peers)["ZZB"]
    assert set(shown.estimates["organisation"]) == {"ZZB"}
    assert shown.organisations["organisation"].to_list() == ["ZZB"]
    assert shown.funnels.is_empty()
    for path in shown.folder.iterdir():
        for other in set(SIZES) - {"ZZB"}:
            assert other.encode() not in path.read_bytes()


def test_a_distribution_is_of_five_protected_values_or_more(store_path: Path, tmp_path: Path) -> None:
    shown = published(store_path, tmp_path, "ZZA", peers="distribution")["ZZA"]
    everything = published(store_path, tmp_path / "x", "system")
    (row,) = shown.peers.filter(pl.col("measure") == "eligible", pl.col("period") == MONTHS[1]).rows(
        named=True
    )
    others = everything["system"].estimates.filter(
        pl.col("measure") == "eligible",
        pl.col("period") == MONTHS[1],
        pl.col("breakdown") == "",
        pl.col("organisation") != "ZZA",
    )
    assert (row["peers"], row["median"]) == (5, others["value"].median())
    assert (shown.peers["peers"] >= 5).all()


def test_with_four_others_nothing_is_said_of_their_spread(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    fill(store, dict(list(SIZES.items())[:5]))
    assert published(store.path, tmp_path, "ZZA", peers="distribution")["ZZA"].peers.is_empty()


def test_the_same_cells_are_hidden_for_every_audience(store_path: Path, tmp_path: Path) -> None:
    shown = published(store_path, tmp_path, "system", "ZZA", "ZZF")
    keys = ["measure", "period", "organisation", "breakdown", "group", "outcome"]
    whole = shown["system"].estimates
    for audience in ("ZZA", "ZZF"):
        own = shown[audience].estimates
        assert own.height
        assert own.equals(
            whole.join(own.select(keys), on=keys, how="semi", nulls_equal=True, maintain_order="left")
        )


@pytest.mark.parametrize(
    ("asked", "closest"), [(["ZZAA"], "'ZZA'"), (["sistem"], "'system'"), (["ZZA", "ZZA"], "")]
)
def test_an_audience_that_is_unknown_or_named_twice_is_told(
    store_path: Path, tmp_path: Path, asked: list[str], closest: str
) -> None:
    with pytest.raises(PublicationProblem) as told:
        published(store_path, tmp_path, *asked)
    assert closest in told.value.closest
    assert not (tmp_path / "out").exists()


def test_submissions_of_peers_that_are_not_named_are_listed_by_hash_where_they_count(
    store_path: Path, tmp_path: Path
) -> None:
    def listed(peers: str, folder: str) -> list[dict[str, Any]]:
        return list(
            published(store_path, tmp_path / folder, "ZZA", peers=peers)["ZZA"].manifest["submissions"]
        )

    assert {tuple(one["organisations"]) for one in listed("none", "a")} == {("ZZA",)}
    assert sorted({tuple(one["organisations"]) for one in listed("distribution", "b")}) == [(), ("ZZA",)]
    assert len(listed("distribution", "c")) == 12


def test_a_publication_for_everybody_says_what_the_systems_says(store_path: Path, tmp_path: Path) -> None:
    shown = published(store_path, tmp_path, "system", "public", peers="none")
    system, public = shown["system"], shown["public"]

    for table in ("estimates", "organisations", "series", "funnels", "comparisons", "peers"):
        assert getattr(public, table).equals(getattr(system, table)), table
    assert public.measures == system.measures
    assert public.manifest["audience"] == "public"
    # Beside the audience's name and the hash of the whole, which follows from it, they are one.
    apart = {name for name in public.manifest if public.manifest[name] != system.manifest[name]}
    assert apart == {"audience"}
    assert verify(public.folder) == ()


@pytest.mark.parametrize("policy", ["INTERNAL_5", "STAFF_SURVEY_10"])
@pytest.mark.parametrize("audiences", [["public"], ["system", "public"]])
def test_nothing_is_made_for_everybody_under_a_policy_from_which_hidden_counts_may_be_worked_out(
    store_path: Path, tmp_path: Path, policy: str, audiences: list[str]
) -> None:
    plan_of(tmp_path)
    plan = load_plan(tmp_path / "plan.yaml", contracts=CONTRACTS, policy=find_policy(policy))
    with pytest.raises(PublicationProblem, match=f"'{find_policy(policy).name}'.*not for everybody") as told:
        publish(store_path, tmp_path / "out", audiences=audiences, plan=plan, contracts=CONTRACTS)
    assert "NHS_ROUND_5" in told.value.expected
    assert not (tmp_path / "out").exists()
