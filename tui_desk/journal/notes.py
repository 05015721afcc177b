"""What is typed into a dialog, on the local disk: the texts by field, until they are committed or given up.

One dialog has a subject at a time; a second one beside it gets a file of its own.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from tui_desk.journal.disk import CallHeld, LineFile, hold, whole_lines
from tui_desk.journal.lines import change, changed

FORMAT = 1
MOST = 20
"""How many dialogs of one subject keep a file of their own."""


class NoteFile:
    """The texts of a dialog and the file that they are noted in, which is made with the first of them.

    `left` says that the texts were left by a dialog before. `id` stays the same from dialog to dialog until the texts
    are done with: what was saved under it once is not saved again. `trouble` is why the disk does not take it.
    """

    def __init__(self, lines: LineFile, subject: str, desk: str) -> None:
        self.texts: Mapping[str, str] = {}
        self.left = False
        self.id = uuid4()
        self._lines, self._begun = lines, False
        self._about = {"subject": subject, "desk": desk}

    @property
    def trouble(self) -> OSError | None:
        """Why the disk does not take what is typed; None once it does again."""
        return self._lines.trouble

    def put(self, field: str, text: str) -> None:
        """Keep a text; it is with the operating system when this returns."""
        before = self.texts.get(field)
        if before == text:
            return
        if not self._begun:
            self._begun = True
            self._lines.append(_line({"format": FORMAT, "id": self.id.hex, **self._about}))
        self._lines.append(_line({"field": field, **change(before or "", text)}))
        self.texts = {**self.texts, field: text}

    def release(self) -> None:
        """Let go; the texts are there again when a dialog of this subject opens."""
        self._lines.release()

    def done(self) -> None:
        """Delete it: the texts are committed, or nobody wants them."""
        self._lines.remove()

    def _read(self, handle: int) -> bool:
        """Take the texts over that stand in the file, as far as they can be read; whether they are on this subject."""
        first, *rest = whole_lines(handle).split(b"\n")[:-1]
        header = json.loads(first)
        if header["format"] > FORMAT or any(header[name] != value for name, value in self._about.items()):
            return False
        texts: dict[str, str] = {}
        good = len(first) + 1
        with contextlib.suppress(ValueError, KeyError, TypeError):
            for line in rest:
                told = json.loads(line)
                texts[told["field"]] = changed(texts.get(told["field"], ""), told)
                good += len(line) + 1
        os.truncate(handle, good)
        self.texts, self.id, self._begun, self.left = texts, UUID(header["id"]), True, bool(texts)
        return True


def note_file(directory: Path, subject: str, desk: str, take_up: bool) -> NoteFile:
    """The file of a subject: the first that was left by a dialog, if that is wanted; else a new one."""
    name = hashlib.sha256(f"{desk}\n{subject}".encode()).hexdigest()[:24]
    free: Path | None = None
    for place in range(MOST):
        path = directory / f"{name}-{place}.note"
        try:
            handle = hold(path)
        except CallHeld:
            if free is None and not path.exists():
                free = path
            continue
        file = NoteFile(LineFile(path, handle), subject, desk)
        try:
            if take_up and file._read(handle):
                return file
        except (ValueError, KeyError, TypeError, AttributeError, OSError):
            pass  # not ours to understand: it stays as it is
        os.close(handle)
    return NoteFile(LineFile(free or directory / f"{name}-{uuid4().hex}.note"), subject, desk)


def _line(fields: dict[str, Any]) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")) + "\n"
