"""Recognisable values go in, and come out nowhere: not in a publication, a report, an answer or an error; nor does the key.

A command that comes new is given a line in ``COMMANDS``; whatever it prints, and every file it writes under ``out``, is
searched, archives and workbooks opened.
"""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from tests.commanding import sfg
from tests.made import CONVERSATION, STAFF, as_csv, csv_file, people

MARKER = "KESTREL"  # what identifies a person, and free text
DAY = "17/08/1961"  # what is personal, and in no table of any kind
OLD, NEW = "ab12cd34" * 8, "dcba9876" * 8
MONTHS = [f"28/{month:02}/{year}" for year in (2024, 2025) for month in range(1, 13)][:15]

# What is run, in this order; {in}, {store} and {out} are folders. Each gives 0 but those in FAILING.
COMMANDS = {
    "submit": "submit {in}/staff.csv {in}/talks.csv {in}/staff.xlsx --store {store} --report {out}/submitted.html --gx-result {out}/gx.json",
    "check": "check {in}/talks.csv --report {out}/checked.html --json",
    "a promise broken": "submit {in}/broken.csv --store {store} --report {out}/broken.html",
    "not readable": "submit {in}/ragged.csv --store {store}",
    "not recognised": "submit {in}/unknown.csv --store {store} --json",
    "explained": "recognise {in}/unknown.csv {in}/staff.csv",
    "status": "status --store {store} --report {out}/cards.html --json",
    "count": "count coverage --store {store} --by ethnicity --to {out}/counted.csv",
    "publish": "publish --store {store} --to {out}/publication --json",
    "publish for one": "publish --store {store} --to {out}/own --audience ZZ1 --policy SUPPRESS_10",
    "verify": "verify {out}/publication",
    "audit": "audit {out}/own --json",
    "releases": "releases {out}/publication --json",
    "trace": "trace {out}/publication eligible --group Female",
    "pack": "pack {out}/publication --to {out}/pack --json",
    "pack of one": "pack {out}/own --to {out}/own-pack",
    "equality": "equality {out}/own --to {out}/equality.html --words {out}/words.yaml",
    "forget": "forget --store {store} --person KESTREL20003 --organisation ZZ1 --json",
    "forget, nobody": "forget --store {store} --person KESTREL20003",
    "forget, elsewhere": "forget --store {store} --person KESTREL20003 --organisation ZZ9 --json",
    "retain": "retain --store {store} --months 240 --json",
    "rekey": "rekey --store {store} --new-key-file {keys}/new --json",
    "rekey with the same": "rekey --store {store} --new-key-file {keys}/new",
    "submit, renewed": "submit {in}/staff.csv --store {store}",
}
FAILING = {
    "a promise broken": 1,
    "not readable": 2,
    "not recognised": 2,
    "explained": 2,
    "forget, nobody": 1,
    "forget, elsewhere": 1,
    "rekey with the same": 6,
}


def spoilt(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    marks = {"Full Name": MARKER, "Notes": f"{MARKER} said something private", "Date of Birth": DAY}
    marked = [row | marks | {"Employee Number": MARKER + row["Employee Number"]} for row in rows]
    marked[0]["Age"] = f"{MARKER} years"
    return marked


def write_exports(folder: Path) -> None:
    folder.mkdir()
    staff = [row for day in MONTHS for row in people(80, STAFF, Snapshot_Date=day)]
    talks = [row | {"Facilitator Number": f"{MARKER}20003"} for row in people(80, CONVERSATION)]
    broken = people(10, CONVERSATION, Recorded_Date="01/01/2020", Future_Placement=MARKER)
    for name, rows in {"staff": staff, "talks": talks, "broken": broken}.items():
        csv_file(folder / f"{name}.csv", spoilt(rows))
    text = as_csv(spoilt(people(3)))
    (folder / "ragged.csv").write_text(text + f"{MARKER},{MARKER}\r\n")
    (folder / "unknown.csv").write_text(text.replace("Pay Band", "Odd").replace("Staff Group", "Heading"))
    other = spoilt(people(80, STAFF, Org_Code="ZZ2"))
    pl.DataFrame(other).write_excel(folder / "staff.xlsx")


def write_key(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(0o600)
    return path


def contents(path: Path) -> Iterator[bytes]:
    """Give what a file holds: its bytes, its rows, and the files within it."""
    yield path.read_bytes()
    if path.suffix == ".parquet":
        yield str(pl.read_parquet(path, glob=False, hive_partitioning=False).rows()).encode()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                yield archive.read(name)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str | Path]:
    """Run every command on one store; give what each said, and the folders."""
    folder = tmp_path_factory.mktemp("marked")
    places = {name: folder / name for name in ("in", "store", "out", "keys")}
    write_exports(places["in"])
    places["out"].mkdir()
    key = write_key(places["keys"] / "own", OLD)
    write_key(places["keys"] / "new", NEW)
    found: dict[str, str | Path] = dict(places)
    for name, command in COMMANDS.items():
        words = (part.format_map(places) for part in command.split())
        said = sfg(*words, SFG_KEY_FILE=str(key), SFG_DEBUG="1", SFG_KEY="")
        assert said.returncode == FAILING.get(name, 0), (name, said.stdout, said.stderr)
        found[f"said: {name}"] = said.stdout + said.stderr
    assert key.read_text().split() == [OLD, NEW]
    return found


@pytest.fixture(scope="module")
def told(run: dict[str, str | Path]) -> dict[str, bytes]:
    """Everything that was said, or written for others to read."""
    texts = {name: said.encode() for name, said in run.items() if isinstance(said, str)}
    for place in (run["out"], Path(run["store"]) / "reports", Path(run["store"]) / "rejects"):
        for path in sorted(Path(place).rglob("*")):
            if path.is_file():
                texts[str(path)] = b"\n".join(contents(path))
    assert any(name.endswith("manifest.json") for name in texts)
    assert any(name.endswith(".html") for name in texts)
    return texts


def test_no_value_of_a_person_is_told_to_anybody(told: dict[str, bytes]) -> None:
    for name, text in told.items():
        assert MARKER.encode() not in text, name
        assert DAY.encode() not in text, name
        assert b"1961-08-17" not in text, name
        assert b"something private" not in text, name


def test_no_pseudonym_is_told_to_anybody(run: dict[str, str | Path], told: dict[str, bytes]) -> None:
    held = pl.read_delta(str(Path(run["store"]) / "tables" / "staff_in_post"))["person"].unique()
    assert held.len() == 158  # of 160, one forgotten and one rejected
    for name, text in told.items():
        assert not any(pseudonym.encode() in text for pseudonym in held), name


def test_what_identifies_a_person_is_not_in_the_store(run: dict[str, str | Path]) -> None:
    for path in Path(run["store"]).rglob("*"):
        if path.is_file():
            for text in contents(path):
                assert MARKER.encode() not in text, path
                assert DAY.encode() not in text, path


@pytest.mark.parametrize("key", [OLD, NEW])
def test_no_key_is_in_the_store_or_told_to_anybody(
    run: dict[str, str | Path], told: dict[str, bytes], key: str
) -> None:
    signs = (key.encode(), key[:16].encode(), bytes.fromhex(key), repr(bytes.fromhex(key))[2:-1].encode())
    texts = dict(told)
    for path in Path(run["store"]).rglob("*"):
        if path.is_file():
            texts[str(path)] = b"\n".join(contents(path))
    for name, text in texts.items():
        for sign in signs:
            assert sign not in text, name


@pytest.mark.parametrize(
    "broken", ["sfg_analytics.submit.save", "sfg_analytics.gather.pseudonymise", "sfg_analytics.store.append"]
)
def test_no_traceback_holds_the_key(tmp_path: Path, run: dict[str, str | Path], broken: str) -> None:
    module, name = broken.rsplit(".", 1)
    script = (
        f"import importlib, sys; module = importlib.import_module({module!r})\n"
        "def fails(*a, **k): raise RuntimeError('unforeseen')\n"
        f"setattr(module, {name!r}, fails)\n"
        "from sfg_analytics.__main__ import main\n"
        f"sys.argv = ['sfg', 'submit', {str(Path(run['in']) / 'talks.csv')!r}, '--store', {str(tmp_path / 's')!r}]\n"
        "main()\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "SFG_KEY": f"{OLD} {NEW}", "SFG_DEBUG": "1"},
    )
    assert "RuntimeError: unforeseen" in said.stderr
    for key in (OLD, NEW):
        assert key[:16] not in said.stderr + said.stdout
        assert repr(bytes.fromhex(key))[2:-1] not in said.stderr + said.stdout
