"""The demo of an installed wheel walks the whole road, and ends at a page on which a real browser shows the chart."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import polars as pl
import pytest

from sfg_analytics.publication import read_publication
from tests.browser.visit import Visit

ROOT = Path(__file__).parents[2]


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


def test_a_wheel_carries_contracts_dashboards_and_notebooks(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("data_contracts", "dashboards", "notebooks"):
        for file in (ROOT / folder).rglob("*"):
            if file.is_file() and ".ipynb_checkpoints" not in file.parts:
                assert f"sfg_analytics/shipped_files/{file.relative_to(ROOT).as_posix()}" in names


def test_installed_elsewhere_the_demo_runs_from_an_empty_folder_and_ends_at_a_page_that_shows_the_chart(
    wheel: Path, visit: Visit, tmp_path: Path
) -> None:
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

    command = [sys.executable, "-u", "-m", "sfg_analytics", "demo", "--months", "14"]
    with subprocess.Popen(
        [*command, "--people", "600"], stdout=subprocess.PIPE, text=True, cwd=empty, env=environment
    ) as process:
        try:
            assert process.stdout is not None
            found = (re.search(r"http://127\.0\.0\.1:\d+/\S*", line) for line in process.stdout)
            page = visit.open(next(match.group() for match in found if match))
            visit.picture("demo")
            name = page.locator(".live").get_by_label("Organisation", exact=True).input_value()
            publication = read_publication(empty / "demo" / "publication")
            months = publication.estimates.join(publication.organisations, on="organisation").filter(
                pl.col("name") == name,
                pl.col("measure") == "coverage",
                pl.col("breakdown") == "",
                pl.col("value").is_not_null(),
            )
            assert months.height > 12
            assert page.locator("[data-drawn] .point").count() == months.height + 1  # a mark on the last
            assert "of eligible staff at Example" in page.inner_text(".sfg-headline")
            assert visit.complaints == []
        finally:
            process.send_signal(signal.SIGINT)  # Ctrl-C
            try:
                process.wait(30)
            finally:
                process.kill()
    assert process.returncode == 0
    assert publication.organisations.height == 8

    for folder, said in {"demo": "holds another demo", ".": "--to"}.items():
        other = [*command, "--people", "700", "--no-serve", "--to", folder]
        refused = subprocess.run(
            other, capture_output=True, text=True, check=False, cwd=empty, env=environment
        )
        assert refused.returncode == 1
        assert said in refused.stderr
