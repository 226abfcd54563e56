"""The key that makes pseudonyms, or a chain of keys: one more each time it is renewed.

A pseudonym cannot be turned back, so a store that is to have new ones cannot start again from the identifiers, which it
never held. The new pseudonym is therefore made of the old: ``p1 = HMAC(k1, identifier)``, ``p2 = HMAC(k2, p1)``, and so
on. The owner of the store keeps all its keys, oldest first, and submissions go through the whole chain; whoever holds
the old key alone, or the old pseudonyms, can link neither to the new ones.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence

Key = bytes | Sequence[bytes]
"""One key, or a chain of keys, oldest first."""

_HEX = 32
_FINGERPRINT = b"sfg-analytics key fingerprint"


def chain(key: Key) -> tuple[bytes, ...]:
    """Give the keys one by one, oldest first."""
    return (key,) if isinstance(key, bytes) else tuple(key)


def key_id(key: Key) -> str:
    """A short fingerprint by which a store knows the key it was filled with, without holding it.

    Examples
    --------
    >>> len(key_id(b"0" * 32))
    16
    >>> key_id((b"0" * 32, b"1" * 32)) == key_id(b"1" * 32)
    False
    """
    text = _FINGERPRINT
    for part in chain(key):
        text = hmac.digest(part, text, "sha256").hex()[:16].encode()
    return text.decode()


def key_of(key: Key, fingerprint: str | None) -> tuple[bytes, ...]:
    """Give as much of a chain as a store was filled with; the whole where it is empty, or was filled with another key.

    Examples
    --------
    >>> old, new = b"0" * 32, b"1" * 32
    >>> key_of((old, new), key_id(old)) == (old,), key_of((old, new), None) == (old, new)
    (True, True)
    """
    keys = chain(key)
    fitting = (keys[:number] for number in range(1, len(keys)) if key_id(keys[:number]) == fingerprint)
    return next(fitting, keys)


def generations(identifier: str, key: Key) -> list[str]:
    """Give the pseudonyms of an identifier under one key of a chain after the other; the last is the one in use.

    Parameters
    ----------
    identifier
        As it is to be hashed: whose it is and where it is unique stand before it.
    """
    made: list[str] = []
    for part in chain(key):
        made.append(keyed(part, made[-1] if made else identifier))
    return made


def renewed(pseudonym: str, later: Sequence[bytes]) -> str:
    """Give the pseudonym that follows one under the keys that were added since."""
    return generations(pseudonym, later)[-1]


def keyed(key: bytes, text: str) -> str:
    """Give 128 bits of HMAC-SHA-256 in hexadecimal."""
    return hmac.digest(key, text.encode(), "sha256").hex()[:_HEX]
