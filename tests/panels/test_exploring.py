from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import traitlets
from polars.testing import assert_frame_equal

from sfg_analytics.errors import MeasureProblem
from sfg_analytics.panels import Explorer, Exploring, explore
from sfg_analytics.panels.offers import OTHERS, USUAL_MONTHS
from sfg_analytics.store import Store
from sfg_analytics.views import figures_of
from tests.site.made import rich
from tests.views.made import store_of, system

CHOICES: dict[str, tuple[dict[str, Any], str]] = {
    "by group": ({"split": "ethnicity"}, "pipeline"),
    "crossed": ({"split": "ethnicity", "split_again": "sex"}, "pipeline"),
    "nothing split": ({"split": ""}, "pipeline"),
    "many lines": ({"split": "sex", "split_again": "period"}, "pipeline"),
    "one organisation": ({"split": "sex", "organisations": ("ZZ1",)}, "pipeline"),
    "a month": ({"split": "sex", "period": date(2025, 1, 1)}, "pipeline"),
    "months": ({"split": "period"}, "pipeline"),
    "usual months": ({"measure": "held_of_due", "split": "period", "compare": USUAL_MONTHS}, "spc"),
    "organisations": ({"split": "organisation"}, "pipeline"),
    "funnel": ({"split": "organisation", "compare": OTHERS}, "benchmark"),
    "fairness": ({"split": "ethnicity", "compare": "White"}, "fairness"),
    "one among others": (
        {"split": "organisation", "compare": OTHERS, "organisations": ("ZZ3",)},
        "benchmark",
    ),
    "intersections": ({"split": "sex", "split_again": "ethnicity", "compare": "Male | White"}, "fairness"),
    "intersections, like for like": (
        {
            "split": "sex",
            "split_again": "ethnicity",
            "compare": "Male | White",
            "adjust": ("band_cluster",),
        },
        "fairness",
    ),
    "like for like": ({"split": "sex", "compare": "Male", "adjust": ("band_cluster",)}, "fairness"),
    "mix": ({"measure": "sought_placement", "split": "period"}, "placements"),
    "matrix": ({"measure": "sought_placement", "split": "ethnicity"}, "placements"),
    "flow": ({"measure": "sought_placement", "split": "current_placement"}, "placements"),
    "one outcome": ({"measure": "sought_placement", "outcome": "breadth", "split": "sex"}, "pipeline"),
    "a rate": ({"measure": "readiness_supply", "split": "band"}, "pipeline"),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return store_of(tmp_path_factory.mktemp("made up") / "store", system())


@pytest.fixture
def model(store: Store) -> Exploring:
    return Exploring(figures_of(store), repr(str(store.path)))


@pytest.mark.parametrize("name", CHOICES)
def test_the_code_that_is_shown_makes_the_view_that_is_shown(name: str, store: Store) -> None:
    chosen, function = CHOICES[name]
    model = Exploring(figures_of(store), repr(str(store.path)), **chosen)
    code = model.code()

    assert f"sfg.{function}(" in code
    assert len(code.splitlines()) == 5
    made: dict[str, Any] = {}
    exec(code, made)  # noqa: S102 - the code is what is tested
    shown = model.view()
    assert_frame_equal(made["view"].table, shown.table)
    assert made["view"].text == shown.text
    assert made["view"].chart.alt == shown.chart.alt


def test_it_starts_with_all_organisations_and_the_latest_month(model: Exploring) -> None:
    assert model.measure == "coverage"
    assert model.organisations == ()
    assert model.period == system()["staff_in_post"]["period"].max()
    assert model.view().stamp == "Exact counts: not for publication."


def test_groups_in_two_respects_are_compared_with_one_in_both(model: Exploring) -> None:
    model.choose(split="sex", split_again="ethnicity")
    offered = [value for _, value in model.offered("compare")]
    assert offered[0] == ""
    assert "Male | White" in offered

    model.choose(compare="Male | White")
    view = model.view()
    assert "from 'Male | White'" in view.said
    assert "Female | White" in view.table["label"].to_list()
    assert {"sex", "ethnicity"}.isdisjoint(value for _, value in model.offered("adjust"))
    model.choose(split_again="organisation")
    assert [value for _, value in model.offered("compare")] == [""]


def test_one_organisation_is_brought_out_among_the_others(model: Exploring) -> None:
    model.choose(split="organisation", compare=OTHERS, organisations=("ZZ3",))
    view = model.view()
    assert view.table.height > 1
    assert "Made up 3: " in view.said


def test_what_does_not_fit_a_new_measure_gives_way(model: Exploring) -> None:
    model.choose(split="ethnicity", compare="White", adjust=("sex",))
    model.choose(measure="readiness_supply")

    assert model.split in [value for _, value in model.offered("split")]
    assert model.compare == ""
    assert model.adjust == ()
    assert model.view().table.height


@pytest.mark.parametrize(
    "chosen",
    [
        {"measure": "coverige"},
        {"split": "person"},
        {"organisations": ("ZZ99",)},
        {"period": date(1999, 1, 1)},
        {"compare": "Nobody"},
        {"adjust": ("sex",)},
        {"colour": "red"},
    ],
)
def test_what_is_not_on_offer_is_refused_and_nothing_changes(
    chosen: dict[str, Any], model: Exploring
) -> None:
    before = model.state()

    with pytest.raises(traitlets.TraitError):
        model.choose(**chosen)

    assert model.state() == before


def test_a_kept_view_opens_again(model: Exploring, store: Store, tmp_path: Path) -> None:
    model.choose(split="ethnicity", compare="White", adjust=("band_cluster",), organisations=("ZZ1", "ZZ2"))
    kept = tmp_path / "kept.json"
    kept.write_text(model.state(), "utf-8")

    again = explore(store, state=kept)

    assert again.model.state() == model.state()
    assert again.model.view().said == model.view().said
    assert json.loads(model.state())["compare"] == "White"


def test_a_kept_view_is_opened_by_its_file_and_what_is_none_is_told(model: Exploring, store: Store) -> None:
    model.choose(split="sex", split_again="ethnicity", compare="Male | White")
    page = explore(store)

    def send(message: Any) -> None:
        """Hand over what a browser sends."""
        page.actions._handle_custom_msg(message, [])

    send({"kept": model.state()})
    assert page.model.state() == model.state()
    assert page.selectors["compare"].value == "Male | White"
    for spoilt in ("\N{REPLACEMENT CHARACTER}", model.state().replace("Male", "Mole")):
        send({"kept": spoilt})
        assert "cannot be opened here" in page.head.value
        assert page.model.state() == model.state()
    for nonsense in ({}, {"kept": 3}, "kept", None):
        send(nonsense)
        assert page.model.state() == model.state()


@pytest.mark.parametrize(
    "state",
    ["", "[]", "{}", '{"period": "March"}', '{"period": null, "organisations": null}', '{"period": 3}'],
)
def test_what_is_no_kept_view_is_refused(state: str, model: Exploring) -> None:
    with pytest.raises(MeasureProblem, match="no kept view"):
        model.reopen(state)


def test_a_publication_shows_one_organisation_at_a_time_and_adjusts_nothing(small_publication: Path) -> None:
    page = explore(small_publication)

    assert len(page.model.organisations) == 1
    assert "not for publication" not in page.head.value
    page.model.choose(split="ethnicity", compare="White")
    assert page.model.offered("adjust") == []
    page.model.choose(split="organisation", organisations=())
    assert page.model.view().table["organisation"].n_unique() == 3
    made: dict[str, Any] = {}
    exec(page.model.code(), made)  # noqa: S102 - the code is what is tested
    assert made["view"].said == page.model.view().said


def test_a_publication_holds_equal_what_it_crosses(tmp_path: Path) -> None:
    page = explore(rich(tmp_path / "banded", banded=True))
    page.model.choose(measure="coverage", split="ethnicity", organisations=("ZZF",), compare="White")
    assert page.model.offered("adjust") == [("Band cluster", "band_cluster")]

    page.model.choose(adjust=("band_cluster",))
    assert "Like for like by band cluster it is 1.00 times" in page.model.view().text
    made: dict[str, Any] = {}
    exec(page.model.code(), made)  # noqa: S102 - the code is what is tested
    assert made["view"].said == page.model.view().said


def test_a_selector_redraws_sentence_chart_table_and_code(store: Store) -> None:
    page = explore(store)
    page.selectors["split"].value = "sex"
    page.selectors["compare"].value = "Male"

    assert "times that of &#x27;Male&#x27;" in page.head.value
    assert "Exact counts: not for publication." in page.head.value
    assert "Female" in page.chart.alt
    assert "Times as likely" in page.table.value
    assert "sfg.fairness(" in page.actions.code
    assert page.actions.csv.startswith("label,")
    assert page.actions.svg.startswith("<svg")
    assert page.selectors["adjust"].layout.display == ""


def test_a_value_that_a_browser_made_up_is_put_back(store: Store) -> None:
    page = explore(store)
    selector = page.selectors["period"]
    selector.options = [*selector.options, ("January 1999", date(1999, 1, 1))]
    selector.value = date(1999, 1, 1)

    assert page.model.period != date(1999, 1, 1)
    assert selector.value == page.model.period


def test_what_cannot_be_answered_is_said_in_place_of_the_chart() -> None:
    staff = system()["staff_in_post"]
    many = staff.with_columns(directorate=pl.int_range(pl.len()).mod(90).cast(pl.String))
    page = Explorer(Exploring(figures_of({"staff_in_post": many}), "tables", measure="eligible"))
    page.model.choose(split="directorate", split_again="period")
    page.show()

    assert "too many groups" in page.head.value
    assert "Nothing to show" in str(page.chart.spec)
    assert page.table.value == ""
    assert "too many groups" in page.chart.said


def test_nothing_to_count_is_said() -> None:
    with pytest.raises(MeasureProblem, match="nothing to explore"):
        explore({"organisations": system()["organisations"]})
