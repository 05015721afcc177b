"""Names in letters, surnames read as surnames (CALL-5)."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc

import pytest

from tests import pinyin_table
from tui_desk.domain import pinyin


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("张三", "zhangsan", "zs"),
        ("单玉洁", "shanyujie", "syj"),
        ("曾国藩", "zengguofan", "zgf"),
        ("仇英", "qiuying", "qy"),
        ("解晓东", "xiexiaodong", "xxd"),
        ("查良镛", "zhaliangyong", "zly"),
        ("盖聂", "genie", "gn"),
        ("任盈盈", "renyingying", "ryy"),
        ("区少宏", "oushaohong", "osh"),
        ("朴树", "piaoshu", "ps"),
        ("翟天", "zhaitian", "zt"),
        ("缪斯", "miaosi", "ms"),
        ("冼星海", "xianxinghai", "xxh"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("万俟卨", "moqixie", "mqx"),
        ("长孙无忌", "zhangsunwuji", "zswj"),
        ("令狐冲", "linghuchong", "lhc"),
        ("宓妃", "mifei", "mf"),
        ("员半千", "yunbanqian", "ybq"),
        ("种师道", "chongshidao", "csd"),
        ("繁钦", "poqin", "pq"),
        ("秘书", "bishu", "bs"),
        ("折德扆", "shedeyi", "sdy"),
        ("黑格", "hege", "hg"),
        ("逄蒙", "pangmeng", "pm"),
        ("覃勇", "qinyong", "qy"),
        ("覃勇", "tanyong", "ty"),
        ("句践", "goujian", "gj"),
        ("吕布", "lvbu", "lb"),
        ("欧阳 娜", "ouyangna", "oyn"),
        ("阿卜杜拉·买买提", "maimaiti", "mmt"),
    ],
)
def test_a_name_is_found_by_its_letters(name: str, full: str, initials: str) -> None:
    """CALL-5: zs finds 张三, syj finds 单玉洁."""
    assert {full, initials} <= set(pinyin.of_person(name))


@pytest.mark.parametrize(
    ("name", "ways"), [("李长乐", "lcl lzl lcy"), ("王重行", "wzx wcx wzh"), ("陈茜", "cq cx"), ("刘晟", "ls lc")]
)
def test_a_given_name_is_found_by_each_way_to_read_it(name: str, ways: str) -> None:
    """CALL-5."""
    assert set(ways.split()) <= set(pinyin.of_person(name))


def test_many_ways_to_read_are_capped_and_others_have_none() -> None:
    """CALL-5."""
    assert len(pinyin.of_person("长乐重行朝")) <= 2 * pinyin.MOST
    assert pinyin.of_person("Anna Schmidt") == pinyin.of_person("") == ()
    assert "itxzb" in pinyin.of_text("IT行政部")
    assert {"shichangbu", "scb"} <= set(pinyin.of_text("市场部"))


def test_the_table_is_what_pypinyin_says() -> None:
    """CALL-5: made by a command, so that it can be made again."""
    wrong = [
        c for c in map(chr, pinyin_table.IDEOGRAPHS) if (pinyin.readings(c) or ("",))[0] != pinyin_table.read_as(c)
    ]
    assert wrong == []
    assert pinyin_table.FILE.read_text(encoding="utf-8") == pinyin_table.table()


def test_the_table_is_small_and_read_with_the_first_name() -> None:
    """CALL-5: pypinyin itself costs 55 MB; a session that stores nobody has no table at all."""
    code = (
        "import sys; from tui_desk.domain import pinyin; import tui_desk.store.people;"
        "assert 'tui_desk.domain.pinyin_table' not in sys.modules; pinyin.of_person('张三');"
        "assert 'tui_desk.domain.pinyin_table' in sys.modules and 'pypinyin' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    pinyin._table.cache_clear()
    tracemalloc.start()
    pinyin.of_person("张三")
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 500_000
