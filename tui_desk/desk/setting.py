"""The desk's own affairs: set it up, its officers, its norm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from tui_desk.desk import own_days, pins
from tui_desk.desk.changing import must_be_allowed
from tui_desk.desk.errors import BadValue, DamagedDesk, DeskExists, LastAdministrator, Term
from tui_desk.desk.own_days import OwnDay
from tui_desk.desk.ports import Store, Writing
from tui_desk.desk.views import DeskFacts
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.text import one_line
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import LANGUAGES, mark
from tui_desk.norms.models import Norm
from tui_desk.norms.publish import publish


@dataclass(frozen=True, slots=True)
class SetUp:
    """What a new desk is told about itself and its maker. `zone` is an IANA name, `norm` as its parts state it."""

    name: str
    language: str
    zone: str
    norm: Norm
    officer_name: str
    staff_no: str
    login: str


def set_up(store: Store, plan: SetUp) -> Officer:
    """Make a desk in an empty database and return its first officer, who has every role."""
    if plan.language not in LANGUAGES:
        raise BadValue(field=Term(mark("the language")), value=plan.language, allowed=LANGUAGES)
    if not _is_zone(plan.zone):
        allowed = Term(mark("a name like Asia/Shanghai"))
        raise BadValue(field=Term(mark("the time zone")), value=plan.zone, allowed=allowed)
    officer = Officer(one_line(plan.staff_no), one_line(plan.officer_name), plan.login, frozenset(Role))
    _check(officer)
    with store.writing() as writing:
        writing.put_fact("zone", plan.zone)  # first: of two who set up at once, one waits here, and then sees a desk
        if "name" in writing.facts():
            raise DeskExists(url=store.address)
        writing.put_officer(officer)
        writing.put_fact("name", one_line(plan.name))
        writing.put_fact("language", plan.language)
        _use(writing, plan.norm, plan.zone, officer)
    return officer


def read_facts(facts: Mapping[str, str]) -> DeskFacts:
    """The facts of a desk as they stand in its database. Raises DamagedDesk for one that cannot be."""
    zone, norm = facts.get("zone", ""), facts.get("norm", "")
    if not _is_zone(zone):
        raise DamagedDesk(fact=Term(mark("the time zone")), value=zone)
    if not norm.isdecimal():
        raise DamagedDesk(fact=Term(mark("the norm")), value=norm)
    return DeskFacts(facts["name"], facts.get("language", ""), zone, int(norm))


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def put_officer(store: Store, officer: Officer, by: Officer, pin: str = "") -> None:
    """Add an officer, or change the one with this staff number. Its texts become one line each.

    Several may share a login, each with a PIN; `pin` is the officer's new one, empty to leave it.
    """
    staff_no, name, phone = map(one_line, (officer.staff_no, officer.name, officer.phone))
    officer = replace(officer, staff_no=staff_no, name=name, phone=phone)
    _check(officer)
    stored = pins.hashed(pin) if pin else ""
    with store.writing() as writing:
        must_be_allowed(writing, by, Verb.MANAGE_OFFICERS)
        others = [other for other in writing.officers() if other.staff_no != officer.staff_no]
        pins.must_have_pins(writing, officer, pin)
        if not any(o.active and o.is_any(Role.ADMINISTRATOR) for o in (*others, officer)):
            raise LastAdministrator(name=officer.name)
        writing.put_officer(officer)
        if pin:
            pins.put_pin(writing, officer, pin, stored, by=by.staff_no)


def _check(officer: Officer) -> None:
    for field, value in ((mark("the staff number"), officer.staff_no), (mark("the name"), officer.name)):
        if not value.strip():
            raise BadValue(field=Term(field), value=value, allowed=Term(mark("at least one character")))


def publish_norm(store: Store, norm: Norm, by: Officer) -> int:
    """Publish a norm for this desk's zone and use it from now on; returns its version."""
    with store.writing() as writing:
        must_be_allowed(writing, by, Verb.PUBLISH_NORM)
        return _use(writing, norm, writing.facts()["zone"], by)


def _use(writing: Writing, norm: Norm, zone: str, by: Officer) -> int:
    today = writing.now().astimezone(ZoneInfo(zone)).date()
    return use_published(writing, publish(norm, zone, today), own_days.own_days(writing.facts()), by)


def use_published(writing: Writing, base: Norm, days: Sequence[OwnDay], by: Officer) -> int:
    """Work by a published norm with the desk's own days laid over it; returns the version in force."""
    version = based = writing.add_norm(base, by.staff_no)
    if days:
        version = writing.add_norm(own_days.laid_over(base, days), by.staff_no)
    writing.put_fact(own_days.BASE, str(based))
    writing.put_fact(own_days.FACT, own_days.written(days))
    writing.put_fact("norm", str(version))
    return version
