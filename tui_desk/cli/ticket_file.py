"""A CSV file of another tool's tickets, as large as it may be: read line by line, compressed or not."""

from __future__ import annotations

import codecs
import csv
import gzip
import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import IO, BinaryIO, cast

from tui_desk.cli.people_file import BadFile
from tui_desk.domain.foreign_list import ForeignMap, Mistake
from tui_desk.domain.text import one_line
from tui_desk.i18n import tr

LONGEST_CELL = 4_000_000
"""Characters; a cell that is longer is a quote that was never closed."""

_SAMPLE = 1_000_000
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_GZIP = b"\x1f\x8b"


class TicketFile:
    """An open file. `heads` are its columns; it knows how far it was read."""

    def __init__(self, path: Path, encoding: str = "", delimiter: str = "") -> None:
        self.path = path
        self._bytes: IO[bytes] = BytesIO()
        self._text: IO[str] = StringIO()
        try:
            self._bytes = path.open("rb")
            self._size = path.stat().st_size
            zipped = self._bytes.read(2) == _GZIP
            self._bytes.seek(0)
            content = cast("IO[bytes]", gzip.GzipFile(fileobj=self._bytes)) if zipped else self._bytes
            sample = content.read(_SAMPLE)
            content.seek(0)
            self.encoding = _encoding(sample, encoding)
            # what is no text becomes surrogates, which the row with them is refused for
            self._text = TextIOWrapper(
                cast("BinaryIO", content), encoding=self.encoding, errors="surrogateescape", newline=""
            )
            csv.field_size_limit(LONGEST_CELL)
            first = sample.decode(self.encoding, "replace").split("\n", 1)[0].rstrip("\r")
            self.delimiter = delimiter or max(",\t;|", key=first.count)
            self._rows = csv.reader(self._text, delimiter=self.delimiter)
            heads = [one_line(head) for head in next(self._rows, [])]
        except (OSError, EOFError, zlib.error, csv.Error, UnicodeError) as error:
            self.close()
            raise BadFile(file=path, why=getattr(error, "strerror", None) or str(error)) from error
        if not any(heads):
            self.close()
            raise BadFile(file=path, why=tr("the first line must hold the heads of the columns"))
        self.heads: Sequence[str] = heads

    def rows(self) -> Iterator[tuple[int, Sequence[str] | Mistake]]:
        """The rows under the heads, each with the line it begins on, or why it is none. Raises BadFile."""
        line = self._rows.line_num + 1
        while True:
            try:
                row = next(self._rows, None)
            except csv.Error as error:
                yield line, Mistake("", "", "csv", {"why": str(error)})
            except (OSError, EOFError, zlib.error, UnicodeError) as error:
                raise BadFile(file=self.path, why=f"{error} ({tr('line {line} of the file', line=line)})") from error
            else:
                if row is None:
                    return
                if any(map(str.strip, row)):
                    broken = any(
                        "\udc80" <= letter <= "\udcff" for cell in row if not cell.isascii() for letter in cell
                    )
                    yield line, Mistake("", "", "encoding", {"encoding": self.encoding}) if broken else row
            line = self._rows.line_num + 1

    @property
    def share(self) -> float:
        """How much of the file was read, 0 to 1."""
        return min(1.0, self._bytes.tell() / self._size) if self._size else 1.0

    def close(self) -> None:
        """Let go of the file."""
        self._text.close()
        self._bytes.close()


def open_tickets(path: Path, plan: ForeignMap | None = None) -> TicketFile:
    """The file, as the map says it is written. Raises BadFile, saying what to do."""
    return TicketFile(path, plan.encoding, plan.delimiter) if plan else TicketFile(path)


def _encoding(sample: bytes, wanted: str) -> str:
    """As the map says, or a byte order mark; else UTF-8 where it is valid, else GB18030."""
    marked = next((encoding for sign, encoding in _MARKS if sample.startswith(sign)), "")
    if marked or wanted:
        return marked if marked and (not wanted or codecs.lookup(wanted).name == "utf-8") else wanted
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample, final=False)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"
