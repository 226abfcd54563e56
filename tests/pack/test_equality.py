from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
import yaml

from sfg_analytics.__main__ import app
from sfg_analytics.errors import PublicationProblem
from sfg_analytics.pack import equality, read_words, write_words
from sfg_analytics.pack.wording import SHIPPED
from sfg_analytics.publication import Publication
from tests.pack.read_back import Page


def words_of(path: Path) -> str:
    return " ".join(Page(path).words.split())


@pytest.fixture(scope="module")
def written(real: Publication, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("equality") / "equality.html"
    equality(real, path, organisation="ZZF")
    return path


def test_both_sides_of_every_comparison_stand_in_it(real: Publication, written: Path) -> None:
    compared = real.comparisons.filter(
        pl.col("organisation") == "ZZF", pl.col("measure") == "coverage", pl.col("ratio").is_not_null()
    )
    assert compared.height > 0
    cells = Page(written).cells
    for row in compared.iter_rows(named=True):
        mine = {
            head: text
            for caption, label, head, text in cells
            if caption.startswith("Every comparison of groups by sex")
            and label.startswith("Staff with a recorded")
        }
        assert mine["Number"] == f"{row['numerator']:,}"
        assert mine["Out of"] == f"{row['denominator']:,}"
        assert mine["Number in the reference"] == f"{row['reference_numerator']:,}"
        assert mine["Reference out of"] == f"{row['reference_denominator']:,}"
        told = f"{row['ratio']:.2f} ({row['lower']:.2f} to {row['upper']:.2f})".replace("inf", "infinity")
        assert mine["Times as likely as the reference (95% interval)"] == told
        within = 0.8 <= row["ratio"] <= 1.25
        assert mine["Four-fifths screen"] == ("Within 0.8 to 1.25" if within else "Outside 0.8 to 1.25")
        assert row["direction"] in words_of(written)


def test_what_is_not_recorded_is_said_and_the_nine_are_listed(written: Path) -> None:
    said = {
        row: text for caption, row, _, text in Page(written).cells if caption.startswith("The nine protected")
    }
    assert len(said) == 9
    for name in ("Gender reassignment", "Marriage and civil partnership", "Pregnancy and maternity"):
        assert said[name] == "Not recorded or not published"
    assert said["Sex"] == "Yes"
    assert SHIPPED["not_recorded"][0] in words_of(written)


def test_there_is_room_for_actions_and_a_signature(written: Path) -> None:
    page = Page(written)
    spaces = [value for _, name, value in page.attributes if name == "class" and value in {"space", "sign"}]
    assert len(spaces) == len(SHIPPED["actions"]) + len(SHIPPED["sign_off"])
    for head in (*SHIPPED["actions"], *SHIPPED["sign_off"]):
        assert head in page.words


def test_words_of_ones_own_take_the_place_of_those_shipped(real: Publication, tmp_path: Path) -> None:
    page = tmp_path / "words.yaml"
    page.write_text(yaml.safe_dump({"purpose": "Why <b>we</b> did it.", "sign_off": ["Chair"]}), "utf-8")
    equality(real, tmp_path / "e.html", organisation="ZZF", words=read_words(page))
    said = words_of(tmp_path / "e.html")
    assert "Why <b>we</b> did it." in said
    assert SHIPPED["purpose"][0] not in said
    assert SHIPPED["caveats"][0] in said


def test_words_written_out_are_read_back_as_they_were(tmp_path: Path) -> None:
    write_words(tmp_path / "words.yaml")
    assert read_words(tmp_path / "words.yaml") == dict(SHIPPED)
    assert [entry.name for entry in tmp_path.iterdir()] == ["words.yaml"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("purposes: x", "not known: 'purposes'"),
        ("- a list", "cannot be read"),
        ("purpose: 3", "no words under 'purpose'"),
        ("purpose: []", "no words under 'purpose'"),
        ("a: [b", "cannot be read"),
    ],
)
def test_other_words_are_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "words.yaml").write_text(text)
    with pytest.raises(PublicationProblem, match=said):
        read_words(tmp_path / "words.yaml")


def test_of_several_organisations_one_must_be_named(real: Publication, tmp_path: Path) -> None:
    with pytest.raises(PublicationProblem, match="name one with --organisation"):
        equality(real, tmp_path / "e.html")
    assert not (tmp_path / "e.html").exists()


def test_the_command_writes_the_words_where_there_are_none(
    real: Publication, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words, page = tmp_path / "words.yaml", tmp_path / "e.html"
    said = [
        "equality",
        str(real.folder),
        "--to",
        str(page),
        "--words",
        str(words),
        "--organisation",
        "ZZF",
        "--json",
    ]
    app(said, standalone_mode=False)
    assert json.loads(capsys.readouterr().out)["page"] == str(page)
    assert set(yaml.safe_load(words.read_text("utf-8"))) == set(SHIPPED)
    words.write_text("title: Our own analysis", "utf-8")
    app(said, standalone_mode=False)
    assert "<title>Our own analysis: " in page.read_text("utf-8")
