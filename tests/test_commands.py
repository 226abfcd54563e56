"""The commands answer with the exit status, the JSON and the single paragraph they promise."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commanding import sfg
from tests.made import CONVERSATION, STAFF, csv_file, people

KEYS = {
    "file",
    "sha256",
    "contract",
    "version",
    "organisation",
    "rows_read",
    "rows_kept",
    "rows_rejected",
    "rows_duplicate",
    "rows_dropped",
    "reconciled",
    "promises",
    "verdict",
}


@pytest.mark.parametrize(
    "command",
    [
        "",
        "demo",
        "submit",
        "check",
        "recognise",
        "contracts lint",
        "contracts diff",
        "status",
        "publish",
        "serve",
        "report",
        "lab",
        "forget",
        "retain",
        "rekey",
    ],
)
def test_every_command_has_help(command: str) -> None:
    said = sfg(*command.split(), "--help")
    assert said.returncode == 0
    assert "Usage" in said.stdout


def test_submit_then_again_then_status(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "staff.csv", people(30))
    store = tmp_path / "store"
    first = sfg("submit", path, "--store", store, "--json")
    (answer,) = json.loads(first.stdout)
    assert first.returncode == 0
    assert answer.keys() >= KEYS
    assert answer["verdict"] == "kept"
    assert answer["reconciled"] is True
    assert answer["rows_read"] == answer["rows_kept"] == 30
    assert {promise.keys() >= {"id", "column", "kept", "failed"} for promise in answer["promises"]} == {True}
    (again,) = json.loads(sfg("submit", path, "--store", store, "--json").stdout)
    assert again["verdict"] == "unchanged"
    assert again.keys() == answer.keys()
    held = json.loads(sfg("status", "--store", store, "--json").stdout)
    (holding,) = held["holdings"]
    assert (holding["contract"], holding["organisation"], holding["rows"]) == ("staff_in_post", "ZZ1", 30)
    assert "already held" in sfg("submit", path, "--store", store).stdout


def test_status_gives_scorecards_as_json_and_as_a_page_with_one_date(tmp_path: Path) -> None:
    store, page = tmp_path / "store", tmp_path / "cards.html"
    sfg("submit", csv_file(tmp_path / "staff.csv", people(120)), "--store", store)
    answer = json.loads(sfg("status", "--store", store, "--report", page, "--json").stdout)
    (card,) = answer["scorecards"]
    (score,) = card["contracts"]
    assert card["as_at"] == answer["as_at"]
    assert (card["organisation"], score["contract"], score["months_behind"]) == ("ZZ1", "staff_in_post", 0)
    assert score["last_submission"]["verdict"] == "kept"
    assert "ethnicity" in {odd["column"] for odd in score["suspicions"]}
    html = page.read_text("utf-8")
    assert "<h1>Scorecards</h1>" in html
    assert "Staff in post, Ethnic category: All 120 rows" in html
    told = sfg("status", "--store", store).stdout
    assert "Scorecards, as at" in told
    assert "staff_in_post" in told


def test_check_answers_like_submit_and_saves_nothing_not_even_a_key(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "staff.csv", people(3))
    said = sfg("check", path, "--json", cwd=tmp_path, SFG_KEY="", XDG_CONFIG_HOME=str(tmp_path / "config"))
    assert json.loads(said.stdout)[0]["verdict"] == "checked"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["staff.csv"]


def test_a_broken_promise_gives_1_and_the_reason(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "lms.csv", people(10, CONVERSATION, Recorded_Date="01/01/2020"))
    said = sfg("submit", path, "--store", tmp_path / "store")
    assert said.returncode == 1
    assert "recorded_after_held" in said.stdout
    assert "10 of 10 rows fail" in said.stdout
    # Three dates, the type, the stage, two placements and the plan are written otherwise than the table has them.
    assert "80 cells were rewritten, in 8 columns; see the report" in said.stdout
    assert said.stderr == ""


@pytest.mark.parametrize(
    ("content", "status", "word"),
    [
        (b"", 2, "empty"),
        (b"%PDF-1.4", 2, "PDF"),
        (b"Prenom,Nom\r\nx,y\r\n", 2, "none of the 12 contracts"),
        (None, 5, "not there"),
    ],
)
def test_what_cannot_be_read_is_one_paragraph_with_its_status_and_no_traceback(
    tmp_path: Path, content: bytes | None, status: int, word: str
) -> None:
    path = tmp_path / "March returns.csv"
    if content is not None:
        path.write_bytes(content)
    said = sfg("submit", path, "--store", tmp_path / "store")
    assert said.returncode == status
    assert "March returns.csv" in said.stderr
    assert word in said.stderr
    assert "Traceback" not in said.stderr
    assert not (tmp_path / "store").exists()
    as_json = sfg("submit", path, "--store", tmp_path / "store", "--json")
    assert as_json.returncode == status
    answer = json.loads(as_json.stdout)
    error = answer[0]["error"] if isinstance(answer, list) else answer["error"]
    assert error["exit_code"] == status


def test_one_bad_file_does_not_keep_the_others_out(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    csv_file(folder / "a good one.csv", people(3))
    (folder / "a bad one.csv").write_bytes(b"%PDF")
    said = sfg("submit", folder, "--store", tmp_path / "store", "--json")
    assert said.returncode == 2
    assert [answer["verdict"] for answer in json.loads(said.stdout)] == ["refused", "kept"]


def test_an_unforeseen_fault_gives_no_traceback_and_no_value(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "staff.csv", people(3))
    hook = tmp_path / "sitecustomize.py"
    hook.write_text(
        "import sfg_analytics.recognise as r\n"
        "def broken(*a, **k): raise RuntimeError('MARKER 20001')\n"
        "r.recognise = broken\n"
    )
    said = subprocess.run(
        [sys.executable, "-m", "sfg_analytics", "check", str(path)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"},
    )
    assert said.returncode == 70
    assert "RuntimeError" in said.stderr
    assert "MARKER" not in said.stderr + said.stdout
    assert "Traceback" not in said.stderr


def test_a_wrong_option_is_explained(tmp_path: Path) -> None:
    said = sfg("submit", tmp_path)
    assert said.returncode == 2
    assert "--store" in said.stderr


def test_own_contracts_are_laid_over_the_shipped_ones(tmp_path: Path) -> None:
    from sfg_analytics.shipped import shipped

    rows = [{("Wage Level" if name == "Pay Band" else name): cell for name, cell in STAFF.items()}]
    path = csv_file(tmp_path / "staff.csv", rows)
    assert sfg("check", path).returncode == 2
    own = tmp_path / "own"
    own.mkdir()
    page = (shipped("data_contracts") / "staff_in_post.odcs.yaml").read_text("utf-8")
    (own / "staff_in_post.odcs.yaml").write_text(
        page.replace("{synonym: Band}", "{synonym: Wage Level}"), "utf-8"
    )
    said = sfg("check", path, "--contracts", own)
    assert said.returncode == 0, said.stderr


def test_a_report_is_kept_beside_the_ledger_and_written_where_asked(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "lms.csv", people(10, CONVERSATION, Recorded_Date="01/01/2020"))
    said = sfg("submit", path, "--store", tmp_path / "store", "--report", tmp_path / "out.html", "--json")
    kept = Path(json.loads(said.stdout)[0]["report"])
    assert kept.parent == tmp_path / "store" / "reports"
    for page in (kept, tmp_path / "out.html"):
        text = page.read_text("utf-8")
        assert "Not admitted" in text
        assert "20001" not in text


def test_the_second_engine_agrees(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "lms.csv", people(40, CONVERSATION, Recorded_Date="14/02/2025"))
    first, second = (
        json.loads(sfg("check", path, "--engine", name, "--json").stdout) for name in ("polars", "gx")
    )
    assert first == second
    assert sfg("check", path, "--engine", "guess").returncode == 2


def test_contracts_are_linted_compared_and_refused_when_wrong(tmp_path: Path) -> None:
    from sfg_analytics.shipped import shipped

    assert sfg("contracts", "lint").returncode == 0
    page = shipped("data_contracts") / "organisations.odcs.yaml"
    own = tmp_path / "organisations.odcs.yaml"
    own.write_text(
        page.read_text("utf-8").replace("{synonym: Org Name}, ", "").replace("1.0.0", "2.0.0"), "utf-8"
    )
    (version, synonym) = json.loads(sfg("contracts", "diff", page, own, "--json").stdout)
    assert version["what"] == "version"
    assert synonym["breaks"] == ["exporters"]
    own.write_text(page.read_text("utf-8").replace("required: true", "requird: true", 1), "utf-8")
    said = sfg("contracts", "lint", tmp_path, "--json")
    assert said.returncode == 7
    assert json.loads(said.stdout)[0]["line"] > 1
    refused = sfg("check", csv_file(tmp_path / "s.csv", people(1)), "--contracts", tmp_path)
    assert refused.returncode == 7
    assert "sfg contracts lint" in refused.stderr


def test_importing_the_library_is_light() -> None:
    heavy = "great_expectations deltalake voila statsmodels pandas plotly ipywidgets scipy pyarrow"
    code = f"import sys, sfg_analytics; print([n for n in {heavy.split()!r} if n in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_great_expectations_own_results_are_written_where_asked(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "staff.csv", people(3, Full_Name="MARKER"))
    to = tmp_path / "gx.json"
    assert sfg("check", path, "--gx-result", to).returncode == 0
    (result,) = json.loads(to.read_text("utf-8"))
    (run,) = result["run_results"].values()
    assert (result["file"], result["contract"], result["success"]) == ("staff.csv", "staff_in_post", False)
    verdicts = {found["expectation_config"]["meta"]["rule"]: found["success"] for found in run["results"]}
    assert verdicts["key_unique"] is True
    assert verdicts["religion_or_belief_in_list"] is False  # nothing to evaluate is no pass
    assert verdicts["age_band_in_list"] is True
    assert "20001" not in to.read_text("utf-8")
    assert "MARKER" not in to.read_text("utf-8")


def test_when_a_file_was_written_may_be_stated_and_nonsense_is_refused(tmp_path: Path) -> None:
    first, second = (csv_file(tmp_path / f"{n}.csv", people(n)) for n in (3, 5))
    store = tmp_path / "store"
    sfg("submit", second, "--store", store, "--as-at", "2025-04-02")
    (answer,) = json.loads(sfg("submit", first, "--store", store, "--as-at", "2025-04-01", "--json").stdout)
    assert (answer["verdict"], answer["rows_superseded"]) == ("superseded", 3)
    said = sfg("submit", first, "--store", store, "--as-at", "soon")
    assert said.returncode == 1
    assert "--as-at" in said.stderr


def test_forget_reads_whom_from_standard_input_and_rekey_goes_on_where_it_was_left(tmp_path: Path) -> None:
    store, key = tmp_path / "store", tmp_path / "key"
    path = csv_file(tmp_path / "staff.csv", people(30))
    key.write_text("ab" * 32)
    key.chmod(0o600)
    environment = {"SFG_KEY": "", "SFG_KEY_FILE": str(key)}
    sfg("submit", path, "--store", store, **environment)
    whom = ("--person", "-", "--organisation", "ZZ1")
    said = sfg("forget", "--store", store, *whom, "--json", stdin="20001\n20002\n", **environment)
    assert json.loads(said.stdout) == {
        "event": "forget",
        "preview": False,
        "tables": {"staff_in_post": {"rows": 2, "cells": 0}},
        "objections": 2,
    }
    key.write_text(
        "ab" * 32 + "\n" + "cd" * 32
    )  # killed when the key was added and the store not yet renewed
    (again,) = json.loads(sfg("submit", path, "--store", store, "--json", **environment).stdout)
    assert (again["verdict"], again["reasons"]["dropped: objection"]) == ("unchanged", 2)
    renewed = json.loads(sfg("rekey", "--store", store, "--json", **environment).stdout)
    assert renewed["tables"] == {"staff_in_post": 28}
    assert len(key.read_text().split()) == 2
    (again,) = json.loads(sfg("submit", path, "--store", store, "--json", **environment).stdout)
    assert again["verdict"] == "unchanged"
    assert sfg("rekey", "--store", store, **environment).returncode == 0
    assert len(key.read_text().split()) == 3


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("forget", "--person", "-", "--organisation", "ZZ1"), 1),
        (("forget", "--person", "20001"), 5),
        (("retain", "--months", "36"), 5),
        (("retain", "--months", "0"), 1),
        (("retain", "--months", "many"), 2),
        (("rekey",), 5),
    ],
)
def test_what_cannot_be_kept_or_forgotten_is_told_in_a_paragraph(
    tmp_path: Path, arguments: tuple[str, ...], status: int
) -> None:
    said = sfg(*arguments, "--store", tmp_path / "none")
    assert said.returncode == status
    assert "Traceback" not in said.stderr
