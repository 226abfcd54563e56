"""What would tell who somebody is goes in at one end and comes out at no other."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from sfg_analytics.commands import app
from tests.made import CONVERSATION, STAFF, csv_file, people
from tests.publish.made import PLAN

MARKERS = ("KESTREL", "LAPWING", "30001")
KEY = "ab" * 32


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of marked people, brought in from files that bear a name."""
    place = tmp_path_factory.mktemp("marked")
    staff = [
        *people(60, STAFF, Full_Name="KESTREL"),
        {**people(1, STAFF, Full_Name="KESTREL")[0], "Employee Number": "30001"},
    ]
    for row in staff:
        row["Directorate"] = "LAPWING of KESTREL"
    held = [
        {**row, "Conversation Date": day, "Recorded Date": day, "Comments": "KESTREL said LAPWING"}
        for day in ("12/02/2024", "12/02/2025")
        for row in people(40, CONVERSATION)
    ]
    files = [
        csv_file(place / "KESTREL Smith staff.csv", staff),
        csv_file(place / "LAPWING conversations.csv", held),
    ]
    (place / "plan.yaml").write_text(PLAN.format(peers="named"), "utf-8")
    said = CliRunner().invoke(
        app, ["submit", *map(str, files), "--store", str(place / "store")], env={"SFG_KEY": KEY}
    )
    assert said.exit_code == 0, said.output
    assert "61 kept" in said.output
    return place


def test_no_byte_of_a_publication_and_no_word_said_of_it_holds_a_mark(place: Path) -> None:
    store, out = str(place / "store"), str(place / "out")
    said = []
    for arguments in (
        ["publish", "--store", store, "--to", out, "--plan", str(place / "plan.yaml")],
        ["verify", out],
        ["audit", out],
        ["releases", out, "--json"],
        ["trace", out, "coverage", "--json"],
        ["trace", out, "coverage", "--organisation", "ZZ1"],
        ["trace", out, "coverage", "--group", "nobody"],
    ):
        answer = CliRunner().invoke(app, arguments, env={"SFG_KEY": KEY})
        said.append(answer.output + str(answer.exception or ""))
    assert "Published" in said[0]
    assert "eligible staff" in said[4]
    written = [path.read_bytes() for path in sorted(Path(out).rglob("*")) if path.is_file()]
    assert len(written) == 8
    for marker in (*MARKERS, KEY):
        assert not [text for text in said if marker in text]
        assert not [content for content in written if marker.encode() in content]
