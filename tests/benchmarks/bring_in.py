"""Bringing in a large export, against the floor and against what an analyst would write today.

One CSV of made-up staff, 30 columns, is brought in three ways, each in a process of its own, one after the other, in one
run: ``ours`` is ``sfg submit`` whole (hash, read, recognise, clean, pseudonymise, check, save); ``floor`` reads the same
CSV with Polars and writes it as Parquet, no more; ``pandas`` reads it with pandas, parses the dates and runs the same
promises as stock Great Expectations on its pandas engine, no cleaning, no pseudonyms, and writes Parquet. What is
printed are seconds of the whole process, peak memory, and ratios.

    python -m tests.benchmarks.bring_in --rows 1000000
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

FLOOR = """
import polars as pl, sys
pl.read_csv(sys.argv[1], infer_schema=False).write_parquet(sys.argv[2] + "/floor.parquet")
"""

PANDAS = """
import sys, pandas as pd
import great_expectations as gx
import great_expectations.expectations as gxe
from great_expectations.core.expectation_suite import ExpectationSuite
from sfg_analytics.contract import load_contracts
contract = load_contracts()["staff_in_post"]
titles = {column.title: column.name for column in contract.columns}
staff = pd.read_csv(sys.argv[1], dtype=str).rename(columns=titles)
for name in ("period", "service_start_date"):
    staff[name] = pd.to_datetime(staff[name], format="%d/%m/%Y")
staff["fte"] = staff["fte"].astype(float)
staff["period_end"] = staff["period"] + pd.offsets.MonthEnd(0)
expectations = []
for promise in contract.promises:
    columns = promise.columns
    match promise.rule:
        case "not_null":
            expectations.append(gxe.ExpectColumnValuesToNotBeNull(column=columns[0]))
        case "in_set":
            labels = {code.label for code in contract.by_name[columns[0]].codes} | set(promise.arguments["values"])
            expectations.append(gxe.ExpectColumnValuesToBeInSet(column=columns[0], value_set=sorted(labels)))
        case "matches":
            expectations.append(gxe.ExpectColumnValuesToMatchRegex(column=columns[0], regex=promise.arguments["pattern"]))
        case "between":
            ends = {f"{end[:3]}_value": promise.arguments[end] for end in ("minimum", "maximum")}
            if contract.by_name[columns[0]].kind == "date":
                ends = {name: pd.Timestamp(value).to_pydatetime() for name, value in ends.items() if value}
            expectations.append(gxe.ExpectColumnValuesToBeBetween(column=columns[0], **ends))
        case "unique":
            expectations.append(gxe.ExpectCompoundColumnsToBeUnique(column_list=list(columns)))
        case "a_not_before_b":
            expectations.append(gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A=columns[0], column_B=columns[1], or_equal=True, ignore_row_if="either_value_is_missing"))
        case "row_count":
            expectations.append(gxe.ExpectTableRowCountToBeBetween(min_value=1))
context = gx.get_context(mode="ephemeral")
batch = context.data_sources.add_pandas("p").add_dataframe_asset("a").add_batch_definition_whole_dataframe("b").get_batch(
    {"dataframe": staff})
outcome = batch.validate(ExpectationSuite("s", expectations=expectations))
failed = [result.expectation_config.type for result in outcome.results if not result.success]
assert not failed, failed
staff.to_parquet(sys.argv[2] + "/pandas.parquet")
"""

OURS = """
import sys
sys.argv = ["sfg", "submit", sys.argv[1], "--store", sys.argv[2] + "/store", "--json"]
from sfg_analytics.__main__ import main
main()
"""


def make(path: Path, rows: int) -> None:
    """Write a made-up export of so many staff, 30 columns, under the contract's own titles."""
    rng = np.random.default_rng(1)
    people = -(-rows // 36)

    def pick(*values: str) -> np.ndarray:
        return np.array(values)[rng.integers(0, len(values), rows)]

    month = np.repeat(np.arange(36), people)[:rows]
    ends = pl.Series([f"2022-{m % 12 + 1:02}-01" for m in range(36)])
    years = pl.Series(2022 + month // 12).cast(pl.String)
    period = (years + ends[month % 36].str.slice(4)).str.to_date().dt.month_end().dt.strftime("%d/%m/%Y")
    start = (
        pl.Series(rng.integers(10_000, 18_900, rows), dtype=pl.Int32).cast(pl.Date).dt.strftime("%d/%m/%Y")
    )
    table = {
        "Organisation code": pick("ZZ1"),
        "Month": period,
        "Person": np.tile(np.arange(people), 36)[:rows].astype(str),
        "Age": rng.integers(18, 70, rows).astype(str),
        "Age band": pick("21-30", "31-40", "41-50", "51-65"),
        "Staff group": pick(
            "Medical and Dental", "Nursing and Midwifery Registered", "Administrative and Clerical"
        ),
        "Role": pick("Staff Nurse", "Sister", "Consultant", "Manager"),
        "Band": pick("Band 5", "Band 6", "Band 7", "Band 8a"),
        "Directorate": pick("Surgery", "Medicine", "Women and Children", "Corporate"),
        "Ethnic category": pick(
            "White - British", "White - Irish", "Asian or Asian British - Indian", "Not stated"
        ),
        "Sex": pick("Female", "Male"),
        "Disability": pick("Yes", "No", "Not declared"),
        "Contracted full-time equivalent": pick("1", "0.8", "0.6", "0.5"),
        "Assignment status": pick("Active", "Acting Up", "Career Break"),
        "Start of service here": start,
        "Name": pick("Made-up Person"),
    }
    table |= {f"Extra {n}": pick("some", "other", "values", "here") for n in range(30 - len(table))}
    pl.DataFrame(table).write_csv(path)


def run(script: str, path: Path, folder: Path) -> dict[str, float]:
    """Run one way in a process of its own; give its seconds and peak memory."""
    environment = {**os.environ, "SFG_KEY": "ab" * 32, "GX_ANALYTICS_ENABLED": "false"}
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(path), str(folder)], env=environment, stdout=subprocess.PIPE
    )
    said = process.stdout.read() if process.stdout else b""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - began
    if process.stdout:
        process.stdout.close()
    if process.returncode:
        raise SystemExit(f"one of the ways failed: {said.decode()[-2000:]}")
    return {
        "wall": round(seconds, 2),
        "cpu": round(usage.ru_utime + usage.ru_stime, 2),
        "peak_mib": round(usage.ru_maxrss / 1024),
    }


def main() -> None:
    """Make the export, bring it in three ways, print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--skip-pandas", action="store_true", help="leave out the slow rival")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "staff.csv"
        make(path, options.rows)
        figures = {"floor": run(FLOOR, path, folder), "ours": run(OURS, path, folder)}
        if not options.skip_pandas:
            figures["pandas"] = run(PANDAS, path, folder)
    ours = figures["ours"]["wall"]
    ratios = {"ours / floor": round(ours / figures["floor"]["wall"], 2)}
    if "pandas" in figures:
        ratios["pandas / ours"] = round(figures["pandas"]["wall"] / ours, 2)
    print(json.dumps({"rows": options.rows, **figures, **ratios}, indent=2))  # noqa: T201


if __name__ == "__main__":
    main()
