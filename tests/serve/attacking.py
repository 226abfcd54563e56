"""What attacks are made with: a publication that means harm to whoever looks at it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from sfg_analytics.publication import ESTIMATES_SCHEMA, write_publication
from tests.conftest import MANIFEST, MEASURES, MONTHS, estimate, small_estimates

SCRIPT = "<script>window.spoilt = 1</script>"
IMAGE = "<img src=x onerror='window.spoilt = 2'>"
LINK = "<a href='https://evil.example/'>here</a>"
FORMULA = '=HYPERLINK("https://evil.example")'
HARM = f"{SCRIPT}{IMAGE}{LINK}\"'><svg/onload='window.spoilt=3'></textarea></title></style>{{{{7*7}}}}${{x}}"


def hostile_publication(folder: Path) -> Path:
    """Write a publication all of whose words are markup, and give its folder."""
    spoilt: list[dict[str, Any]] = [
        one
        | {
            name: f"{HARM} {one[name]}"
            for name in (
                "title",
                "question",
                "unit",
                "statement",
                "caveat",
                "source",
                "numerator",
                "denominator",
            )
        }
        | {
            "outcomes": [
                o | {"label": f"{IMAGE}{o['label']}", "wording": f"{SCRIPT}{o['wording']}"}
                for o in one["outcomes"]
            ]
        }
        for one in MEASURES
    ]
    estimates = small_estimates().with_columns(
        group=pl.when(pl.col("group") == "White").then(pl.lit(f"White{IMAGE}")).otherwise(pl.col("group"))
    )
    crossed = [
        estimate(
            "coverage",
            MONTHS[-1],
            "ZZA",
            counts,
            breakdown=f"{IMAGE} | ethnicity",
            group=f"{level} | {group}",
        )
        for level in (SCRIPT, HARM)
        for group, counts in ((f"White{IMAGE}", (100, 300)), ("All other ethnic groups", (50, 150)))
    ]
    estimates = pl.concat([estimates, pl.DataFrame(crossed, schema=ESTIMATES_SCHEMA)])
    codes = ["ZZA", "ZZB", "ZZC"]
    write_publication(
        folder,
        estimates=estimates,
        organisations=pl.DataFrame(
            {
                "organisation": codes,
                "name": [f"Ashmere {HARM}", FORMULA, f"{LINK}{IMAGE}"],
                "kind": [HARM] * 3,
            }
        ),
        measures=spoilt,
        manifest=MANIFEST
        | {"title": HARM, "plan": {"references": {"ethnicity": f"White{IMAGE}"}, "adjust": [IMAGE]}},
    )
    return folder


def until(seen: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait for something to come about."""
    give_up = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < give_up
        time.sleep(0.1)
