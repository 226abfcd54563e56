from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path

import pytest

from sfg_analytics.errors import AccessProblem, NoSuchPath
from sfg_analytics.serve import Limits, load_access

PAGE = """
[sign_in]
by = "proxy"
header = "X-Email"
from = ["10.0.0.0/8"]
secret_file = "secret"
hosts = ["Pages.Example.org"]

[audiences.board]
publication = "published/ZZ1"
people = ["chair@example.org"]
groups = ["board"]

[audiences.everyone]
publication = "/somewhere/else"
people = ["*"]

[limits]
live = 4
idle_minutes = 0.5
"""


SECRET, HUSH = "a secret of some length", "hush"  # of nobody


def write(folder: Path, text: str, secret: str = SECRET) -> Path:
    (folder / "secret").write_text(secret + "\n", encoding="utf-8")
    file = folder / "access.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_page_says_who_sees_what(tmp_path: Path) -> None:
    access = load_access(write(tmp_path, PAGE))

    board, everyone = access.audiences
    assert access.sign_in.secret == SECRET
    assert access.sign_in.sent_from == (ip_network("10.0.0.0/8"),)
    assert access.sign_in.hosts == ("pages.example.org",)
    assert board.publication == tmp_path / "published" / "ZZ1"
    assert everyone.publication == Path("/somewhere/else")
    assert access.limits == Limits(live=4, idle_minutes=0.5)


def test_an_audience_admits_its_people_and_its_groups_and_nobody_else(tmp_path: Path) -> None:
    board, everyone = load_access(write(tmp_path, PAGE)).audiences

    assert board.admits("chair@example.org", frozenset())
    assert board.admits("somebody@example.org", frozenset({"board"}))
    assert not board.admits("somebody@example.org", frozenset({"finance"}))
    assert not board.admits("*", frozenset())
    assert everyone.admits("somebody@example.org", frozenset())


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        (PAGE.replace("[sign_in]", "[sign_on]"), "'sign_on'"),
        (PAGE.replace("header =", "heading ="), "'heading'.*Closest: 'header'"),
        (PAGE.replace('"proxy"', '"ldap"'), "'ldap'.*token, proxy, jupyterhub"),
        (PAGE.replace('"proxy"', '"nobody"'), "unknown 'by'"),
        (PAGE.replace("10.0.0.0/8", "ten"), "no address"),
        (PAGE.replace('people = ["chair@example.org"]\ngroups = ["board"]', ""), "lets nobody see 'board'"),
        (PAGE.replace('people = ["*"]', 'people = "*"'), "no list of texts"),
        (PAGE.replace('publication = "published/ZZ1"', ""), "names no publication"),
        (PAGE.replace("[audiences.board]", '[audiences."the board"]'), "cannot stand in an address"),
        (PAGE.replace("live = 4", "live = 0"), "'live'"),
        (PAGE.replace("live = 4", "ready = -1"), "'ready'"),
        (PAGE.replace("live = 4", "live = true"), "'live'"),
        (PAGE.replace("live = 4", "live = 4.5"), "'live'"),
        (PAGE.replace("idle_minutes = 0.5", 'idle_minutes = "long"'), "'idle_minutes'"),
        ("[sign_in]\nby = 'token'", "names no audience"),
        ("sign_in = 3", "no table"),
        ("]]", "TOML"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, spoilt: str, told: str) -> None:
    with pytest.raises(AccessProblem, match=f"(?s){told}"):
        load_access(write(tmp_path, spoilt))


def test_a_secret_that_is_short_or_missing_is_refused_without_being_told(tmp_path: Path) -> None:
    file = write(tmp_path, PAGE, secret=HUSH)
    with pytest.raises(AccessProblem, match="too short") as told:
        load_access(file)
    assert HUSH not in str(told.value)

    (tmp_path / "secret").unlink()
    with pytest.raises(NoSuchPath, match="'secret'"):
        load_access(file)


def test_a_page_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoSuchPath, match=r"access\.toml"):
        load_access(tmp_path / "access.toml")
