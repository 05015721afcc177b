"""What is said: vague words found while typing (CALL-9), script lines filled in (CALL-2, 6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tui_desk.norms.models import Norm, VagueWords, Words

_LOOKED_AT = 10_000
"""Characters of a text that are looked at: far more than anybody types, few enough for every key."""

_QUOTED = r"“[^”]*”?|「[^」]*」?|『[^』]*』?|‘[^’]*’|\"[^\"\n]*\""


@dataclass(frozen=True, slots=True)
class Vague:
    """A word that says nothing, where it stands in the text, and what to ask instead."""

    start: int
    end: int
    word: str
    ask: Words


def vague(text: str, norm: Norm) -> tuple[Vague, ...]:
    """The vague words of a text, in order, the longest at each place.

    What stands in quotes is somebody else's wording, such as an error message, and is left alone.
    """
    return tuple(_found(text[:_LOOKED_AT], norm.vague))


def say(line: Words, language: str, **facts: str) -> str:
    """A script line with its facts filled in; one that is not known is left out, with the comma beside it."""
    text = re.sub(r"\{(\w+)\}", lambda match: facts.get(match[1], ""), line.in_(language))
    text = re.sub(r"\s*[,，]\s*(?=[,，.。?？!！])|^[,，\s]+|\s+(?=\s|$)", "", text)
    return text[:1].upper() + text[1:]


def _found(text: str, watched: tuple[VagueWords, ...]) -> Iterator[Vague]:
    pattern, asks = _watch(watched)
    for match in pattern.finditer(text):
        if match.lastgroup == "vague":
            yield Vague(match.start(), match.end(), match[0], asks[match[0].lower()])


@lru_cache(maxsize=16)
def _watch(watched: tuple[VagueWords, ...]) -> tuple[re.Pattern[str], dict[str, Words]]:
    asks = {word.lower(): each.ask for each in watched for word in each.words}
    clear = [phrase for each in watched for phrase in each.unless]
    alternatives = [_QUOTED, _any_of(clear), f"(?P<vague>{_any_of(list(asks))})"]
    return re.compile("|".join(alternatives)), asks


def _any_of(words: list[str]) -> str:
    """A pattern for the longest of the words. Latin words must stand alone, Chinese ones need not."""
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(_whole(word) if word.isascii() else re.escape(word) for word in longest_first) or r"(?!)"


def _whole(word: str) -> str:
    return rf"(?<![A-Za-z])(?ai:{re.escape(word)})(?![A-Za-z])"
