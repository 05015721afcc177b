"""What the desk calls things: the words for its roles, states, events, milestones and fields, as msgids.

One table for screens, shell and errors. Where the norm has a term of its own (priorities, categories, results), that
stands in the norm.
"""

from __future__ import annotations

from tui_desk.domain.call import End, Phase
from tui_desk.domain.follow_up import FollowUpKind, Outcome, Stage
from tui_desk.domain.message import Owed
from tui_desk.domain.officer import Role
from tui_desk.domain.privacy import Private
from tui_desk.domain.seat import SeatEvent
from tui_desk.domain.ticket import EventKind, State
from tui_desk.i18n import mark

ROLES = {
    Role.OPERATOR: mark("operator"),
    Role.ENGINEER: mark("engineer"),
    Role.MANAGER: mark("duty manager"),
    Role.ADMINISTRATOR: mark("administrator"),
}
STATES = {
    State.OPEN: mark("in progress"),
    State.WAITING: mark("waiting"),
    State.RESOLVED: mark("resolved"),
    State.CLOSED: mark("closed"),
}
KINDS = {
    EventKind.REGISTERED: mark("Registered"),
    EventKind.TAKEN: mark("Taken"),
    EventKind.DISPATCHED: mark("Dispatched"),
    EventKind.ACCEPTED: mark("Accepted"),
    EventKind.DECLINED: mark("Sent back"),
    EventKind.LAPSED: mark("Not accepted in time"),
    EventKind.ROSE: mark("Rose to the duty manager"),
    EventKind.RESPONDED: mark("First response"),
    EventKind.WORKED: mark("Work done"),
    EventKind.WAITING: mark("Waiting"),
    EventKind.RESUMED: mark("Going on"),
    EventKind.STAMPED: mark("On the way"),
    EventKind.RECOUNTED: mark("Clocks counted anew"),
    EventKind.REPRIORITISED: mark("Priority changed"),
    EventKind.EDITED: mark("Edited"),
    EventKind.PROMISED: mark("Promised"),
    EventKind.PROMISE_KEPT: mark("Promise kept"),
    EventKind.PROMISE_MOVED: mark("Promise renegotiated"),
    EventKind.CALLER_ADDED: mark("One more caller"),
    EventKind.ATTACHED: mark("File attached"),
    EventKind.RESOLVED: mark("Resolved"),
    EventKind.CONFIRMED: mark("Confirmed by the user"),
    EventKind.CLOSED: mark("Closed"),
    EventKind.REOPENED: mark("Reopened"),
    EventKind.PAPER: mark("Paper"),
    EventKind.LINKED: mark("Linked"),
}
ENDS = {
    End.TICKET: mark("ticket"),
    End.ANSWERED: mark("answered at once"),
    End.ADDED: mark("added to a ticket"),
    End.TRANSFERRED: mark("transferred"),
    End.MESSAGE: mark("message left"),
    End.SILENT: mark("silent call"),
    End.WRONG_NUMBER: mark("wrong number"),
    End.NUISANCE: mark("nuisance call"),
    End.HUNG_UP: mark("hung up early"),
    End.REACHED: mark("called back"),
    End.NOT_REACHED: mark("not reached"),
    End.MISSED: mark("missed call"),
}
PHASES: dict[Phase, str] = {
    "rang": mark("Rang"),
    "answered": mark("Answered"),
    "identified": mark("Identified"),
    "classified": mark("Classified"),
    "read_back": mark("Read back"),
    "registered": mark("Registered"),
    "hung_up": mark("Hung up"),
}
OWED = {
    Owed.MESSAGE: mark("message"),
    Owed.MISSED: mark("missed call"),
    Owed.PROMISE: mark("promise"),
}
FOLLOW_UPS = {
    FollowUpKind.CONFIRM: mark("confirmation"),
    FollowUpKind.CALL_BACK: mark("call-back"),
    FollowUpKind.IMPROVE: mark("improvement"),
    FollowUpKind.COMPLAINT: mark("complaint"),
}
FOLLOW_UP_STAGES = {
    Stage.TAKEN: mark("taken"),
    Stage.OWNED: mark("given out"),
    Stage.ANSWERED: mark("answered, to be called back"),
    Stage.DONE: mark("done"),
}
OUTCOMES = {
    Outcome.DONE: mark("done"),
    Outcome.GIVEN_UP: mark("given up"),
    Outcome.CANCELLED: mark("no longer needed"),
}
HAND_OVER = {
    "call": mark("Open calls"),
    "promise": mark("Promises"),
    "ticket": mark("Tickets"),
    "message": mark("Messages"),
    "paper": mark("Papers out"),
    "follow_up": mark("Follow-ups"),
    "changed": mark("What changed in the shift"),
}
PRIVATE = {
    Private.IDENTITY: mark("identity number"),
    Private.BANK_CARD: mark("bank card"),
    Private.HOME_ADDRESS: mark("home address"),
}
SEAT_EVENTS = {
    SeatEvent.TAKEN: mark("took the seat"),
    SeatEvent.REFUSED: mark("wrong PIN"),
    SeatEvent.PIN_SET: mark("new PIN"),
}
MILESTONES = {
    "handover": mark("Hand-over"),
    "respond": mark("Respond"),
    "assess": mark("Assess"),
    "depart": mark("Depart"),
    "arrive": mark("Arrive"),
    "workaround": mark("Workaround"),
    "resolve": mark("Resolve"),
    "form": mark("Form entered"),
    "promise": mark("Promise"),
    "priority": mark("Priority"),
}
STAMPS = {
    "handover": mark("Handed over"),
    "assess": mark("Assessed"),
    "remote_failed": mark("Remote help failed"),
    "depart": mark("Departed"),
    "arrive": mark("Arrived"),
    "workaround": mark("Workaround in place"),
    "visit_ended": mark("Visit ended"),
    "form": mark("Service form entered"),
}
CUSTOMERS = {"internal": mark("internal staff"), "external": mark("external customer")}
FIELDS = {
    "opened_at": mark("Submitted"),
    "first_taker": mark("First taker"),
    "channel": mark("Channel"),
    "requester_name": mark("Requester"),
    "requester_staff_no": mark("Staff no."),
    "requester_unit": mark("Department"),
    "requester_phone": mark("Contact"),
    "requester_title": mark("Form of address"),
    "category": mark("Category"),
    "subcategory": mark("Subcategory"),
    "summary": mark("Description"),
    "claimed_priority": mark("Claimed priority"),
    "proposed_priority": mark("Proposed priority"),
    "proposed_because": mark("Reason proposed"),
    "priority": mark("Priority"),
    "priority_reason": mark("Reason of the priority"),
    "state": mark("State"),
    "assignee": mark("Assignee"),
    "advice": mark("Advice"),
    "responded_at": mark("First response"),
    "late_reason": mark("Why it was late"),
    "waiting_for": mark("Waiting for"),
    "result": mark("Result"),
    "solution": mark("Solution"),
    "resolved_at": mark("Resolved at"),
    "confirmed_at": mark("Confirmed at"),
    "feedback": mark("Feedback"),
    "feedback_words": mark("The user's words"),
    "closed_at": mark("Closed at"),
    "confirmed_by": mark("How confirmed"),
    "closed_by": mark("Closed by"),
    "lesson": mark("Lesson"),
    "remark": mark("Remark"),
    "reopened": mark("Times reopened"),
    "customer": mark("Customer kind"),
    "agreement": mark("Agreement level"),
    "complexity": mark("Complexity"),
    "stamps": mark("On the way"),
    "waiting_kind": mark("Kind of wait"),
    "resume_at": mark("Expected end"),
    "levels_norm": mark("Service levels of version"),
    "foreign": mark("Number elsewhere"),
    **{f"stamps.{what}": words for what, words in STAMPS.items()},
}
