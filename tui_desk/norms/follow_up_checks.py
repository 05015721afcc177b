"""Whether the rules of follow-ups fit the norm: calendar, scales, bad marks (DESK-6, TKT-17)."""

from __future__ import annotations

from tui_desk.i18n import tr
from tui_desk.norms.codes import Found, are_codes
from tui_desk.norms.models import Norm


def mistakes(norm: Norm) -> Found:
    """Every mistake of a norm's `follow_up`."""
    rules = norm.follow_up
    if rules.calendar not in norm.calendars:
        yield ("follow_up", "calendar"), tr("there is no calendar “{code}”", code=rules.calendar)
    for name, choices in (("scales", rules.scales), ("causes", rules.causes)):
        yield from are_codes([(("follow_up", name, index, "code"), each.code) for index, each in enumerate(choices)])
    if not rules.lowest < rules.highest:
        yield ("follow_up", "highest"), tr("must be above “lowest”")
    elif not rules.lowest <= rules.bad_below <= rules.highest:
        yield ("follow_up", "bad_below"), tr("must lie between “lowest” and “highest”")
    known = {each.code for each in norm.feedback}
    for index, code in enumerate(rules.bad_feedback):
        if code not in known:
            yield ("follow_up", "bad_feedback", index), tr("there is no feedback “{code}”", code=code)
    if rules.attempts < 1:
        yield ("follow_up", "attempts"), tr("must be one at least")
