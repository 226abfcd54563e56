"""What a page may say to its kernel: choose something offered, and say that it is there. Nothing else gets through.

Voilà refuses to run code that a page sends; it does let a page read and set every widget, shown or not, and make new ones.
Here the words that our own page needs are written down, and all others are dropped before they reach it.
"""

from __future__ import annotations

import json
from typing import Any

MOST_LETTERS = 64_000
"""A page's first message, which asks for the state of what is shown, is under a thousand."""

_ASKED_AT_THE_START = frozenset({"kernel_info_request", "comm_info_request"})
_CONTROL = "jupyter.widget.control"
_CHOSEN = frozenset({"index", "fragment"})
"""The two things that a page sets: which answer of a selector is chosen, and the selection in its address."""


def may_pass(message: str | bytes) -> bool:
    """Decide whether a message from a page may reach its kernel.

    Parameters
    ----------
    message
        As it came over the websocket: JSON in Jupyter's messaging protocol. Bytes are never let through.

    Returns
    -------
    bool
        True for the requests with which a page begins, for opening the channel that gives the widgets' state, for asking it,
        and for a change of a selector or of the address.

    Examples
    --------
    >>> asked = {"channel": "shell", "header": {"msg_type": "kernel_info_request"}, "content": {}}
    >>> may_pass(json.dumps(asked)), may_pass(json.dumps(asked | {"header": {"msg_type": "execute_request"}}))
    (True, False)
    """
    if not isinstance(message, str) or len(message) > MOST_LETTERS:
        return False
    try:
        return _is_ours(json.loads(message))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False


def _is_ours(said: dict[str, Any]) -> bool:
    kind, content = said["header"]["msg_type"], said["content"]
    if said["channel"] != "shell" or said.get("buffer_paths"):
        return False
    if kind == "comm_open":
        return bool(content["target_name"] == _CONTROL and not content.get("data"))
    return kind in _ASKED_AT_THE_START or (kind == "comm_msg" and _chooses(content["data"]))


def _chooses(data: dict[str, Any]) -> bool:
    method = data["method"]
    if method == "request_states":
        return set(data) == {"method"}
    if method == "request_state":
        return set(data) <= {"method", "state"} and not data.get("state")
    state = data["state"]
    return method == "update" and isinstance(state, dict) and bool(state) and set(state) <= _CHOSEN
