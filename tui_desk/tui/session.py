"""What every screen knows: who sits here, at which desk, under which norm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tui_desk.desk.desk import Desk
from tui_desk.desk.views import DeskFacts
from tui_desk.domain.officer import Officer, OfficerId
from tui_desk.domain.sla import Levels
from tui_desk.i18n import language
from tui_desk.norms.models import Norm


def host_now() -> datetime:
    """This host's clock, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Session:
    """The facts of a session. `clock_offset_seconds` is what the database's clock is ahead of this host's.

    `has_pin` says that the officer has a PIN, so that the desk can be locked.
    """

    officer: Officer
    desk: DeskFacts
    norm: Norm
    officers: dict[OfficerId, Officer]
    address: str
    clock_offset_seconds: float = 0.0
    clock: Callable[[], datetime] = host_now
    has_pin: bool = False
    zone: ZoneInfo = field(init=False)
    levels: Levels = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "zone", ZoneInfo(self.desk.zone))
        object.__setattr__(self, "levels", Levels(self.norm))

    def now(self) -> datetime:
        """The instant by the one clock that all sessions share, in UTC."""
        return self.clock() + timedelta(seconds=self.clock_offset_seconds)

    @property
    def at_seat(self) -> tuple[Officer, ...]:
        """The officers who use this OS account, by staff number."""
        return tuple(each for each in self.officers.values() if each.active and each.login == self.officer.login)

    @property
    def shared(self) -> bool:
        """Whether several officers use this OS account (CALL-2)."""
        return len(self.at_seat) > 1

    def officer_name(self, staff_no: OfficerId | None) -> str:
        """The officer's name, or the staff number of one who is not known; empty for none."""
        if not staff_no:
            return ""
        officer = self.officers.get(staff_no)
        return officer.name if officer else staff_no

    def priority_label(self, code: str) -> str:
        """The priority in the language spoken now; the code where the current norm has none such."""
        return next((p.label.in_(language()) for p in self.norm.priorities if p.code == code), code)

    def local(self, at: datetime) -> datetime:
        """An instant on the desk's wall clock."""
        return at.astimezone(self.zone)


def open_session(desk: Desk, login: str, clock: Callable[[], datetime] = host_now, officer: OfficerId = "") -> Session:
    """Sign the OS user in, or the officer of that account who has shown a PIN.

    Raises:
        NoDeskHere, UnknownOfficer: there is no desk, or it does not know the user.
        SharedSeat, NotAtSeat: several officers use the account and none is named, or another one.
    """
    signed_in = desk.seats.sign_in(login, officer)
    return Session(
        officer=signed_in,
        desk=desk.facts(),
        norm=desk.norm(),
        officers={o.staff_no: o for o in desk.officers()},
        address=desk.store.address,
        clock_offset_seconds=(desk.now() - clock()).total_seconds(),
        clock=clock,
        has_pin=desk.seats.has_pin(signed_in.staff_no),
    )
