"""What is said: vague and unclear words found while typing (CALL-9, 10), script lines filled in (CALL-2, 6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tui_desk.norms.models import Concrete, Norm, VagueWords, Words

_LOOKED_AT = 10_000
"""Characters of a text that are looked at: far more than anybody types, few enough for every key."""

_QUOTED = (
    r"“[^”]*”?|「[^」]*」?|『[^』]*』?|《[^》]*》?|〈[^〉]{0,99}〉|【[^】]{0,99}】|‘[^’]{0,99}’|\"[^\"\n]*\""
    r"|(?<![A-Za-z])'[^'\n]{0,99}'(?![A-Za-z])"
)
_NAME = re.compile(
    r"[\u4e00-\u9fff]{0,2}(?:绘本馆|图书馆|咖啡馆|咖啡|茶馆|书店|商店|餐厅|饭店|酒店|酒吧|超市|工作室|公司|集团|银行|先生|女士|小姐|老师|科技|传媒)"
)
"""What ends the name of a shop, a company or a person: 差不多先生绘本馆."""

_COUNT = "(?:[0-9０-９]+(?:[.．][0-9０-９]+)?|[零一二两三四五六七八九十百千几半数]+) ?"
_CONCRETE: dict[Concrete, re.Pattern[str]] = {
    "length": re.compile(
        rf"{_COUNT}(?:多|来|几)?(?:个)?(?:毫秒|秒|分钟|分|小时|钟头|天|倍|%|％|[KkMmGg]B|[KkMm]bps|ms\b|min|sec|s\b|hours?\b)"
    ),
    "message": re.compile(
        r"(?:提示(?![音框灯])|报错|弹出|弹窗|错误(?:码|代码)|显示(?![器屏卡不])|返回)"
        r"(?:信息|窗口|是|为|了|说|[：:,， ])*"
        r"(?:[“「『‘\"'【《]|[0-9A-Za-z]{2}|[\u4e00-\u9fff]{3})|(?:报|错误|代码)[是为：: ]*[0-9A-Za-z“\"]"
        r"|(?i:(?:says|shows|reads)[ :,]*[\"“'a-z]{3}|(?:error|code)[ :#]*(?:[0-9\"“']|0x|[a-z]+[-_]?[0-9]))"
        r"|\b[A-Z]+[-_]?\d{2,}|\b[45]\d\d\b|0[xX][0-9A-Fa-f]+"
    ),
    "frequency": re.compile(rf"{_COUNT}[多来]?(?:次|回|times)|每(?:次|天|小时|隔|周|{_COUNT})|every |once |twice "),
    "extent": re.compile(
        rf"{_COUNT}[多来]?(?:人|台|个人|位|部|users?\b|people\b|PCs?\b)|全(?:公司|部门|楼|层|科|厂)|整(?:个|层|栋)|所有人|只有我"
        r"|有线|无线|网线|(?i:wi-?fi|cable|wireless|everyone|everybody|only me)"
    ),
}
"""How a text says what makes a vague word concrete."""


@dataclass(frozen=True, slots=True)
class Vague:
    """A word that says nothing, where it stands in the text, and what to ask, or to say, instead."""

    start: int
    end: int
    word: str
    ask: Words


def vague(text: str, norm: Norm) -> tuple[Vague, ...]:
    """The vague words of a text, in order, the longest at each place (CALL-9).

    What stands in quotes is somebody else's wording, such as an error message or a button, and is left alone; so is a
    name, and a word whose question the text answers elsewhere.
    """
    return tuple(_found(text[:_LOOKED_AT], norm.vague))


def unclear(text: str, norm: Norm) -> tuple[Vague, ...]:
    """The words that leave a caller in doubt (CALL-10), in what the desk says; `ask` is what to say instead."""
    return tuple(_found(text[:_LOOKED_AT], norm.unclear))


def say(line: Words, language: str, **facts: str) -> str:
    """A script line with its facts filled in; one that is not known is left out, with the comma beside it."""
    text = re.sub(r"\{(\w+)\}", lambda match: facts.get(match[1], ""), line.in_(language))
    text = re.sub(r"\s*[,，]\s*(?=[,，.。?？!！])|^[,，\s]+|\s+(?=\s|$)", "", text)
    return text[:1].upper() + text[1:]


def _found(text: str, watched: tuple[VagueWords, ...]) -> Iterator[Vague]:
    pattern, rules = _watch(watched)
    settled: dict[Concrete, bool] = {}
    for match in pattern.finditer(text):
        if match.lastgroup != "vague" or _NAME.match(text, match.end()):
            continue
        rule = rules[match[0].lower()]
        for concrete in rule.settled_by:
            if concrete not in settled:
                settled[concrete] = bool(_CONCRETE[concrete].search(text))
        if not any(settled[concrete] for concrete in rule.settled_by):
            yield Vague(match.start(), match.end(), match[0], rule.ask)


@lru_cache(maxsize=16)
def _watch(watched: tuple[VagueWords, ...]) -> tuple[re.Pattern[str], dict[str, VagueWords]]:
    rules = {word.lower(): each for each in watched for word in each.words}
    clear = [phrase for each in watched for phrase in each.unless]
    alternatives = [_QUOTED, _any_of(clear), f"(?P<vague>{_any_of(list(rules))})"]
    firsts = {letter for word in (*rules, *clear) for letter in (word[:1].lower(), word[:1].upper())}
    beginning = f"(?=[{re.escape(''.join(sorted(firsts)))}“「『《〈【‘\"'])"
    return re.compile(f"{beginning}(?:{'|'.join(alternatives)})"), rules


def _any_of(words: list[str]) -> str:
    """A pattern for the longest of the words. Latin words must stand alone, Chinese ones need not."""
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(_whole(word) if word.isascii() else re.escape(word) for word in longest_first) or r"(?!)"


def _whole(word: str) -> str:
    return rf"(?<![A-Za-z])(?ai:{re.escape(word)})(?![A-Za-z])"
