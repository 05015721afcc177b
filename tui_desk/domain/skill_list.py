"""A list of skills as a desk gets it, in rows under heads (DESK-4): who, in what, with which score and abilities.

Says for each row that cannot be used on which line it stands, why, and what to do. Pure: knows no file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from tui_desk.domain.officer import Officer, OfficerId
from tui_desk.domain.people_list import Mistake, folded
from tui_desk.domain.skill import HIGHEST, Skill, Subject
from tui_desk.domain.text import one_line
from tui_desk.norms.models import Norm, Words

Column = Literal["officer", "subject", "name", "score", "abilities"]

COLUMNS: Mapping[Column, frozenset[str]] = {
    "officer": frozenset({"officer", "工号", "人员", "工程师", "姓名", "账号", "staff_no", "login"}),
    "subject": frozenset({"subject", "对象", "类型", "技能类型"}),
    "name": frozenset({"name", "名称", "技能", "skill"}),
    "score": frozenset({"score", "分数", "得分", "评分"}),
    "abilities": frozenset({"abilities", "能力", "必备能力", "必备能力★"}),
}
"""How the head of each column may be written."""

SUBJECTS: Mapping[Subject, frozenset[str]] = {
    "category": frozenset({"category", "类别", "问题类型", "类型"}),
    "subcategory": frozenset({"subcategory", "子类别", "小类"}),
    "product": frozenset({"product", "产品", "模块", "产品模块", "module"}),
}
"""How each subject may be written."""

NEEDED: tuple[Column, ...] = ("officer", "subject", "name", "score")
LONGEST_NAME = 100
"""Characters of a product's name."""


class BadSkill(ValueError):
    """What cannot be a skill: a code with its facts."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


@dataclass(slots=True)
class SkillList:
    """What a list holds: its skills, and the mistakes on its lines."""

    skills: list[Skill] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Known:
    """The officers and the norm that a list is read by: what each may be called, to what it is."""

    officers: Mapping[str, frozenset[OfficerId]]
    categories: Mapping[str, frozenset[str]]
    subcategories: Mapping[str, frozenset[str]]
    abilities: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, officers: Iterable[Officer], norm: Norm) -> Known:
        """By staff number, login or name; by code or label in either language."""
        called = (
            (word, officer.staff_no)
            for officer in officers
            if officer.active
            for word in (officer.staff_no, officer.login, officer.name)
        )
        subcategories = (each for category in norm.categories for each in category.subcategories)
        abilities = (ability for level in norm.skill_levels for ability in level.must)
        return cls(
            _by_word(called),
            _by_word(_written((each.code, each.label) for each in norm.categories)),
            _by_word(_written((each.code, each.label) for each in subcategories)),
            _by_word(_written((each.code, each.label) for each in abilities)),
        )

    def skill(self, officer: str, subject: str, name: str, score: str, abilities: str = "") -> Skill:
        """The skill that these words tell. Raises BadSkill."""
        who = _one(officer, self.officers, "officer")
        kind = next((each for each, words in SUBJECTS.items() if folded(subject) in words), None)
        if kind is None:
            raise BadSkill("subject", value=subject)
        match kind:
            case "category":
                what = _one(name, self.categories, "category")
            case "subcategory":
                what = _one(name, self.subcategories, "subcategory")
            case _:
                what = " ".join(one_line(name).split())
                if not what or len(what) > LONGEST_NAME:
                    raise BadSkill("product", value=what[:20], most=LONGEST_NAME)
        shown = (word for word in abilities.replace("，", ",").replace("、", ",").replace(";", ",").split(","))
        codes = sorted({_one(word, self.abilities, "ability") for word in shown if word.strip()})
        return Skill(who, kind, what, _score(score), tuple(codes))


def columns_of(heads: Sequence[str]) -> tuple[Mapping[Column, int], tuple[str, ...]]:
    """At which place each column stands, the first of its kind, and the heads that are not understood."""
    places: dict[Column, int] = {}
    unknown = []
    for place, head in enumerate(heads):
        column = next((each for each, words in COLUMNS.items() if folded(head) in words and each not in places), None)
        if column is not None:
            places[column] = place
        elif head.strip():
            unknown.append(one_line(head))
    return places, tuple(unknown)


def read(places: Mapping[Column, int], rows: Iterable[tuple[int, Sequence[str]]], known: Known) -> SkillList:
    """The skills of rows, each with its line; empty rows are passed over, the same skill twice is a mistake."""
    found, lines = SkillList(), dict[tuple[str, str, str], int]()
    for line, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        cells = {column: row[place] if place < len(row) else "" for column, place in places.items()}
        try:
            skill = known.skill(**cells)
        except BadSkill as bad:
            found.mistakes.append(Mistake(line, bad.code, bad.facts))
            continue
        first = lines.setdefault((skill.officer, skill.subject, folded(skill.name)), line)
        if first == line:
            found.skills.append(skill)
        else:
            found.mistakes.append(Mistake(line, "twice", {"first": first}))
    return found


def _score(text: str) -> int:
    try:
        score = int(folded(text))
    except ValueError:
        raise BadSkill("score", value=text, most=HIGHEST) from None
    if not 0 <= score <= HIGHEST:
        raise BadSkill("score", value=text, most=HIGHEST)
    return score


def _one(text: str, known: Mapping[str, frozenset[str]], what: str) -> str:
    found = known.get(folded(text), frozenset())
    if len(found) != 1:
        allowed = tuple(sorted(found or {each for meant in known.values() for each in meant}))
        raise BadSkill(f"two_{what}" if found else what, value=text, allowed=allowed)
    return next(iter(found))


def _written(choices: Iterable[tuple[str, Words]]) -> Iterator[tuple[str, str]]:
    for code, label in choices:
        for word in (code, label.zh, label.en):
            yield word, code


def _by_word(pairs: Iterable[tuple[str, str]]) -> Mapping[str, frozenset[str]]:
    meant: dict[str, set[str]] = {}
    for word, code in pairs:
        if folded(word):
            meant.setdefault(folded(word), set()).add(code)
    return {word: frozenset(codes) for word, codes in meant.items()}
