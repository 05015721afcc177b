"""How often private data, vague and unclear words are flagged in texts of one's own: python -m tests.false_alarms FILE.

FILE is a CSV with a heading, or a text with one report a line; every cell counts as a text. Prints the rates and the
texts that fired. The shipped norms have the same words.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from tui_desk.domain import privacy, wording
from tui_desk.norms.loader import load_shipped

_AROUND = 16
_SHOWN = 200


def texts(path: Path) -> Iterator[tuple[str, str]]:
    """Each text with the column it stands in."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        if path.suffix.lower() != ".csv":
            yield from (("line", line.strip()) for line in file if line.strip())
            return
        for row in csv.DictReader(file):
            yield from ((column, text) for column, text in row.items() if column and isinstance(text, str) and text)


def main(path: Path) -> None:
    """Print the rates by column, how long a text takes, and what fired."""
    norm = load_shipped("it-team")
    looked: Counter[str] = Counter()
    fired: Counter[tuple[str, str]] = Counter()
    shown: list[str] = []
    seconds = 0.0
    for column, text in texts(path):
        looked[column] += 1
        began = perf_counter()
        found = [(str(each.kind), each.start, each.end) for each in privacy.private(text)]
        found += [("vague", each.start, each.end) for each in wording.vague(text, norm)]
        found += [("unclear", each.start, each.end) for each in wording.unclear(text, norm)]
        seconds += perf_counter() - began
        for kind in {kind for kind, _, _ in found}:
            fired[column, kind] += 1
        for kind, start, end in found:
            around = text[max(0, start - _AROUND) : start], text[start:end], text[end : end + _AROUND]
            shown.append(f"{kind:12} {column}: {'|'.join(around)}".replace("\n", " "))
    for column, count in looked.items():
        rates = ", ".join(f"{kind} {n} ({n / count:.2%})" for (c, kind), n in sorted(fired.items()) if c == column)
        print(f"{column}: {count} texts; {rates or 'nothing fired'}")
    print(f"{seconds / max(1, looked.total()) * 1000:.3f} ms a text")
    print("\n".join(shown[:_SHOWN]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
