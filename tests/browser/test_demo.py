"""The demo walks the whole road and ends by printing the address of a page on which a real browser shows the chart."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import polars as pl

from sfg_analytics.publication import read_publication
from tests.browser.visit import Visit


def test_the_demo_ends_at_a_page_that_shows_the_chart(visit: Visit, tmp_path: Path) -> None:
    command = [sys.executable, "-u", "-m", "sfg_analytics", "demo", "--to"]
    with subprocess.Popen(
        [*command, str(tmp_path / "demo"), "--people", "600", "--months", "14"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "SFG_KEY": "ab" * 32},
    ) as process:
        try:
            assert process.stdout is not None
            found = (re.search(r"http://127\.0\.0\.1:\d+/\S*", line) for line in process.stdout)
            address = next(match.group() for match in found if match)
            page = visit.open(address)
            visit.picture("demo")
            name = page.locator(".live").get_by_label("Organisation", exact=True).input_value()
            publication = read_publication(tmp_path / "demo" / "publication")
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
        other = [*command, str(tmp_path / folder), "--people", "700", "--months", "14", "--no-serve"]
        refused = subprocess.run(other, capture_output=True, text=True, check=False)
        assert refused.returncode == 1
        assert said in refused.stderr
