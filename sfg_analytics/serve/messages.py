"""What a page may say to its kernel, choose something offered and say that it is there, and what it may hear. Nothing else gets through.

Voilà refuses to run code that a page sends; it does let a page read and set every widget, shown or not, and make new ones.
Here the words that our own page needs are written down, and all others are dropped before they reach it. What is let through
is written anew from what was understood, so that nothing rides along in a field that was not looked at.
"""

from __future__ import annotations

import json
from typing import Any

MOST_LETTERS = 64_000
"""A page's first message, which asks for the state of what is shown, is under a thousand."""

_CONTROL = "jupyter.widget.control"
_CHOSEN = frozenset({"index", "fragment"})
"""The two things that a page sets: which answer of a selector is chosen, and the selection in its address."""

_ANSWERS = frozenset(
    {"status", "kernel_info_reply", "comm_info_reply", "comm_open", "comm_msg", "comm_close"}
)

_OVER = frozenset({"restarting", "dead"})

_HEADER = ("msg_id", "session", "username", "version", "date")
_LONGEST = 100
_LONGEST_ADDRESS = 2_000


def passed_on(message: str | bytes) -> str | None:
    """Give what of a message from a page may reach its kernel.

    Parameters
    ----------
    message
        As it came over the websocket: JSON in Jupyter's messaging protocol. Bytes are never let through.

    Returns
    -------
    str or None
        The message, written anew: one of the requests with which a page begins, the opening of the channel that gives the
        widgets' state, a question to it, or a change of a selector or of the address. None for everything else.

    Examples
    --------
    >>> asked = {"channel": "shell", "header": {"msg_type": "kernel_info_request", "msg_id": "1"}, "content": {}}
    >>> passed_on(json.dumps(asked)) is None, passed_on(json.dumps(asked | {"header": {"msg_type": "execute_request"}}))
    (False, None)
    """
    if not isinstance(message, str) or len(message) > MOST_LETTERS:
        return None
    try:
        said = json.loads(message)
        if said["channel"] != "shell" or said.get("buffer_paths"):
            return None
        header = said["header"]
        content = _content(header["msg_type"], said["content"])
        if content is None:
            return None
        version = _text((said.get("metadata") or {}).get("version", ""))
        kept = {name: _text(header.get(name, "")) for name in _HEADER} | {"msg_type": header["msg_type"]}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    words = {"parent_header": {}, "metadata": {"version": version}, "buffers": [], "channel": "shell"}
    return json.dumps(words | {"header": kept, "content": content})


def tells_of_the_end(message: str | bytes) -> bool:
    """Whether a kernel's server says that its process has died: what it starts in its place knows nothing of the page."""
    if not isinstance(message, str) or not any(f'"{state}"' in message for state in _OVER):
        return False
    try:
        said = json.loads(message)
        return said["header"]["msg_type"] == "status" and said["content"]["execution_state"] in _OVER
    except (ValueError, KeyError, TypeError, RecursionError):
        return False


def may_be_heard(message: str | bytes) -> bool:
    """Decide whether a message from a kernel may reach its page.

    Parameters
    ----------
    message
        As it came from Voilà.

    Returns
    -------
    bool
        True for answers to what a page asks and for widgets' states. What the kernel prints, a traceback above all, stays here.
    """
    if not isinstance(message, str):
        return False
    try:
        return json.loads(message)["header"]["msg_type"] in _ANSWERS
    except (ValueError, KeyError, TypeError, RecursionError):
        return False


def _content(kind: str, said: dict[str, Any]) -> dict[str, Any] | None:
    if kind == "kernel_info_request":
        return {}
    if kind == "comm_info_request":
        return {"target_name": _text(said.get("target_name", ""))}
    if kind == "comm_open" and said["target_name"] == _CONTROL and not said.get("data"):
        return {"comm_id": _text(said["comm_id"]), "target_name": _CONTROL, "data": {}}
    if kind == "comm_msg":
        return {"comm_id": _text(said["comm_id"]), "data": _asked_or_chosen(said["data"])}
    return None


def _asked_or_chosen(said: dict[str, Any]) -> dict[str, Any]:
    method, state = said["method"], said.get("state")
    if method in ("request_state", "request_states") and set(said) <= {"method", "state"} and not state:
        return {"method": method}
    if method != "update" or not isinstance(state, dict) or not state or not set(state) <= _CHOSEN:
        raise ValueError
    chosen: dict[str, Any] = {}
    if "index" in state:
        if type(state["index"]) not in (int, type(None)):
            raise TypeError
        chosen["index"] = state["index"]
    if "fragment" in state:
        chosen["fragment"] = _text(state["fragment"], _LONGEST_ADDRESS)
    return {"method": method, "state": chosen}


def _text(value: Any, longest: int = _LONGEST) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise TypeError
    return value
