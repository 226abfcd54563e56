"""What the commands read from the machine, once, at the edge: the key that makes pseudonyms, and one's own contracts.

The key comes from ``SFG_KEY`` (hexadecimal), else from the file ``SFG_KEY_FILE`` names, else from the user's own
configuration folder, where it is made on first use, readable by that user alone. It is never written anywhere else,
least of all beside the data it protects.
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


def pseudonym_key(*, store: Path | None = None) -> bytes:
    """Read the key that makes pseudonyms, making one on first use.

    Parameters
    ----------
    store
        The store about to be written; a key that lies inside it is refused.

    Returns
    -------
    bytes
        32 bytes or more.

    Raises
    ------
    KeyProblem
        When the key is too short, not hexadecimal, unreadable, open to others, or inside the store.
    """
    stated = os.environ.get("SFG_KEY")
    if stated:
        return _decoded(stated, "SFG_KEY")
    named = os.environ.get("SFG_KEY_FILE")
    path = Path(named) if named else _own_key_path()
    if store is not None and path.resolve().is_relative_to(store.resolve()):
        raise KeyProblem(
            "The pseudonym key lies inside the store it protects.",
            expected="a key kept apart from the data",
            hint="move it and name its new place in SFG_KEY_FILE.",
        )
    if not path.exists():
        if named:
            raise KeyProblem(
                f"The key file '{path}' that SFG_KEY_FILE names is not there.",
                hint="correct the path, or unset SFG_KEY_FILE to use your own key.",
            )
        _make(path)
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


def _own_key_path() -> Path:
    from platformdirs import user_config_path

    return user_config_path("sfg-analytics", appauthor=False) / _KEY_NAME


def _make(path: Path) -> None:
    """Write a new key; if another process is first, use what it wrote."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES))
    if path.exists():
        draft.unlink()
    else:
        draft.rename(path)


def _decoded(text: str, where: str) -> bytes:
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        raise KeyProblem(
            f"The pseudonym key in {where} is not hexadecimal.",
            expected=f"{2 * KEY_BYTES} characters 0-9, a-f",
        ) from None
    if len(key) < KEY_BYTES:
        raise KeyProblem(
            f"The pseudonym key in {where} is too short.",
            expected=f"at least {2 * KEY_BYTES} hexadecimal characters",
            got=f"{2 * len(key)}",
        )
    return key
