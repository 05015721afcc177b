"""The catalogues held against the code: `python -m tests.catalogue` brings them up to date, `--check` only looks.

English needs no catalogue: the msgids are English. A new msgid gets an empty translation, which the check refuses.
"""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

import tui_desk

ROOT = Path(tui_desk.__file__).parent
PO = ROOT / "i18n/locale/zh_CN/LC_MESSAGES/tui_desk.po"
MO = PO.with_suffix(".mo")
_PLACEHOLDER = re.compile(r"\{\w*[^{}]*\}|%\(\w+\)[sr]|%[sr]")


def in_code() -> Mapping[str, str]:
    """Every msgid that the code says, with the file in which it stands first.

    Read from the syntax tree: Babel's own extraction does not look into f-strings.
    """
    found: dict[str, str] = {}
    for file in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="tr" | "mark"), args=[ast.Constant(value=str(msgid)), *_]) if msgid:
                    found.setdefault(msgid, str(file.relative_to(ROOT)))
    return found


def translated(catalogue: Catalog) -> dict[str, str]:
    """The translations of a catalogue by msgid, without its header."""
    return {str(message.id): str(message.string) for message in catalogue if message.id}


def problems() -> Iterator[str]:
    """What is missing, left over, different or stale, one sentence each."""
    code = in_code()
    known = translated(written())
    for msgid, file in code.items():
        if not known.get(msgid):
            yield f"{file}: no translation of {msgid!r}"
        elif _placeholders(msgid) != _placeholders(known[msgid]):
            yield f"{file}: placeholders differ in {msgid!r}"
    for msgid in known.keys() - code.keys():
        yield f"nobody says {msgid!r}"
    with MO.open("rb") as stream:
        if translated(read_mo(stream)) != {msgid: words for msgid, words in known.items() if words}:
            yield f"{MO.name} is not what {PO.name} compiles to"


def update() -> None:
    """Add new msgids with an empty translation, drop those that nobody says, compile."""
    known = translated(written())
    catalogue = Catalog(locale="zh_CN", project="tui_desk", header_comment="# What tui_desk says in Chinese.")
    for msgid in sorted(in_code()):
        catalogue.add(msgid, known.get(msgid, ""))
    with PO.open("wb") as stream:
        write_po(stream, catalogue, width=0, omit_header=False, sort_output=True)
    with MO.open("wb") as stream:
        write_mo(stream, catalogue)


def written() -> Catalog:
    """The Chinese catalogue as it stands in the tree."""
    with PO.open("rb") as stream:
        return read_po(stream, locale="zh_CN")


def words_of(text: str) -> str:
    """The text without its placeholders."""
    return _PLACEHOLDER.sub("", text)


def _placeholders(text: str) -> list[str]:
    return sorted(_PLACEHOLDER.findall(text))


def main() -> int:
    """The exit status: 1 when something is not in order."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing")
    if not parser.parse_args().check:
        update()
    found = list(problems())
    for problem in found:
        print(problem)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
