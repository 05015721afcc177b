"""What is wrong with a norm file, as its author must hear it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: the file in which the key stands, the key ("steps.ranking.questions.scope.kind"), the reason."""

    file: str
    key: str
    why: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.why}"


class NormError(Exception):
    """A norm cannot be used. `mistakes` holds every one that was found; `file`, `key` and `why` are the first's."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(self.mistakes)
        first = self.mistakes[0]
        self.file, self.key, self.why = first.file, first.key, first.why

    def __str__(self) -> str:
        return "\n".join(map(str, self.mistakes))
