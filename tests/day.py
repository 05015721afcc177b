"""A day on the desk, played over three real terminals: python -m tests.day [--calls 60] [--postgres].

Operator, manager and engineer press keys; one major outage, two absences, a receipt lost and found. Then every paper of
the day is printed as a Word file, opened and compared box by box, and the history of every ticket told again. Prints
its figures line by line, and ends with 1 when anything is wrong.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

from tests.desk.conftest import SHANGHAI
from tests.journeys import day_papers
from tests.journeys.conftest import LEAD
from tests.journeys.day_office import DayOffice, set_up
from tests.journeys.day_play import MOST_KEYS_PER_DISPATCH, Day
from tests.postgres import PostgresServer
from tui_desk import i18n
from tui_desk.desk import rank_words
from tui_desk.domain.replay import Replay
from tui_desk.domain.sla import Levels
from tui_desk.forms import sheets

MOST_SECONDS_TO_BOARD, MOST_SECONDS_AFTER_KILL, MOST_BYTES_PER_SECOND = 1.0, 30.0, 1500.0


def paper_mistakes(office: DayOffice) -> Iterator[str]:
    """What is wrong on the papers of the day, each printed and opened."""
    desk = office.desk
    for row in desk.queue():
        for paper in desk.papers.of_ticket(row.number):
            view = desk.papers.view(paper.number)
            file = sheets.word_of(desk, sheets.of_paper(view, desk.facts()))
            yield from day_papers.mistakes(view.paper, view.form, file)


def written_papers(office: DayOffice, ticket: str) -> None:
    """One more paper of each form that the day did not need, every second box filled."""
    from tests.forms.conftest import sample

    desk, lead = office.desk, office.officer(LEAD)
    made = {paper.form for row in desk.queue() for paper in desk.papers.of_ticket(row.number)}
    for form in desk.norm().forms:
        if form.code in made or form.use == "hand_over":
            continue
        paper = desk.papers.start(ticket, form.code, by=lead)
        open_ = [box for box in form.boxes() if not box.source and box.kind not in ("table", "words", "moment", "date")]
        values = {box.code: sample(box) for box in open_[::2]}
        desk.papers.write(paper.number, values, by=lead, seen=paper.version)


def replay_mistakes(office: DayOffice) -> Iterator[str]:
    """Tickets whose history, told again, has other clocks than they have."""
    desk = office.desk
    for row in desk.queue():
        view = desk.ticket(row.number)
        told = Replay({view.ticket.norm: Levels(view.norm)}.__getitem__).clocks(row.number, view.events)
        if [replace(each, marks=()) for each in told.clocks] != [
            replace(each, marks=()) for each in view.ticket.clocks
        ]:
            yield f"{row.number}: its history tells other clocks"


def judge(day: Day) -> Iterator[str]:
    """What is wrong with the day; the figures are printed."""
    office, figures = day.office, day.figures
    desk = office.desk
    print(f"calls taken by keys: {len(day.phone.taken)}, of them added to the outage: {day.joined}")
    print(f"keys per dispatch: {max(figures.keys_per_dispatch)} at most, {len(figures.keys_per_dispatch)} dispatches")
    print(f"several at once: {figures.several[0]} keys for {figures.several[1]} tickets")
    print(f"seconds from the call's number to the board: {max(figures.seconds_to_board):.2f} at most")
    print(f"seconds from kill -9 to gone: {figures.seconds_after_kill:.2f}")
    print(f"bytes per second of the board while everything ticks: {figures.bytes_per_second:.0f}")
    if max(figures.keys_per_dispatch) > MOST_KEYS_PER_DISPATCH:
        yield f"a dispatch took {max(figures.keys_per_dispatch)} keys"
    if max(figures.seconds_to_board) > MOST_SECONDS_TO_BOARD:
        yield f"the board was {max(figures.seconds_to_board):.2f} s late"
    if figures.seconds_after_kill > MOST_SECONDS_AFTER_KILL:
        yield f"who was killed stayed for {figures.seconds_after_kill:.0f} s"
    if figures.bytes_per_second > MOST_BYTES_PER_SECOND:
        yield f"the board sent {figures.bytes_per_second:.0f} bytes a second"
    print(f"ranking for {day.big}:")
    ranked = desk.board.ranked(day.big)
    for place, each in enumerate(ranked[:4], 1):
        print(f"  {place} {each.person.officer.name}: {rank_words.line(each, desk.norm(), SHANGHAI, office.now())}")
    if [each.person.officer for each in desk.board.ranked(day.big)] != [each.person.officer for each in ranked]:
        yield "the ranking is another one when asked again"
    said = office.shell("doctor")
    if said.returncode:
        yield f"doctor: {said.stdout}{said.stderr}"
    yield from replay_mistakes(office)
    written_papers(office, day.big)
    papers = [paper for row in desk.queue() for paper in desk.papers.of_ticket(row.number)]
    boxes = sum(day_papers.values_in(paper) for paper in papers)
    print(f"papers printed and compared: {len(papers)} of {len({p.form for p in papers})} forms, {boxes} values")
    yield from paper_mistakes(office)
    for form in desk.norm().forms:
        yield from day_papers.blank_mistakes(form)
    print(f"blank forms compared with the sources' lists of boxes: {len(desk.norm().forms)}")


def main() -> int:
    """Play the day and judge it."""
    parser = argparse.ArgumentParser(prog="python -m tests.day")
    parser.add_argument("--calls", type=int, default=60)
    parser.add_argument("--postgres", action="store_true")
    arguments = parser.parse_args()
    i18n.use("zh_CN")
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="desk-day-")))
        database = str(home / "desk.sqlite")
        if arguments.postgres:
            server = stack.enter_context(closing(PostgresServer()))
            database = server.url(server.new_database())
        office = set_up(home / "home", database, arguments.calls + 5)
        stack.callback(office.store.close)
        began = time.monotonic()
        day = stack.enter_context(Day(office, arguments.calls, lambda said: print(said, flush=True)))
        try:
            day.play()
            wrong = list(judge(day))
        except Exception:  # noqa: BLE001 - whatever ends the day is what is wrong with it
            wrong = [traceback.format_exc()]
        print(f"the day took {time.monotonic() - began:.0f} s")
    for each in wrong:
        print(f"WRONG {each}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
