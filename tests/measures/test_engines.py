"""One way of counting, wherever the tables are: Polars in memory, lazily and streamed, DuckDB, Spark."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from sfg_analytics.measures import CATALOGUE, count, count_catalogue
from tests.measures.every_table import every_table

README = Path(__file__).parents[2] / "README.md"

Tables = Mapping[str, Any]


@pytest.fixture(scope="module")
def tables() -> dict[str, pl.DataFrame]:
    return every_table()


@pytest.fixture(scope="module")
def in_memory(tables: Tables) -> pl.DataFrame:
    """Give the whole catalogue as Polars counts it when it runs each query by itself and whole."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            pl, "collect_all", lambda queries, **_: [q.collect(engine="in-memory") for q in queries]
        )
        return count_catalogue(tables, whole_window=False)


@pytest.fixture(scope="module")
def in_duckdb(tables: Tables) -> Iterator[Tables]:
    with duckdb.connect() as connection:
        yield {name: connection.from_arrow(rows.to_arrow()) for name, rows in tables.items()}


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """Start Spark on this machine alone: no page, no address but 127.0.0.1, and no more tasks than there are rows for."""
    sql = pytest.importorskip("pyspark.sql", reason="it is not installed: pip install sfg-analytics[spark]")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Spark needs Java, and there is none")
    settings = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",  # hundreds of queries, each once
        "spark.driver.memory": "1g",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.autoBroadcastJoinThreshold": "-1",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    session = sql.SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def in_spark(tables: Tables, spark: Any) -> Tables:
    return {name: spark.createDataFrame(rows.to_arrow()) for name, rows in tables.items()}


def assert_same(counted: pl.DataFrame, expected: pl.DataFrame) -> None:
    """Every measure of the catalogue is there, and each the same; the first that is not is named."""
    assert set(expected["measure"]) == set(CATALOGUE)
    for measure in CATALOGUE:
        of_measure = pl.col("measure") == measure
        one, other = counted.filter(of_measure), expected.filter(of_measure)
        assert one.equals(other), (
            f"{measure}: {one.join(other, on=one.columns, how='anti', nulls_equal=True)}"
        )
    assert counted.equals(expected)


def test_every_measure_counts_something_by_every_breakdown_it_has(in_memory: pl.DataFrame) -> None:
    for measure in CATALOGUE.values():
        counted = in_memory.filter(pl.col("measure") == measure.id, pl.col("numerator") > 0)
        assert set(counted["breakdown"]) == {"", *(" | ".join(names) for names in measure.breakdowns)}


@pytest.mark.parametrize("held", [dict, lambda tables: {name: rows.lazy() for name, rows in tables.items()}])
def test_polars_streams_what_it_counts_in_memory(
    tables: Tables, in_memory: pl.DataFrame, held: Callable[[Tables], Tables]
) -> None:
    assert_same(count_catalogue(held(tables), whole_window=False), in_memory)


def test_duckdb_counts_what_polars_counts(in_duckdb: Tables, in_memory: pl.DataFrame) -> None:
    assert_same(count_catalogue(in_duckdb, whole_window=False), in_memory)


def test_spark_counts_what_polars_counts_and_keeps_nothing_afterwards(
    tables: Tables, in_spark: Tables, spark: Any
) -> None:
    # Each query takes Spark seconds, however few the rows: every measure all together, and one of each kind of rows by
    # one breakdown.
    divided = {measure.rows: measure.id for measure in CATALOGUE.values() if measure.breakdowns}.values()
    measures = [
        replace(measure, breakdowns=measure.breakdowns[:1] if measure.id in divided else ())
        for measure in CATALOGUE.values()
    ]
    expected = count_catalogue(tables, measures, whole_window=False)
    assert_same(count_catalogue(in_spark, measures, whole_window=False), expected)
    assert spark.sparkContext._jsc.getPersistentRDDs().isEmpty()


@pytest.mark.parametrize("engine", ["in_duckdb", "in_spark"])
def test_months_organisations_and_the_record_are_cut_alike_on_every_engine(
    tables: Tables, engine: str, request: pytest.FixtureRequest
) -> None:
    asked: dict[str, Any] = {
        "by": ["ethnicity", "length_of_service"],
        "periods": sorted(set(tables["staff_in_post"]["period"]))[-8:],
        "organisations": ["ZZB"],
        "unknown_apart": True,
        "whole_window": True,
    }
    expected = count(tables, "coverage", **asked)
    assert expected.height > 0
    assert count(request.getfixturevalue(engine), "coverage", **asked).equals(expected)


def test_what_the_readme_says_of_spark_runs(tables: Tables, in_spark: Tables) -> None:
    [code] = re.findall(r"```python\n(from pyspark.*?)```", README.read_text("utf-8"), re.DOTALL)
    for name, rows in in_spark.items():
        rows.createOrReplaceTempView(name)
    told: dict[str, Any] = {}
    exec(code, told)  # noqa: S102 - it is our own README
    assert told["counted"].equals(count(tables, "coverage", by=["ethnicity"]))
