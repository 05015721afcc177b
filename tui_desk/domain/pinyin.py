"""Chinese names in letters: "zhangsan" and "zs" for 张三, surnames read as surnames (CALL-5).

Wanted only where something is stored; the table is read with the first name. Letters are small, ü is v.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice, product

_FIRST = 0x4E00
_COUNT = 0x9FA6 - _FIRST
MOST = 8
"""How many ways to read one name are kept."""
LONGEST = 12
"""How many characters of a name are put into letters."""
_PARTS = re.compile(r"[\s·•・‧∙.,，、（）()【】\[\]\-—_/&]+")


def _pairs(text: str) -> dict[str, tuple[str, ...]]:
    """Readings by character or name, written as "单:shan 覃:qin/tan 长孙:zhang-sun"."""
    pairs = (pair.partition(":") for pair in text.split())
    return {name: tuple(re.split("[/-]", reading)) for name, _, reading in pairs}


SURNAMES = _pairs("""
    单:shan 曾:zeng 仇:qiu 解:xie 查:zha 盖:ge/gai 任:ren 区:ou 朴:piao 翟:zhai/di 缪:miao 冼:xian 宓:mi/fu 员:yun
    种:chong 繁:po 秘:bi 折:she 黑:he 逄:pang 覃:qin/tan 句:gou 尉:wei 乐:yue/le 华:hua 召:shao 应:ying 那:na 哈:ha
    曲:qu 晁:chao 牟:mou/mu 谌:chen/shen 郇:xun/huan 郗:xi/chi 隗:wei/kui 褚:chu 柏:bai/bo 贾:jia 卜:bu 俞:yu
    祭:zhai 瞿:qu 臧:zang 藏:zang 车:che 粘:nian 佴:nai 眭:sui 郄:qie/xi 莘:shen/xin 幺:yao 么:yao 洗:xian 适:kuo
    宿:su 殷:yin 燕:yan 沈:shen 葛:ge 颉:xie/jie 盛:sheng 强:qiang 石:shi 叶:ye 难:ning 相:xiang 长:chang 不:fou
    炅:gui 炔:gui 教:jiao 笮:ze/zuo 角:jue 阚:kan 妫:gui 靡:mi 糜:mi 纪:ji 宁:ning 过:guo 万:wan 费:fei/bi 乜:nie
    尢:wang 亓:qi 仉:zhang 干:gan 谷:gu 都:du 薄:bo 逯:lu 钭:tou 蕃:pi 少:shao 訾:zi 恽:yun 暨:ji 璩:qu 濮:pu 阙:que
    麴:qu 隽:juan 蹇:jian 缑:gou 亢:kang 冯:feng 参:shen 撒:sa 令:ling 庹:tuo 佘:she 厍:she 呙:guo 晟:cheng 奇:ji
    能:nai 会:gui 朝:chao 降:jiang 陆:lu 汤:tang 重:chong 行:xing 伽:jia 阿:a 艾:ai 敦:dun 卡:ka 度:du 單:shan 葉:ye
    區:ou 樸:piao 繆:miao 員:yun 種:chong 樂:yue/le 華:hua 應:ying 車:che 馮:feng 費:fei/bi 寧:ning 過:guo 萬:wan
    長:chang 陸:lu 湯:tang 蓋:ge/gai 賈:jia 紀:ji 強:qiang
""")
"""How a character is read where it is a surname, the usual way first; others are read as the table says."""
COMPOUND = _pairs("""
    尉迟:yu-chi 尉遲:yu-chi 万俟:mo-qi 萬俟:mo-qi 长孙:zhang-sun 長孫:zhang-sun 令狐:ling-hu 澹台:tan-tai
    单于:chan-yu 乐正:yue-zheng 鲜于:xian-yu 呼延:hu-yan 夏侯:xia-hou 濮阳:pu-yang 宗政:zong-zheng 亓官:qi-guan
    司寇:si-kou 子车:zi-ju 颛孙:zhuan-sun 公冶:gong-ye 申屠:shen-tu 太叔:tai-shu 公羊:gong-yang 赫连:he-lian
    皇甫:huang-fu 宇文:yu-wen 慕容:mu-rong 钟离:zhong-li 闾丘:lv-qiu 司徒:si-tu 司空:si-kong 上官:shang-guan
    欧阳:ou-yang 歐陽:ou-yang 诸葛:zhu-ge 諸葛:zhu-ge 闻人:wen-ren 东方:dong-fang 南宫:nan-gong 西门:xi-men
    轩辕:xuan-yuan 拓跋:tuo-ba 独孤:du-gu 端木:duan-mu 巫马:wu-ma 公西:gong-xi 漆雕:qi-diao 壤驷:rang-si
    公良:gong-liang 夹谷:jia-gu 宰父:zai-fu 谷梁:gu-liang 段干:duan-gan 百里:bai-li 东郭:dong-guo 南门:nan-men
    羊舌:yang-she 微生:wei-sheng 梁丘:liang-qiu 左丘:zuo-qiu 第五:di-wu 公孙:gong-sun 淳于:chun-yu 纳兰:na-lan
    完颜:wan-yan 耶律:ye-lv 叶赫:ye-he 贺兰:he-lan 尔朱:er-zhu 斛律:hu-lv 司马:si-ma 司馬:si-ma 西陵:xi-ling
""")
"""Surnames of two characters, and how they are read."""
GIVEN = _pairs("""
    茜:qian/xi 晟:sheng/cheng 娜:na/nuo 莎:sha/suo 隽:juan/jun 琢:zhuo 俊:jun 乐:le/yue 长:chang/zhang
    重:zhong/chong 行:xing/hang 朝:chao/zhao 柏:bai/bo 伽:jia/qie 奇:qi 其:qi 婷:ting 似:si 会:hui 佛:fo 弹:dan
    炅:jiong/gui 莞:guan/wan 著:zhu 参:can/shen 卓:zhuo 夏:xia 厦:xia 色:se 强:qiang 盛:sheng/cheng 单:dan/shan
    曾:ceng/zeng 都:du 陆:lu 冯:feng 汤:tang 绿:lv 省:xing/sheng 圳:zhen 的:di 什:shi 了:liao 着:zhuo 血:xue 泊:bo
    若:ruo 露:lu 胖:pang 谁:shei 说:shuo/yue 叶:ye 宁:ning 车:che 少:shao 相:xiang 应:ying 华:hua 和:he 见:jian
    系:xi 藏:zang/cang 尉:wei/yu 澄:cheng/deng 敦:dun 召:zhao 传:chuan/zhuan 艾:ai 塞:sai 阿:a/e 仔:zai/zi
    栅:zha/shan 勒:le 贾:jia 缪:miao/mou 那:na 牟:mou/mu 朴:pu/piao 铛:dang 骠:piao/biao 嘉:jia 妤:yu 予:yu 亲:qin
    便:bian/pian 旎:ni 彧:yu 祎:yi 翀:chong 昶:chang 珺:jun 玥:yue 旻:min 垚:yao 淼:miao 焱:yan 鑫:xin 喆:zhe
""")
"""How a character is read in given names, where the table says less or too much of it."""


@lru_cache(maxsize=1)
def _table() -> tuple[list[str], array[int], dict[str, tuple[str, ...]]]:
    """The syllables; for each character the place of its first one, 0 for none; the characters read in more ways."""
    from tui_desk.domain.pinyin_table import READINGS

    syllables, first, more = [""], array("H", bytes(2 * _COUNT)), dict[str, tuple[str, ...]]()
    for place, line in enumerate(READINGS.splitlines(), 1):
        syllable, characters, others = (*line.split(" "), "")[:3]
        syllables.append(syllable)
        for character in characters:
            first[ord(character) - _FIRST] = place
        for character in others:
            more[character] = (*more.get(character, ()), syllable)
    return syllables, first, more


def readings(character: str) -> tuple[str, ...]:
    """How a character is read, the usual way first; empty for one that is no Chinese character."""
    if character == "〇":
        return ("ling",)
    place = ord(character) - _FIRST
    if not 0 <= place < _COUNT:
        return ()
    syllables, first, more = _table()
    usual = syllables[first[place]]
    return (usual, *more.get(character, ())) if usual else ()


def of_person(name: str) -> tuple[str, ...]:
    """The full pinyin and the initials of a person's name, each way to read it: "zhangsan", "zs".

    A name of several words is found by each of its parts; one without a Chinese character gives nothing.
    """
    if name.isascii():
        return ()
    parts = [part for part in _PARTS.split(name) if part]
    found = _letters(_surname_first("".join(parts)))
    for part in parts[1:]:
        found += _letters([_read(character, GIVEN) for character in part])
    return tuple(dict.fromkeys(found))


def of_text(text: str) -> tuple[str, ...]:
    """The full pinyin and the initials of a unit's name or another text: "shichangbu", "scb" for 市场部."""
    if text.isascii():
        return ()
    return tuple(dict.fromkeys(_letters([_read(character, {}) for character in "".join(_PARTS.split(text))])))


def _surname_first(name: str) -> list[tuple[str, ...]]:
    if len(name) > 2 and name[:2] in COMPOUND:
        surname: list[tuple[str, ...]] = [(syllable,) for syllable in COMPOUND[name[:2]]]
    else:
        surname = [_read(character, SURNAMES) for character in name[:1]]
    return [*surname, *(_read(character, GIVEN) for character in name[len(surname) :])]


def _read(character: str, special: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    if character.isascii():
        return (character.lower(),) if character.isalnum() else ()
    return special.get(character) or readings(character)


def _letters(syllables: Sequence[tuple[str, ...]]) -> list[str]:
    """Every way to read, written in full and as initials; letters and digits stay."""
    known = [each for each in syllables[:LONGEST] if each]
    if not known:
        return []
    ways = list(islice(product(*known), MOST))
    full = ["".join(way) for way in ways]
    initials = ["".join(syllable[0] for syllable in way) for way in ways]
    return [*full, *initials] if len(known) > 1 else full
