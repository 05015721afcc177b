"""One session that finishes the same calls as others do: python -m tests.store.finisher ADDRESS COUNT."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from tui_desk.desk.desk import Desk
from tui_desk.domain.call import Call, End
from tui_desk.store import open_store

AT = datetime(2026, 11, 20, 2, 42, tzinfo=UTC)
ENDS = (End.TICKET, End.MESSAGE, End.ANSWERED, End.ADDED, End.SILENT)


def calls(count: int, officer: str, ticket: str) -> list[Call]:
    """So many calls of each end, the same in every process."""
    answers = {
        "name": "张三", "unit": "市场部", "phone": "5678", "summary": "无法登录", "category": "software",
        "scope": "department", "handled": "重置密码", "promise": "回电", "promise_due": "+2h",
    }  # fmt: skip
    facts = {"to": officer, "words": "请回电", "ticket": ticket}
    return [
        Call(f"{number:04}{end}", officer, AT, answers=answers, facts=facts, end=end, ended_at=AT)
        for number in range(count)
        for end in ENDS
    ]


def main() -> None:
    """Wait for a line with the ticket's number, then finish every call, and say so."""
    desk = Desk(open_store(sys.argv[1]))
    officer = desk.sign_in("limin")
    print("ready", flush=True)
    ticket = sys.stdin.readline().strip()
    for call in calls(int(sys.argv[2]), officer.staff_no, ticket):
        desk.calls.finish(call, by=officer, late=True)
    print("done", flush=True)
    desk.store.close()


if __name__ == "__main__":
    main()
