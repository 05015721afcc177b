"""What can be done with a ticket: which role may, and in which state (TKT-8, 11, 12, 13; DESK-12)."""

from __future__ import annotations

from enum import StrEnum

from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.ticket import State, Ticket


class Verb(StrEnum):
    """The desk's verbs, one use case each."""

    REGISTER = "register"
    TAKE = "take"
    DISPATCH = "dispatch"
    RESPOND = "respond"
    WORK = "work"
    WAIT = "wait"
    GO_ON = "go_on"
    STAMP = "stamp"
    RECOUNT = "recount"
    REPRIORITISE = "reprioritise"
    EDIT = "edit"
    PROMISE = "promise"
    KEEP_PROMISE = "keep_promise"
    MOVE_PROMISE = "move_promise"
    ADD_CALLER = "add_caller"
    ATTACH = "attach"
    UNSEAL = "unseal"
    RESOLVE = "resolve"
    CONFIRM = "confirm"
    CLOSE = "close"
    REOPEN = "reopen"
    PUBLISH_NORM = "publish_norm"
    MANAGE_OFFICERS = "manage_officers"
    EDIT_DIRECTORY = "edit_directory"
    IMPORT_DIRECTORY = "import_directory"
    IMPORT_TICKETS = "import_tickets"
    MANAGE_CHANNELS = "manage_channels"
    ACCEPT = "accept"
    DECLINE = "decline"
    WRITE_PAPER = "write_paper"
    REVIEW_PAPER = "review_paper"
    PLAN_SHIFTS = "plan_shifts"
    HAND_OVER = "hand_over"
    MANAGE_SKILLS = "manage_skills"
    FOLLOW_UP = "follow_up"
    SEE_RISEN = "see_risen"


_DESK = frozenset({Role.OPERATOR, Role.ENGINEER, Role.MANAGER})
ROLES: dict[Verb, frozenset[Role]] = {
    Verb.REGISTER: frozenset({Role.OPERATOR, Role.MANAGER}),
    Verb.TAKE: frozenset({Role.ENGINEER, Role.OPERATOR}),
    Verb.DISPATCH: frozenset({Role.MANAGER, Role.OPERATOR}),
    Verb.RESPOND: _DESK,
    Verb.WORK: _DESK,
    Verb.WAIT: _DESK,
    Verb.GO_ON: _DESK,
    Verb.STAMP: _DESK,
    Verb.RECOUNT: frozenset({Role.MANAGER, Role.ADMINISTRATOR}),
    Verb.REPRIORITISE: _DESK,
    Verb.EDIT: _DESK,
    Verb.PROMISE: _DESK,
    Verb.KEEP_PROMISE: _DESK,
    Verb.MOVE_PROMISE: _DESK,
    Verb.ADD_CALLER: _DESK,
    Verb.ATTACH: _DESK,
    Verb.UNSEAL: _DESK,
    Verb.RESOLVE: frozenset({Role.ENGINEER, Role.OPERATOR, Role.MANAGER}),
    Verb.CONFIRM: frozenset({Role.OPERATOR, Role.MANAGER}),
    Verb.CLOSE: frozenset({Role.OPERATOR, Role.MANAGER}),
    Verb.REOPEN: _DESK,
    Verb.PUBLISH_NORM: frozenset({Role.ADMINISTRATOR}),
    Verb.MANAGE_OFFICERS: frozenset({Role.ADMINISTRATOR}),
    Verb.EDIT_DIRECTORY: frozenset(Role),
    Verb.IMPORT_DIRECTORY: frozenset({Role.MANAGER, Role.ADMINISTRATOR}),
    Verb.IMPORT_TICKETS: frozenset({Role.MANAGER, Role.ADMINISTRATOR}),
    Verb.MANAGE_CHANNELS: frozenset({Role.ADMINISTRATOR}),
    Verb.ACCEPT: _DESK,
    Verb.DECLINE: _DESK,
    Verb.WRITE_PAPER: _DESK,
    Verb.REVIEW_PAPER: frozenset({Role.MANAGER}),
    Verb.PLAN_SHIFTS: frozenset({Role.MANAGER, Role.ADMINISTRATOR}),
    Verb.HAND_OVER: _DESK,
    Verb.MANAGE_SKILLS: frozenset({Role.MANAGER, Role.ADMINISTRATOR}),
    Verb.FOLLOW_UP: _DESK,
    Verb.SEE_RISEN: frozenset({Role.MANAGER}),
}

_UNSETTLED = frozenset({State.OPEN, State.WAITING})
_NOT_CLOSED = frozenset({State.OPEN, State.WAITING, State.RESOLVED})
STATES: dict[Verb, frozenset[State]] = {
    Verb.TAKE: _UNSETTLED,
    Verb.DISPATCH: _UNSETTLED,
    Verb.RESPOND: _UNSETTLED,
    Verb.WORK: frozenset(State),
    Verb.WAIT: frozenset({State.OPEN}),
    Verb.GO_ON: frozenset({State.WAITING}),
    Verb.STAMP: _NOT_CLOSED,
    Verb.RECOUNT: _NOT_CLOSED,
    Verb.REPRIORITISE: _UNSETTLED,
    Verb.EDIT: _NOT_CLOSED,
    Verb.PROMISE: _NOT_CLOSED,
    Verb.KEEP_PROMISE: _NOT_CLOSED,
    Verb.MOVE_PROMISE: _NOT_CLOSED,
    Verb.ADD_CALLER: _NOT_CLOSED,
    Verb.ATTACH: frozenset(State),
    Verb.UNSEAL: frozenset(State),
    Verb.RESOLVE: _UNSETTLED,
    Verb.CONFIRM: frozenset({State.RESOLVED}),
    Verb.CLOSE: frozenset({State.RESOLVED}),
    Verb.REOPEN: frozenset({State.RESOLVED, State.CLOSED}),
    Verb.ACCEPT: _UNSETTLED,
    Verb.DECLINE: _UNSETTLED,
    Verb.WRITE_PAPER: frozenset(State),
}


def may(officer: Officer, verb: Verb) -> bool:
    """Whether the officer's roles include the verb."""
    return officer.active and officer.is_any(*ROLES[verb])


def possible(ticket: Ticket, verb: Verb) -> bool:
    """Whether the ticket's state allows the verb now."""
    match verb:
        case Verb.RESPOND:
            return ticket.state in STATES[verb] and any(
                clock.milestone == "respond" and not clock.over for clock in ticket.clocks
            )
        case Verb.STAMP:  # the form may be entered after the ticket is closed (SLA-9)
            return ticket.state in STATES[verb] or any(not clock.over for clock in ticket.clocks)
        case Verb.ACCEPT | Verb.DECLINE:
            return ticket.state in STATES[verb] and ticket.offer is not None
        case Verb.SEE_RISEN:
            return ticket.risen_at is not None
        case Verb.CLOSE:
            return ticket.state is State.RESOLVED and ticket.confirmed_at is not None
        case Verb.CONFIRM:
            return ticket.state is State.RESOLVED and ticket.confirmed_at is None
        case Verb.KEEP_PROMISE | Verb.MOVE_PROMISE:
            return ticket.state in STATES[verb] and any(promise.kept_at is None for promise in ticket.promises)
        case Verb.UNSEAL:
            return bool(ticket.sealed)
        case _:
            return ticket.state in STATES.get(verb, frozenset())
