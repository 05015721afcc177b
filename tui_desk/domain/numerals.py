"""Chinese numerals in what people say: 二十 is 20, 一百二十 is 120, 两 is 2. Pure."""

from __future__ import annotations

import re

_DIGITS = {numeral: value for value, numeral in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_NUMERAL = re.compile("(?<![几数])[零〇一二两俩三四五六七八九十百千万]+")
_SHORTEST_RUN = 2
_ONE_BESIDE_ANOTHER = re.compile("[一二两三四五六七八九]{2}$")


def arabic(text: str) -> str:
    """The text with its Chinese numerals in Arabic digits.

    Two digits side by side mean "about so many" and are left alone (三四天, 十七八个), as is a unit of which it is not
    said how many (上百). Digits read out one by one are a number: 二零二六, 零五.
    """
    return _NUMERAL.sub(lambda match: _read(match[0]), text) if not text.isascii() else text


def _read(numeral: str) -> str:
    if not any(unit in numeral for unit in _UNITS):
        read_out = len(numeral) > _SHORTEST_RUN or numeral[0] in "零〇" or len(numeral) == 1
        return "".join(str(_DIGITS[each]) for each in numeral) if read_out else numeral
    if numeral[0] in "百千万" or _ONE_BESIDE_ANOTHER.search(numeral):
        return numeral
    whole = section = digit = 0
    for place, each in enumerate(numeral):
        if each == "万":
            whole, section, digit = (whole + section + digit) * _UNITS[each], 0, 0
        elif each in _UNITS:
            section += (digit or (1 if place == 0 or numeral[place - 1] in "零〇" else 0)) * _UNITS[each]
            digit = 0
        else:
            digit = _DIGITS[each]
    if digit and len(numeral) >= _SHORTEST_RUN and (unit := _UNITS.get(numeral[-2], 0)) > 10:
        digit *= unit // 10  # 一百二 is 120, 三千五 is 3500
    return str(whole + section + digit)
