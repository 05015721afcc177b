"""Makes `tui_desk/domain/pinyin_table.py` from pypinyin: `python -m tests.pinyin_table`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

import pypinyin
from pypinyin.phrases_dict import phrases_dict
from pypinyin.pinyin_dict import pinyin_dict
from pypinyin.style import convert

import tui_desk

FILE = Path(tui_desk.__file__).parent / "domain/pinyin_table.py"
IDEOGRAPHS = range(0x4E00, 0x9FA6)
SHARE, TIMES = 0.06, 2
"""A second reading counts where so many of a character's words have it."""
HEAD = '''# ruff: noqa: E501 - one syllable a line
"""How each Chinese character is read: one line a syllable, its characters, those that are also read so.

Made by `python -m tests.pinyin_table` from pypinyin {version} (MIT License, Copyright (c) 2016 mozillazg, 闲耘
<hotoo.cn@gmail.com>, https://github.com/mozillazg/python-pinyin). ü is written v.
"""

READINGS = """\\
{lines}
"""
'''


def read_as(character: str) -> str:
    """The syllable without its tone that pypinyin gives a character that stands alone; empty when it knows none."""
    reading = str(pinyin_dict.get(ord(character), "")).split(",")[0]
    return str(convert(reading, pypinyin.Style.NORMAL, True)) if reading else ""


def also_read() -> Mapping[str, list[str]]:
    """Characters that words read otherwise, too, and how."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for words, readings in phrases_dict.items():
        if len(words) == len(readings):
            for character, reading in zip(words, readings, strict=True):
                counts[character][str(convert(reading[0], pypinyin.Style.NORMAL, True))] += 1
    return {
        character: sorted(s for s, n in found.items() if n >= TIMES and n >= SHARE * found.total())
        for character, found in counts.items()
    }


def table() -> str:
    """The text of the module."""
    first: dict[str, list[str]] = defaultdict(list)
    second: dict[str, list[str]] = defaultdict(list)
    others = also_read()
    for character in map(chr, IDEOGRAPHS):
        syllable = read_as(character)
        if syllable:
            first[syllable].append(character)
            for other in others.get(character, ()):
                if other != syllable:
                    second[other].append(character)
    lines = [
        f"{syllable} {''.join(first[syllable])} {''.join(second[syllable])}".rstrip()
        for syllable in sorted({*first, *second})
    ]
    return HEAD.format(version=pypinyin.__version__, lines="\n".join(lines))


if __name__ == "__main__":
    FILE.write_text(table(), encoding="utf-8")
