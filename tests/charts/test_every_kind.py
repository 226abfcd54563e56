"""What every kind of chart promises, whatever it draws."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date
from html import unescape
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sfg_analytics.charts import STYLE, Chart, drawing, intervals
from tests.charts.samples import CAPTION, EMPTY, KINDS, TITLE, WHY, estimated

SVG = "{http://www.w3.org/2000/svg}"
every_kind = pytest.mark.parametrize("draw", KINDS.values(), ids=KINDS)
either_width = pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])


def texts(svg: str) -> list[str]:
    return ["".join(element.itertext()) for element in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314


def plain(written: str) -> str:
    """Read what plotly is given as a reader would."""
    return unescape(re.sub(r"<[^>]+>", " ", written)).strip()


def crosses(chart: Chart) -> int:
    """Count the crosses that plotly is given."""
    return sum(
        len(trace["x"])
        for trace in chart.specification()["data"]
        if trace.get("marker", {}).get("symbol") == "x-thin"
    )


@every_kind
@either_width
def test_the_drawing_is_well_formed_and_says_what_it_shows(draw: Callable[[], Chart], narrow: bool) -> None:
    chart = draw()

    drawn = ET.fromstring(chart.svg(narrow=narrow))  # noqa: S314

    assert drawn.tag == f"{SVG}svg"
    assert drawn.get("role") == "img"
    assert drawn.findtext(f"{SVG}title") == TITLE
    assert drawn.findtext(f"{SVG}desc", "").startswith(f"{TITLE}. ")
    assert drawn.get("viewBox", "").startswith(f"0 0 {340 if narrow else 680} ")


@every_kind
def test_a_drawing_whose_page_tells_it_already_is_not_heard_twice(draw: Callable[[], Chart]) -> None:
    drawn = ET.fromstring(draw().svg(aloud=False))  # noqa: S314

    assert drawn.get("aria-hidden") == "true"
    assert drawn.get("role") is None
    assert drawn.find(f"{SVG}title") is None


@every_kind
@either_width
def test_the_drawing_passes_the_strictest_content_policy_and_is_light(
    draw: Callable[[], Chart], narrow: bool
) -> None:
    svg = draw().svg(narrow=narrow)

    attributes = {name for element in ET.fromstring(svg).iter() for name in element.keys()}  # noqa: S314, SIM118
    tags = {element.tag.removeprefix(SVG) for element in ET.fromstring(svg).iter()}  # noqa: S314
    assert not {"style", "href", "id"} & attributes
    assert not any(name.startswith("on") for name in attributes)
    assert tags <= {"svg", "title", "desc", "g", "text", "path"}
    assert len(svg.encode()) < 12_000


@every_kind
def test_names_are_shown_and_not_obeyed(draw: Callable[[], Chart]) -> None:
    chart = draw()

    assert "<script" not in chart.svg()
    assert "\u202e" not in chart.svg()
    assert "\x00" not in chart.svg()
    told = chart.specification()
    written = [
        text for trace in told["data"] for name in ("text", "hovertext") for text in trace.get(name, [])
    ]
    written += [note["text"] for note in told["layout"].get("annotations", [])]
    written += [text for name, axis in told["layout"].items() if "axis" in name for text in axis["ticktext"]]
    written += [text for trace in told["data"] for text in trace.get("node", {}).get("label", [])]
    assert not any("<script" in text for text in [*written, told["layout"]["title"]["text"]])


@every_kind
def test_what_is_hidden_is_told_marked_with_a_cross_and_never_zero(draw: Callable[[], Chart]) -> None:
    chart = draw()

    shown = chart.table["value"].drop_nulls().to_list()
    assert chart.table["value"].null_count() >= 1
    assert 0.0 not in shown
    assert WHY in chart.alt or "hidden" in chart.alt
    assert any(kind == "cross" for kind, _, _ in chart.scene.key) or crosses(chart)
    assert not re.search(r"\bNone\b|\bnan\b|\bnull\b", chart.svg() + chart.alt)


def numbers(written: list[str]) -> Counter[str]:
    return Counter(number for text in written for number in re.findall(r"\d[\d.,]*%?", text))


@pytest.mark.parametrize("name", sorted(KINDS.keys() - {"sankey"}))  # streams have no counterpart in SVG
def test_both_pens_write_the_same_numbers(name: str) -> None:
    chart = KINDS[name]()

    told = chart.specification(headed=False)
    by_plotly = [plain(text) for trace in told["data"] for text in trace.get("text", [])]
    by_plotly += [plain(note["text"]) for note in told["layout"].get("annotations", [])]
    along = [
        plain(text) for name, axis in told["layout"].items() if "axis" in name for text in axis["ticktext"]
    ]

    assert numbers(by_plotly)
    assert numbers(texts(chart.svg(narrow=True, headed=False))) == numbers([*by_plotly, *along])


def scale(svg: ET.Element, axis: dict[str, Any], along: str) -> Callable[[float], float]:
    """Find which pixel a value has, from two labels of an axis in the drawing."""
    places = {"".join(text.itertext()): float(text.get(along, 0)) for text in svg.iter(f"{SVG}text")}
    labels = [(value, places[text]) for value, text in zip(axis["tickvals"], axis["ticktext"], strict=True)]
    (low, first), (high, last) = labels[0], labels[-1]
    return lambda value: first + (last - first) * (value - low) / (high - low)


@pytest.mark.parametrize(
    ("name", "along"), [("intervals", "x"), ("trend", "y"), ("control chart", "y"), ("funnel", "y")]
)
def test_both_pens_put_every_dot_at_its_value(name: str, along: str) -> None:
    chart = KINDS[name]()
    told = chart.specification(headed=False)
    root = ET.fromstring(chart.svg(narrow=True, headed=False))  # noqa: S314
    pixel = scale(root, told["layout"][f"{along}axis"], along)
    off = 0.0 if along == "x" else 4.5  # a label's foot is this far below the line it names

    in_key = sum(kind == "circle" for kind, _, _ in chart.scene.key)
    discs = [path.get("d", "") for path in root.iter(f"{SVG}path") if path.get("stroke-linecap") == "round"]
    places = [place.split() for disc in discs for place in re.findall(r"M(.+?)h0", disc)]
    dots = [float(place["xy".index(along)]) for place in places][in_key:]
    values = [
        value
        for trace in told["data"]
        if trace.get("marker", {}).get("symbol") == "circle"
        for value in trace[along]
    ]
    assert len(dots) >= 2
    assert dots == pytest.approx([pixel(value) - off for value in values], abs=0.2)


@every_kind
def test_plotly_accepts_what_it_is_given(draw: Callable[[], Chart]) -> None:
    chart = draw()

    assert isinstance(chart.figure, go.Figure)
    assert len(chart.figure.data) == len(chart.specification()["data"])


@every_kind
def test_the_specification_is_plain_values(draw: Callable[[], Chart]) -> None:
    def kinds(value: Any) -> set[type]:
        if isinstance(value, dict):
            return {kind for each in value.values() for kind in kinds(each)}
        if isinstance(value, list | tuple):
            return {kind for each in value for kind in kinds(each)}
        return {type(value)}

    found = kinds(draw().specification())

    assert found <= {str, int, float, bool, type(None)}


@pytest.mark.parametrize("draw", EMPTY.values(), ids=EMPTY)
@either_width
def test_a_table_without_rows_still_gives_a_drawing_that_says_so(
    draw: Callable[[], Chart], narrow: bool
) -> None:
    chart = draw()

    svg = chart.svg(narrow=narrow)

    assert any(text in {"Nothing to show", "No organisation has a figure"} for text in texts(svg))
    assert chart.figure.layout.height > 0


@every_kind
@either_width
def test_every_text_lies_within_the_page(draw: Callable[[], Chart], narrow: bool) -> None:
    root = ET.fromstring(draw().svg(narrow=narrow))  # noqa: S314
    _, _, width, height = (float(side) for side in root.get("viewBox", "").split())

    for text in root.iter(f"{SVG}text"):
        assert 0 <= float(text.get("x", -1)) <= width
        assert 0 <= float(text.get("y", -1)) <= height


@every_kind
def test_a_page_that_writes_title_and_caption_itself_gets_the_drawing_without_them(
    draw: Callable[[], Chart],
) -> None:
    chart = draw()

    assert TITLE in texts(chart.svg())
    assert TITLE not in texts(chart.svg(headed=False))
    assert "title" not in chart.specification(headed=False)["layout"]
    assert CAPTION.split(".")[0] in " ".join(texts(chart.svg()))


def test_drawing_needs_no_plotly() -> None:
    code = (
        "import sys\n"
        "from tests.charts.samples import KINDS\n"
        "for draw in KINDS.values():\n"
        "    draw().svg(); draw().specification()\n"
        "print('plotly' in sys.modules)\n"
    )

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "False"


def test_a_page_gets_both_drawings_and_a_style_that_shows_the_one_there_is_room_for() -> None:
    chart = KINDS["trend"]()
    page = ET.fromstring(drawing(chart))  # noqa: S314

    assert [element.get("class") for element in page] == ["sfg-wide", "sfg-narrow"]
    assert (page.get("role"), page.get("aria-label")) == ("img", " ".join(chart.alt.split()))
    assert [element.get("aria-hidden") for element in page] == ["true", "true"]
    assert "@container" in STYLE
    assert "http" not in STYLE


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=4), st.text(max_size=40))
def test_whatever_is_in_a_name_the_drawing_is_well_formed(names: list[str], caption: str) -> None:
    chart = intervals(estimated(names), title=TITLE, caption=caption)

    for narrow in (False, True):
        ET.fromstring(chart.svg(narrow=narrow))  # noqa: S314


def test_sixty_months_name_few_of_them_and_the_last() -> None:
    from sfg_analytics.charts.axes import months as month_axis

    periods = [date(2020 + place // 12, place % 12 + 1, 1) for place in range(60)]

    axis = month_axis(periods)

    assert [text for _, text in axis.ticks][-1].startswith("Dec")
    assert axis.narrow is not None
    assert len(axis.narrow) <= 4
    assert all(one < other for (one, _), (other, _) in pairwise(axis.ticks))
