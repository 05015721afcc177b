"""Home addresses 家庭住址 in a text (TKT-15); places of work are none: offices, branches, shops, rooms of a company.

Looks for what stands at the end of an address (号 栋 单元 室), then back from there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

MASKED = "****"
"""What stands in place of an address behind the district, which stays."""


def _any(words: str) -> str:
    """A pattern for any of the words, which are patterns themselves."""
    return f"(?:{'|'.join(words.split())})"


_FIRST = r"[\dA-Za-z一二三四五六七八九十百零〇甲乙丙丁东南西北中]"
_NUM = rf"{_FIRST}(?<![\dA-Za-z].)(?:\d{{0,4}}|[一二三四五六七八九十百零〇]{{0,3}})(?:[-－—~附之]\d{{1,4}}){{0,2}}"
_BLANK = "[ \u3000]"
_DOOR = (
    rf"(?:{_BLANK}?(?P<door>[A-Za-z]?\d{{3,4}}|\d{{1,2}}(?:[-－—]\d{{1,2}}){{1,2}})"
    rf"(?![\d.:%-]|{_BLANK}?[室户房号栋幢弄层楼座单组]))?"
)
_PART = re.compile(
    rf"{_NUM}{_BLANK}?(?:(?:(?P<building>号楼|号院|[栋幢座期]|#楼?)|(?P<unit>单元|门洞|门(?=\d))|(?P<lane>支?弄)"
    rf"|(?P<floor>[楼层])|(?P<number>号(?![线机令码文召称段窗柜]))){_DOOR}"
    r"|(?P<room>室|户|房(?![间屋]))|(?P<group>[组队社]))"
    r"|\d(?<![\dA-Za-z-].)\d?[-－—]\d{1,2}[-－—](?P<dashed>\d{3,4})(?![-－—\d])"
)
"""A part of an address that is numbered: 3幢, 2单元, 501室, 3幢501, 8-2-1101."""

_GAP = re.compile(rf"[ \u3000,，、]{{0,2}}(?:(?P<between>[\u4e00-\u9fffA-Za-z·]{{1,12}}?){_BLANK}?)?")
_ESTATE = _any(
    "小区 社区 花园 花苑 家园 嘉园 公寓 新村 新城 别墅 家属[院楼区] 宿舍 [\u4e00-\u9fff]苑 名邸 华府 华庭 豪庭"
    " 雅居 公馆 安置房 廉租房 公租房 (?<!农)村"
)
_STREET = _any("路 街 大道 街坊 巷 胡同 道 里 条")
_REGION = _any("省 自治区 (?<![超城门])市 (?<![小社园校院厂地厅])区 (?<!知)县 自治州 街道 镇 乡")

_ESTATE_END = re.compile(rf"{_ESTATE}{_BLANK}*(?:[A-Za-z东南西北中]区)?$")
_STREET_END = re.compile(rf"[\u4e00-\u9fff\d]{_STREET}(?:[东南西北中]段)?{_BLANK}*$")
_ESTATE_NEXT = re.compile(rf"[\u4e00-\u9fff]{{1,8}}?{_ESTATE}")
_REGION_THEN = re.compile(rf"{_REGION}(?={_BLANK}*[\u4e00-\u9fff\dA-Za-z*])")
_STOP = re.compile(rf"[^\u4e00-\u9fffA-Za-z\d \u3000,，·-]|[在到是为住于址寄送往给离]|{_REGION}|[,，](?=[^,，]*$)")
"""Behind the last of these begins the name of a street or an estate."""

_AT_HOME = re.compile(
    _any("家庭住址 家庭地址 家里地址 家的?地址 住址 家住 家在 住在 现住 居住 租住 租房 暂住 户籍 户口 常住")
    + r"(?![证科处办]|登记|系统|管理|字段|栏)"
    + r"|住(?=[\u4e00-\u9fff]{2,10}(?:路|街|小区|花园|公寓|苑|村|巷|弄))"
)
_AT_WORK = re.compile(
    _any(
        "公司 集团 单位 [支分总]行 银行 网点 门店 专卖 [\u4e00-\u9fff]店 商场 商城 商铺 超市 市场 广场 大厦"
        " 大楼 写字楼 办公 综合楼 行政楼 教学楼 实验楼 门诊 病房 住院 机房 会议 实验室 车间 仓库 库房 医院"
        " 学校 大学 学院 [小中]学 幼儿园 政府 机关 派出所 法院 检察院 [教公财工交税文体]\\w{0,3}局 支局"
        " 事务所 研究[院所] 中心 基地 [\u4e00-\u9fff]厂 [厂校院]区 科室 营业[厅部] 产业园 科技园 软件园"
        " 工业园(?!区[\u4e00-\u9fff]{2,6}[路街]) 创业园 创意园 物流园 孵化 总部 分部 酒店 宾馆 工位 柜台"
        " 前台 值班室 监控 配电 弱电 交换机 机柜 机组 变电 站点 基站 摄像头"
    )
)
_WORDS_ONLY = re.compile(
    _any("家庭住址 家庭地址 家里地址 现住址 住址 家住 户籍地址 户籍所在地")
    + r"[是为在于：:\s]{0,3}(?P<place>[\u4e00-\u9fff\d ]{2,40})"
)
_PLACE = re.compile(
    r"[\u4e00-\u9fff\d]{2,10}?"
    + _any("路 街 大道 巷 胡同 小区 花园 花苑 家园 嘉园 公寓 新村 [\u4e00-\u9fff]苑 别墅 家属院 (?<!农)村")
)
_ENGLISH = re.compile(
    r"(?i:(?:home address|residential address|(?:he|she|i|they|who) lives? (?:at|on)|lives at|residence)"
    r"(?: is)?[ :]{1,3}(?P<place>(?:(?:flat|apt|apartment|unit|room|no)\.? ?\w{1,5},? )?"
    r"\d{1,5}[a-z]?,? (?:[\w.'-]+,? ){0,5}?"
    + _any(
        "street st road rd avenue ave lane ln drive dr close court ct way place pl square sq terrace gardens crescent"
    )
    + r"\b\.?(?:,? (?:flat|apt|apartment|unit|room|#)\.? ?\w{1,5})?))"
)
_BACK = 40
_AHEAD = 10
_SENTENCE = re.compile(r"[。；;！!？?\n]")
_SIGNS = (*"室弄住家租栋幢座-－—", "单元", "门洞", "户籍", "户口", "号楼", "号院")
_PERHAPS = re.compile(
    r"单元|门洞|[\d零〇一二三四五六七八九十] ?[室户房弄]|[号栋幢座楼院层] ?[A-Za-z]?\d{1,4}|\d[-－—]\d{1,2}[-－—]\d{3}"
    r"|住|家[里庭在的]|户[籍口]|租"
)
"""What every home address has at least one of: most texts are done with when it is not there."""


def homes(text: str) -> list[tuple[int, int]]:
    """Where the home addresses of a text begin and end, behind the district, which says nothing about anybody."""
    found: list[tuple[int, int]] = []
    if any(sign in text for sign in _SIGNS) and _PERHAPS.search(text):
        found += chain(_numbered(text), _in_words(text))
    if any(sign in text for sign in ("ome", "OME", "ive", "IVE", "esid", "ESID")):
        found += (match.span("place") for match in _ENGLISH.finditer(text))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _numbered(text: str) -> Iterator[tuple[int, int]]:
    """Addresses that end in numbers: 文三路100号3幢2单元501室."""
    parts: list[re.Match[str]] = []
    kinds: set[str] = set()
    for part in _PART.finditer(text):
        joins = _joins(text, parts[-1].end(), part.start()) if parts else None
        if parts and joins is None:
            yield from _home(text, parts, kinds)
            parts, kinds = [], set()
        parts.append(part)
        kinds |= {name for name, found in part.groupdict().items() if found} | {joins or ""}
    if parts:
        yield from _home(text, parts, kinds)


def _joins(text: str, end: int, start: int) -> str | None:
    """How a part goes on with the one before it: "" at once, "estate" behind the name of one; None when it does not."""
    if start - end > _AHEAD + 4 or not (gap := _GAP.fullmatch(text, end, start)):
        return None
    between = gap["between"]
    if not between:
        return ""
    return "estate" if _ESTATE_END.search(between) and not _AT_WORK.search(between) else None


def _home(text: str, parts: list[re.Match[str]], kinds: set[str]) -> Iterator[tuple[int, int]]:
    first, end = parts[0].start(), parts[-1].end()
    before = _SENTENCE.split(text[max(0, first - _BACK) : first])[-1]
    stops = [stop.end() for stop in _STOP.finditer(before)]
    name = before[stops[-1] :] if stops else before
    if _ESTATE_END.search(name):
        kinds = kinds | {"estate"}
    elif _STREET_END.search(name):
        kinds = kinds | {"street"}
    said = bool(_AT_HOME.search(before))
    if _is_home(kinds, said, region=bool(_REGION_THEN.search(before))):
        around = before + text[first:end] + re.split(r"[^\u4e00-\u9fffA-Za-z\d]", text[end : end + _AHEAD])[0]
        if said or not _AT_WORK.search(around):
            end = estate.end() if (estate := _ESTATE_NEXT.match(text, end)) else end
            yield first - len(name) + (len(name) - len(name.lstrip(" \u3000"))), end


def _is_home(kinds: set[str], said: bool, *, region: bool) -> bool:
    """Whether these parts together are where somebody lives: `said` so, or as only dwellings are numbered."""
    door = kinds & {"room", "door", "dashed"}
    named = kinds & {"estate", "street"}
    if said:
        return bool(
            named
            or kinds & {"unit", "lane", "building", "door", "dashed"}
            or (kinds & {"room", "number", "group"} and region)
        )
    if "unit" in kinds:
        return bool(door and (kinds & {"building", "number"} or named)) or bool(named and "building" in kinds)
    if not door:
        return False
    return (
        bool("estate" in kinds and kinds & {"building", "number", "dashed", "room"})
        or {"lane", "number"} <= kinds
        or ("street" in kinds and "number" in kinds and bool(region or "building" in kinds))
    )


def _in_words(text: str) -> Iterator[tuple[int, int]]:
    """Addresses without numbers, where somebody says that they live there."""
    for match in _WORDS_ONLY.finditer(text):
        said, start = match["place"], match.start("place")
        regions = [region.end() for region in _REGION_THEN.finditer(said)]
        place = list(_PLACE.finditer(said, regions[-1] if regions else 0))
        if place and (regions or _ESTATE_END.search(place[-1][0])):
            yield start + place[0].start(), start + place[-1].end()
