"""A contract of about forty rules and thirty columns, and made-up rows and exports for it.

It is the shipped *staff in post* with more columns and promises. Of the rows made, so many in a hundred as is asked
break one of the promises; the export is written as systems write, so that there is something to clean.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import yaml

from sfg_analytics.contract import Contract, load_contract
from sfg_analytics.shipped import shipped

KINDS = ("first", "second", "third", "fourth", "fifth")
SOURCE = [
    {"property": "codeListSource", "value": "made up for this benchmark"},
    {"property": "codeListStatus", "value": "local default"},
    {"property": "codeListDated", "value": "undated"},
]
DAYS = ("extra_started", "extra_reviewed", "extra_ended")


PAIRS = [chr(65 + first) + chr(65 + second) for first in range(26) for second in range(26)]
TOLERATED: dict[str, pl.Expr] = {
    "band": pl.lit("77"),
    "staff_group": pl.lit(None, pl.String),
    "extra_kind_1": pl.lit("sixth"),
    "extra_ended": pl.date(2009, 1, 1),
    "service_start_date": pl.date(2029, 1, 1),
}
NOT_TOLERATED: dict[str, pl.Expr] = {
    "extra_reference_2": pl.lit("ab12"),
    "extra_number_0": pl.lit(101.0),
    "extra_started": pl.date(1999, 1, 1),
}


def page(folder: Path) -> Path:
    """Write the contract's page into a folder."""
    document = yaml.safe_load((shipped("data_contracts") / "staff_in_post.odcs.yaml").read_text("utf-8"))
    table = document["schema"][0]
    table["properties"] += [*_columns()]
    table["quality"] += [
        _stated("ended_after_started", "a_to_be_greater_than_b", "extra_ended", "extra_started"),
        _stated("reviewed_after_started", "a_to_be_greater_than_b", "extra_reviewed", "extra_started"),
        _stated("ended_with_reviewed", "not_null", "extra_ended", "extra_reviewed"),
        _stated("reviewed_with_ended", "not_null", "extra_reviewed", "extra_ended"),
    ]
    path = folder / "staff_in_post.odcs.yaml"
    path.write_text(yaml.safe_dump(document, sort_keys=False, allow_unicode=True), "utf-8")
    return path


def contract(folder: Path) -> Contract:
    """Give the contract, its page written into a folder."""
    return load_contract(page(folder))


def _columns() -> list[dict[str, Any]]:
    def column(name: str, kind: str, **more: Any) -> dict[str, Any]:
        title = name.replace("_", " ").capitalize()
        about = {"name": name, "businessName": title, "logicalType": kind, "classification": "personal"}
        return {**about, "description": "Made up.", **more}

    coded = [
        column(f"extra_kind_{n}", "string", enum=[{"value": kind} for kind in KINDS], customProperties=SOURCE)
        for n in range(4)
    ]
    written = [
        column(
            f"extra_reference_{n}",
            "string",
            required=True,
            logicalTypeOptions={"pattern": "^[A-Z]{2}[0-9]{4}$"},
        )
        for n in range(4)
    ]
    counted = [
        column(f"extra_number_{n}", "number", logicalTypeOptions={"minimum": 0, "maximum": 100})
        for n in range(3)
    ]
    limits = {"minimum": "2000-01-01", "maximum": "2030-12-31"}
    dated = [column(name, "date", logicalTypeOptions=limits) for name in DAYS]
    return coded + written + counted + dated


def _stated(name: str, kind: str, first: str, second: str) -> dict[str, Any]:
    if kind == "not_null":
        condition = {"type": "nullity", "column": {"name": second}, "is_null": False}
        implementation = {
            "type": "expect_column_values_to_not_be_null",
            "kwargs": {"column": first, "row_condition": condition},
        }
    else:
        pair = {"column_A": first, "column_B": second, "or_equal": True}
        implementation = {
            "type": "expect_column_pair_values_a_to_be_greater_than_b",
            "kwargs": {**pair, "ignore_row_if": "either_value_is_missing"},
        }
    return {
        "id": name,
        "type": "custom",
        "engine": "great-expectations",
        "implementation": implementation,
        "customProperties": [{"property": "tolerancePercent", "value": 2}],
        "severity": "error",
        "description": "Made up.",
    }


def rows(number: int, stated: Contract, *, bad_percent: float, tolerated: bool = False) -> pl.DataFrame:
    """Give so many tidy rows, of which so many in a hundred break a promise, each kind of fault in equal parts.

    Where they are to be ``tolerated``, none breaks a promise that tolerates nothing once it has been cleaned.
    """
    rng = np.random.default_rng(1)

    def pick(values: list[Any]) -> pl.Series:
        return pl.Series(values)[rng.integers(0, len(values), number)]

    def days(first: int, last: int) -> pl.Series:
        return pl.Series(rng.integers(first, last, number), dtype=pl.Int32).cast(pl.Date)

    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, number)
    people = -(-number // 36)
    month = pl.Series(np.repeat(np.arange(36), people)[:number])
    made = {
        "organisation": pick(["ZZ1"]),
        "period": pl.select(pl.date(2022 + month // 12, month % 12 + 1, 1)).to_series(),
        "person": pl.Series(np.tile(np.arange(people), 36)[:number]).cast(pl.String),
        "service_start_date": days(10_000, 18_900),
        "directorate": pick(["Surgery", "Medicine", "Women and Children", "Corporate", None]),
        "primary_assignment": pick([True]),
        "fte": pick([1.0, 0.8, 0.6, 0.5]),
        **{name: days(15_000 + 1_000 * n, 16_000 + 1_000 * n) for n, name in enumerate(DAYS)},
        **{f"extra_number_{n}": pl.Series(np.round(rng.random(number) * 100, 2)) for n in range(3)},
    }
    for n in range(4):  # two like the numbers of posts, hardly ever the same; two like those of wards
        digits = pl.Series(rng.integers(1000, 10_000 if n < 2 else 1_100, number)).cast(pl.String)
        made[f"extra_reference_{n}"] = pick(PAIRS if n < 2 else PAIRS[:3]) + digits
    coded = [column for column in stated.columns if column.stored and column.codes]
    made |= {column.name: pick([code.value for code in column.codes]) for column in coded}
    made |= {name: nothing for name in stated.stored_columns if name not in made}
    made |= {"sheet": pick([""]), "row": pl.Series(np.arange(2, number + 2))}
    tidy = pl.DataFrame({name: made[name] for name in ("sheet", "row", *stated.stored_columns)})
    which = pl.Series(rng.random(number) * 100)
    faults = TOLERATED if tolerated else {**TOLERATED, **NOT_TOLERATED}
    each = bad_percent / len(faults)
    return tidy.with_columns(
        pl.when((which >= each * n) & (which < each * (n + 1))).then(wrong).otherwise(name).alias(name)
        for n, (name, wrong) in enumerate(faults.items())
    )


def export(path: Path, number: int, stated: Contract) -> None:
    """Write the rows as an export of 30 columns: titles, spellings and dates as systems write them, 1 % bad rows, some twice."""
    tidy = rows(number, stated, bad_percent=1.0, tolerated=True)
    written = []
    for name in (n for n in stated.stored_columns if n not in {"national_person", "primary_assignment"}):
        column = stated.by_name[name]
        if column.codes:
            labels = {code.value: code.label for code in column.codes}
            cell = pl.col(name).replace(labels)
        elif column.kind == "date":
            cell = pl.col(name).dt.strftime("%d/%m/%Y")
        else:
            cell = pl.col(name).cast(pl.String)
        written.append(cell.alias(column.title))
    written += [pl.lit("Made-up Person").alias("Name"), pl.lit("Staff Nurse").alias("Role")]
    table = tidy.select(written)
    again = table.head(number // 200)
    pl.concat([table.head(number - again.height), again]).write_csv(path)
