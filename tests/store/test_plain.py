"""Plain values: what was written is read again as it was, and nothing else is read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.store import examples
from tui_desk.domain.ticket import Clock, State, Ticket
from tui_desk.norms.loader import load_shipped, shipped
from tui_desk.norms.models import Norm
from tui_desk.store import codec
from tui_desk.store.plain import Later, made, plain


@pytest.mark.parametrize("code", shipped())
def test_a_norm_comes_back_as_it_was(code: str) -> None:
    norm = load_shipped(code)
    assert made(Norm, json.loads(json.dumps(plain(norm)))) == norm


def ticket() -> Ticket:
    """A ticket with a clock."""
    return Ticket(number="IT-20261121-001", **{**examples.opening("IT-20261121-001"), "clocks": (examples.clock(),)})


def test_a_ticket_comes_back_as_it_was() -> None:
    assert made(Ticket, json.loads(json.dumps(plain(ticket())))) == ticket()


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (str, 5),
        (int, True),
        (State, "asleep"),
        (Clock, {"milestone": "lunch"}),
        (Clock, {}),
        (Clock, []),
        (dict[str, str], {"a": 1}),
        (tuple[str, ...], "abc"),
    ],
)
def test_another_value_is_refused(kind: Any, value: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        made(kind, value)


def test_an_instant_without_a_zone_is_refused() -> None:
    value = {**plain(ticket()), "opened_at": "2026-11-21T09:15:00"}
    with pytest.raises(ValueError, match="zone"):
        made(Ticket, value)


def test_the_forms_of_a_norm_are_made_when_one_is_looked_at() -> None:
    """A session pays for no form before it opens one; what was read is the same norm all the same."""
    norm = load_shipped("it-team")
    text = codec.norm_text(norm)
    read = codec.norm_of(text)
    assert isinstance(read.forms, Later)
    assert len(read.forms) == len(norm.forms)
    assert not read.forms._made
    assert read.form(norm.record_form) == norm.form(norm.record_form)
    assert len(read.forms._made) < len(norm.forms)
    assert read == norm
    assert codec.norm_text(read) == text
