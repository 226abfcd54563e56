"""The rules of the house that no linter knows."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LIBRARY = sorted((ROOT / "sfg_analytics").rglob("*.py"))
STATIONS = (
    "read",
    "recognise",
    "clean",
    "pseudonymise",
    "check",
    "suspicion",
    "measures",
    "disclosure",
    "statistics",
    "organisations",
)
# Great Expectations' telemetry is switched off through the environment, which is written here, not read.
ENGINE = ROOT / "sfg_analytics" / "check" / "engine.py"
CLOCKS = {"now", "today", "utcnow", "time", "perf_counter", "getenv", "environ"}
PAGES = sorted([*(ROOT / "notebooks").glob("*.ipynb"), *(ROOT / "dashboards").glob("*.ipynb")])


def cells(page: Path, kind: str) -> list[str]:
    found = json.loads(page.read_text("utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in found if cell["cell_type"] == kind]


@pytest.mark.parametrize("module", LIBRARY, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_one_sitting_and_named_for_what_it_is(module: Path) -> None:
    assert module.stem not in {"utils", "util", "helpers", "common", "misc"}
    assert len(module.read_text("utf-8").splitlines()) <= 300


@pytest.mark.parametrize(
    "module",
    [
        m
        for m in LIBRARY
        if m.relative_to(ROOT / "sfg_analytics").parts[0].removesuffix(".py") in STATIONS and m != ENGINE
    ],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_a_station_reads_no_environment_and_no_clock(module: Path) -> None:
    names = {
        node.attr
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
    }
    assert not names & CLOCKS


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_notebooks_and_dashboards_are_committed_without_outputs(page: Path) -> None:
    for cell in json.loads(page.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None


@pytest.mark.parametrize("page", sorted((ROOT / "dashboards").glob("*.ipynb")), ids=lambda path: path.name)
def test_a_dashboard_is_a_title_and_a_call(page: Path) -> None:
    code = cells(page, "code")
    assert len(code) <= 4
    for cell in code:
        assert not re.search(r"^\s*(def|class) |lambda", cell, re.MULTILINE)


def test_no_page_script_or_style_comes_from_elsewhere() -> None:
    remote = re.compile(
        r"(?:src|href|url|import)\s*[=(]?\s*['\"(]?\s*(?:https?:)?//(?!127\.0\.0\.1)[a-z]", re.IGNORECASE
    )
    for folder in ("dashboards", "notebooks", "sfg_analytics"):
        for file in (ROOT / folder).rglob("*"):
            if file.suffix in {".html", ".j2", ".js", ".css", ".ipynb", ".json"}:
                assert not remote.search(file.read_text("utf-8")), file


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-spark.lock"])
def test_no_committed_file_names_an_index_of_packages(name: str) -> None:
    lock = (ROOT / name).read_text("utf-8")
    assert "://" not in lock
    assert "--hash=sha256:" in lock
    for line in lock.splitlines():
        assert not line.startswith("--")


def test_spark_is_in_a_lock_of_its_own_that_holds_nothing_twice() -> None:
    locked = {
        name: {
            line.split("==")[0]
            for line in (ROOT / name).read_text("utf-8").splitlines()
            if line[:1].isalpha()
        }
        for name in ("requirements.lock", "requirements-spark.lock")
    }
    assert locked["requirements-spark.lock"] == {"pyspark", "py4j"}
    assert not locked["requirements.lock"] & locked["requirements-spark.lock"]


def test_every_ignored_warning_and_lint_has_its_reason_beside_it() -> None:
    for module in LIBRARY:
        for number, line in enumerate(module.read_text("utf-8").splitlines(), start=1):
            if "# noqa" in line:
                assert re.search(r"# noqa: [A-Z0-9, ]+( - | #|$)", line), f"{module}:{number}"
