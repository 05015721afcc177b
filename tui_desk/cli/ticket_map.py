"""The map of another tool's columns: a TOML file read and checked, and a first one written from a file's heads."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from tui_desk.cli import terminal
from tui_desk.desk.errors import DeskError, explain
from tui_desk.domain.foreign_list import FIELDS, TIMES, Codes, Filling, ForeignMap
from tui_desk.i18n import mark, tr
from tui_desk.norms.loader import why_not

SHIPPED = Path(__file__).parent.parent / "maps"
"""The maps that come with the program."""

GUESSES: Mapping[str, str] = {
    "number": "number 单号 工单号 工单编号 服务单号 编号 id ticket ticket_number incident key",
    "opened_at": "opened_at opened created created_at 提交时间 受理时间 报修时间 创建时间 开始时间 start",
    "responded_at": "responded_at first_response first_response_at first_touch_at 首次响应时间 响应时间",
    "resolved_at": "resolved_at resolved solved_at 解决时间 完成时间 end",
    "closed_at": "closed_at closed 关闭时间 关单时间",
    "priority": "priority final_priority 优先级 紧急程度",
    "state": "state status 状态",
    "channel": "channel contact_type source 渠道 来源 受理渠道",
    "category": "category type 类别 分类 问题类型 故障类型",
    "subcategory": "subcategory 子类 子类别",
    "requester_name": "requester requester_name caller caller_id 提交人 申请人 申请人姓名 报修人 联系人 姓名",
    "requester_staff_no": "staff_no employee_no 工号",
    "requester_unit": "unit department 部门 所属部门 单位 用户单位",
    "requester_phone": "phone mobile telephone 电话 联系电话 联系方式",
    "assignee": "assignee assigned_to owner 处理人",
    "summary": "summary short_description title subject description 问题描述 故障现象 现象 标题 主题",
    "solution": "solution resolution close_notes 解决方案 处理结果 解决方案简述 处理过程",
    "remark": "remark comments note 备注",
}
"""By which heads a first map knows what a column holds."""


class MapMistake(DeskError):
    """A map has a mistake: in which file, at which key, why."""

    sentence = mark("{file}: {key}: {why}")
    exit_status = 30


def read_map(name: str) -> tuple[ForeignMap, str]:
    """The map in a file, or the shipped one of this name; and what the file is called.

    Raises MapMistake for the last mistake, after the others were said.
    """
    path = Path(name)
    if not path.exists() and (SHIPPED / f"{name}.toml").exists():
        path = SHIPPED / f"{name}.toml"
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        known = ", ".join(sorted(each.stem for each in SHIPPED.glob("*.toml")))
        why = tr("{why}; maps that come with the program: {known}", why=error.strerror or str(error), known=known)
        raise MapMistake(file=path.name, key="-", why=why) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MapMistake(file=path.name, key="-", why=str(error)) from error
    for table in ("fields", "answers"):
        if isinstance(fillings := tree.get(table), dict):
            tree[table] = {key: {"column": each} if isinstance(each, str) else each for key, each in fillings.items()}
    try:
        plan = TypeAdapter(ForeignMap).validate_json(json.dumps(tree, default=str), strict=True)
    except ValidationError as error:
        refuse(path.name, [(".".join(map(str, key)), why) for key, why in why_not(error)])
        raise
    return plan, path.name


def check_map(plan: ForeignMap, file: str, heads: Sequence[str], codes: Codes) -> None:
    """Whether the map fits the heads of a file and the codes of the norm. Raises MapMistake like `read_map`."""
    refuse(file, [*_unmapped(plan), *_places(plan, heads), *_settings(plan, codes), *_values(plan, codes)])


def refuse(file: str, mistakes: Sequence[tuple[str, str]]) -> None:
    """Raises MapMistake for the last of these keys and reasons, after the others were said; nothing for none."""
    errors = [MapMistake(file=file, key=key, why=why) for key, why in mistakes]
    for error in errors[:-1]:
        terminal.complain(explain(error))
    if errors:
        raise errors[-1]


def first_map(heads: Sequence[str], source: str) -> str:
    """A map to be edited: columns that are known by their heads filled in, the others named."""
    found = {head: field for head in heads if (field := _guess(head))}
    taken: dict[str, str] = {}
    for head, field in found.items():
        taken.setdefault(field, head)
    lines = [
        f"# {tr('Which column fills what. “tui-desk import tickets FILE --map THIS --dry-run” tries it.')}",
        "",
        f"source = {_quoted(source)}",
        f'zone = "desk" # {tr("of times that name none; or UTC, Asia/Shanghai …")}',
        f'times = ["iso"] # {tr("2026-01-31 09:15; or formats such as %d.%m.%Y %H:%M")}',
        f"blank = [] # {tr('what is written where nothing is known, such as “0” or “-”')}",
        "",
        "[fields]",
    ]
    for field in ("number", "opened_at", *FIELDS):
        if field in taken:
            lines.append(f"{field} = {_quoted(taken.pop(field))}")
        elif field in ("number", "opened_at") and f"{field} = " not in "\n".join(lines):
            lines.append(f'{field} = "" # {tr("needed: the column")}')
    used = {line.split(" = ", 1)[1] for line in lines if " = " in line}
    left = [head for head in heads if _quoted(head) not in used]
    lines += ["", f"# {tr('Columns that nothing is filled with yet:')}", *(f"#   {_quoted(head)}" for head in left)]
    lines += [
        "",
        f"# {tr('What a field may be instead of a column:')}",
        f'#   summary = {{ text = "{{COLUMN}}: {{OTHER COLUMN}}" }}     {tr("several columns")}',
        f'#   channel = {{ value = "phone" }}                     {tr("always the same")}',
        '#   priority = { column = "COLUMN", values = { "1" = "urgent", "2" = "high" }, otherwise = "medium" }',
        f"#   {tr('fields')}: {' '.join(FIELDS)}",
        "",
        "# [waits]    # 2026-01-31 09:15/2026-01-31 10:00;…",
        '# column = "COLUMN"',
        '# between = ";"',
        '# to = "/"',
        "",
    ]
    return "\n".join(lines)


def _guess(head: str) -> str:
    plain = re.sub(r"[\s()（）*:：]", "", head).casefold()
    return next((field for field, heads in GUESSES.items() if plain in heads.split()), "")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _unmapped(plan: ForeignMap) -> Iterator[tuple[str, str]]:
    for needed in ("number", "opened_at"):
        if not (needed in plan.fields and any(plan.fields[needed].columns())):
            yield f"fields.{needed}", tr("is missing")
    for name in plan.fields:
        if name not in FIELDS:
            yield f"fields.{name}", tr("there is no such field; there are: {fields}", fields=", ".join(FIELDS))


def _places(plan: ForeignMap, heads: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The columns that the file does not have."""
    tables = {"fields": plan.fields, "answers": plan.answers}
    fillings = [(f"{table}.{name}", each) for table, under in tables.items() for name, each in under.items()]
    named = [(key, column) for key, filling in fillings for column in filling.columns()]
    named += [("waits.column", plan.waits.column)] if plan.waits else []
    for key, column in named:
        if column not in heads:
            yield key, tr("the file has no column “{column}”; it has: {heads}", column=column, heads=", ".join(heads))
    for key, filling in fillings:
        ways = sum(map(bool, (filling.column, filling.text, filling.value)))
        if ways > 1 or not (ways or filling.rules or filling.minutes):
            yield key, tr("must be one of: {values}", values="column, text, value, rules")


def _settings(plan: ForeignMap, codes: Codes) -> Iterator[tuple[str, str]]:
    if not plan.source.strip():
        yield "source", tr("is missing")
    if plan.zone != "desk":
        try:
            ZoneInfo(plan.zone)
        except (OSError, ValueError):
            yield "zone", tr("there is no such time zone; write desk, UTC or one like Asia/Shanghai")
    if len(plan.delimiter) > 1:
        yield "delimiter", tr("must be one character")
    if plan.encoding:
        try:
            "".encode(plan.encoding)
        except LookupError:
            yield "encoding", tr("there is no such encoding; write utf-8 or gb18030")
    waits = plan.waits
    if waits is not None:
        if not waits.between or not waits.to:
            yield "waits", tr("between and to must not be empty")
        if waits.kind and waits.kind not in codes["wait"]:
            yield "waits.kind", _not_among(waits.kind, codes["wait"])


def _values(plan: ForeignMap, codes: Codes) -> Iterator[tuple[str, str]]:
    """What the map itself says of codes must be the norm's."""
    for name, filling in plan.fields.items():
        known = codes.get(name)
        for key, value in _said(filling):
            if known is not None and value and value not in known:
                yield f"fields.{name}.{key}", _not_among(value, known)
            if name in TIMES and key != "empty":
                yield f"fields.{name}.{key}", tr("a time comes from a column")


def _said(filling: Filling) -> Iterator[tuple[str, str]]:
    yield from (("value", filling.value),) if filling.value else ()
    yield from (("empty", filling.empty),) if filling.empty else ()
    yield from (("otherwise", filling.otherwise),) if filling.otherwise else ()
    yield from ((f"values.{key}", value) for key, value in filling.values.items())
    yield from ((f"rules.{n}.then", rule.then) for n, rule in enumerate(filling.rules, 1))


def _not_among(value: str, known: frozenset[str]) -> str:
    return tr("“{value}” is no code of the norm; there are: {codes}", value=value, codes=", ".join(sorted(known)))
