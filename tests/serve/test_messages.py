from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfg_analytics.serve.messages import passed_on

KINDS = [
    "execute_request", "inspect_request", "complete_request", "history_request", "is_complete_request", "shutdown_request",
    "interrupt_request", "debug_request", "input_reply", "comm_close", "update_display_data", "create_subshell_request",
]  # fmt: skip


def word(kind: str, content: dict[str, Any] | None = None, channel: str = "shell", **more: Any) -> str:
    return json.dumps({"channel": channel, "header": {"msg_type": kind}, "content": content or {}, **more})


def test_what_a_page_needs_gets_through() -> None:
    control = {"comm_id": "c", "target_name": "jupyter.widget.control", "data": {}}
    assert passed_on(word("kernel_info_request"))
    assert passed_on(word("comm_info_request", {"target_name": "jupyter.widget"}))
    assert passed_on(word("comm_open", control))
    assert passed_on(word("comm_msg", {"comm_id": "c", "data": {"method": "request_states"}}))
    assert passed_on(word("comm_msg", {"comm_id": "m", "data": {"method": "update", "state": {"index": 3}}}))
    assert passed_on(
        word("comm_msg", {"comm_id": "m", "data": {"method": "update", "state": {"fragment": "a=b"}}})
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("channel", ["shell", "control", "stdin", "iopub"])
def test_nothing_that_runs_asks_or_ends_gets_through(kind: str, channel: str) -> None:
    assert not passed_on(word(kind, {"code": "1 + 1", "silent": True}, channel))


@pytest.mark.parametrize(
    "content",
    [
        {"comm_id": "m", "data": {"method": "custom", "content": {"event": "click"}}},
        {"comm_id": "m", "data": {"method": "update", "state": {"value": "<script>"}}},
        {"comm_id": "m", "data": {"method": "update", "state": {"index": 1, "options": []}}},
        {"comm_id": "m", "data": {"method": "update", "state": {}}},
        {"comm_id": "m", "data": {"method": "update", "state": [["index", 1]]}},
        {"comm_id": "m", "data": {"method": ["update"], "state": {"index": 1}}},
        {"comm_id": "m", "data": "update"},
        {"comm_id": "m"},
    ],
)
def test_no_widget_is_set_beyond_its_choice_or_pressed(content: dict[str, Any]) -> None:
    assert not passed_on(word("comm_msg", content))


def test_no_widget_is_made() -> None:
    made = {"comm_id": "n", "target_name": "jupyter.widget", "data": {"state": {"_model_name": "TextModel"}}}
    assert not passed_on(word("comm_open", made))
    assert not passed_on(
        word("comm_open", {"comm_id": "n", "target_name": "jupyter.widget.control", "data": {"a": 1}})
    )


@pytest.mark.parametrize(
    "message",
    [b"\x00\x01", "", "null", "[]", "3", '"text"', "{", "[" * 20_000, word("kernel_info_request") + " " * 70_000,
     word("kernel_info_request", buffer_paths=[["state"]])],
)  # fmt: skip
def test_what_is_no_word_of_ours_is_dropped(message: str | bytes) -> None:
    assert not passed_on(message)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(kind=st.sampled_from([*KINDS, "comm_msg", "comm_open"]), content=JSON, channel=JSON, header=JSON)
def test_whatever_is_sent_is_dropped_or_passed_and_never_an_error(
    kind: str, content: Any, channel: Any, header: Any
) -> None:
    assert not passed_on(json.dumps({"channel": "shell", "header": {"msg_type": kind}, "content": content}))
    assert not passed_on(json.dumps({"channel": channel, "header": header, "content": content}))
