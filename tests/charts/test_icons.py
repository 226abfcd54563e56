from __future__ import annotations

import re
from itertools import combinations
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from sfg_analytics.charts import IconTable, assurance_icon, icon_table, variation_icon
from sfg_analytics.charts.icons import ASSURANCE, VARIATION
from tests.charts.samples import CAPTION, HOSTILE, WHY, charted


def made(**more: Any) -> IconTable:
    steady: list[float | None] = [0.5, 0.52, 0.49, 0.51, 0.5, 0.52, 0.5, 0.48, 0.51, 0.5, 0.51, 0.5]
    return icon_table(
        {
            "Coverage": charted(),
            HOSTILE: charted(steady, target=None),
            "Reviews overdue": charted([*steady, None], target=0.2, improvement="decrease"),
            "Stretch sought": charted([*steady, 0.9], target=0.5, improvement="neutral"),
            "Everything hidden": charted([None, None]),
            "People per vacancy": charted([value and value * 4 for value in steady], target=1.0),
        },
        title="Measures at a glance",
        caption=CAPTION,
        kinds={"People per vacancy": "rate"},
        **more,
    )


def cells(table: IconTable) -> list[list[str]]:
    body = ET.fromstring(table.html).find("table/tbody")  # noqa: S314
    assert body is not None
    return [[" ".join("".join(cell.itertext()).split()) for cell in row] for row in body]


def test_every_icon_can_be_told_from_every_other_without_colour() -> None:
    drawn = [variation_icon(*meaning) for meaning in VARIATION] + [
        assurance_icon(meaning) for meaning in ASSURANCE if meaning
    ]

    colourless = [re.sub(r"#[0-9A-Fa-f]{6}", "", icon) for icon in drawn]

    assert all(one != other for one, other in combinations(colourless, 2))


@pytest.mark.parametrize("meaning", list(VARIATION))
def test_an_icon_alone_tells_its_words_and_beside_them_keeps_quiet(
    meaning: tuple[str | None, str | None],
) -> None:
    alone, beside = variation_icon(*meaning, aloud=True), variation_icon(*meaning)

    assert ET.fromstring(alone).get("aria-label") == VARIATION[meaning]  # noqa: S314
    assert ET.fromstring(beside).get("aria-hidden") == "true"  # noqa: S314


def test_every_measure_has_a_row_with_value_target_and_both_icons_in_words() -> None:
    rows = {row[0]: row[1:] for row in cells(made())}

    # Mean 0.528, mean moving range 0.046: the upper limit is 0.651, short of the target.
    assert rows["Coverage"][:2] == ["80%January 2023", "70%"]
    assert rows["Coverage"][2:4] == ["Improvement: higher than usual", "Misses the target consistently"]
    assert rows["People per vacancy"][:2] == ["2.0December 2022", "1.0"]
    assert rows["People per vacancy"][3] == "Meets the target consistently"
    assert rows["Stretch sought"][2:4] == ["Higher than usual", "Neither way is better"]
    assert len(rows) == 6


def test_a_hidden_month_is_said_and_the_icon_names_the_month_it_is_of() -> None:
    rows = {row[0]: row[1:] for row in cells(made())}

    assert rows["Reviews overdue"][0] == f"hidden: {WHY}January 2023"
    assert rows["Reviews overdue"][2] == "Usual variationof December 2022"
    assert rows["Everything hidden"][2:4] == ["No figure", "No figure"]
    assert rows[next(name for name in rows if name.startswith("Estates"))][1] == "none"


def test_the_words_tell_every_measure() -> None:
    table = made()

    assert (
        "Coverage: 80% in January 2023, target 70%. Improvement: higher than usual. Misses the target"
        in table.alt
    )
    assert (
        f"Everything hidden: hidden: {WHY} in February 2022, target 70%. No figure. No figure." in table.alt
    )
    assert table.table.height == 6


def test_the_table_is_well_formed_and_obeys_no_name() -> None:
    html = made().html

    assert "<script" not in html
    assert " style=" not in html
    root = ET.fromstring(html)  # noqa: S314
    assert root.findtext("table/caption", "").startswith("Measures at a glance")
    assert all(head.get("scope") == "row" for head in root.iter("th") if head.get("role") == "rowheader")
    labels = [
        spark.get("aria-label") for spark in root.iter("{http://www.w3.org/2000/svg}svg") if spark.get("role")
    ]
    assert labels[0] == "January 2022: 50%; January 2023: 80%; 1 month without a figure"
    assert len(labels) == 6


def test_a_table_of_no_measures_is_a_table_without_rows() -> None:
    empty = icon_table({}, title="Measures at a glance")

    assert cells(empty) == []
    assert empty.alt == "Measures at a glance. Table of 0 measures."
