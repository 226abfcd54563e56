"""Publishing is killed, really killed, at random instants: what is found afterwards is whole, and running again completes."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sfg_analytics.publication import read_publication, verify
from sfg_analytics.publish import publish
from sfg_analytics.store import Store
from tests.depth import tries
from tests.publish.made import CONTRACTS, PLAN, fill, plan_of

KILLS = tries(4)


def command(store: Path, to: Path, plan: Path, at: str) -> list[str]:
    run = [sys.executable, "-m", "sfg_analytics", "publish", "--store", store, "--to", to, "--plan", plan]
    return [*map(str, run), "--at", at, "--json"]


@pytest.mark.skipif(
    os.name != "posix", reason="Windows has no SIGKILL, with which a publisher is really killed here"
)
def test_a_publication_killed_at_any_instant_is_the_old_or_the_new_and_running_again_completes(
    tmp_path: Path,
) -> None:
    store, to, plan = tmp_path / "store", tmp_path / "out" / "publication", tmp_path / "plan.yaml"
    fill(Store(store), {"ZZA": 60, "ZZB": 60})
    (first,) = publish(store, to, plan=plan_of(tmp_path), contracts=CONTRACTS)
    figures = first.publication.estimates
    plan.write_text(PLAN.format(peers="named").replace("Made up", "Another title"), "utf-8")
    kept = shutil.copytree(to, tmp_path / "kept")
    begun = time.monotonic()
    subprocess.run(command(store, to, plan, "2025-05-01"), check=True, capture_output=True)
    whole_run = time.monotonic() - begun
    chance = random.Random(5)  # noqa: S311 - instants, not secrets
    found = []
    for turn in range(KILLS):
        shutil.rmtree(to, ignore_errors=True)  # it may wait aside
        shutil.copytree(kept, to)
        with subprocess.Popen(
            command(store, to, plan, "2025-05-01"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            # Most of the time is spent counting; half the kills wait for the writing.
            if turn % 2:
                _wait_for_writing(to, process)
                time.sleep(chance.uniform(0, 0.15))
            else:
                time.sleep(chance.uniform(0.2, 1.0) * whole_run)
            process.send_signal(signal.SIGKILL)
            process.wait(30)
        held = read_publication(to)
        found.append(held.release)
        assert held.estimates.equals(figures)
        assert held.manifest["title"] == ("Made up" if held.release == 1 else "Another title")
        assert set(verify(held.folder)) == set()
    assert set(found) <= {1, 2}
    again = subprocess.run(command(store, to, plan, "2025-05-01"), check=True, capture_output=True)
    assert json.loads(again.stdout)["release"] == 2
    assert verify(to) == ()
    assert list(to.parent.iterdir()) == [to]  # nothing of the killed ones is left beside it


def _wait_for_writing(to: Path, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None and not list(to.parent.glob(f".{to.name}.new-*")):
        time.sleep(0.001)
