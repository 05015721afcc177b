"""Norm files and the parts that they include, merged into one tree that knows where each key stands.

A file's own keys stand above those of its parts. Tables merge key by key; lists of tables merge by their `code` (or
`priority`) and grow at the end; every other value replaces the one before, and so does a list of `warnings`, which is
one ladder. Level sets are asked in the order in which they come to stand: a file's own before those of its parts, these
in the order in which they are included.
"""

from __future__ import annotations

import tomllib
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tui_desk.i18n import tr
from tui_desk.norms.errors import Mistake, NormError

SHIPPED = Path(__file__).parent / "parts"
"""Where the parts that come with the program lie; any norm may include them by name."""

_OWN_FIRST = "level_sets"
_WHOLE = frozenset({"warnings"})
"""Lists of tables that are replaced as a whole; so are the rows of a record template."""

Place = tuple[str | int, ...]
"""Where a value stands in the merged tree: ("steps", 3, "questions", 0, "kind")."""


@dataclass(slots=True)
class Merged:
    """The merged tree, and for every place in it the file that spoke last."""

    tree: dict[str, Any] = field(default_factory=dict)
    files: dict[Place, str] = field(default_factory=dict)

    def file(self, place: Place) -> str:
        """The file in which the value at `place`, or the nearest table around it, stands."""
        while place not in self.files and place:
            place = place[:-1]
        return self.files.get(place, "")

    def key(self, place: Place) -> str:
        """The place as an author writes it: list entries by their code, or by their number from 1."""
        names, value = [], self.tree
        for step in place:
            value = _inside(value, step)
            names.append(str(_identity(value) or int(step) + 1) if isinstance(step, int) else step)
        return ".".join(names)


def merge(path: Path) -> Merged:
    """The file with everything it includes, each part once. Raises NormError when one cannot be found or read."""
    merged = Merged()
    _include(path.resolve(), merged, set())
    return merged


def read(path: Path) -> dict[str, Any]:
    """What one file says by itself. Raises NormError when it cannot be read."""
    try:
        written = path.stat()
        return deepcopy(_parsed(path, written.st_mtime_ns, written.st_size))
    except OSError as error:
        raise NormError([Mistake(path.name, "", tr("cannot be read: {why}", why=error.strerror))]) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise NormError([Mistake(path.name, "", tr("is not valid TOML: {why}", why=error))]) from error


@cache
def _parsed(path: Path, _changed: int, _size: int) -> dict[str, Any]:
    """The tree of a file as it was at that time: one norm reads mostly what another has read before."""
    return tomllib.loads(path.read_text("utf-8"))


def _include(path: Path, merged: Merged, seen: set[Path]) -> None:
    seen.add(path)
    tree = read(path)
    others = _count(merged)
    for part in [_find(name, path) for name in _names(tree.pop("include", []), path)]:
        if part not in seen:
            _include(part, merged, seen)
    parts = _count(merged)
    _lay(tree, merged.tree, merged, (), path.name)
    _move_up(merged, others, parts)


def _count(merged: Merged) -> int:
    tables = merged.tree.get(_OWN_FIRST)
    return len(tables) if isinstance(tables, list) else 0


def _move_up(merged: Merged, others: int, parts: int) -> None:
    """The entries from `parts` on, which a file added itself, before those from `others` on, which its parts did."""
    if others == parts or parts >= _count(merged):
        return
    order = [*range(others), *range(parts, _count(merged)), *range(others, parts)]
    moved = {old: new for new, old in enumerate(order)}
    merged.tree[_OWN_FIRST] = [merged.tree[_OWN_FIRST][index] for index in order]
    merged.files = {
        (_OWN_FIRST, moved[int(place[1])], *place[2:]) if place[:1] == (_OWN_FIRST,) and len(place) > 1 else place: file
        for place, file in merged.files.items()
    }


def _names(include: object, path: Path) -> list[str]:
    if isinstance(include, list) and all(isinstance(name, str) for name in include):
        return include
    raise NormError([Mistake(path.name, "include", tr("must be a list of file names"))])


def _find(name: str, path: Path) -> Path:
    for part in ((path.parent / name).resolve(), SHIPPED / name):
        if part.is_file():
            return part
    raise NormError([Mistake(path.name, "include", tr("there is no file {name}", name=name))])


def _lay(upper: dict[str, Any], lower: dict[str, Any], merged: Merged, place: Place, file: str) -> None:
    merged.files[place] = file
    for key, value in upper.items():
        here = (*place, key)
        if isinstance(value, dict) and isinstance(lower.get(key), dict):
            _lay(value, lower[key], merged, here, file)
        elif key not in _WHOLE and "rows" not in place and _is_tables(value) and _is_tables(lower.get(key)):
            _lay_tables(value, lower[key], merged, here, file)
        else:
            lower[key] = value
            _forget(merged, here)
            _own(value, merged, here, file)


def _lay_tables(upper: list[Any], lower: list[Any], merged: Merged, place: Place, file: str) -> None:
    known = {_identity(table): index for index, table in enumerate(lower) if _identity(table)}
    for table in upper:
        index = known.get(_identity(table))
        if index is None:
            lower.append(table)
            _own(table, merged, (*place, len(lower) - 1), file)
        else:
            _lay(table, lower[index], merged, (*place, index), file)


def _forget(merged: Merged, place: Place) -> None:
    for known in [known for known in merged.files if known[: len(place)] == place]:
        del merged.files[known]


def _own(value: object, merged: Merged, place: Place, file: str) -> None:
    merged.files[place] = file
    if isinstance(value, dict):
        for key, inner in value.items():
            _own(inner, merged, (*place, key), file)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            _own(inner, merged, (*place, index), file)


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _identity(value: object) -> str:
    return str(value.get("code") or value.get("priority") or "") if isinstance(value, dict) else ""


def _inside(value: Any, step: str | int) -> Any:
    try:
        return value[step]
    except (KeyError, IndexError, TypeError):
        return None
