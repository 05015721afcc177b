"""What the screen of follow-ups asks: marks, complaints, answers, owners (DESK-6, TKT-17). Knows no screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tui_desk.desk.follow_up_views import FollowUpView
from tui_desk.desk.follow_ups import Complaint
from tui_desk.domain.follow_up import FollowUpKind
from tui_desk.i18n import language, mark, tr
from tui_desk.norms.models import Choice, FollowUpRules, Words
from tui_desk.tui.form import Item
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.choice_field import digits
from tui_desk.tui.widgets.pick_field import Entry

_SCALE = "scale-"
_ENDS = {
    FollowUpKind.CONFIRM: mark("What the user said"),
    FollowUpKind.CALL_BACK: mark("What the user said"),
    FollowUpKind.COMPLAINT: mark("What the user said"),
    FollowUpKind.IMPROVE: mark("What was improved"),
}


def marks(view: FollowUpView) -> tuple[Item, ...]:
    """The norm's scales, a digit each, and the words."""
    rules = view.rules
    ladder = tuple(_mark(value, rules) for value in range(rules.highest, rules.lowest - 1, -1))
    scales = tuple(
        Item(_SCALE + each.code, _label(each), "choice", _given(view, each.code), choices=ladder)
        for each in rules.scales
    )
    return (*scales, Item("opinion", tr("The user's words"), "long", view.of.opinion))


def ladder_words(rules: FollowUpRules) -> str:
    """What the marks mean."""
    facts = {"highest": rules.highest, "lowest": rules.lowest, "bad": rules.bad_below}
    return tr("{highest} is best, {lowest} worst; below {bad} something is to be improved", **facts)


def _offered(choices: Sequence[Choice]) -> str:
    """The choices with the digits that choose them."""
    return "  ".join(
        label if label.startswith(digit) else f"{digit} {label}"
        for digit, label in zip(digits(choices), map(_label, choices), strict=True)
    )


def _mark(value: int, rules: FollowUpRules) -> Choice:
    zh = en = str(value)
    if value == rules.highest:
        zh, en = f"{value} 非常满意", f"{value} very satisfied"
    elif value == rules.bad_below:
        zh, en = f"{value} 一般", f"{value} fair"
    elif value < rules.bad_below:
        zh, en = f"{value} 不满意，将转改进", f"{value} not satisfied: to be improved"
    return Choice(str(value), Words(zh, en))


def _given(view: FollowUpView, scale: str) -> str:
    return str(view.of.scores[scale]) if scale in view.of.scores else ""


def read_marks(answers: Mapping[str, str]) -> dict[str, int]:
    """The marks that were given, by scale; a scale left open has none."""
    return {
        code.removeprefix(_SCALE): int(value) for code, value in answers.items() if code.startswith(_SCALE) and value
    }


def ending(view: FollowUpView) -> tuple[Item, ...]:
    """What is asked at the end; for a confirmation how it was had, and the norm's mark (TKT-13)."""
    of = view.of
    items = []
    if of.kind is FollowUpKind.CONFIRM:
        ways, marks_ = view.accepts, view.feedback
        first = ways[0].code if len(ways) == 1 else ""
        told = {"accepted": _offered(ways), "feedback": _offered(marks_)}
        items.append(
            Item("accepted", tr("How confirmed"), "choice", first, required=True, hint=told["accepted"], choices=ways)
        )
        items.append(Item("feedback", tr("Feedback"), "choice", of.feedback, hint=told["feedback"], choices=marks_))
    needed = of.kind is FollowUpKind.IMPROVE
    items.append(Item("words", tr(_ENDS[of.kind]), "long", "" if needed else of.opinion, required=needed))
    return tuple(items)


def complaint(rules: FollowUpRules, session: Session) -> tuple[Item, ...]:
    """What is asked of somebody who complains."""
    people = [Entry("", tr("nobody by name"))]
    people += [Entry(each.staff_no, each.name, each.staff_no) for each in session.officers.values() if each.active]
    causes = [Entry(each.code, _label(each)) for each in rules.causes]
    return (
        Item("words", tr("The complaint"), "long", required=True),
        Item("cause", tr("Cause"), "pick", entries=tuple(causes)),
        Item("ticket", tr("Ticket"), hint=tr("the number, if it is about one: then the caller is known")),
        Item("person", tr("Who complains"), hint=tr("empty: the ticket's requester")),
        Item("phone", tr("Telephone")),
        Item("against", tr("About whom"), "pick", entries=tuple(people)),
    )


def read_complaint(answers: Mapping[str, str], request: str) -> Complaint:
    """The complaint that was taken."""
    against = answers.get("against", "")
    return Complaint(
        words=answers["words"],
        ticket=answers.get("ticket", ""),
        cause=answers.get("cause", ""),
        person=answers.get("person", ""),
        phone=answers.get("phone", ""),
        against=(against,) if against else (),
        request=request,
    )


def owner(view: FollowUpView, session: Session) -> tuple[Item, ...]:
    """To whom it is given; never to one of those complained about."""
    barred = view.of.not_by if view.of.is_call else ()
    known = [each for each in session.officers.values() if each.active and each.staff_no not in barred]
    entries = tuple(Entry(each.staff_no, each.name, each.staff_no) for each in known)
    return (
        Item("owner", tr("Owner"), "pick", view.of.owner, entries=entries),
        Item("words", tr("Remark")),
    )


def words(label: str, *, required: bool = True) -> Sequence[Item]:
    """One thing to write."""
    return (Item("words", label, "long", required=required),)


def _label(of: Choice) -> str:
    return of.label.in_(language())
