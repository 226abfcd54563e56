"""The gate as it runs: Voilà behind it, kernels, a proxy's headers."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
import psutil
import pytest
from tornado.httpclient import HTTPClientError

from sfg_analytics.errors import AccessProblem, NoSuchPath, PublicationProblem, SfgError
from sfg_analytics.publication import read_publication, write_publication
from sfg_analytics.serve import Access, Audience, Gate, Limits, SignIn, alone, served
from sfg_analytics.site import write_site
from tests.conftest import MANIFEST, MEASURES, ORGANISATIONS, small_estimates
from tests.serve.asking import Browser, word

SECRET = "a secret of some length"  # noqa: S105  # of nobody


def until(seen: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait for something to come about."""
    give_up = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < give_up
        time.sleep(0.1)


@pytest.fixture
def browser(gate: Gate) -> Browser:
    return Browser(gate).sign_in()


def test_a_page_is_there_at_once_the_same_as_without_a_server_but_for_what_makes_it_live(
    browser: Browser, small_publication: Path, tmp_path: Path
) -> None:
    write_site(read_publication(small_publication), tmp_path / "site")
    served_page = browser.ask("/pages/").text
    written = (tmp_path / "site" / "index.html").read_text("utf-8")

    assert served_page.partition("<body>")[2] == written.partition("<body>")[2]
    assert '<script src="live.js" data-page="board" defer></script>' in served_page
    assert browser.ask("/pages/fairness.html").status == 200
    table = browser.ask("/pages/data/coverage.csv")
    assert table.text.encode() == (tmp_path / "site" / "data" / "coverage.csv").read_bytes()


def test_the_token_becomes_a_cookie_that_no_script_reads(gate: Gate) -> None:
    stranger = Browser(gate)
    path = gate.address().split(str(gate.port))[1]

    answer = stranger.ask(path)

    assert answer.headers["Location"] == "/pages/"
    assert "token" not in answer.headers["Location"]
    for word_ in ("HttpOnly", "SameSite=Lax", "Path=/"):
        assert word_ in answer.headers["Set-Cookie"]
    assert stranger.ask("/pages/").status == 200


@pytest.mark.parametrize(
    "path",
    ["/", "/pages/", "/pages/index.html", "/pages/live/board/", "/pages/plotly.js", "/pages/?token=wrong"],
)
def test_without_the_token_nothing_is_shown(gate: Gate, path: str) -> None:
    answer = Browser(gate).ask(path)

    assert answer.status in {401, 403}
    assert "Ashmere" not in answer.text


def test_a_cookie_of_ones_own_making_opens_nothing(gate: Gate) -> None:
    for made in ("pages", "2|1:0|10:1700000000|3:sfg|8:cGFnZXM=|" + "0" * 64):
        assert Browser(gate, cookies={f"sfg-{gate.port}": made}).ask("/pages/").status == 401


def test_a_kernel_answers_to_its_owner(browser: Browser) -> None:
    kernel = browser.go_live()

    heard = browser.talk(kernel, [word("kernel_info_request", {})])

    assert any(one["msg_type"] == "kernel_info_reply" for one in heard)
    assert browser.ask(f"/pages/live/board/api/kernels/{kernel}").status == 200
    assert browser.ask(f"/pages/live/board/voila/api/shutdown/{kernel}", "POST").status == 204
    assert browser.ask(f"/pages/live/board/api/kernels/{kernel}").status == 404


def test_neither_server_nor_kernel_inherits_a_secret_and_all_end_with_the_gate(
    small_publication: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SFG_KEY", "5e" * 32)
    monkeypatch.setenv("SFG_STORE", "/somewhere")
    with served(alone(small_publication)) as gate:
        Browser(gate).sign_in().go_live()
        (room,) = gate.rooms.values()
        running = psutil.Process(room.voilas()[0].server.process.pid)
        everything = [running, *running.children(recursive=True)]
        environments = [one.environ() for one in everything]
        listening = [
            c.laddr.ip
            for one in everything
            for c in one.net_connections("tcp")
            if c.status == psutil.CONN_LISTEN
        ]

    assert len(everything) > 1
    assert set(listening) == {"127.0.0.1"}
    for environment in environments:
        assert environment["SFG_PUBLICATION"] == str(room.folder / "publication")
        assert not {"SFG_KEY", "SFG_STORE"} & set(environment)
    _, alive = psutil.wait_procs(everything, timeout=10)
    assert not alive
    assert not room.folder.exists()


@contextmanager
def by_proxy(small_publication: Path, *, limits: Limits | None = None) -> Iterator[Gate]:
    sign_in = SignIn("proxy", secret=SECRET, hosts=("pages.example.org",))
    audiences = (
        Audience("board", small_publication, people=frozenset({"chair"}), groups=frozenset({"board"})),
        Audience("finance", small_publication, people=frozenset({"treasurer", "chair"})),
    )
    with served(Access(sign_in, audiences, limits or Limits(ready=0))) as gate:
        yield gate


def person(gate: Gate, name: str, **more: str) -> Browser:
    return Browser(gate, headers={"X-Forwarded-Email": name, "X-Sfg-Secret": SECRET} | more)


def test_people_see_their_audiences_and_are_told_of_no_other(small_publication: Path) -> None:
    with by_proxy(small_publication) as gate:
        treasurer, member, chair = (
            person(gate, "treasurer"),
            person(gate, "somebody", **{"X-Forwarded-Groups": "staff, board"}),
            person(gate, "chair"),
        )

        assert treasurer.ask("/").headers["Location"] == "/finance/"
        assert member.ask("/").headers["Location"] == "/board/"
        assert [name in chair.ask("/").text for name in ("/board/", "/finance/")] == [True, True]
        assert treasurer.ask("/board/").text == treasurer.ask("/nothing/").text
        assert treasurer.ask("/board/").status == 404
        assert person(gate, "stranger").ask("/board/").status == 403


def test_only_the_proxy_says_who_somebody_is(small_publication: Path) -> None:
    with by_proxy(small_publication) as gate:
        assert Browser(gate, headers={"X-Forwarded-Email": "chair"}).ask("/board/").status == 403
        assert person(gate, "chair", **{"X-Sfg-Secret": "another"}).ask("/board/").status == 403
        assert Browser(gate, headers={"X-Sfg-Secret": SECRET}).ask("/board/").status == 403
        assert person(gate, "chair").ask("/board/").status == 200
        assert person(gate, "chair", Host="pages.example.org").ask("/board/").status == 200
        assert person(gate, "chair", Host="elsewhere.example.org").ask("/board/").status == 400


def test_a_kernel_is_its_owners_alone_even_within_an_audience(small_publication: Path) -> None:
    with by_proxy(small_publication) as gate:
        chair, member = person(gate, "chair"), person(gate, "somebody", **{"X-Forwarded-Groups": "board"})
        kernel = chair.go_live("/board/live/board/")

        with pytest.raises(HTTPClientError, match="404"):
            member.talk(kernel, [word("kernel_info_request", {})], page="/board/live/board/")
        assert member.ask(f"/board/live/board/voila/api/shutdown/{kernel}", "POST").status == 404
        assert chair.talk(kernel, [word("kernel_info_request", {})], page="/board/live/board/")


def test_a_flood_is_answered_politely_and_pages_stay(small_publication: Path) -> None:
    with by_proxy(small_publication, limits=Limits(live=2, live_each=1, ready=0)) as gate:
        chair, treasurer = person(gate, "chair"), person(gate, "treasurer")
        chair.go_live("/board/live/board/")

        own = chair.ask("/board/live/board/")
        treasurer.go_live("/finance/live/board/")
        full = person(gate, "somebody", **{"X-Forwarded-Groups": "board"}).ask("/board/live/board/")

        assert (own.status, full.status) == (503, 503)
        assert "several windows" in own.text
        assert "Many people" in full.text
        assert chair.ask("/board/").status == 200


def test_who_leaves_frees_the_process(small_publication: Path) -> None:
    with by_proxy(small_publication, limits=Limits(ready=0, idle_minutes=0.05)) as gate:
        person(gate, "chair").go_live("/board/live/board/")
        (voila,) = gate.rooms["board"].voilas()
        running = psutil.Process(voila.server.process.pid)
        kernels = [
            one for one in running.children(recursive=True) if "ipykernel_launcher" in " ".join(one.cmdline())
        ]
        assert kernels

        until(lambda: not gate.kernels.owned)

        _, alive = psutil.wait_procs(kernels, timeout=20)
        assert not alive


def test_a_publication_that_is_replaced_is_served_anew_and_a_spoilt_one_is_not(
    small_publication: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "publication"
    shutil.copytree(small_publication, folder)
    told: list[str] = []
    with served(alone(folder), tell=told.append) as gate:
        reader = Browser(gate).sign_in()
        assert "Ashmere Hospitals" in reader.ask("/pages/").text
        write_publication(
            folder,
            estimates=small_estimates(),
            organisations=read_publication(small_publication).organisations.with_columns(
                name=read_publication(small_publication)
                .organisations["name"]
                .str.replace("Ashmere", "Oakmere")
            ),
            measures=MEASURES,
            manifest=MANIFEST | {"created": "2025-05-02T09:00:00Z"},
        )
        until(lambda: "Oakmere Hospitals" in reader.ask("/pages/").text)

        (folder / "estimates.parquet").write_bytes(b"spoilt")
        os.utime(folder / "manifest.json")
        until(lambda: any("still serving" in line for line in told))
        assert "Oakmere Hospitals" in reader.ask("/pages/").text
    assert len(ORGANISATIONS) == 3


def test_a_voila_that_was_killed_is_started_again_for_the_next_who_comes(small_publication: Path) -> None:
    with served(alone(small_publication)) as gate:
        reader = Browser(gate).sign_in()
        reader.go_live()
        (room,) = gate.rooms.values()
        first = room.voilas()[0].server.process
        first.kill()
        first.wait()

        assert reader.ask("/pages/").status == 200
        reader.go_live()
        assert room.voilas()[0].server.process.pid != first.pid


def test_a_publication_is_open_to_all_only_if_it_was_made_so(small_publication: Path, tmp_path: Path) -> None:
    with pytest.raises(AccessProblem, match="'system'"):
        alone(small_publication, public=True)
    publication = read_publication(small_publication)
    write_publication(
        tmp_path / "public",
        estimates=publication.estimates,
        organisations=publication.organisations,
        measures=publication.measures,
        manifest=MANIFEST | {"audience": "public"},
    )

    told: list[str] = []
    with served(alone(tmp_path / "public", public=True), tell=told.append) as gate:
        assert "Ashmere" in Browser(gate).ask("/pages/").text

        write_publication(  # somebody puts another's in its place
            tmp_path / "public",
            estimates=publication.estimates,
            organisations=publication.organisations.with_columns(name=pl.lit("For the system alone")),
            measures=publication.measures,
            manifest=MANIFEST | {"created": "2025-05-02T09:00:00Z"},
        )
        until(lambda: any("made for others" in line for line in told))
        assert "For the system alone" not in Browser(gate).ask("/pages/").text
    access = alone(tmp_path / "public")
    with pytest.raises(AccessProblem, match="made for others"):
        Gate(Access(SignIn("nobody"), access.audiences), port=0)


def test_whoever_runs_it_is_told_when_any_program_could_say_who_asks(small_publication: Path) -> None:
    board = (Audience("board", small_publication, people=frozenset({"*"})),)
    told: list[str] = []
    for sign_in in (SignIn("proxy", secret=SECRET), SignIn("proxy")):
        assert told == []
        Gate(Access(sign_in, board), port=0, tell=told.append).close()
    assert len(told) == 1
    assert "secret_file" in told[0]


def test_what_cannot_be_served_is_told_before_anything_listens(
    small_publication: Path, tmp_path: Path, gate: Gate
) -> None:
    for folder, problem in ((tmp_path / "nowhere", NoSuchPath), (tmp_path, PublicationProblem)):
        with pytest.raises(problem), served(alone(folder)):
            pass
    with (
        pytest.raises(SfgError, match=f"Port {gate.port}") as told,
        served(alone(small_publication), port=gate.port),
    ):
        pass
    assert "--port" in told.value.hint


@pytest.mark.skipif(os.name != "posix", reason="Windows has no SIGTERM to catch")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_request_to_end_stops_the_server_and_leaves_nothing(
    small_publication: Path, number: signal.Signals, tmp_path: Path
) -> None:
    serve = (
        "import signal, sys; from pathlib import Path; from sfg_analytics.serve import alone, serve;"
        "signal.signal(signal.SIGINT, signal.default_int_handler);"  # a shell's background jobs ignore it
        "serve(alone(Path(sys.argv[1])), port=0, ready=lambda told: print(*told.values(), flush=True))"
    )
    environment = dict(os.environ) | {"TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-c", serve, str(small_publication)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as command:
        assert command.stdout is not None
        address = command.stdout.readline()
        children: list[psutil.Process] = []
        while not children:  # Voilà is started once the pages are served
            children = psutil.Process(command.pid).children(recursive=True)
        command.send_signal(number)
        try:
            status = command.wait(30)
        finally:
            command.kill()

    assert address.startswith("http://127.0.0.1:")
    assert status == 0
    assert children
    assert not any(child.is_running() for child in children)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="Windows has no SIGKILL")
def test_a_gate_that_is_killed_leaves_no_process(small_publication: Path, tmp_path: Path) -> None:
    serve = (
        "import sys; from pathlib import Path; from sfg_analytics.serve import alone, serve;"
        "serve(alone(Path(sys.argv[1])), port=0)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", serve, str(small_publication)],
        env=dict(os.environ) | {"TMPDIR": str(tmp_path)},
    ) as command:
        everything = psutil.Process(command.pid)
        until(
            lambda: any("ipykernel" in " ".join(one.cmdline()) for one in everything.children(recursive=True))
        )
        children = everything.children(recursive=True)
        command.kill()

    _, alive = psutil.wait_procs(children, timeout=30)
    assert not alive
