"""A folder is there whole, old or new, whatever becomes of whoever writes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sfg_analytics.errors import PublicationProblem
from sfg_analytics.publication.folders import kept_aside, recover, replace_file, replace_folder, told


def held(folder: Path) -> dict[str, bytes]:
    return {
        one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()
    }


def test_a_folder_takes_the_place_of_another_with_all_that_was_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "above" / "pages"
    replace_folder(folder, {"a": b"1", "in/b": b"2"})
    replace_folder(folder, {"c": b"3"})
    assert held(folder) == {"c": b"3"}
    assert [one.name for one in folder.parent.iterdir()] == ["pages"]


def test_what_is_refused_at_the_last_moment_leaves_the_old_one(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    replace_folder(folder, {"a": b"1"})

    def refuse(beside: Path) -> None:
        assert held(beside) == {"a": b"2"}
        raise PublicationProblem("Not so.")

    with pytest.raises(PublicationProblem, match="Not so"):
        replace_folder(folder, {"a": b"2"}, before=refuse)
    assert held(folder) == {"a": b"1"}
    assert [one.name for one in tmp_path.iterdir()] == ["pages"]


def test_whoever_writes_next_puts_right_what_a_killed_writer_left(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    replace_folder(folder, {"a": b"1"})
    folder.rename(kept_aside(folder))  # killed between its two renames
    begun = tmp_path / ".pages.new-999999999"  # by a process that is no more
    begun.mkdir()
    recover(folder)
    assert held(folder) == {"a": b"1"}
    assert [one.name for one in tmp_path.iterdir()] == ["pages"]


def test_a_file_is_replaced_whole_and_what_the_disk_says_is_told(tmp_path: Path) -> None:
    replace_file(tmp_path / "page.html", b"1")
    replace_file(tmp_path / "page.html", b"2")
    assert held(tmp_path) == {"page.html": b"2"}
    with (
        pytest.raises(PublicationProblem, match="The page 'x' cannot be written"),
        told(tmp_path / "x", "The page"),
    ):
        replace_file(tmp_path / "page.html" / "x", b"3")
