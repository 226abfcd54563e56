from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import sfg_analytics as sfg
from sfg_analytics.errors import MeasureProblem, NoSuchPath
from sfg_analytics.measures import count
from sfg_analytics.publication import read_publication
from sfg_analytics.statistics import compare, p_chart, wilson
from sfg_analytics.store import Store
from sfg_analytics.views import View, figures_of
from tests.site.made import rich
from tests.views.made import store_of, system

VIEWS: dict[str, Callable[..., View]] = {
    "by group": lambda source, **more: sfg.pipeline(source, "coverage", by="ethnicity", **more),
    "crossed": lambda source, **more: sfg.pipeline(source, "coverage", by=["sex", "ethnicity"], **more),
    "by organisation": lambda source, **more: sfg.pipeline(source, "coverage", by="organisation", **more),
    "month by month": lambda source, **more: sfg.pipeline(source, "coverage", by="period", **more),
    "many lines": lambda source, **more: sfg.pipeline(source, "coverage", by=["sex", "period"], **more),
    "steps": lambda source, **more: sfg.pipeline(source, "stages", by=(), **more),
    "a rate": lambda source, **more: sfg.pipeline(source, "readiness_supply", by="band", **more),
    "mix": sfg.placements,
    "matrix": lambda source, **more: sfg.placements(source, by="ethnicity", **more),
    "flow": lambda source, **more: sfg.placements(source, by="current_placement", **more),
    "fairness": sfg.fairness,
    "like for like": lambda source, **more: sfg.fairness(source, adjust=["band_cluster"], **more),
    "funnel": sfg.benchmark,
    "control chart": sfg.spc,
}
FUNCTIONS = (sfg.pipeline, sfg.placements, sfg.fairness, sfg.benchmark, sfg.spc)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return store_of(tmp_path_factory.mktemp("made up") / "store", system())


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_of_a_store_says_shows_and_draws_and_is_stamped(name: str, store: Store) -> None:
    view = VIEWS[name](store)

    assert isinstance(view.table, pl.DataFrame)
    assert view.table.height
    assert view.text.endswith("Exact counts: not for publication.")
    assert view.caveat in view.text
    assert len(view.said) > 40
    assert "Exact counts: not for publication." in view.chart.caption
    page = view._repr_html_()
    assert "<svg" in page
    assert "<table" in page
    assert page.count("Exact counts: not for publication.") >= 2
    assert set(view.shown) <= set(view.table.columns)
    assert isinstance(view.table.to_pandas(), pd.DataFrame)


def test_groups_are_counted_over_all_organisations_with_wilsons_limits(store: Store) -> None:
    view = sfg.pipeline(store, "coverage", by="ethnicity")

    counted = count(system(), "coverage", by=["ethnicity"], whole_window=True)
    now = counted.filter(pl.col("period") == counted["period"].max())
    white = now.filter(pl.col("ethnicity") == "White").select(pl.col("numerator", "denominator").sum())
    row = view.table.row(by_predicate=pl.col("label") == "White", named=True)
    x, n = white.row(0)
    assert (row["numerator"], row["denominator"], row["value"]) == (x, n, x / n)
    assert row["lower"] == pytest.approx(float(wilson(x, n).lower))
    assert f"{now['numerator'].sum():,} of {now['denominator'].sum():,}" in view.said


def test_only_months_that_all_organisations_have_are_added_up() -> None:
    tables = system()
    staff = tables["staff_in_post"]
    last = staff["period"].max()
    some = {
        **tables,
        "staff_in_post": staff.filter(~((pl.col("organisation") == "ZZ1") & (pl.col("period") == last))),
    }

    eligible = sfg.pipeline(some, "eligible", by="period")

    everybody = count(some, "eligible", whole_window=True)
    others = everybody.filter(pl.col("organisation") != "ZZ1", pl.col("period") == last)
    assert eligible.table["period"][-1] == last
    assert eligible.table["denominator"][-1] == others["denominator"].sum()
    assert "7 of 8 organisations together" in eligible.said
    assert eligible.table["organisation"].n_unique() == 1


def test_one_organisation_and_a_month_can_be_chosen(store: Store) -> None:
    view = sfg.pipeline(store, "eligible", by="sex", organisations="ZZ2", period="2025-01")

    assert view.table["organisation"].unique().to_list() == ["ZZ2"]
    assert view.table["period"].unique().to_list() == [date(2025, 1, 1)]
    assert "January 2025" in view.said
    assert_frame_equal(
        view.table,
        sfg.pipeline(store, "eligible", by="sex", organisations=["ZZ2"], period=date(2025, 1, 31)).table,
    )


def test_a_comparison_is_that_of_the_statistics(store: Store) -> None:
    view = sfg.fairness(store, "coverage", by="ethnicity", adjust=["band_cluster", "staff_group"])

    by = ["ethnicity", "band_cluster", "staff_group"]
    counted = count(system(), "coverage", by=by, whole_window=True)
    now = counted.filter(pl.col("period") == counted["period"].max())
    keys = ["measure", "period", *by, "outcome"]
    summed = now.group_by(keys, maintain_order=True).agg(pl.col("numerator", "denominator").sum())
    known = compare(summed.with_columns(organisation=pl.lit("all")), "ethnicity", "White", adjust=by[1:])
    assert view.table["like_for_like_ratio"].to_list() == known["like_for_like_ratio"].to_list()
    assert view.table["ratio"].to_list() == known["ratio"].to_list()
    assert "times that of 'White'" in view.said
    assert "like for like by band cluster and staff group" in view.said
    assert "The group is known of" in view.said


def test_a_probability_is_told_as_one_and_not_as_a_share(store: Store) -> None:
    view = sfg.fairness(store, "coverage", by="ethnicity", adjust="band_cluster")

    heads = list(view.shown)
    assert [head for head in heads if head.endswith("_p")] == ["adjusted_p", "like_for_like_adjusted_p"]
    rows = re.findall(r"<tr>(<th scope=.row.*?)</tr>", view.table_html())
    for row in rows:
        cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)
        for head, cell in zip(heads, cells, strict=True):
            if head.endswith("_p"):
                assert cell == "–" or re.fullmatch(r"under 0\.01|[01]\.\d\d", cell), head


def test_groups_in_two_respects_are_compared_with_one_in_both(store: Store) -> None:
    view = sfg.fairness(store, by=["sex", "ethnicity"], reference=["Male", "White"])

    assert view.table["reference"].unique().to_list() == ["Male | White"]
    assert "Female | White" in view.table["label"].to_list()


def test_without_a_reference_in_the_plan_the_largest_known_group_is_taken(store: Store) -> None:
    view = sfg.fairness(store, by="staff_group")

    counted = count(system(), "coverage", by=["staff_group"], whole_window=True)
    now = counted.filter(pl.col("period") == counted["period"].max())
    sizes = now.group_by("staff_group").agg(pl.col("denominator").sum()).sort("denominator")
    assert view.table["reference"][0] == sizes["staff_group"][-1]


def test_a_control_chart_is_that_of_the_statistics_and_tells_its_latest_month(store: Store) -> None:
    view = sfg.spc(store, organisations="ZZ1", target=0.3)

    counted = count(system(), "held_of_due", organisations="ZZ1", whole_window=True)
    known = p_chart(counted["numerator"], counted["denominator"], target=0.3)
    assert view.table["upper"].to_list() == known["upper"].to_list()
    assert view.table["signal"].to_list() == known["signal"].to_list()
    assert f"{known['signal'].count()} of {known.height} months stand out" in view.said
    assert "target" in view.said


def test_limits_begin_anew_where_the_process_was_changed(store: Store) -> None:
    plain = sfg.spc(store, organisations="ZZ1").table
    month = plain["period"][8]
    view = sfg.spc(store, organisations="ZZ1", rebase=[month])

    assert plain["segment"].max() == 0
    assert view.table.filter(pl.col("segment") == 1)["period"][0] == month


def test_the_organisation_in_focus_is_spoken_of(store: Store) -> None:
    view = sfg.benchmark(store, "eligible", focus="ZZ1")

    name = view.table.filter(pl.col("organisation") == "ZZ1")["label"][0]
    assert name != "ZZ1"
    assert name in view.said
    assert "Together" in view.said


def test_frames_of_pandas_give_the_same_figures_and_go_back_as_pandas() -> None:
    tables = {name: system()[name] for name in ("staff_in_post", "conversation_outcomes")}
    frames = {name: table.to_pandas() for name, table in tables.items()}
    before = {name: frame.copy() for name, frame in frames.items()}

    for view in (sfg.pipeline, sfg.fairness):
        given = view(frames, "coverage", by="ethnicity")  # type: ignore[operator]
        known = view(tables, "coverage", by="ethnicity").table  # type: ignore[operator]

        assert isinstance(given.table, pd.DataFrame)
        assert given.table["numerator"].tolist() == known["numerator"].to_list()
        assert given.said == view(tables, "coverage", by="ethnicity").said  # type: ignore[operator]
        assert "<table" in given._repr_html_()
    for name, frame in frames.items():
        pd.testing.assert_frame_equal(frame, before[name])


def test_times_and_categories_of_pandas_are_read() -> None:
    staff = system()["staff_in_post"].to_pandas()
    for column in ("period", "service_start_date"):
        staff[column] = pd.to_datetime(staff[column])
    staff["sex"] = staff["sex"].astype("category")

    view = sfg.pipeline({"staff_in_post": staff}, "eligible", by="sex")

    known = sfg.pipeline({"staff_in_post": system()["staff_in_post"]}, "eligible", by="sex")
    assert view.table["denominator"].tolist() == known.table["denominator"].to_list()


def test_a_publication_gives_its_own_figures_and_says_so(small_publication: Path) -> None:
    published = read_publication(small_publication)
    view = sfg.pipeline(published, "coverage", by="ethnicity", organisations="ZZC")

    own = published.estimates.filter(
        pl.col("measure") == "coverage",
        pl.col("breakdown") == "ethnicity",
        pl.col("organisation") == "ZZC",
        pl.col("period") == published.estimates["period"].max(),
    )
    assert view.table.select("value", "lower", "upper").rows() == own.select("value", "lower", "upper").rows()
    assert view.table["label"].to_list() == own["group"].to_list()
    assert "NHS rounding to 5" in view.stamp
    assert "not for publication" not in view._repr_html_()
    assert "Hidden: 1 to 7 people" in view._repr_html_()


def test_a_publications_control_chart_comparison_and_organisations_are_those_it_holds(
    small_publication: Path,
) -> None:
    published = read_publication(small_publication)

    charted = sfg.spc(small_publication, "coverage", organisations="ZZC").table
    held = published.series.filter(pl.col("organisation") == "ZZC", pl.col("measure") == "coverage")
    assert charted["value"].to_list() == held["value"].to_list()
    assert charted["mean"].to_list() == held["mean"].to_list()
    assert charted["value"].null_count() == 1

    compared = sfg.fairness(str(small_publication), "coverage", organisations="ZZA").table
    told = published.comparisons.filter(
        pl.col("organisation") == "ZZA", pl.col("measure") == "coverage", pl.col("breakdown") == "ethnicity"
    )
    assert compared["ratio"].to_list() == told["ratio"].to_list()

    beside = sfg.benchmark(small_publication).table
    assert beside["value"].to_list() == [0.5, 0.6, 0.7]
    assert sfg.placements(small_publication, organisations="ZZA").table["value"].n_unique() == 2


def test_like_for_like_a_publication_says_what_it_holds_whichever_way_round_it_is_crossed(
    tmp_path: Path,
) -> None:
    published = rich(tmp_path / "banded", banded=True)
    (held,) = published.comparisons.filter(pl.col("like_for_like_ratio").is_not_null()).to_dicts()
    view = sfg.fairness(published, "coverage", by="ethnicity", adjust="band_cluster", organisations="ZZF")
    (row,) = view.table.filter(pl.col("label") == held["group"]).to_dicts()
    same = (
        "ratio",
        "lower",
        "upper",
        *(f"like_for_like_{name}" for name in ("share", "ratio", "lower", "upper")),
    )

    assert held["like_for_like_ratio"] == pytest.approx(1.0)
    assert {name: row[name] for name in same} == {name: held[name] for name in same}
    assert "Like for like by band cluster it is 1.00 times" in view.text
    assert view.chart.table["like_for_like_ratio"].drop_nulls().to_list() == [pytest.approx(1.0)]
    crossed = sfg.pipeline(published, "coverage", by=["ethnicity", "band_cluster"], organisations="ZZF").table
    assert set(crossed["band_cluster"]) == {"Bands 1 to 4", "Bands 5 to 7"}
    for by, adjust in ((["ethnicity", "sex"], "band_cluster"), ("ethnicity", ["band_cluster", "sex"])):
        with pytest.raises(MeasureProblem, match="one breakdown is compared, with one other held equal"):
            sfg.fairness(published, "coverage", by=by, adjust=adjust, organisations="ZZF")


def test_a_publication_is_not_added_up_and_not_adjusted_for_what_it_does_not_cross(
    small_publication: Path,
) -> None:
    with pytest.raises(MeasureProblem, match="not added up") as refused:
        sfg.pipeline(small_publication, "coverage", by="ethnicity")
    assert "ZZB" in refused.value.expected

    with pytest.raises(MeasureProblem, match=r"does not split 'coverage' by 'ethnicity \| band_cluster'"):
        sfg.fairness(small_publication, adjust=["band_cluster"], organisations="ZZA")


@pytest.mark.parametrize(
    ("ask", "what", "nearest"),
    [
        (lambda s: sfg.pipeline(s, "coverige"), "no measure called 'coverige'", "'coverage'"),
        (lambda s: sfg.pipeline(s, by="bnad"), "no breakdown called 'bnad'", "'band'"),
        (lambda s: sfg.pipeline(s, organisations="ZZ11"), "an organisation 'ZZ11'", "'ZZ1'"),
        (lambda s: sfg.pipeline(s, period="March"), "'March' is not a month", ""),
        (lambda s: sfg.pipeline(s, period="1999-01"), "no figure for January 1999", ""),
        (lambda s: sfg.pipeline(s, outcome="depth"), "has no outcome 'depth'", ""),
        (
            lambda s: sfg.pipeline(s, by=["facilitator_team", "period"], measure="team_placement"),
            "too many",
            "",
        ),
        (lambda s: sfg.placements(s, "coverage"), "does not divide people", ""),
        (lambda s: sfg.fairness(s, "sought_placement"), "has outcomes; name the one", ""),
        (lambda s: sfg.fairness(s, "sought_placement", outcome="dept"), "no outcome 'dept'", "'depth'"),
        (lambda s: sfg.fairness(s, "readiness_supply", by="band"), "is no share", ""),
        (lambda s: sfg.fairness(s, reference="Wite"), "no group 'Wite'", "'White'"),
        (lambda s: sfg.spc(s, "sought_placement"), "has outcomes; name the one", ""),
        (lambda s: sfg.benchmark(s, "sought_placement"), "has outcomes; name the one", ""),
        (lambda s: sfg.benchmark(s, focus="ZZ"), "an organisation 'ZZ'", "'ZZ"),
    ],
)
def test_what_is_not_there_is_said_with_what_is(
    ask: Callable[[Any], View], what: str, nearest: str, store: Store
) -> None:
    with pytest.raises(MeasureProblem) as refused:
        ask(store)

    assert what in refused.value.what
    assert nearest in refused.value.closest


def test_a_table_of_counts_is_shown_the_way_to_the_statistics(tmp_path: Path) -> None:
    with pytest.raises(MeasureProblem) as refused:
        sfg.benchmark(pl.DataFrame({"numerator": [1]}))  # type: ignore[arg-type]
    assert "sfg_analytics.statistics" in refused.value.hint

    with pytest.raises(NoSuchPath):
        sfg.pipeline(tmp_path / "nowhere")
    with pytest.raises(MeasureProblem, match="holds no tables"):
        sfg.pipeline(Store(tmp_path))


def test_a_spreadsheet_takes_nothing_in_the_csv_for_a_formula() -> None:
    staff = system()["staff_in_post"].with_columns(directorate=pl.lit("=HYPERLINK(1)"))
    view = sfg.pipeline({"staff_in_post": staff}, "eligible", by="directorate")

    read = pl.read_csv(view.csv().encode())
    assert read["label"].unique().to_list() == ["'=HYPERLINK(1)"]
    assert read["numerator"].to_list() == view.table["numerator"].to_list()
    assert read["stamp"].unique().to_list() == ["Exact counts: not for publication."]


def test_what_records_say_is_escaped_on_a_page() -> None:
    staff = system()["staff_in_post"].with_columns(directorate=pl.lit("<script>1</script>"))
    page = sfg.pipeline({"staff_in_post": staff}, "eligible", by="directorate")._repr_html_()

    assert "<script>" not in page


def test_figures_opened_once_count_each_thing_once(store: Store) -> None:
    figures = figures_of(store)

    assert figures.rows("eligible", ["sex"]) is figures.rows("eligible", ["sex"])
    assert figures_of(figures) is figures


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_a_function_can_be_used_without_the_manual(function: Callable[..., View]) -> None:
    told = inspect.getdoc(function) or ""

    for name in inspect.signature(function).parameters:
        assert f"\n{name}\n" in told, name
    assert "\nExamples\n" in told
    assert function.__name__ in dir(sfg)


def test_completion_offers_what_can_be_used_and_nothing_else(store: Store) -> None:
    offered = [name for name in dir(sfg) if not name.startswith("_")]
    assert sorted(offered) == sorted(sfg.__all__)
    assert all(callable(getattr(sfg, name)) or name.isupper() for name in offered)
    view = sfg.pipeline(store, "eligible", by="sex")
    assert {"table", "chart", "text", "said", "caveat", "csv", "to_pandas"} <= set(dir(view))


def test_every_table_can_be_had_as_pandas_whatever_the_source(store: Store) -> None:
    view = sfg.pipeline(store, "eligible", by="sex")
    assert view.to_pandas()["label"].tolist() == view.table["label"].to_list()
    given = sfg.pipeline({"staff_in_post": system()["staff_in_post"].to_pandas()}, "eligible", by="sex")
    assert given.to_pandas() is given.table
