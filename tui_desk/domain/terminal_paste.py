"""A pasted terminal session becomes steps: each command with the host it ran on, and what it answered (REC-8).

Pure and total: a text without a prompt gives no step and stays the officer's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tui_desk.domain.text import clean

OUTPUT_LINES = 12
"""How many lines of an answer are kept: the first, and as many of the last."""
OUTPUT_CHARACTERS = 600
"""How many characters of an answer are kept at most."""
COMMAND_CHARACTERS = 500
MOST_STEPS = 200
_READ = 200_000
"""How many characters of a paste are looked at."""

_NAME = r"[A-Za-z0-9][\w.-]{0,62}"
_PROMPTS = (
    re.compile(rf"\[(?:(?P<user>[\w.-]+)@)?(?P<host>{_NAME})(?:[ :][^\]\n]{{0,200}})?\][#$%>]\s*"),  # [root@db1 ~]#
    re.compile(rf"(?:\([\w.-]{{1,40}}\)\s*)?(?P<user>[\w.-]+)@(?P<host>{_NAME})[: ][^\n#$%]{{0,200}}[#$%]\s+"),
    re.compile(rf"(?P<user>[\w.-]+)@(?P<host>{_NAME})[>#]\s*"),  # Juniper: admin@mx> show …
    re.compile(r"PS\s+(?P<host>)(?:[A-Za-z]:\\|/|HKLM:|HKCU:)[^\n>]{0,200}>\s*"),
    re.compile(r"(?P<host>)[A-Z]:\\[^\n>]{0,200}>\s*"),
    re.compile(r"<(?P<host>[A-Za-z0-9~*][\w.~*-]{0,62})>\s*"),  # Huawei, H3C
    re.compile(rf"\[[~*](?P<host>{_NAME})\]\s*"),
    re.compile(r"(?P<host>mysql|sqlite|postgres|SQL|MariaDB \[[^\]\n]{0,64}\])>\s+"),
    re.compile(rf"(?P<host>{_NAME})(?:\([\w/. -]{{1,40}}\))?#(?!\d)\s*"),  # Cisco: Switch#, Switch(config-if)#
    re.compile(r"(?P<host>[A-Z][\w.-]{0,62})>\s*"),  # Switch>
    re.compile(r"(?P<host>)[$#]\s+"),  # not "%": so network gear begins what it refuses
)
_VIEW = re.compile(r"\[(?P<host>[A-Za-z0-9][\w./-]{0,62})\]\s*")
"""A view of Huawei and H3C; a log's "[ERROR]" looks the same, so that its host must have been seen before."""
_MORE = re.compile(r"\s*(?:--\s?[Mm]ore\s?--|---- More ----|\(END\))\s*")
_STAMP = re.compile(r"(?:\[?\d{4}-\d\d-\d\d[ T])?\[?\d\d:\d\d:\d\d(?:\.\d+)?\]?\s+")
_GOES_ON = re.compile(r">\s+")
"""A shell's second prompt: the command went on behind a backslash."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A command as it was typed, on which host where the prompt says so, and what it answered, shortened."""

    command: str
    output: str = ""
    host: str = ""


def steps(text: str) -> tuple[Ran, ...]:
    """The commands of a pasted session in their order; none where no line begins with a prompt.

    Empty prompts are left out, and so is what stood before the first one. Of long answers the first and the last lines
    are kept, with a count of those between.
    """
    found: list[Ran] = []
    for host, command, output in _commands(clean(text[:_READ]).text.split("\n")):
        if command:
            found.append(Ran(command[:COMMAND_CHARACTERS], _shortened(output), host))
        if len(found) == MOST_STEPS:
            break
    return tuple(found)


def is_session(text: str) -> bool:
    """Whether a paste is a session: several lines, and a command among them."""
    return "\n" in text.strip() and bool(steps(text))


def _commands(lines: list[str]) -> Iterator[tuple[str, str, list[str]]]:
    host, command = "", ""
    output: list[str] = []
    hosts: set[str] = set()
    for line in lines:
        if command.endswith("\\") and not output:
            goes_on = _GOES_ON.match(line)
            command = command[:-1].rstrip() + " " + line[goes_on.end() if goes_on else 0 :].strip()
            continue
        prompt = _prompt(line, hosts)
        if prompt is None:
            if command:
                output.append(line)
            continue
        yield host, command, output
        host, command, output = (*prompt, [])
        hosts.add(host)
    yield host, command, output


def _prompt(line: str, hosts: set[str]) -> tuple[str, str] | None:
    """The host that a line's prompt names and the command behind it; None where it begins with no prompt."""
    stamp = _STAMP.match(line)
    rest = line[stamp.end() if stamp else 0 :]
    for known in _PROMPTS:
        if found := known.match(rest):
            return found["host"], rest[found.end() :].strip()
    view = _VIEW.match(rest)
    if view and any(host and view["host"].startswith(host) for host in hosts):
        return view["host"], rest[view.end() :].strip()
    return None


def _shortened(output: list[str]) -> str:
    kept = [line.rstrip() for line in output if not _MORE.fullmatch(line)]
    while kept and not kept[0].strip():
        kept.pop(0)
    while kept and not kept[-1].strip():
        kept.pop()
    if len(kept) > OUTPUT_LINES:
        first, last = OUTPUT_LINES // 2, OUTPUT_LINES - OUTPUT_LINES // 2
        kept = [*kept[:first], f"... ({len(kept) - OUTPUT_LINES})", *kept[-last:]]
    text = "\n".join(kept)
    if len(text) <= OUTPUT_CHARACTERS:
        return text
    return text[: OUTPUT_CHARACTERS // 2].rstrip() + "\n...\n" + text[-OUTPUT_CHARACTERS // 2 :].lstrip()
