"""The gate attacked as it runs: by strangers, by readers of another audience, and by a reader of its own who wants more."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import psutil
import pytest
import zmq
from jupyter_client.blocking.client import BlockingKernelClient

from sfg_analytics.serve import Access, Audience, Gate, Limits, SignIn, relay, served
from tests.serve.asking import Answer, Browser, finish, word
from tests.serve.attacking import hostile_publication, until

SECRET = "a secret of some length"  # noqa: S105  # of nobody
LIVE = "/board/live/board/"
OWN = {"X-Forwarded-Email": "chair", "X-Sfg-Secret": SECRET}
TOLD = ("Traceback", "tornado", "Tornado", "site-packages", "/tmp", "/work", 'File "', "0.5.13")  # noqa: S108  # looked for


@pytest.fixture(scope="module")
def attacked(small_publication: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gate]:
    """Serve two audiences by a proxy's word: the small publication, and one that means harm."""
    hostile = hostile_publication(tmp_path_factory.mktemp("hostile") / "publication")
    sign_in = SignIn("proxy", secret=SECRET, hosts=("pages.example.org",))
    audiences = (
        Audience("board", small_publication, people=frozenset({"chair", "member"})),
        Audience("finance", hostile, people=frozenset({"treasurer", "chair"}), groups=frozenset({"finance"})),
    )
    with served(Access(sign_in, audiences, Limits(live=6, live_each=2, ready=0))) as gate:
        yield gate


@pytest.fixture
def chair(attacked: Gate) -> Browser:
    return Browser(attacked, headers=dict(OWN))


@pytest.fixture(scope="module")
def its_kernel(attacked: Gate) -> str:
    """The chair's kernel, for all who attack it."""
    return Browser(attacked, headers=dict(OWN)).go_live(LIVE)


@pytest.fixture
def kernel(attacked: Gate, its_kernel: str) -> str:
    """The same, as if nothing had been said to it for a while."""
    own = attacked.kernels.owned[its_kernel]
    own.said.clear()
    own.since = time.monotonic()
    return its_kernel


def process_of(gate: Gate, kernel: str, audience: str = "board") -> psutil.Process:
    """Find a kernel's process."""
    for voila in gate.rooms[audience].voilas():
        for one in psutil.Process(voila.server.process.pid).children(recursive=True):
            if any(kernel in part for part in one.cmdline()):
                return one
    raise AssertionError("no such process")


def raw(gate: Gate, words: bytes, seconds: float = 5.0) -> bytes:
    """Say something that no client of HTTP would say, and give the answer up to the end of the connection."""
    with socket.create_connection(("127.0.0.1", gate.port), timeout=seconds) as line:
        heard = b""
        try:
            line.sendall(words)
            while part := line.recv(65_536):
                heard += part
        except OSError:
            pass
        return heard


def asked(path: str, *more: str, method: str = "GET") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: pages.example.org", "Connection: close"]
    own = [f"{name}: {value}" for name, value in OWN.items()]
    return "\r\n".join([*lines, *own, *more, "", ""]).encode()


RUNNING = ["execute_request", "inspect_request", "complete_request", "history_request", "is_complete_request",
           "shutdown_request", "interrupt_request", "debug_request", "input_reply", "create_subshell_request",
           "delete_subshell_request", "list_subshell_request", "comm_open", "comm_msg", "comm_close"]  # fmt: skip


def said_otherwise(code: dict[str, Any]) -> list[str | bytes]:
    """Write an order to run code in ways that a reader of it might take for something else."""
    order = json.dumps(word("execute_request", code))
    innocent = word("kernel_info_request", {})
    frame = b"".join([(3).to_bytes(4, "big"), (12).to_bytes(4, "big"), order.encode()])
    parts = [
        b"shell",
        *(json.dumps(one).encode() for one in (word("execute_request", code)["header"], {}, {}, code)),
    ]
    offsets = [8 * (len(parts) + 2)]
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    first = b"".join(
        [
            len(offsets).to_bytes(8, "little"),
            *(one.to_bytes(8, "little") for one in offsets),
            b"".join(parts),
        ]
    )
    return [
        order.replace("execute_request", "execute\\u005frequest"),
        order.replace('"header":', '"header": {"msg_type": "kernel_info_request"}, "header":'),
        json.dumps(innocent)[:-1]
        + ', "header": '
        + json.dumps(word("execute_request", code)["header"])
        + "}",
        json.dumps(innocent | {"msg_type": "execute_request", "content": code}),
        json.dumps([word("execute_request", code)]),
        json.dumps(word("execute_request", code) | {"channel": None}),
        "\ufeff" + order,
        order.encode(),
        frame,
        first,
    ]


def test_nothing_that_a_page_says_runs_in_its_kernel(
    attacked: Gate, chair: Browser, kernel: str, tmp_path: Path
) -> None:
    trace = tmp_path / "ran"
    code = {
        "code": f"open({str(trace)!r}, 'w').close()", "silent": False, "store_history": True, "allow_stdin": True,
        "user_expressions": {"x": f"open({str(trace)!r}, 'w')"}, "restart": True,
    }  # fmt: skip
    words: list[Any] = [
        word(kind, code, channel) for channel in ("shell", "control", "stdin", "iopub") for kind in RUNNING
    ]
    order = word("execute_request", code)
    words += [
        order | {"channel": "control", "header": order["header"] | {"subshell_id": "x"}},
        order | {"content": [code]},
    ]
    ran = process_of(attacked, kernel)

    half = len(words) // 2
    for some in (words[:half], words[half:]):
        chair.talk(kernel, some, page=LIVE, seconds=0.5)
        attacked.kernels.owned[kernel].said.clear()  # a flood is another test
    heard = chair.talk(
        kernel,
        [*said_otherwise(code), word("kernel_info_request", {})],
        page=LIVE,
        seconds=3,
        **{"Sec-WebSocket-Protocol": "v1.kernel.websocket.jupyter.org"},
    )

    assert {one["msg_type"] for one in heard} <= {"status", "kernel_info_reply"}
    assert "kernel_info_reply" in {one["msg_type"] for one in heard}
    assert ran.is_running()
    assert not trace.exists()
    with_its_key = BlockingKernelClient(connection_file=ran.cmdline()[-1])
    with_its_key.load_connection_file()
    with_its_key.start_channels()
    reply = with_its_key.execute(code["code"], reply=True, timeout=20)
    with_its_key.stop_channels()
    assert trace.exists()  # that is what the words do where they arrive
    assert reply["content"]["execution_count"] == 2  # the page's one cell, and this


def test_no_traceback_and_nothing_printed_comes_back(chair: Browser, kernel: str) -> None:
    spoilt = [
        word("comm_open", {"comm_id": "c", "target_name": "jupyter.widget.control"}),  # without its version
        word("comm_msg", {"comm_id": "nobody", "data": {"method": "request_state"}}),
    ]
    listed = chair.talk(
        kernel, [word("comm_info_request", {"target_name": "jupyter.widget"})], page=LIVE, seconds=2
    )
    (comms,) = [one["content"]["comms"] for one in listed if one["msg_type"] == "comm_info_reply"]
    for state in (
        {"index": 10**30},
        {"fragment": "organisation=<script>&measure=../../etc/passwd&period=%00"},
    ):
        spoilt += [
            word("comm_msg", {"comm_id": comm, "data": {"method": "update", "state": state}})
            for comm in [*comms][:20]
        ]

    heard = chair.talk(kernel, spoilt, page=LIVE, seconds=2)

    assert {one["msg_type"] for one in heard} <= {"status", "comm_msg", "comm_close"}
    assert not [told for told in TOLD if told in json.dumps(heard)]
    assert "<script>" not in json.dumps(heard)


@pytest.mark.parametrize(
    ("origin", "status"),
    [("https://evil.example", 403), ("null", 403), ("http://127.0.0.1:1", 403), ("http://localhost", 403), ("", 403),
     ("http://pages.example.org.evil.example", 403)],
)  # fmt: skip
def test_no_other_site_talks_to_a_kernel(chair: Browser, kernel: str, origin: str, status: int) -> None:
    assert chair.knock(kernel, LIVE, Origin=origin) == status


def test_a_kernel_is_reached_by_its_person_under_its_page_and_by_nobody_else(
    attacked: Gate, chair: Browser, kernel: str
) -> None:
    member = Browser(attacked, headers=OWN | {"X-Forwarded-Email": "member"})
    nobody = Browser(attacked)
    for who, page in (
        (member, LIVE), (nobody, LIVE), (chair, "/finance/live/board/"), (chair, "/board/live/system/"),
    ):  # fmt: skip
        assert who.knock(kernel, page) in {403, 404}
        assert who.ask(f"{page}voila/api/shutdown/{kernel}", "POST").status in {403, 404}
        assert who.ask(f"{page}api/kernels/{kernel}").status in {403, 404}
    answer = chair.ask(f"{LIVE}voila/api/shutdown/{kernel}", "POST", Sec_Fetch_Site="cross-site")
    assert answer.status == 403
    assert chair.ask(f"{LIVE}api/kernels/{kernel}").status == 200


def test_a_flood_of_words_of_connections_or_of_letters_is_cut_off(
    attacked: Gate, chair: Browser, kernel: str
) -> None:
    heard = chair.talk(kernel, [word("kernel_info_request", {}) for _ in range(300)], page=LIVE, seconds=3)
    replies = [one for one in heard if one["msg_type"] == "kernel_info_reply"]
    assert len(replies) <= 60
    assert chair.knock(kernel, LIVE) == 429  # nor by another connection

    until(lambda: not attacked.channels.get(kernel))  # what was said is heard to its end
    attacked.kernels.owned[kernel].said.clear()
    assert chair.talk(kernel, ["x" * 300_000], page=LIVE, seconds=5) is not None
    until(lambda: not attacked.channels.get(kernel))
    assert chair.ask(f"{LIVE}api/kernels/{kernel}").status == 200


def test_whoever_opens_connections_without_end_is_stopped(
    attacked: Gate, chair: Browser, kernel: str
) -> None:

    async def open_many() -> list[int]:
        opened = [await chair.connect(kernel, LIVE) for _ in range(4)]
        refused = [await asyncio.to_thread(chair.knock, kernel, LIVE) for _ in range(3)]
        for one in opened:
            one.close()
            while await one.read_message() is not None:
                pass
        return refused

    assert finish(open_many()) == [429] * 3
    until(lambda: not attacked.channels.get(kernel))
    assert attacked.kernels.owned[kernel].connections == 0


def test_a_page_that_asks_and_never_listens_is_given_up(
    attacked: Gate, kernel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "MOST_WAITING", 100_000)
    upgrade = ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"]
    key = "Sec-WebSocket-Key: c29tZXRoaW5nIG9mIDE2IQ=="
    words = asked(f"{LIVE}api/kernels/{kernel}/channels", *upgrade, key)

    def frame(said: dict[str, Any]) -> bytes:
        text = json.dumps(said).encode()
        return b"\x81" + bytes([0x80 | 126]) + len(text).to_bytes(2, "big") + bytes(4) + text

    opened = word("comm_open", {"comm_id": "all", "target_name": "jupyter.widget.control"})
    opened["metadata"] = {"version": "1.0.0"}
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        line.connect(("127.0.0.1", attacked.port))
        line.sendall(words.replace(b"Connection: close\r\n", b""))
        until(lambda: bool(attacked.channels.get(kernel)))
        line.sendall(frame(opened))

        def asked_on() -> bool:
            attacked.kernels.owned[kernel].said.clear()  # that it may not ask so often is another test
            with suppress(OSError):
                line.sendall(
                    frame(word("comm_msg", {"comm_id": "all", "data": {"method": "request_states"}}))
                )
            return not attacked.channels.get(kernel)

        until(asked_on)


PATHS = [
    "/api", "/api/kernels", "/api/contents", "/api/terminals", "/api/status", "/voila/render/board.ipynb", "/voila/files/voila.json",
    "/voila/tree", "/voila/api/contents", "/board/live/board/api/kernels", "/board/live/board/api/contents?content=1",
    "/board/live/board/api/sessions", "/board/live/board/voila/render/system.ipynb", "/board/live/board/voila/tree",
    "/board/live/board/voila/files/voila.json", "/board/live/board/voila/files/./board.ipynb", "/board/live/board/voila/api/contents?content=1",
    "/board/live/board/voila/query/0f3a1b2c-0000-4000-8000-0123456789ab", "/board/live/board/voila/templates/sfg/conf.json",
    "/board/live/board/login", "/board/live/board/logout", "/board/live/board/system.ipynb", "/board/live/other/", "/board/live/",
    "/board/live/board/voila/static/", "/board/live/board/voila/static/../../voila.json", "/board/live/board/voila/static/..%2f..%2fvoila.json",
    "/board/live/board/voila/static/%2e%2e/%2e%2e/voila.json", "/board/live/board/voila/static/./voila.js",
    "/board/live/board/voila/static//voila.js", "/board/live/board/voila/static/voila.js/../voila.js", "/board/../finance/", "/board/./index.html",
    "/board/../../../../etc/passwd", "/board/%2e%2e/finance/", "/board/..%2ffinance/", "/board//etc/passwd", "/board/data/../../publication/manifest.json",
    "/board/manifest.json", "/board/publication/manifest.json", "/board/estimates.parquet", "/board/measures.json", "/board/live.py", "/board/site.css%00",
    "/board/data/coverage.csv%00.html", "/board/%ff", "/board/\\..\\..", "/nobody/", "/sign-in", "/oauth_callback?code=x&state=y", "//board/", "/board/index.html/",
    "http://127.0.0.1/board/", "*", "/board;x/", "/boar%64/live/board/voila/tree", "/finance/live/board/../../../board/",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_there_is_nothing_at_any_other_address(attacked: Gate, path: str) -> None:
    heard = raw(attacked, asked(path))

    assert heard.split(b"\r\n")[0].split(b" ")[1] in {b"404", b"400", b"405"}, heard[:300]
    assert not [told for told in (*TOLD, "Ashmere", "voila") if told.encode() in heard]


@pytest.mark.parametrize(
    "query",
    [
        "theme=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "template=nosuch",
        "token=x",
        "template=lab&theme=dark",
    ],
)
def test_what_is_added_to_an_address_changes_no_page(attacked: Gate, chair: Browser, query: str) -> None:
    assert chair.ask(f"/board/?{query}").text == chair.ask("/board/").text
    member = Browser(attacked, headers=OWN | {"X-Forwarded-Email": "member"})
    if query.startswith("theme"):  # one process is enough to show it
        live = member.ask(f"{LIVE}?{query}&template=nosuch")
        assert live.status == 200
        assert "alert(1)" not in live.text
        (own,) = [name for name, one in attacked.kernels.owned.items() if one.owner == "member"]
        assert member.ask(f"{LIVE}voila/api/shutdown/{own}", "POST").status == 204


@pytest.mark.parametrize(
    "method", ["HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"]
)
@pytest.mark.parametrize(
    "path", ["/board/", LIVE, "/board/data/coverage.csv", f"{LIVE}voila/static/voila.js", "/nothing"]
)
def test_only_the_methods_in_use_are_answered(attacked: Gate, method: str, path: str) -> None:
    heard = raw(attacked, asked(path, "Content-Length: 0", method=method))

    assert heard.split(b" ")[1] in {b"404", b"405", b"400", b"403"}
    assert not [told for told in (*TOLD, "Ashmere") if told.encode() in heard]


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"}, {"Host": "pages.example.org.evil.example"}, {"Host": ""}, {"Host": "pages.example.org@evil.example"},
        {"Host": "127.0.0.1"}, {"Host": "pages.example.org:1"}, {"X-Forwarded-Host": "pages.example.org", "Host": "evil.example"},
    ],
)  # fmt: skip
def test_a_name_that_is_not_ours_is_refused(chair: Browser, headers: dict[str, str]) -> None:
    for path in ("/board/", LIVE):
        answer = chair.ask(path, **headers)
        assert answer.status == 400
        assert "Ashmere" not in answer.text


@pytest.mark.parametrize(
    "lines",
    [
        ["X-Forwarded-Email: chair"],
        ["X-Forwarded-Email: chair", "X-Sfg-Secret: "],
        ["X-Forwarded-Email: chair", f"X-Sfg-Secret: {SECRET}x"],
        ["X-Forwarded-Email: chair", "X-Sfg-Secret: a", f"X-Sfg-Secret: {SECRET}"],
        ["X-Forwarded-Email: stranger", "X-Forwarded-Email: chair", f"X-Sfg-Secret: {SECRET}"],
        ["X-Forwarded-Email: stranger, chair", f"X-Sfg-Secret: {SECRET}"],
        ["X-Forwarded-Email: *", f"X-Sfg-Secret: {SECRET}"],
        ["X-Forwarded-Email: ", f"X-Sfg-Secret: {SECRET}"],
        ["X-Forwarded-Email: stranger", "X-Forwarded-Groups: finance", "X-Forwarded-Groups: staff", f"X-Sfg-Secret: {SECRET}"],
        ["X-Forwarded-User: chair", "X_Forwarded_Email: chair", f"X-Sfg-Secret: {SECRET}"],
        ["X-Forwarded-For: 127.0.0.1", "X-Real-Ip: 127.0.0.1", "Forwarded: for=127.0.0.1;by=chair"],
        [f"Authorization: token {SECRET}", "X-Forwarded-Email: chair"],
    ],
)  # fmt: skip
def test_nobody_says_of_himself_who_he_is(attacked: Gate, lines: list[str]) -> None:
    words = ["GET /board/ HTTP/1.1", "Host: pages.example.org", "Connection: close", *lines, "", ""]
    heard = raw(attacked, "\r\n".join(words).encode())

    assert heard.split(b" ")[1] == b"403"
    assert b"Ashmere" not in heard


def test_the_proxys_word_counts_from_its_own_address_alone(small_publication: Path) -> None:

    elsewhere = SignIn("proxy", secret=SECRET, sent_from=(ip_network("10.1.2.3"),))
    board = Audience("board", small_publication, people=frozenset({"*"}))
    with served(Access(elsewhere, (board,), Limits(ready=0))) as gate:
        answer = Browser(gate, headers=OWN).ask("/board/", X_Forwarded_For="10.1.2.3", X_Real_Ip="10.1.2.3")
    assert answer.status == 403


@pytest.mark.parametrize(
    "words",
    [
        asked("/board/", "Content-Length: 3", "Transfer-Encoding: chunked", method="POST") + b"0\r\n\r\n" + asked("/nothing"),
        asked("/board/", "Transfer-Encoding: chunked, identity", method="POST") + b"0\r\n\r\n",
        asked("/board/", "Transfer-Encoding: xchunked", method="POST") + b"0\r\n\r\n",
        asked("/board/", "Content-Length: 3", "Content-Length: 4", method="POST") + b"abcd",
        asked("/board/", "Content-Length: -1", method="POST"),
        asked("/board/", "Content-Length: +3", method="POST") + b"abc",
        asked("/board/").replace(b"Host: pages.example.org", b"Host : pages.example.org"),
        asked("/board/", "Host: evil.example"),
        asked("/board/", "X-Forwarded-Email\x00: chair"),
        b"GET /board/ HTTP/9.9\r\nHost: pages.example.org\r\n\r\n",
        b"GET  /board/  HTTP/1.1\r\nHost: pages.example.org\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00" + b"\x00" * 50 + b"\r\n\r\n",
        asked("/board/", "X: " + "x" * 100_000),
        asked("/board/", *[f"X-{n}: x" for n in range(10_000)]),
        asked("/board/?" + "x" * 100_000),
        asked("/board/", "Content-Length: 1000000", method="POST") + b"x" * 1_000_000,
    ],
)  # fmt: skip
def test_a_request_that_could_be_read_in_two_ways_or_is_too_long_gets_no_page(
    attacked: Gate, chair: Browser, words: bytes
) -> None:
    heard = raw(attacked, words, seconds=3)

    assert b" 200 " not in heard
    assert heard.count(b"HTTP/1.1 ") <= 1  # a second request was not read out of the first
    assert not [told for told in (*TOLD, "Ashmere") if told.encode() in heard]
    assert chair.ask("/board/").status == 200


def lives(process: psutil.Process) -> bool:
    """Whether a process runs: it may end while it is asked."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_who_goes_before_the_answer_leaves_no_place_taken(attacked: Gate) -> None:
    words = asked(LIVE).replace(b"Email: chair", b"Email: member")
    for _ in range(2):
        with socket.create_connection(("127.0.0.1", attacked.port)) as line:
            line.sendall(words)
            time.sleep(0.1)

    member = Browser(attacked, headers=OWN | {"X-Forwarded-Email": "member"})
    until(lambda: not [one for one in attacked.kernels.owned.values() if one.owner == "member"])
    until(lambda: "member" not in attacked.kernels.starting())
    kernels = [
        one
        for voila in attacked.rooms["board"].voilas()
        for one in psutil.Process(voila.server.process.pid).children(recursive=True)
    ]
    assert member.ask("/board/").status == 200
    until(lambda: sum(lives(one) for one in kernels) <= 1)


def test_every_answer_says_what_a_page_may_do_and_nothing_of_what_serves_it(
    attacked: Gate, chair: Browser
) -> None:
    nobody = Browser(attacked)
    answers: list[Answer] = [
        *(chair.ask(path) for path in ("/", "/board", "/board/", "/board/data/coverage.csv", "/board/live.js", "/board/plotly.js",
                                       "/board/nothing", "/nothing", "/board/live/board/voila/static/voila.js", "/finance/fairness.html")),
        *(chair.ask(path, "POST") for path in ("/board/", LIVE)),
        chair.ask(LIVE, Sec_Fetch_Site="cross-site"), chair.ask("/board/", Host="evil.example"), nobody.ask("/board/"),
    ]  # fmt: skip

    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-eval" not in policy
        assert (
            "'unsafe-inline'" not in policy.split("script-src")[-1].split(";")[0]
            or "script-src" not in policy
        )
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "Server" not in answer.headers
        assert "Access-Control-Allow-Origin" not in answer.headers
        if answer.status >= 400:
            assert not [told for told in TOLD if told in answer.text]


def test_a_kernel_that_is_killed_closes_its_page_and_no_other(
    attacked: Gate, chair: Browser, kernel: str
) -> None:

    treasurer = Browser(attacked, headers=OWN | {"X-Forwarded-Email": "treasurer"})
    page = "/finance/live/board/"
    other = treasurer.go_live(page)
    process = process_of(attacked, other, "finance")

    async def killed() -> tuple[int | None, str | None]:
        channel = await treasurer.connect(other, page)
        await channel.write_message(json.dumps(word("kernel_info_request", {})))
        await asyncio.wait_for(channel.read_message(), 30)  # it is there
        process.send_signal(signal.SIGKILL)
        while await asyncio.wait_for(channel.read_message(), 30) is not None:
            pass
        channel.close()
        return channel.close_code, channel.close_reason

    code, why = finish(killed())

    assert (code, why) == (1001, "ended")
    assert other not in attacked.kernels.owned
    heard = chair.talk(kernel, [word("kernel_info_request", {})], page=LIVE, seconds=2)
    assert "kernel_info_reply" in {one["msg_type"] for one in heard}


def test_voila_itself_shows_nobody_anything_but_its_own_scripts(attacked: Gate, kernel: str) -> None:
    (voila,) = [one for one in attacked.rooms["board"].voilas() if one.address.endswith("live/board")]
    port = int(voila.address.split(":")[2].split("/")[0])
    direct = Browser(attacked)
    direct.gate = type("Direct", (), {"port": port})()  # type: ignore[assignment]  # it is asked for its port alone
    shown = {}
    for path in ("", "board.ipynb", "system.ipynb", "voila/files/voila.json", "voila/files/board.ipynb", "voila/files/./board.ipynb",
                 f"voila/query/{kernel}", "voila/render/board.ipynb", "voila/tree", "voila/api/contents", "voila/templates/sfg/conf.json",
                 "voila/templates/sfg/static/../index.html.j2", "voila/templates/../../../dashboards/voila.json", "api/kernels",
                 f"api/kernels/{kernel}", f"api/kernels/{kernel}/channels", f"voila/api/shutdown/{kernel}", "login", "metrics",
                 "?token=", "voila/static/voila.js"):  # fmt: skip
        for method in ("GET", "POST", "DELETE"):
            answer = direct.ask(LIVE + path, method)
            if answer.status == 200:
                shown[path] = answer.text
    assert set(shown) == {"voila/static/voila.js"}
    assert direct.knock(kernel, LIVE) == 403
    assert kernel in attacked.kernels.owned


def test_what_a_kernel_says_is_not_overheard_on_this_computer(
    attacked: Gate, chair: Browser, kernel: str
) -> None:
    process = process_of(attacked, kernel)
    ports = [one.laddr.port for one in process.net_connections("tcp") if one.status == psutil.CONN_LISTEN]
    context = zmq.Context()
    try:
        listeners = [context.socket(zmq.SUB) for _ in ports]
        for listener, port in zip(listeners, ports, strict=True):
            listener.linger = 0
            listener.connect(f"tcp://127.0.0.1:{port}")
            listener.subscribe(b"")
        time.sleep(0.5)
        heard = chair.talk(
            kernel, [word("kernel_info_request", {}) for _ in range(3)], page=LIVE, seconds=1.5
        )
        assert "kernel_info_reply" in {one["msg_type"] for one in heard}
        assert ports
        assert not any(listener.poll(100) for listener in listeners)
    finally:
        context.destroy(linger=0)


def test_no_token_is_in_a_list_of_processes_and_folders_are_private(attacked: Gate, kernel: str) -> None:
    rooms = attacked.rooms
    tokens = [voila.token for room in rooms.values() for voila in room.voilas()]
    commands = [" ".join(one.info["cmdline"] or ()) for one in psutil.process_iter(["cmdline"])]
    folders = [room.folder for room in rooms.values()]
    folders += [voila.server.room for room in rooms.values() for voila in room.voilas()]

    assert tokens
    assert not [line for line in commands if any(token in line for token in (*tokens, SECRET))]
    if os.name == "posix":
        assert {stat.S_IMODE(one.stat().st_mode) for one in folders} == {0o700}
        if os.geteuid() == 0:  # then somebody else can be tried
            for file in (folders[0] / "publication" / "manifest.json", *folders):
                tried = subprocess.run(
                    ["cat" if file.suffix else "ls", file], user=65534, group=65534, extra_groups=[], check=False,
                    capture_output=True, text=True, cwd="/",
                )  # fmt: skip
                assert tried.returncode != 0
                assert tried.stdout == ""

    environment = process_of(attacked, kernel).environ()
    said = json.dumps(environment) + " ".join(process_of(attacked, kernel).cmdline())
    assert environment["SFG_PUBLICATION"] == str(rooms["board"].folder / "publication")
    assert str(rooms["finance"].folder) not in said
    assert str(rooms["board"].audience.publication) not in said
    assert not [token for token in (*tokens, SECRET) if token in said]


def test_a_cookie_is_worth_nothing_altered_elsewhere_or_after_the_gate_has_ended(
    small_publication: Path, caplog: pytest.LogCaptureFixture
) -> None:
    both = tuple(Audience(name, small_publication) for name in ("board", "finance"))
    access = Access(SignIn(), both, Limits(ready=0))
    caplog.set_level("DEBUG")
    with served(access) as gate:
        reader = Browser(gate).sign_in()
        ((name, cookie),) = reader.cookies.items()
        assert reader.ask("/board/").status == 200
        assert reader.ask("/finance/").status == 404
        version, *fields = cookie.strip('"').split("|")
        assert version == "2"
        for place, field in enumerate(fields):
            turned = field[:-1] + ("A" if field[-1] != "A" else "B")
            spoilt = "|".join([version, *fields[:place], turned, *fields[place + 1 :]])
            assert Browser(gate, cookies={name: spoilt}).ask("/board/").status == 401, place
        tokens = [address.partition("token=")[2] for address in gate.addresses().values()]
        Browser(gate).ask(f"/finance/?token={tokens[0]}")  # a token of the other audience's leads to its own
        Browser(gate).ask(f"/board/?token={tokens[0]}%ff")
        port = gate.port
    with served(access, port=port) as again:
        assert Browser(again, cookies={name: cookie}).ask("/board/").status == 401
        assert Browser(again).ask(f"/board/?token={tokens[0]}").status == 403
    assert not [token for token in tokens if token in caplog.text]
