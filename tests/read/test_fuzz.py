"""However an export is spoilt, the answer is a table or one clear paragraph, never anything else."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sfg_analytics.contract import load_contracts
from sfg_analytics.errors import SfgError
from sfg_analytics.submit import submit
from tests.depth import tries
from tests.made import CONVERSATION, STAFF, as_csv, people, workbook

CONTRACTS = load_contracts()
GOOD = as_csv(people(4)).encode()
SEED = as_csv(people(3, CONVERSATION, Notes='said "yes",\nthen no')).encode("utf-16")
ODD = [
    b'"',
    b"\0",
    b"\r",
    b"\n",
    b",",
    b";",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xe9",
    b"=1+1",
    b"Grand Total",
    b"\x81",
    b"," * 300,
]
fuzz = settings(max_examples=tries(60), deadline=None, suppress_health_check=list(HealthCheck))


def answer(content: bytes, name: str) -> None:
    """Check a file; any SfgError is an answer, any other exception fails the test."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            outcomes, said = submit(path, CONTRACTS, b"k" * 32, store=None), ""
        except SfgError as fault:
            outcomes, said = [], str(fault)
    assert all(outcome.reconciled for outcome in outcomes)
    assert outcomes or name in said
    assert "20001" not in said


@fuzz
@given(
    st.sampled_from([GOOD, SEED]),
    st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 40), st.sampled_from(ODD)), max_size=6),
)
def test_a_csv_with_pieces_cut_out_and_odd_ones_put_in(
    good: bytes, spoils: list[tuple[int, int, bytes]]
) -> None:
    for place, length, odd in spoils:
        good = good[:place] + odd + good[place + length :]
    answer(good, "export.csv")


@fuzz
@given(st.binary(max_size=400))
def test_bytes_that_mean_nothing(content: bytes) -> None:
    answer(content, "export.csv")


@settings(fuzz, max_examples=tries(30))
@given(st.lists(st.tuples(st.integers(0, 7000), st.binary(min_size=1, max_size=8)), min_size=1, max_size=5))
def test_a_workbook_with_bytes_changed(changes: list[tuple[int, bytes]]) -> None:
    content = bytearray(WORKBOOK)
    for place, new in changes:
        content[place : place + len(new)] = new
    answer(bytes(content), "export.xlsx")


@settings(fuzz, max_examples=tries(15))
@given(st.permutations(list(STAFF)), st.lists(st.sampled_from(list(STAFF)), max_size=3), st.booleans())
def test_columns_shuffled_lost_or_doubled(order: list[str], lost: list[str], doubled: bool) -> None:
    kept = [name for name in order if name not in lost] or order
    rows = [{name: row[name] for name in kept} for row in people(2)]
    text = as_csv(rows)
    if doubled:
        text = "\r\n".join(f"{line},{line.split(',')[0]}" for line in text.splitlines())
    answer(text.encode(), "export.csv")


def _workbook() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = workbook(Path(folder) / "x.xlsx", {"s": [list(STAFF), *[list(STAFF.values())] * 3]})
        return path.read_bytes()


WORKBOOK = _workbook()
