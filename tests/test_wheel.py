"""The wheel carries what the commands need: installed elsewhere, the demo runs from an empty folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (made,) = out.glob("*.whl")
    return made


def test_it_carries_contracts_dashboards_and_notebooks(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("data_contracts", "dashboards", "notebooks"):
        for file in (ROOT / folder).rglob("*"):
            if file.is_file() and ".ipynb_checkpoints" not in file.parts:
                assert f"sfg_analytics/shipped_files/{file.relative_to(ROOT).as_posix()}" in names


def test_installed_elsewhere_the_demo_runs_from_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    site, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    environment = {**os.environ, "PYTHONPATH": str(site), "SFG_KEY": "ab" * 32}
    where = subprocess.run(
        [sys.executable, "-c", "import sfg_analytics; print(sfg_analytics.__file__)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=empty,
        env=environment,
    )
    assert Path(where.stdout.strip()).is_relative_to(site)
    said = subprocess.run(
        [
            sys.executable,
            "-m",
            "sfg_analytics",
            "demo",
            "--people",
            "300",
            "--months",
            "13",
            "--no-serve",
            "--json",
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=empty,
        env=environment,
    )
    assert said.returncode == 0, said.stderr
    assert json.loads(said.stdout)["organisations"] == 8
    assert (empty / "demo" / "publication" / "manifest.json").is_file()
