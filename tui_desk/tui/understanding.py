"""What is understood of an answer in the caller's own words, as it is shown beside them (CALL-8). Knows no widget."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable
from typing import TypeVar

from tui_desk.desk.errors import DeskError
from tui_desk.domain import spans
from tui_desk.domain.headcount import headcount
from tui_desk.domain.past import past
from tui_desk.i18n import tr
from tui_desk.journal import naming
from tui_desk.norms.models import Question
from tui_desk.tui.call_in_hand import CallInHand
from tui_desk.tui.told import duration_told, moment_told, past_told, people_told

T = TypeVar("T")
_SHORTHAND = re.compile(r"\s*[-－].*", re.DOTALL)
"""An officer's own way of writing a time: no words of the caller."""


class Understanding:
    """Reads the answers of one call."""

    def __init__(self, hand: CallInHand) -> None:
        self._hand = hand
        self._generation = 0

    def beside(self, question: Question, answer: str) -> str:
        """What is shown beside an answer; empty when nothing was understood. Files are looked at by `enclose`."""
        if not answer.strip():
            return ""
        session = self._hand.session
        match question.kind:
            case "past":
                now = session.now()  # an officer's "-20m" is from now, a caller's "20分钟前" from when they called
                at = now if _SHORTHAND.fullmatch(answer) else self._hand.call.began_at
                found = past(answer, at, session.zone, now)
                return f"= {past_told(found, session)}" if found else ""
            case "moment":
                told = moment_told(answer, session)
                return f"= {told}" if told else ""
            case "duration":
                length = spans.duration(answer)
                if length is None and answer.strip().isdecimal():
                    return tr("seconds? minutes?")
                return f"= {duration_told(length)}" if length is not None else ""
            case "people":
                count = headcount(answer)
                return f"= {people_told(count)}" if count is not None else ""
            case _:
                return ""

    def settled(self, question: Question, answer: str) -> str:
        """The answer as it stays once its question is left: "-20m" becomes the time that it was; words stay."""
        if question.kind != "past" or not _SHORTHAND.fullmatch(answer):
            return answer
        session = self._hand.session
        found = past(answer, session.now(), session.zone)
        if found is None or found.grain != "minute":
            return answer
        local = session.local(found.at)
        same_day = local.date() == session.local(session.now()).date()
        return local.strftime("%H:%M" if same_day else "%Y-%m-%d %H:%M")

    async def enclose(self, question: Question, answer: str) -> str | None:
        """Keep copies of the files that an answer names with the call, and let go of others; what there is to say.

        None when another answer was given in the meantime. A disk that hangs keeps nobody waiting.
        """
        self._generation += 1
        mine = self._generation
        told = await in_own_thread(lambda: self._enclosed(question.code, answer))
        return told if mine == self._generation else None

    def _enclosed(self, code: str, answer: str) -> str:
        hand, limit = self._hand, self._hand.norm.call.attachment_bytes
        named = [naming.look(line, limit) for line in naming.lines(answer)]
        if not hand.file.held:
            return ""
        had = {file.name: len(file.content) for file in hand.file.files() if file.question == code}
        kept: dict[str, int] = {}
        troubles = []
        for each in named[: naming.MOST]:
            if each.trouble and each.name in had:
                kept[each.name] = had[each.name]
            elif each.trouble:
                troubles.append(tr(each.trouble, name=each.name, **each.facts))
            else:
                try:
                    kept[hand.file.attach(each.path, code, limit)] = each.size_bytes
                except DeskError as error:
                    troubles.append(str(error))
                except OSError as error:
                    troubles.append(tr("{name} cannot be kept: {why}", name=each.name, why=error.strerror or ""))
        if len(named) > naming.MOST:
            troubles.append(tr("At most {count} files can be kept.", count=naming.MOST))
        if not troubles:  # a line that is still being typed names no file yet
            for name in set(had) - set(kept):
                hand.file.detach(code, name)
        if troubles:
            return troubles[0]
        size = naming.bytes_told(sum(kept.values()))
        return tr("{count} kept, {size}", count=len(kept), size=size) if kept else ""


async def in_own_thread(work: Callable[[], T]) -> T:
    """What the work gives, done in a daemon thread: one that hangs neither keeps the keyboard nor the way out."""
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[T] = loop.create_future()

    def tell(done: Callable[[], None]) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(lambda: None if outcome.done() else done())

    def run() -> None:
        try:
            found = work()
        except BaseException as error:  # noqa: BLE001 - handed on to whoever waits
            failure = error
            tell(lambda: outcome.set_exception(failure))
        else:
            tell(lambda: outcome.set_result(found))

    threading.Thread(target=run, name="files", daemon=True).start()
    return await outcome
