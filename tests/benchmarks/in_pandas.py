"""The road in as an able analyst would write it today: pandas, and stock Great Expectations.

It does what ``sfg submit`` does, and no more: fingerprints the file, reads it, finds the columns by heading, reads codes
by the contract's spellings and patterns, dates and numbers in the forms it knows, logs what was changed, leaves out what
stands twice, replaces identifiers by keyed pseudonyms, checks every promise, splits off the rows that fail with their
reasons, and writes rows, rejects and a line of a ledger. Codes and dates are read on their distinct values, as ours are;
nothing loops over rows.

    python -m tests.benchmarks.in_pandas EXPORT FOLDER PAGE
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import sys
from pathlib import Path
from typing import Any

import pandas as pd

from sfg_analytics.contract import Column, Contract, fold, load_contract

BLANKS = {"", "-", "--", "n/a", "na", "null", "none", "#n/a", "nan", "."}
FORMS = ("%d/%m/%Y", "%Y-%m-%d", "%d-%b-%Y", "%d %b %Y", "%d.%m.%Y", "%Y%m%d")
OPEN = pd.to_datetime(["1900-01-01", "1899-12-31"])


def code_for(text: str, column: Column) -> str | None:
    """Read one spelling of a code."""
    code = column.spellings.get(fold(text))
    for rewrite in column.reads:
        if code is None and re.search(rewrite.pattern, text):
            written = re.sub(r"\$(\d)", r"\\\1", rewrite.value)
            code = column.spellings.get(fold(re.sub(rewrite.pattern, written, text)))
    return code


def read_column(text: pd.Series, column: Column) -> tuple[pd.Series, pd.Series]:
    """Read a column's text by its distinct values; what cannot be read is missing. Give the values, and what each was."""
    distinct = pd.Series(text.unique(), dtype="str")
    trimmed = distinct.str.replace("\u00a0", " ").str.strip()
    trimmed = trimmed.mask(trimmed.str.lower().isin(BLANKS))
    if column.codes:
        values = trimmed.map(lambda cell: code_for(cell, column), na_action="ignore")
    elif column.kind == "date":
        values = pd.Series(pd.NaT, index=trimmed.index, dtype="datetime64[us]")
        for form in FORMS:
            values = values.fillna(pd.to_datetime(trimmed, format=form, errors="coerce"))
        values = values.mask(values.isin(OPEN))
        if column.grain == "month":
            values = values.dt.to_period("M").dt.to_timestamp()
    elif column.kind in {"number", "integer"}:
        values = pd.to_numeric(trimmed.str.replace(",", ""), errors="coerce")
    else:
        values = trimmed
    values.index = pd.Index(distinct)
    return text.map(values), values


def bring_in(path: Path, folder: Path, contract: Contract) -> dict[str, Any]:
    """Bring one export in; give its line of the ledger."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    raw = pd.read_csv(path, dtype="str", keep_default_na=False)
    by_heading = {heading: contract.by_heading.get(fold(heading)) for heading in raw.columns}
    raw = raw.rename(columns={heading: name for heading, name in by_heading.items() if name})
    staff = pd.DataFrame({"row": range(2, len(raw) + 2)})
    faults, changes = [], {}
    for column in contract.columns:
        if column.name not in raw or not (column.stored or column.name in {"age", "date_of_birth"}):
            continue
        text = raw[column.name]
        staff[column.name], read_as = read_column(text, column)
        after = read_as.astype("str")
        changed = text.value_counts().reindex(after.index[after != after.index])
        if column.classification != "direct identifier":
            changes[column.name] = [
                {"before": before, "after": after[before], "rows": rows}
                for before, rows in changed.nlargest(100).items()
            ]
        unread = staff[column.name].isna() & ~text.str.strip().str.lower().isin(BLANKS)
        missing = staff[column.name].isna() if column.required else unread
        if missing.any():
            faults.append(
                pd.DataFrame({"row": staff.loc[missing, "row"], "reason": f"{column.title}: not read"})
            )
    rejects = [pd.concat(faults) if faults else pd.DataFrame(columns=["row", "reason"])]
    staff = staff[~staff["row"].isin(rejects[0]["row"])]
    order = [name for name, _ in contract.keep_first if name in staff] + ["row"]
    unique = staff.sort_values(order, ascending=False).drop_duplicates(list(contract.key)).sort_values("row")
    duplicates = len(staff) - len(unique)
    staff = pseudonymised(unique)
    found = broken_promises(staff, contract)
    if found:
        reasons = [pd.DataFrame({"row": rows, "reason": rule}) for rule, rows in found.items()]
        rejects.append(pd.concat(reasons))
    rejected = pd.concat(rejects)
    kept = staff[~staff["row"].isin(rejected["row"])]
    line = {
        "sha256": sha256,
        "rows_read": len(raw),
        "rows_kept": len(kept),
        "rows_rejected": rejected["row"].nunique(),
        "rows_duplicate": duplicates,
        "reasons": rejected["reason"].value_counts().to_dict(),
        "completeness": kept.notna().mean().to_dict(),
        "changes": changes,
    }
    kept.drop(columns=["row", "period_end", "zero in every row"]).to_parquet(
        folder / "staff_in_post", partition_cols=["organisation", "period"], index=False
    )
    rejected.groupby("row")["reason"].agg("; ".join).to_csv(folder / "rejects.csv")
    (folder / "ledger.json").write_text(json.dumps(line, default=str))
    return line


def pseudonymised(staff: pd.DataFrame) -> pd.DataFrame:
    """Replace the person by a keyed pseudonym, made once for each."""
    people = staff[["organisation", "person"]].drop_duplicates()
    keyed = hmac.new(b"k" * 32, digestmod="sha256")
    made = []
    for organisation, person in people.itertuples(index=False):
        digest = keyed.copy()
        digest.update(f"person|{organisation}|{person.strip().upper()}".encode())
        made.append(digest.hexdigest()[:32])
    people = people.assign(pseudonym=made)
    spread = staff.merge(people, on=["organisation", "person"], how="left")
    return spread.assign(person=spread["pseudonym"]).drop(columns="pseudonym")


def broken_promises(staff: pd.DataFrame, contract: Contract) -> dict[str, list[int]]:
    """Check every promise with Great Expectations' own expectations; give the rows that break each."""
    import great_expectations as gx
    from great_expectations.core.expectation_suite import ExpectationSuite
    from great_expectations.data_context.types.base import ProgressBarsConfig

    from sfg_analytics.check.stock import expectation

    for name in contract.stored_columns:
        if name not in staff:
            staff[name] = None
    staff["period_end"] = staff["period"] + pd.offsets.MonthEnd(0)
    staff["zero in every row"] = 0
    suite = ExpectationSuite("staff", expectations=[expectation(p, contract) for p in contract.promises])
    complete = {
        "result_format": "COMPLETE",
        "unexpected_index_column_names": ["row"],
        "exclude_unexpected_values": True,
    }
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    batch = (
        context.data_sources.add_pandas("rows")
        .add_dataframe_asset("staff")
        .add_batch_definition_whole_dataframe("all")
        .get_batch({"dataframe": staff})
    )
    outcome = batch.validate(suite, result_format=complete)
    found: dict[str, list[int]] = {}
    for result in outcome.results:
        if not result.result:
            sys.exit(f"could not be run: {result.expectation_config.meta['rule']}")
        rule = result.expectation_config.meta["rule"]
        for entry in result.result.get("unexpected_index_list") or []:
            rows = entry["row"]
            found.setdefault(rule, []).extend(rows if isinstance(rows, list) else [rows])
    return found


if __name__ == "__main__":
    line = bring_in(Path(sys.argv[1]), Path(sys.argv[2]), load_contract(Path(sys.argv[3])))
    shown = {name: line[name] for name in ("rows_read", "rows_kept", "rows_rejected", "rows_duplicate")}
    sys.stdout.write(json.dumps([shown]) + "\n")
