"""The road out: what the store knows becomes what may be shown.

count → protect → estimate → write. People's rows are touched by the first step alone, small numbers are gone after the
second, and rates are made of what is left. The system as a whole is not published beside its organisations: whoever
knows all organisations but one could subtract.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import polars as pl

from sfg_analytics.contract import Contract, load_contracts
from sfg_analytics.disclosure import NHS_ROUND_5, Policy, protect
from sfg_analytics.errors import MeasureProblem
from sfg_analytics.measures import CATALOGUE, Measure, count_catalogue
from sfg_analytics.publication import ESTIMATES_SCHEMA, Publication, read_publication, write_publication
from sfg_analytics.statistics import estimate
from sfg_analytics.store import Store

MEASURES = ("coverage", "eligible", "current_placement", "sought_placement")
"""What is published: what the board page shows."""

BREAKDOWNS = ("staff_group", "band", "ethnicity", "sex", "disability", "age_band")
"""What is published beside all staff: one breakdown at a time, never crossed."""

STAFF, CONVERSATIONS, ORGANISATIONS = "staff_in_post", "conversation_outcomes", "organisations"

Tables = Mapping[str, pl.LazyFrame]
Progress = Callable[[str], None]


def publish(
    store_path: Path,
    folder: Path,
    *,
    policy: Policy = NHS_ROUND_5,
    contracts: Mapping[str, Contract] | None = None,
    whole_window: bool = True,
    published_at: str | None = None,
    progress: Progress | None = None,
) -> Publication:
    """Publish what boards are shown of every organisation of a store.

    The same store gives the same bytes.

    Parameters
    ----------
    store_path
        The store.
    folder
        Where the publication goes; see :func:`~sfg_analytics.publication.write_publication`.
    policy
        The rule of disclosure control.
    contracts
        Contracts by id; the shipped ones by default.
    whole_window
        Leave out the months whose last twelve begin before an organisation's first recorded conversation.
    published_at
        A moment to be written into the manifest; left out by default.
    progress
        Told the code of each organisation as it is counted.

    Returns
    -------
    Publication
        What was written, read back and verified.

    Raises
    ------
    MeasureProblem
        When the store holds no staff.
    StoreProblem
        When the store cannot be read.
    PublicationProblem
        When the folder cannot be written; what was there before is then still there.
    """
    store = Store(store_path)
    contracts = contracts or load_contracts()
    tables = {
        name: store.table(name) for name in (STAFF, CONVERSATIONS, ORGANISATIONS) if name in store.tables()
    }
    counted = count_all(tables, contracts, whole_window=whole_window, progress=progress)
    protected = protect(counted, policy)
    estimated = estimate(protected, minimum_base=policy.minimum_base)
    write_publication(
        folder,
        estimates=estimated.select(*ESTIMATES_SCHEMA),
        organisations=_organisations(tables, estimated),
        measures=[measure.as_json(contracts) for measure in _published(tables)],
        manifest={
            "code_version": _code_version(),
            "policy": policy.as_json(),
            "measures": [measure.id for measure in _published(tables)],
            "breakdowns": list(BREAKDOWNS),
            "periods": [str(period) for period in estimated["period"].unique().sort()],
            **_provenance(tables, store.ledger()),
            **({"published_at": published_at} if published_at else {}),
        },
    )
    return read_publication(folder)


def count_all(
    tables: Tables,
    contracts: Mapping[str, Contract],
    *,
    measures: Sequence[Measure] | None = None,
    breakdowns: Sequence[str] = BREAKDOWNS,
    whole_window: bool = True,
    progress: Progress | None = None,
) -> pl.DataFrame:
    """Count measures for all staff and by each breakdown, an organisation at a time.

    Parameters
    ----------
    tables
        Tidy tables by contract id.
    contracts
        Contracts by id.
    measures
        What to count; by default those that are published and whose tables are there.
    breakdowns
        Breakdowns, each by itself.
    whole_window, progress
        As for :func:`publish`.

    Returns
    -------
    polars.DataFrame
        As :func:`~sfg_analytics.measures.count_catalogue` gives it.

    Raises
    ------
    MeasureProblem
        When there is no staff table, or no row in it.
    """
    counted = []
    for organisation in _codes(tables):
        if progress:
            progress(organisation)
        counted.append(
            count_catalogue(
                tables,
                _published(tables) if measures is None else measures,
                breakdowns=[(name,) for name in breakdowns],
                organisations=[organisation],
                whole_window=whole_window,
                contracts=contracts,
            )
        )
    return pl.concat(counted)


def _published(tables: Tables) -> list[Measure]:
    return [CATALOGUE[name] for name in MEASURES if set(CATALOGUE[name].tables) <= set(tables)]


def _codes(tables: Tables) -> list[str]:
    """Give the organisations that have staff in post."""
    if STAFF not in tables:
        raise MeasureProblem(
            "The store holds no staff in post, so there is nobody to count.",
            got=", ".join(sorted(tables)) or "no tables",
            hint=f"submit an export of the contract '{STAFF}' first.",
        )
    codes: list[str] = (
        tables[STAFF].select(pl.col("organisation").unique().sort()).collect()["organisation"].to_list()
    )
    if not codes:
        raise MeasureProblem("The table of staff in post is empty, so there is nobody to count.")
    return codes


def _organisations(tables: Tables, estimated: pl.DataFrame) -> pl.DataFrame:
    """Name the organisations by the latest list the store holds; one that is not on it goes by its code."""
    codes = estimated.select(pl.col("organisation").unique().sort())
    if ORGANISATIONS not in tables:
        return codes.with_columns(name=pl.col("organisation"), kind=pl.lit(None, pl.String))
    names = (
        tables[ORGANISATIONS]
        .select("organisation", "period", name="organisation_name", kind="benchmarking_group")
        .sort("organisation", "period", "name", "kind")
        .unique("organisation", keep="last", maintain_order=True)
        .drop("period")
        .collect()
    )
    return codes.join(names, on="organisation", how="left", maintain_order="left").with_columns(
        pl.col("name").fill_null(pl.col("organisation"))
    )


def _provenance(tables: Tables, ledger: pl.DataFrame) -> dict[str, Any]:
    """Say which contracts, and which files by their hash, the rows that were read came from."""
    held = pl.concat(
        [
            rows.select(pl.lit(name).alias("contract"), "contract_version", "submission").unique()
            for name, rows in tables.items()
        ]
    ).collect()
    versions = (
        held.sort("contract_version")
        .group_by("contract")
        .agg(pl.col("contract_version").unique(maintain_order=True))
    )
    inputs = (
        held.join(ledger.select("submission", "sha256").unique(), on="submission", how="inner")
        .select("contract", "contract_version", "sha256")
        .unique()
        .sort("contract", "contract_version", "sha256")
    )
    return {
        "contracts": {contract: ", ".join(used) for contract, used in versions.sort("contract").iter_rows()},
        "inputs": inputs.to_dicts(),
    }


def _code_version() -> str:
    try:
        return version("sfg-analytics")
    except PackageNotFoundError:
        return "not installed"
