"""A list of people and units as a desk gets it, in rows under heads, read into entries of the directory (CALL-5).

Says for each row that cannot be used on which line it stands, why, and what to do. Pure: knows no file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from unicodedata import normalize

from tui_desk.domain import phones
from tui_desk.domain.person import Agreement, Person, Unit, Warranty
from tui_desk.domain.text import clean, one_line

HEADS: Mapping[str, str] = {
    head: column
    for column, heads in {
        "name": "姓名 联系人 人员 name person",
        "staff_no": "工号 员工号 员工编号 职工号 人员编号 staffno staffnumber employeeno employeeid staff_no",
        "unit": "单位 部门 科室 所属部门 所属单位 单位名称 单位全称 部门名称 unit department unit_name company",
        "phone": "电话 手机 手机号 手机号码 电话号码 联系电话 联系方式 分机 内线 座机 办公电话 固定电话 "
        "phone phones telephone mobile tel ext extension",
        "title": "称谓 称呼 title formofaddress",
        "card_no": "卡号 服务卡号 客户服务卡号 card_no cardno card",
        "main_contact": "主要联系人 是否主要联系人 main_contact maincontact",
        "note": "备注 说明 note remark",
        "short_names": "简称 单位简称 short_names shortnames short_name shortname",
        "unit_phone": "单位电话 部门电话 总机 unit_phone unitphone",
        "unit_card_no": "单位卡号 unit_card_no unitcardno",
        "address": "地址 单位地址 address",
        "unit_note": "单位备注 unit_note unitnote",
        "agreement_from": "协议开始 协议开始日期 协议起 协议生效日 agreement_from agreementfrom agreement_since",
        "agreement_to": "协议到期 协议到期日 协议结束 协议止 服务到期日 agreement_to agreementto agreement_until",
        "agreement_level": "协议级别 服务级别 agreement_level agreementlevel",
        "agreement_covers": "协议内容 协议范围 agreement_covers agreementcovers",
        "warranty_product": "产品 保修产品 产品名称 warranty_product warrantyproduct product",
        "warranty_serial": "序列号 产品序列号 warranty_serial warrantyserial serial",
        "warranty_until": "保修期至 保修到期 保修截止 warranty_until warrantyuntil",
        "warranty_rule": "保修规则 保修说明 warranty_rule warrantyrule",
    }.items()
    for head in heads.split()
}
"""The heads that are understood, written small and without blanks, to the column that each means."""
_OF_UNIT = ("unit_", "agreement", "warranty", "short_names", "address")
UNIT_COLUMNS = tuple(column for column in dict.fromkeys(HEADS.values()) if column.startswith(_OF_UNIT))
_YES = frozenset({"1", "y", "yes", "true", "x", "v", "是", "√", "✓", "主要", "主要联系人", "main"})
_NO = frozenset({"", "0", "n", "no", "false", "否", "不是", "-"})
_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+0?0:00(?::00)?)?|(\d{4})(\d{2})(\d{2})"
)
_ROUNDED = re.compile(r"\d(?:\.\d+)?e\+?\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a row: the line, and a code with its facts that the edges put into words."""

    line: int
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Heads:
    """Which column stands at each place ("" for one that is not understood), and the heads that were not."""

    columns: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(slots=True)
class Entries:
    """What a list holds: people and units, the line of each person, and every mistake."""

    people: list[Person] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    units: dict[str, Unit] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    rows: int = 0


def heads_of(row: Sequence[str]) -> Heads:
    """What the first row says of the columns."""
    columns = tuple(HEADS.get(re.sub(r"\s|[()（）*:：]", "", normalize("NFKC", head)).casefold(), "") for head in row)
    unknown = tuple(one_line(head) for head, column in zip(row, columns, strict=True) if not column and head.strip())
    return Heads(columns, unknown)


def read(heads: Heads, rows: Iterator[tuple[int, Sequence[str]]], titles: Mapping[str, str]) -> Iterator[Entries]:
    """Read rows with the lines they stand on; gives the same entries after every thousand rows, and at the end.

    `titles` gives the code of each form of address by how it may be written.
    """
    entries = Entries()
    reader = _Reader(entries, heads, titles)
    for line, row in rows:
        reader.take(line, row)
        if entries.rows % 1000 == 0:
            yield entries
    yield entries


class _Reader:
    def __init__(self, entries: Entries, heads: Heads, titles: Mapping[str, str]) -> None:
        self.entries, self.heads, self.titles = entries, heads, titles
        self._by_number: dict[str, int] = {}

    def take(self, line: int, row: Sequence[str]) -> None:
        """Read one row."""
        if not any(cell.strip() for cell in row):
            return
        self.entries.rows += 1
        self._wrong: list[Mistake] = []
        if len(row) > len(self.heads.columns) and any(cell.strip() for cell in row[len(self.heads.columns) :]):
            self._mistake(line, "too_many", count=len(row), heads=len(self.heads.columns))
        cells, numbers = self._cells(row)
        person, unit = self._person(line, cells, numbers), self._unit(line, cells)
        if not self._wrong and not cells.get("name") and not cells.get("unit"):
            self._mistake(line, "nobody")
        if self._wrong:
            self.entries.mistakes += self._wrong
            return
        if unit is not None:
            self._keep_unit(unit)
        if person is not None:
            self._keep_person(line, person)

    def _mistake(self, line: int, code: str, **facts: Any) -> None:
        self._wrong.append(Mistake(line, code, facts))

    def _cells(self, row: Sequence[str]) -> tuple[dict[str, str], list[str]]:
        cells: dict[str, str] = {}
        numbers: list[str] = []
        for column, cell in zip(self.heads.columns, row, strict=False):
            if column == "phone":
                numbers += [each.strip() for each in phones.SEPARATORS.split(cell.strip()) if each.strip()]
            elif column and cell.strip():
                text = clean(cell).text.strip() if "note" in column else one_line(cell)
                cells[column] = f"{cells[column]} {text}" if column in cells else text
        return cells, [one_line(number) for number in numbers]

    def _person(self, line: int, cells: Mapping[str, str], numbers: Sequence[str]) -> Person | None:
        name = cells.get("name", "")
        if not name:
            if any(cells.get(column) for column in ("staff_no", "title", "card_no")):
                self._mistake(line, "no_name")
            return None
        for number in (*numbers, cells.get("staff_no", "")):
            if _ROUNDED.fullmatch(number):
                self._mistake(line, "rounded", value=number)
        for number in numbers:
            if not phones.read(number).digits:
                self._mistake(line, "no_phone", value=number)
        main = normalize("NFKC", cells.get("main_contact", "")).casefold()
        if main not in _YES | _NO and main != name.casefold():
            self._mistake(line, "yes_no", value=main)
        title = cells.get("title", "")
        if title and title.casefold() not in self.titles:
            self._mistake(line, "no_title", value=title, allowed=tuple(dict.fromkeys(self.titles)))
        return Person(
            0,
            name,
            cells.get("staff_no", ""),
            cells.get("unit", ""),
            tuple(dict.fromkeys(numbers)),
            self.titles.get(title.casefold(), ""),
            cells.get("card_no", ""),
            main_contact=main in _YES or (main == name.casefold() and bool(main)),
            note=cells.get("note", ""),
        )

    def _unit(self, line: int, cells: Mapping[str, str]) -> Unit | None:
        if cells.get("name") and not any(cells.get(column) for column in UNIT_COLUMNS):
            return None
        name = cells.get("unit", "")
        if not name:
            if any(cells.get(column) for column in UNIT_COLUMNS):
                self._mistake(line, "no_unit")
            return None
        since, until = self._day(line, cells, "agreement_from"), self._day(line, cells, "agreement_to")
        agreement = None
        if since and until:
            agreement = Agreement(since, until, cells.get("agreement_level", ""), cells.get("agreement_covers", ""))
            if since > until:
                self._mistake(line, "backwards", since=since, until=until)
        elif not self._wrong and any(cells.get(each) for each in UNIT_COLUMNS if each.startswith("agreement")):
            self._mistake(line, "half_agreement")
        warranty_until = self._day(line, cells, "warranty_until")
        product = cells.get("warranty_product", "")
        warranty = Warranty(product, cells.get("warranty_serial", ""), warranty_until, cells.get("warranty_rule", ""))
        if not product and warranty != Warranty(""):
            self._mistake(line, "no_product")
        return Unit(
            0,
            name,
            tuple(each for each in re.split(r"[;；、,，/|]+", cells.get("short_names", "")) if each.strip()),
            tuple(each for each in phones.SEPARATORS.split(cells.get("unit_phone", "")) if each.strip()),
            cells.get("address", ""),
            cells.get("unit_card_no", "") or ("" if cells.get("name") else cells.get("card_no", "")),
            agreement,
            (warranty,) if product else (),
            cells.get("unit_note", "") or ("" if cells.get("name") else cells.get("note", "")),
        )

    def _day(self, line: int, cells: Mapping[str, str], column: str) -> date | None:
        text = normalize("NFKC", cells.get(column, ""))
        if not text:
            return None
        found = _DAY.fullmatch(text)
        try:
            year, month, day = [int(part) for part in found.groups() if part] if found else (0, 0, 0)
            return date(year, month, day)
        except ValueError:
            self._mistake(line, "no_day", value=text, column=column)
            return None

    def _keep_unit(self, unit: Unit) -> None:
        key = folded(unit.name)
        known = self.entries.units.get(key)
        self.entries.units[key] = merged_unit(known, unit, add=True) if known else unit

    def _keep_person(self, line: int, person: Person) -> None:
        """One person on two lines is one, with all telephones; two names with one number are a mistake."""
        keys = identities(person)
        places = [self._by_number[key] for key in keys if key in self._by_number]
        place = next((each for each in places if not contradict(self.entries.people[each], person)), None)
        if place is None:
            place = len(self.entries.people)
            self.entries.people.append(person)
            self.entries.lines.append(line)
        else:
            known = self.entries.people[place]
            if folded(known.name) != folded(person.name):
                facts = {"name": person.name, "other": known.name, "first": self.entries.lines[place]}
                self.entries.mistakes.append(Mistake(line, "two_names", facts))
                return
            together = tuple(dict.fromkeys((*known.phones, *person.phones)))
            self.entries.people[place] = merged(known, replace(person, phones=together))
        for key in keys:
            self._by_number.setdefault(key, place)


def folded(text: str) -> str:
    """A text for comparing: full-width letters are letters, case and blanks around make no difference."""
    return normalize("NFKC", text).strip().casefold()


def identities(person: Person) -> list[str]:
    """By what one knows that two entries are the same person: staff number, card number, name with a telephone."""
    found = [f"staff {folded(person.staff_no)}"] if person.staff_no.strip() else []
    found += [f"card {folded(person.card_no)}"] if person.card_no.strip() else []
    for phone in person.phones:
        number = phones.read(phone)
        found.append(f"name {folded(person.name)} {number.digits.removeprefix('0')} {number.extension}")
    return found or [f"only {folded(person.name)} {folded(person.unit)}"]


def contradict(one: Person, other: Person) -> bool:
    """Whether two entries that share a name and a telephone are two people all the same: by their staff numbers."""
    return bool(one.staff_no and other.staff_no) and folded(one.staff_no) != folded(other.staff_no)


def merged(known: Person, told: Person) -> Person:
    """A known person with what a list says; where the list says nothing, what was known stays."""
    return Person(
        known.id,
        told.name or known.name,
        told.staff_no or known.staff_no,
        told.unit or known.unit,
        told.phones or known.phones,
        told.title or known.title,
        told.card_no or known.card_no,
        told.main_contact or known.main_contact,
        told.note or known.note,
    )


def merged_unit(known: Unit, told: Unit, *, add: bool = False) -> Unit:
    """A known unit with what a list says; with `add`, warranties of further rows come to those of the first."""
    warranties = told.warranties or known.warranties
    if add:
        warranties = tuple(dict.fromkeys((*known.warranties, *told.warranties)))
    return Unit(
        known.id,
        told.name if add else known.name,
        tuple(dict.fromkeys((*known.short_names, *told.short_names))),
        told.phones or known.phones,
        told.address or known.address,
        told.card_no or known.card_no,
        told.agreement or known.agreement,
        warranties,
        told.note or known.note,
    )
