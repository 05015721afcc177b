"""Numbers of people as callers say them: "3", "十几人", "约50人", "全部门", "just me".

Pure and total: words that tell no number give None and stay the caller's words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tui_desk.domain import spans


@dataclass(frozen=True, slots=True)
class People:
    """How many people: from `least` to `most`, None when nobody can say. `whole`: a whole unit, however many it has."""

    least: int
    most: int | None
    whole: bool = False


_PERSON = r"\s*(?:个|位|名|号|人|口人|同事|员工|用户|台|users?|people|persons?|colleagues?|of us|staff)*"
_WHOLE = re.compile(
    r"(?:我们|咱们|我|单位|公司|部门|科室|办公室)?"
    r"(?:全|整个?|所有|每个?|各|都|们(?=.)|大家|all\b|every|the whole|whole|entire|the entire)"
    r"(?:个|的|of us|one|body|everyone)?\s*"
    r"(?:公司|集团|单位|部门?|科室?|处室?|中心|办公[室区]|楼层?|层|栋|院|校|厂|车间|班组|组|团队|窗口|大厅|员工?|体|人|同事|用户|都|"
    r"company|department|team|floor|office|building|plant|site|shop|unit|users?|staff|people|us|them)?"
    r"[\u3400-\u9fff0-9]{0,4}"
)
_ONE = re.compile(
    r"(?:就|只有?|仅)?(?:我|本人|他|她)(?:自己)?(?:一个|1个|1)?人?|(?:just |only )?(?:me|myself|him|her)(?: only)?"
)
_WITH_ME = re.compile(rf"(?:我[和跟与加]|me and|i and)\s*(?:另外|其他|the other)?\s*([0-9]+){_PERSON}", re.ASCII)
_SOME_TENS = re.compile(rf"([0-9]+)(?:几|来|多)(百)?{_PERSON}", re.ASCII)
_FEW = re.compile(rf"(?:好)?几(十|百|千)?{_PERSON}")
_HUNDREDS = re.compile(rf"(?:上|近|数|成)?(百|千)(?:来|多|把)?{_PERSON}")
_PAIR = re.compile(rf"([十百]?)([一二两三四五六七八九])([一二两三四五六七八九])(十|百)?{_PERSON}")
_RANGE = re.compile(rf"([0-9]+)\s*(?:-|~|到|至|to)\s*([0-9]+){_PERSON}", re.ASCII)
_MORE_THAN = re.compile(
    rf"(?:(?:至少|最少|超过|不止|多于|at least|more than|over|>=?)\s*([0-9]+){_PERSON}"
    rf"|([0-9]+)\s*(?:\+|以上|or more){_PERSON}(?:以上)?)",
    re.ASCII,
)
_MORE_AFTER = re.compile(rf"([0-9]+){_PERSON}(?:以上|or more)", re.ASCII)
_LESS_THAN = re.compile(
    rf"(?:不到|不足|少于|至多|最多|less than|fewer than|at most|up to|<=?)\s*([0-9]+){_PERSON}", re.ASCII
)
_NUMBER = re.compile(rf"([0-9]+){_PERSON}", re.ASCII)
_TEN, _HUNDRED, _THOUSAND = 10, 100, 1000
_SCALE = {None: 1, "": 1, "十": _TEN, "百": _HUNDRED, "千": _THOUSAND}
_CROWD = 10_000_000


def headcount(text: str) -> People | None:
    """How many people are meant; None for words that tell no number."""
    plain = spans.spoken(text)
    if plain is None:
        return None
    found = _people(plain) or _people(spans.bare(plain))
    return found if found is not None and found.least <= _CROWD and (found.most or 0) <= _CROWD else None


def _people(text: str) -> People | None:
    if not text:
        return None
    if found := _NUMBER.fullmatch(text):
        return _exactly(int(found[1]))
    if _ONE.fullmatch(text):
        return _exactly(1)
    if found := _WITH_ME.fullmatch(text):
        return _exactly(int(found[1]) + 1)
    if found := _RANGE.fullmatch(text):
        least, most = sorted((int(found[1]), int(found[2])))
        return People(least, most)
    if found := _PAIR.fullmatch(text):
        base, scale = _SCALE[found[1]] if found[1] else 0, _SCALE[found[4]]
        least, most = sorted("一二三四五六七八九".index(each.replace("两", "二")) + 1 for each in found.group(2, 3))
        return People(base + least * scale, base + most * scale)
    if found := _MORE_THAN.fullmatch(text) or _MORE_AFTER.fullmatch(text):
        return People(int(found[1] or found[2]), None)
    if found := _LESS_THAN.fullmatch(text):
        return People(1, int(found[1]))
    if found := _SOME_TENS.fullmatch(text):
        return _some(int(found[1]) * _SCALE[found[2]])
    if found := _FEW.fullmatch(text):
        scale = _SCALE[found[1]]
        return People(2 * scale if scale > 1 else 3, 10 * scale - 1)
    if found := _HUNDREDS.fullmatch(text):
        return People(_SCALE[found[1]], None)
    return People(0, None, whole=True) if _WHOLE.fullmatch(text) else None


def _exactly(count: int) -> People:
    return People(count, count)


def _some(base: int) -> People:
    """十几 is 11 to 19, 二十多 21 to 29, 一百多 101 to 199."""
    step = 1
    while base and base % (step * _TEN) == 0:
        step *= _TEN
    return People(base + 1, base + step - 1) if step > 1 else People(base, None)
