"""Many readers at once: how soon each has a page, how soon it is live, what it takes.

Readers are connections of one process, not browsers: what is measured is the server. A reader who is to be live asks for the page,
for a kernel, and for the state of its widgets, as a browser's page does.

python -m tests.benchmarks.crowd [PUBLICATION] [--live 30] [--readers 300]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import time
from pathlib import Path
from urllib.parse import urlsplit

import psutil
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

from sfg_analytics.serve import Access, Audience, Gate, Limits, SignIn, served
from sfg_analytics.serve.relay import kernel_in
from tests.serve.asking import word

CONTROL = {"comm_id": "control", "target_name": "jupyter.widget.control", "data": {}, "metadata": {}}


async def cookie(gate: Gate) -> str:
    """Sign in, and give what a browser would keep."""
    request = HTTPRequest(gate.address(), follow_redirects=False)
    answer = await AsyncHTTPClient().fetch(request, raise_error=False)
    return str(answer.headers["Set-Cookie"]).split(";")[0]


async def viewer(gate: Gate) -> tuple[float, float]:
    """Give the seconds until the page was there, and until its widgets' state was."""
    home = f"http://127.0.0.1:{gate.port}/pages/"
    headers = {"Cookie": await cookie(gate), "Accept-Encoding": "gzip"}
    ask = AsyncHTTPClient()
    began = time.perf_counter()
    await ask.fetch(HTTPRequest(home, headers=headers, request_timeout=300))
    there = time.perf_counter() - began
    answer = await ask.fetch(HTTPRequest(f"{home}live/board/", headers=headers, request_timeout=300))
    kernel = kernel_in(answer.body)
    parts = urlsplit(home)
    address = f"ws://{parts.netloc}{parts.path}live/board/api/kernels/{kernel}/channels?session_id=s"
    channel = await websocket_connect(HTTPRequest(address, headers=headers, connect_timeout=300))
    for one in (
        word("kernel_info_request", {}),
        word("comm_open", CONTROL),
        word("comm_msg", {"comm_id": "control", "data": {"method": "request_states"}}),
    ):
        await channel.write_message(json.dumps(one))
    while True:
        message = await channel.read_message()
        assert message is not None
        if b"update_states" in (message if isinstance(message, bytes) else message.encode()):
            return there, time.perf_counter() - began


async def reader(gate: Gate, headers: dict[str, str]) -> float:
    """Give the seconds until a page was there, or infinity."""
    began = time.perf_counter()
    try:
        await AsyncHTTPClient().fetch(
            HTTPRequest(
                f"http://127.0.0.1:{gate.port}/pages/",
                headers=headers,
                request_timeout=60,
                connect_timeout=60,
            )
        )
    except (HTTPClientError, OSError):
        return float("inf")
    return time.perf_counter() - began


async def crowd(gate: Gate, live: int, readers: int) -> dict[str, object]:
    """Let all come together."""
    seen = await asyncio.gather(*(viewer(gate) for _ in range(live)), return_exceptions=True)
    refused = [one for one in seen if isinstance(one, BaseException)]
    times = [one for one in seen if not isinstance(one, BaseException)]
    memory = kernels(gate)
    headers = {"Cookie": await cookie(gate), "Accept-Encoding": "gzip"}
    began = time.perf_counter()
    read = await asyncio.gather(*(reader(gate, headers) for _ in range(readers)))
    whole = time.perf_counter() - began
    return {
        "live": {
            "together": live,
            "refused": len(refused),
            "seconds to the page, worst": round(max(page for page, _ in times), 2),
            "seconds until live, median and worst": [
                round(statistics.median([ready for _, ready in times]), 1),
                round(max(ready for _, ready in times), 1),
            ],
            "MiB a kernel of its own, and with what is shared out": memory,
        },
        "pages alone": {
            "together": readers,
            "without an answer": sum(one == float("inf") for one in read),
            "seconds for all": round(whole, 2),
            "seconds, worst": round(max(read), 2),
        },
    }


def kernels(gate: Gate) -> list[int]:
    """Give the memory of a kernel in MiB: its own alone, and its share of what is shared besides."""
    (room,) = gate.rooms.values()
    found = [
        one.memory_full_info()
        for voila in room.voilas()
        for one in psutil.Process(voila.server.process.pid).children(recursive=True)
        if "ipykernel_launcher" in " ".join(one.cmdline())
    ]
    return [
        round(statistics.median([getattr(one, kind) for one in found]) / 2**20) for kind in ("uss", "pss")
    ]


def main() -> None:
    """Serve a publication, and let the crowd in."""
    parser = argparse.ArgumentParser()
    parser.add_argument("publication", type=Path, nargs="?", default=Path("demo/publication"))
    parser.add_argument("--live", type=int, default=30)
    parser.add_argument("--readers", type=int, default=300)
    asked = parser.parse_args()
    AsyncHTTPClient.configure(None, max_clients=1_000)
    limits = Limits(live=asked.live, live_each=asked.live)
    access = Access(SignIn(), (Audience("pages", asked.publication.resolve()),), limits)
    with served(access) as gate:
        time.sleep(10)
        print(json.dumps(asyncio.run(crowd(gate, asked.live, asked.readers)), indent=2, ensure_ascii=False))  # noqa: T201


if __name__ == "__main__":
    main()
