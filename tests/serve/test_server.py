"""A server as a process: what it writes is kept, and does not grow without end."""

from __future__ import annotations

import http.client
import os
import sys

import pytest

from sfg_analytics.serve import server as module
from sfg_analytics.serve.server import LOOPBACK, free_port, launch, temporary_room


def test_a_log_that_grows_large_is_emptied_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port(0)
    with temporary_room() as room:
        server = launch(
            [sys.executable, "-u", "-m", "http.server", str(port), "--bind", LOOPBACK],
            room=room,
            folder=room,
            environment=dict(os.environ),
            address=f"http://{LOOPBACK}:{port}/",
            probe="/",
        )

    def ask(path: str) -> str:
        line = http.client.HTTPConnection(LOOPBACK, port, timeout=10)
        line.request("GET", path)
        line.getresponse().read()
        line.close()
        return server.last_words()

    with server:
        assert "/first" in ask("/first")
        server.shorten_log()
        assert "/first" in server.last_words()  # it is small
        monkeypatch.setattr(module, "MOST_LOGGED", 100)
        server.shorten_log()
        assert server.last_words() == ""
        said = ask("/second")
        assert "/second" in said
        assert "\0" not in said
    assert not room.exists()
