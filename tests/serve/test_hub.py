"""The gate as a service of a real JupyterHub: the hub starts it, signs people in, and is asked what it still says of them."""

from __future__ import annotations

import asyncio
import http.client
import http.cookiejar
import json
import os
import re
import secrets
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from sfg_analytics.serve.hub import SECONDS_TO_REMEMBER
from tests.serve.asking import finish, word
from tests.serve.attacking import until

pytestmark = pytest.mark.skipif(os.name != "posix", reason="JupyterHub does not run on Windows")
PREFIX = "/services/pages/"
CONFIG = """
import sys
from jupyterhub.proxy import Proxy

class NoProxy(Proxy):
    "Nobody stands in front: hub and service are asked at their own ports."
    should_start = False
    async def start(self): pass
    async def stop(self): pass
    async def add_route(self, routespec, target, data): pass
    async def delete_route(self, routespec): pass
    async def get_all_routes(self): return {}

c.JupyterHub.proxy_class = NoProxy
c.JupyterHub.ip = c.JupyterHub.hub_ip = "127.0.0.1"
c.JupyterHub.port, c.JupyterHub.hub_port = HUB + 0, HUB
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = "PASSWORD"
c.Authenticator.allow_all = True
c.Authenticator.admin_users = {"keeper"}
c.JupyterHub.db_url = "sqlite://"
c.JupyterHub.cookie_secret = b"x" * 32
c.JupyterHub.load_groups = {"board": {"users": ["chair"]}, "finance": {"users": ["treasurer"]}}
c.JupyterHub.services = [
    {"name": "pages", "url": "http://127.0.0.1:PAGES", "oauth_no_confirm": True,
     "command": [sys.executable, "-m", "sfg_analytics", "serve", "--access", "ACCESS"]},
    {"name": "keeper", "api_token": "KEEPER"},
]
c.JupyterHub.load_roles = [
    {"name": "user", "scopes": ["self", "access:services!service=pages"]},
    {"name": "keeper", "scopes": ["admin:users", "admin:groups"], "services": ["keeper"]},
]
"""
ACCESS = """
[sign_in]
by = "jupyterhub"
[audiences.board]
publication = "{publication}"
groups = ["board"]
[audiences.finance]
publication = "{publication}"
groups = ["finance"]
[limits]
ready = 0
"""


@dataclass
class Hub:
    """A hub that runs, and its service."""

    hub: int
    pages: int
    password: str
    keeper: str

    def ask(self, path: str, method: str, body: object = None) -> int:
        """Ask the hub for something as whoever keeps it."""
        request = urllib.request.Request(  # to a port of ours
            f"http://127.0.0.1:{self.hub}/hub/api{path}",
            method=method,
            headers={"Authorization": f"token {self.keeper}"},
            data=None if body is None else json.dumps(body).encode(),
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return int(answer.status)


@dataclass
class Reader:
    """Somebody's browser. What a proxy would do is done here: the hub's addresses are asked at its own port."""

    hub: Hub
    jar: http.cookiejar.CookieJar = field(default_factory=http.cookiejar.CookieJar)

    def ask(self, address: str, form: dict[str, str] | None = None, **headers: str) -> tuple[int, str, str]:
        """Ask, follow wherever it leads, and give status, text and address of where it ended."""
        opener = urllib.request.build_opener(_NotFollowed(), urllib.request.HTTPCookieProcessor(self.jar))
        for _ in range(12):
            path = urllib.parse.urlsplit(address)
            port = self.hub.hub if path.path.startswith("/hub") else self.hub.pages
            whole = f"http://127.0.0.1:{port}{path.path}{'?' + path.query if path.query else ''}"
            data = urllib.parse.urlencode(form).encode() if form else None
            said = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"} | headers
            request = urllib.request.Request(whole, data=data, headers=said)
            try:
                with opener.open(request, timeout=20) as answer:
                    return answer.status, answer.read().decode("utf-8", "replace"), address
            except urllib.error.HTTPError as refused:
                with refused:
                    if refused.status in (301, 302, 303):
                        address, form = urllib.parse.urljoin(address, refused.headers["Location"]), None
                        continue
                    return refused.status, refused.read().decode("utf-8", "replace"), address
        raise AssertionError("led in circles")

    def sign_in(self, name: str, path: str = PREFIX) -> tuple[int, str, str]:
        """Ask for the pages, be led to the hub, and sign in there."""
        status, text, address = self.ask(path)
        assert status == 200
        assert "/hub/login" in address
        action = re.search(r'<form action="([^"]+)"', text)
        xsrf = re.search(r'name="_xsrf"\s+value="([^"]+)"', text)
        assert action is not None
        assert xsrf is not None
        there = urllib.parse.urljoin(address, action.group(1).replace("&amp;", "&"))
        return self.ask(there, {"username": name, "password": self.hub.password, "_xsrf": xsrf.group(1)})


class _NotFollowed(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def free_ports(number: int) -> list[int]:
    sockets = [socket.socket() for _ in range(number)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [int(one.getsockname()[1]) for one in sockets]
    for one in sockets:
        one.close()
    return ports


@pytest.fixture(scope="module")
def hub(small_publication: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    folder = tmp_path_factory.mktemp("hub")
    made = Hub(*free_ports(2), secrets.token_hex(8), secrets.token_hex(16))
    access = folder / "access.toml"
    access.write_text(ACCESS.format(publication=small_publication.as_posix()), "utf-8")
    config = CONFIG
    for name, value in (
        ("HUB", made.hub), ("PAGES", made.pages), ("PASSWORD", made.password), ("KEEPER", made.keeper),
        ("ACCESS", access.as_posix()),
    ):  # fmt: skip
        config = re.sub(rf"\b{name}\b", str(value), config)
    (folder / "jupyterhub_config.py").write_text(config, "utf-8")
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "jupyterhub"], cwd=folder, stdout=log, stderr=log)
    reader = Reader(made)

    def answers() -> bool:
        assert process.poll() is None, (folder / "log.txt").read_text("utf-8")[-3000:]
        try:
            return reader.ask("/hub/health")[0] == 200 and reader.ask(PREFIX)[0] == 200
        except OSError:
            return False

    try:
        until(answers)
        yield made
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def test_each_sees_their_audience_by_the_groups_that_the_hub_names(hub: Hub) -> None:
    chair, treasurer, stranger = Reader(hub), Reader(hub), Reader(hub)

    status, text, address = chair.sign_in("chair")
    assert (status, address) == (200, f"{PREFIX}board/")
    assert "Ashmere" in text
    assert treasurer.sign_in("treasurer", f"{PREFIX}finance/fairness.html")[2].endswith(
        "/finance/fairness.html"
    )

    assert chair.ask(f"{PREFIX}finance/")[0] == 404
    assert treasurer.ask(f"{PREFIX}board/")[0] == 404
    status, text, _ = stranger.sign_in("somebody")
    assert status == 403
    assert "Ashmere" not in text
    for reader in (chair, treasurer, stranger):
        kept = [one for one in reader.jar if one.path == PREFIX and one.name.startswith("service-")]
        assert kept
        assert all(one.has_nonstandard_attr("HttpOnly") for one in kept)


def test_a_page_of_the_gates_goes_live_and_nothing_else_is_open(hub: Hub) -> None:
    chair = Reader(hub)
    chair.sign_in("chair")

    status, live, _ = chair.ask(
        f"{PREFIX}board/live/board/",
        **{"Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty", "Sec-Fetch-Site": "same-origin"},
    )
    assert status == 200
    assert f'"baseUrl": "{PREFIX}board/live/board/"' in live
    assert chair.ask(f"{PREFIX}board/live/board/", **{"Sec-Fetch-Site": "cross-site"})[0] == 403


@pytest.mark.parametrize(
    "query", ["", "?code=x&state=y", "?error=x&error_description=%3Cscript%3E", "?code=x"]
)
def test_where_the_hub_sends_people_back_to_tells_a_stranger_nothing(hub: Hub, query: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", hub.pages, timeout=10)
    connection.request("GET", f"{PREFIX}oauth_callback{query}")
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()

    assert answer.status in {400, 403}
    assert "script" not in text
    assert "oauth" not in text
    assert "Server" not in answer.headers
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_token_of_the_hubs_that_was_not_made_for_these_pages_opens_nothing(hub: Hub) -> None:
    nobody = Reader(hub)
    for header in ({"Authorization": f"token {hub.keeper}"}, {"Authorization": f"bearer {hub.keeper}"}):
        status, text, address = nobody.ask(f"{PREFIX}board/", **header)
        assert (status, "Ashmere" in text) == (200, False)
        assert "/hub/login" in address


def test_who_signs_out_or_is_taken_out_of_a_group_is_let_in_no_longer(hub: Hub) -> None:
    chair, treasurer, same = Reader(hub), Reader(hub), Reader(hub)
    assert chair.sign_in("chair")[0] == 200
    assert treasurer.sign_in("treasurer")[0] == 200
    for cookie in chair.jar:
        if cookie.path == PREFIX:  # a copy of what the browser held for these pages
            same.jar.set_cookie(cookie)
    assert same.ask(f"{PREFIX}board/")[0] == 200
    found = re.search(r'"kernelId": "([0-9a-f-]+)"', chair.ask(f"{PREFIX}board/live/board/")[1])
    assert found is not None
    channel = f"127.0.0.1:{hub.pages}{PREFIX}board/live/board/api/kernels/{found.group(1)}/channels"
    kept = "; ".join(f"{one.name}={one.value}" for one in chair.jar if one.path == PREFIX)

    async def talk_on() -> tuple[int | None, str | None]:
        line = await websocket_connect(HTTPRequest(f"ws://{channel}", headers={"Cookie": kept}))
        await line.write_message(json.dumps(word("kernel_info_request", {})))
        while "kernel_info_reply" not in str(await asyncio.wait_for(line.read_message(), 20)):
            pass
        await asyncio.to_thread(chair.ask, "/hub/logout")
        assert hub.ask("/groups/finance/users", "DELETE", {"users": ["treasurer"]}) == 200
        await asyncio.sleep(SECONDS_TO_REMEMBER + 0.5)
        await line.write_message(json.dumps(word("kernel_info_request", {})))
        while (message := await asyncio.wait_for(line.read_message(), 20)) is not None:
            assert "kernel_info_reply" not in str(message)
        line.close()
        return line.close_code, line.close_reason

    assert finish(talk_on()) == (1008, "signed out")

    assert "/hub/login" in chair.ask(f"{PREFIX}board/")[2]
    assert "/hub/login" in same.ask(f"{PREFIX}board/")[2]
    assert treasurer.ask(f"{PREFIX}finance/")[0] == 403
