from __future__ import annotations

import json
import math
import re
from pathlib import Path

import polars as pl
import pytest

from sfg_analytics.__main__ import app
from sfg_analytics.errors import PublicationProblem
from sfg_analytics.pack import Packed, pack
from sfg_analytics.publication import Publication
from tests.pack.made import HOSTILE, SURVEY
from tests.pack.read_back import NUMBERS, Page, Workbook, numbers_of, plain_head, spellings

NUMBER = re.compile(r"[+\N{MINUS SIGN}]?\d[\d,]*(?:\.\d+)?%?")
WAYS = ["the system", "one organisation", "somebody who means harm"]


@pytest.fixture(scope="module", params=WAYS)
def packed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Publication, Packed]:
    name = "hostile" if request.param == WAYS[2] else "real"
    publication: Publication = request.getfixturevalue(name)
    organisation = "ZZF" if request.param == WAYS[1] else None
    folder = tmp_path_factory.mktemp("packed") / "pack"
    return publication, pack(publication, folder, organisation=organisation)


def test_every_number_of_the_page_is_one_of_the_publication(packed: tuple[Publication, Packed]) -> None:
    publication, written = packed
    allowed = spellings(numbers_of(publication))
    checked = 0
    for caption, row, head, text in Page(written.page).cells:
        if plain_head(head) in NUMBERS and text not in {"under 0.001"}:
            for number in NUMBER.findall(re.sub(r"[Hh]idden: .*|No percentage: .*|Fewer than .*", "", text)):
                assert number in allowed, (caption, row, head, text)
                checked += 1
    assert checked > 50


def test_every_number_of_the_workbook_is_one_of_the_publication(packed: tuple[Publication, Packed]) -> None:
    publication, written = packed
    known = numbers_of(publication)
    known += [100 * one for one in known]
    checked = 0
    for name, rows in Workbook(written.workbook).sheets.items():
        if name in {"Notes", "Hidden and why", "Not compared"}:
            continue
        for row in rows:
            for cell in row:
                if isinstance(cell, float):
                    assert any(math.isclose(cell, one, rel_tol=1e-12, abs_tol=1e-12) for one in known), (
                        name,
                        row,
                    )
                    checked += 1
    assert checked > 50


def test_groups_stand_with_their_own_numbers(real: Publication, tmp_path: Path) -> None:
    written = pack(real, tmp_path / "pack", organisation="ZZF")
    estimates = real.estimates.filter(
        pl.col("measure") == "coverage", pl.col("organisation") == "ZZF", pl.col("breakdown") == "sex"
    )
    latest = estimates.filter(pl.col("period") == estimates["period"].max())
    shown = latest.filter(pl.col("value").is_not_null())
    assert shown.height >= 2
    rows = {row["Group"]: row for row in Workbook(written.workbook).table("Conversations by Sex", "Group")}
    cells = {
        (row, plain_head(head)): text
        for caption, row, head, text in Page(written.page).cells
        if caption.startswith("Staff with a recorded career conversation by sex")
    }
    for one in shown.iter_rows(named=True):
        row = rows[one["group"]]
        assert (row["Share"], row["Number"], row["Out of"]) == (
            one["value"],
            one["numerator"],
            one["denominator"],
        )
        assert (
            cells[one["group"], "Share"] == f"{one['value']:.0%} ({one['lower']:.0%} to {one['upper']:.0%})"
        )
        assert cells[one["group"], "Number"] == f"{one['numerator']:,}"


def test_what_is_hidden_is_a_mark_with_its_reason_and_no_number(hostile: Publication, tmp_path: Path) -> None:
    written = pack(hostile, tmp_path / "pack", organisation="ZZC")
    rows = Workbook(written.workbook).table("Conversations by Sex", "Group")
    assert rows
    for row in rows:
        reference = row["Group"] == "Male"
        assert (row["Share"], row["Number"]) == ("[c]", "[c]")
        assert row["Times as likely as the reference"] == ("[x]" if reference else "[c]")
        assert row["Shown or hidden"] == "Hidden: 1 to 7 people"
    cells = [cell for cell in Page(written.page).cells if "by sex" in cell[0] and cell[2].startswith("Share")]
    assert {cell[3] for cell in cells} == {"Hidden: 1 to 7 people"}


def test_names_that_would_be_obeyed_are_letters_and_no_more(hostile: Publication, tmp_path: Path) -> None:
    written = pack(hostile, tmp_path / "pack")
    page, book = Page(written.page), Workbook(written.workbook)
    assert not {"script", "img", "iframe", "object", "link", "base", "form"} & set(page.tags)
    assert not [one for one in page.attributes if one[1].startswith("on") or one[1] in {"src", "action"}]
    assert {value[:1] for _, name, value in page.attributes if name == "href"} == {"#"}
    assert "document.title='stolen'" in page.words
    assert not any(b"<f>" in part or b"<f " in part for part in book.parts.values())
    assert not any(b"evil.example" in part for name, part in book.parts.items() if name.endswith(".rels"))
    texts = book.parts["xl/sharedStrings.xml"].decode()
    assert "=HYPERLINK(" in texts
    assert "\t" not in texts
    quoted = re.findall(r'<xf [^>]*quotePrefix="1"', book.parts["xl/styles.xml"].decode())
    assert quoted
    for name in HOSTILE.values():
        assert " ".join(name.split())[:10] in page.words


def test_a_workbook_holds_nothing_that_its_reader_cannot_see(packed: tuple[Publication, Packed]) -> None:
    _, written = packed
    book = Workbook(written.workbook)
    assert set(book.states) == {None}
    assert list(book.sheets)[:3] == ["Cover", "Contents", "Notes"]
    assert not [
        name for name in book.parts if "comment" in name or "vba" in name or "external" in name.lower()
    ]
    assert not [name for name in book.parts if name.startswith("docProps/custom")]
    core = book.parts["docProps/core.xml"].decode()
    assert "<dc:creator></dc:creator>" in core
    assert "<cp:lastModifiedBy></cp:lastModifiedBy>" in core
    assert b"hidden=" not in b"".join(part for name, part in book.parts.items() if "worksheets/" in name)
    assert len(book.sheets) == written.sheets + 3


def test_the_same_publication_gives_the_same_bytes(
    packed: tuple[Publication, Packed], tmp_path: Path
) -> None:
    publication, written = packed
    organisation = written.organisations[0] if len(written.organisations) == 1 else None
    again = pack(publication, tmp_path / "again", organisation=organisation)
    assert again.page.read_bytes() == written.page.read_bytes()
    assert again.workbook.read_bytes() == written.workbook.read_bytes()


def test_a_page_says_first_what_matters_and_last_what_it_rests_on(real: Publication, tmp_path: Path) -> None:
    written = pack(real, tmp_path / "pack", organisation="ZZF")
    words = " ".join(Page(written.page).words.split())
    row = (
        real.estimates.filter(
            pl.col("measure") == "coverage", pl.col("organisation") == "ZZF", pl.col("breakdown") == ""
        )
        .sort("period")
        .row(-1, named=True)
    )
    rate = f"{row['value']:.0%} ({row['lower']:.0%} to {row['upper']:.0%})"
    first = words.split("What matters first")[2].split("At a glance")[0]
    assert f"In March 2025, {rate} of eligible staff had a recorded career conversation" in first
    assert "Placements are not ranked." in first
    for submission in real.manifest["submissions"]:
        assert (submission["sha256"] in words) == ("ZZF" in submission["organisations"])
    assert f"sfg-analytics {real.manifest['code_version']}" in words
    assert "Audit: nothing hidden can be worked out" in words
    assert real.manifest["policy"]["name"] in words


def test_hidden_figures_are_counted_for_each_reason(hostile: Publication, tmp_path: Path) -> None:
    written = pack(hostile, tmp_path / "pack")
    rows = Workbook(written.workbook).table("Hidden and why", "What became of them")
    counted = {row["What became of them"]: row["Figures"] for row in rows}
    hidden = hostile.estimates["hidden"].count()
    assert hidden > 0
    assert counted.pop("Shown") == hostile.estimates.height - hidden
    assert counted.pop("Hidden: 1 to 7 people") == hidden
    assert set(counted.values()) == {0}


def test_the_survey_stands_with_its_publisher_and_year(hostile: Publication, tmp_path: Path) -> None:
    written = pack(hostile, tmp_path / "pack", organisation="ZZA")
    (row,) = Workbook(written.workbook).table("What staff say", "Measure")
    assert (row["Survey of"], row["Number"], row["Out of"]) == ("2024", 333, 611)
    assert "Survey Coordination Centre" in Page(written.page).words
    assert SURVEY in {one["id"] for one in hostile.measures}


def test_a_publication_of_one_organisation_is_packed_for_it(small_publication: Path, tmp_path: Path) -> None:
    from sfg_analytics.publication import read_publication

    read = read_publication(small_publication)
    assert pack(read, tmp_path / "all").organisations == ("ZZA", "ZZB", "ZZC")
    with pytest.raises(PublicationProblem, match="no figure of an organisation 'ZZZ'"):
        pack(read, tmp_path / "none", organisation="ZZZ")
    assert not (tmp_path / "none").exists()


def test_a_folder_that_holds_something_else_is_refused_and_left(real: Publication, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "minutes.txt").write_text("keep me")
    with pytest.raises(PublicationProblem, match="not a pack"):
        pack(real, folder)
    assert (folder / "minutes.txt").read_text() == "keep me"
    with pytest.raises(PublicationProblem, match="not a pack"):
        pack(real, folder / "minutes.txt")
    assert [entry.name for entry in tmp_path.iterdir()] == ["papers"]


def test_a_pack_is_replaced_by_the_next_one(real: Publication, tmp_path: Path) -> None:
    pack(real, tmp_path / "pack", organisation="ZZA")
    pack(real, tmp_path / "pack", organisation="ZZB")
    assert "(ZZB)" in (tmp_path / "pack" / "board-pack.html").read_text("utf-8")
    assert sorted(entry.name for entry in tmp_path.rglob("*")) == [
        "board-pack.html",
        "board-pack.xlsx",
        "pack",
    ]


def test_the_command_says_what_it_wrote(
    real: Publication, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app(
        ["pack", str(real.folder), "--to", str(tmp_path / "p"), "--organisation", "ZZA", "--json"],
        standalone_mode=False,
    )
    said = json.loads(capsys.readouterr().out)
    assert said["organisations"] == ["ZZA"]
    assert Path(said["page"]).is_file()
    assert Path(said["workbook"]).is_file()
