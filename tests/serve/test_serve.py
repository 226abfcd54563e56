from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from sfg_analytics.errors import NoSuchPath, PublicationProblem, SfgError
from sfg_analytics.serve import Server, start_lab, start_server
from sfg_analytics.serve.lab import copy_notebooks
from sfg_analytics.shipped import shipped


def ask(server: Server, path: str) -> tuple[int, str, dict[str, str]]:
    """Ask a server for a path, and give status, text and headers."""
    port = int(server.address.split(":")[2].split("/")[0])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace"), dict(answer.getheaders())
    finally:
        connection.close()


def test_neither_server_nor_kernel_inherits_a_secret_and_both_end_with_the_server(
    small_publication: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SFG_KEY", "5e" * 32)
    monkeypatch.setenv("SFG_STORE", "/somewhere")
    with start_server(small_publication, port=0) as server:
        status, _, _ = ask(server, "/")  # which starts a kernel
        running = [psutil.Process(server.process.pid)]
        running += running[0].children(recursive=True)
        environments = [process.environ() for process in running]

    assert status == 200
    assert len(running) > 1
    for environment in environments:
        assert environment["SFG_PUBLICATION"] == str(small_publication.resolve())
        assert not {"SFG_KEY", "SFG_STORE"} & set(environment)
    _, alive = psutil.wait_procs(running, timeout=10)
    assert not alive
    assert not server.room.exists()


def test_only_this_computer_can_reach_the_page(board_server: Server) -> None:
    listening = psutil.Process(board_server.process.pid).net_connections("tcp")

    assert {c.laddr.ip for c in listening if c.status == psutil.CONN_LISTEN} == {"127.0.0.1"}


def test_the_page_cannot_be_restyled_or_scripted_by_its_address(board_server: Server) -> None:
    status, page, headers = ask(board_server, '/?template=nosuch&theme="><script>spoilt</script>')

    assert status == 200
    assert "spoilt" not in page
    assert "default-src 'self'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    ["/voila/files/board.ipynb", "/voila/files/voila.json", "/voila/tree", "/voila/api/contents", "/tree"],
)
def test_nothing_but_the_page_is_served(board_server: Server, path: str) -> None:
    status, text, _ = ask(board_server, path)

    assert status in {302, 403, 404}
    assert "allow_template_override" not in text
    assert "nbformat" not in text


def test_a_busy_port_is_told_with_the_option_that_helps(small_publication: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(SfgError, match=f"Port {port}") as told:
            start_server(small_publication, port=port)

    assert "--port" in told.value.hint


def test_what_is_no_publication_is_not_served(tmp_path: Path) -> None:
    with pytest.raises(NoSuchPath):
        start_server(tmp_path / "nowhere", port=0)
    with pytest.raises(PublicationProblem):
        start_server(tmp_path, port=0)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no SIGTERM to catch")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_request_to_end_stops_the_server_and_leaves_nothing(
    small_publication: Path, number: signal.Signals, tmp_path: Path
) -> None:
    serve = (
        "import signal, sys; from pathlib import Path; from sfg_analytics.serve import serve;"
        "signal.signal(signal.SIGINT, signal.default_int_handler);"  # a shell's background jobs ignore it
        "serve(Path(sys.argv[1]), port=0, ready=lambda address: print(address, flush=True))"
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


def test_the_settings_of_the_server_close_what_voila_leaves_open() -> None:
    settings = json.loads((shipped("dashboards") / "voila.json").read_text("utf-8"))

    served = settings["VoilaConfiguration"]
    assert (served["allow_template_override"], served["allow_theme_override"]) == ("NO", "NO")
    assert served["file_allowlist"] == []
    assert served["strip_sources"] is True
    for manager in ("MappingKernelManager", "AsyncMappingKernelManager"):
        assert settings[manager]["allow_tracebacks"] is False
        assert settings[manager]["cull_idle_timeout"] > 0


def test_notebooks_are_copied_but_never_over_somebodys_work(tmp_path: Path) -> None:
    folder = copy_notebooks(tmp_path / "notebooks")
    mine = folder / "01_start_here.ipynb"
    mine.write_text("my work", encoding="utf-8")

    copy_notebooks(folder)

    assert mine.read_text("utf-8") == "my work"


def test_the_workbench_opens_on_the_store_behind_a_token_and_asks_nobody_for_news(tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.mkdir()

    with start_lab(store) as server:
        without, _, _ = ask(server, "/lab")
        token = "/lab?" + server.address.split("?")[1]
        with_token, page, _ = ask(server, token)
        environment = psutil.Process(server.process.pid).environ()

    assert without in {302, 403}
    assert with_token == 200
    assert '"news": {"disabled": true}' in page
    assert "apputils-extension:announcements" in page.split('"disabledExtensions"')[1].split("]")[0]
    assert environment["SFG_STORE"] == str(store.resolve())
    assert (tmp_path / "notebooks" / "01_start_here.ipynb").is_file()


def test_a_workbench_needs_a_store(tmp_path: Path) -> None:
    with pytest.raises(NoSuchPath, match="sfg demo"):
        start_lab(tmp_path / "nowhere")
