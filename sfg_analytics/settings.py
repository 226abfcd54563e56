"""What the commands read from the machine, once, at the edge: the key that makes pseudonyms, and one's own contracts.

The key comes from ``SFG_KEY`` (hexadecimal), else from the file ``SFG_KEY_FILE`` names, else from the user's own
configuration folder, where it is made on first use, readable by that user alone. It is never written anywhere else,
least of all beside the data it protects. A key that was renewed is a chain: the keys stand one after the other, oldest
first, a line each (see :mod:`sfg_analytics.pseudonymise.keys`).
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from sfg_analytics.errors import KeyProblem

KEY_BYTES = 32
OWN_CONTRACTS = "my_contracts"
"""The folder of one's own contracts and overlays."""

_KEY_NAME = "pseudonym.key"


def pseudonym_key(*, store: Path | None = None) -> tuple[bytes, ...]:
    """Read the key that makes pseudonyms, making one on first use.

    Parameters
    ----------
    store
        The store about to be written; a key that lies inside it is refused.

    Returns
    -------
    tuple of bytes
        The chain of keys, oldest first, each of 32 bytes or more; of a key that was never renewed, it alone.

    Raises
    ------
    KeyProblem
        When a key is too short, not hexadecimal, unreadable, open to others, or inside the store.
    """
    stated = os.environ.get("SFG_KEY")
    if stated:
        return _decoded(stated, "SFG_KEY")
    path = _key_path()
    if not path.exists() and "SFG_KEY_FILE" not in os.environ:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(path, [secrets.token_hex(KEY_BYTES)], first=True)
    return read_keys(path, store=store)


def read_keys(path: Path, *, store: Path | None = None) -> tuple[bytes, ...]:
    """Read a file of keys, a line each.

    Raises
    ------
    KeyProblem
        When a key is too short, not hexadecimal, unreadable, open to others, or inside the store.
    """
    if store is not None and path.resolve().is_relative_to(store.resolve()):
        raise KeyProblem(
            "The pseudonym key lies inside the store it protects.",
            expected="a key kept apart from the data",
            hint="move it and name its new place in SFG_KEY_FILE.",
        )
    if not path.exists():
        raise KeyProblem(
            f"The key file '{path}' is not there.",
            hint="correct the path; without SFG_KEY_FILE your own key is used.",
        )
    try:
        text = path.read_text("ascii")
    except (OSError, UnicodeDecodeError):
        raise KeyProblem(
            f"The key file '{path}' cannot be read.", expected="hexadecimal text readable by you"
        ) from None
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise KeyProblem(
            f"The key file '{path}' can be read by others.",
            expected="permissions 600",
            hint=f"chmod 600 '{path}'",
        )
    return _decoded(text, str(path))


def contracts_beside(store: Path) -> Path | None:
    """Find one's own contracts: the folder ``my_contracts`` beside the store.

    Parameters
    ----------
    store
        The store's folder; it need not be there yet.

    Returns
    -------
    Path or None
        None where there is no such folder, or no page in it.
    """
    folder = store.absolute().parent / OWN_CONTRACTS
    return folder if folder.is_dir() and any(folder.glob("*.yaml")) else None


def renew_key(keys: tuple[bytes, ...], new: bytes | None = None) -> tuple[bytes, ...]:
    """Add a key to the chain, in the file that holds it.

    Parameters
    ----------
    keys
        The chain so far.
    new
        The key to be added; None makes one.

    Returns
    -------
    tuple of bytes
        The chain, the new key last.

    Raises
    ------
    KeyProblem
        When the chain is in ``SFG_KEY``, which no program can change for others, or the key is in the chain already.
    """
    if os.environ.get("SFG_KEY"):
        raise KeyProblem(
            "The pseudonym key is in SFG_KEY, to which nothing can be added from here.",
            expected="the keys in a file that SFG_KEY_FILE names, or the new key after the old one in SFG_KEY",
            hint="add a space and the new key to SFG_KEY where it is set, and do it again.",
        )
    if new in keys:
        raise KeyProblem("The new pseudonym key is one of the old ones.", hint="make another.")
    from filelock import FileLock

    path, longer = _key_path(), (*keys, secrets.token_bytes(KEY_BYTES) if new is None else new)
    with FileLock(path.with_name(f"{path.name}.lock")):
        if read_keys(path) != keys:
            raise KeyProblem("Another process has renewed the pseudonym key.", hint="do it again.")
        _write(path, [key.hex() for key in longer])
    return longer


def _key_path() -> Path:
    from platformdirs import user_config_path

    named = os.environ.get("SFG_KEY_FILE")
    return Path(named) if named else user_config_path("sfg-analytics", appauthor=False) / _KEY_NAME


def _write(path: Path, keys: list[str], *, first: bool = False) -> None:
    """Write keys, safely on the disk before they take their place; of a first key, what another process wrote holds."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write("\n".join(keys))
        file.flush()
        os.fsync(file.fileno())
    if first and path.exists():
        draft.unlink()
    else:
        draft.replace(path)


def _decoded(text: str, where: str) -> tuple[bytes, ...]:
    try:
        keys = tuple(bytes.fromhex(part) for part in text.split())
    except ValueError:
        raise KeyProblem(
            f"The pseudonym key in {where} is not hexadecimal.",
            expected=f"{2 * KEY_BYTES} characters 0-9, a-f",
        ) from None
    shortest = min((len(key) for key in keys), default=0)
    if shortest < KEY_BYTES:
        raise KeyProblem(
            f"The pseudonym key in {where} is too short.",
            expected=f"at least {2 * KEY_BYTES} hexadecimal characters",
            got=f"{2 * shortest}",
        )
    return keys
