"""Parts include each other; a file stands above its parts."""

from __future__ import annotations

from pathlib import Path

from tests.norms.writing import ours, write
from tui_desk.norms.loader import load, load_shipped
from tui_desk.norms.merging import merge

IT_TEAM = load_shipped("it-team")


def test_a_norm_of_ones_own_changes_only_what_it_says(tmp_path: Path) -> None:
    norm = ours(tmp_path, 'number_prefix = "DH"\n[scripts]\nhold = {zh = "请稍候。"}\n')
    assert (norm.code, norm.number_prefix, norm.scripts["hold"].zh) == ("ours", "DH", "请稍候。")
    assert norm.scripts["hold"].en == IT_TEAM.scripts["hold"].en
    assert norm.steps == IT_TEAM.steps
    assert norm.categories == IT_TEAM.categories


def test_entries_with_a_code_merge_and_new_ones_follow(tmp_path: Path) -> None:
    known = '[[categories]]\ncode = "network"\nlabel = {zh = "网络"}\n'
    norm = ours(tmp_path, known + '[[categories]]\ncode = "power"\nlabel = {en = "Power"}\n')
    assert [category.code for category in norm.categories][-1] == "power"
    assert [category.label.zh for category in norm.categories if category.code == "network"] == ["网络"]
    assert len(norm.categories) == len(IT_TEAM.categories) + 1


def test_levels_merge_by_their_priority(tmp_path: Path) -> None:
    norm = ours(tmp_path, '[[levels]]\npriority = "low"\ntargets.respond.within = "1d 2h 30m"\n')
    (low,) = [level for level in norm.levels if level.priority == "low"]
    assert low.targets["respond"].within.total_seconds() == 26.5 * 3600
    assert low.targets["respond"].calendar == "always"


def test_plain_lists_are_replaced_and_vague_words_add_up(tmp_path: Path) -> None:
    norm = ours(tmp_path, 'alert_manager_at = ["urgent", "high"]\n[[vague]]\nwords = ["卡死"]\nask = {zh = "多久？"}\n')
    assert norm.alert_manager_at == ("urgent", "high")
    assert norm.vague[:-1] == IT_TEAM.vague
    assert norm.vague[-1].words == ("卡死",)


def test_a_part_beside_the_file_hides_the_shipped_one(tmp_path: Path) -> None:
    write(tmp_path, '[[titles]]\ncode = "dr"\nlabel = {en = "Dr"}\n', "titles.toml")
    own = load(write(tmp_path, 'include = ["titles.toml", "it-team.toml"]\ncode = "ours"\n'))
    assert own.titles[0].code == "dr"


def test_parts_that_include_each_other_are_read_once(tmp_path: Path) -> None:
    write(tmp_path, 'include = ["b.toml"]\nnumber_prefix = "A"\n', "a.toml")
    write(tmp_path, 'include = ["a.toml", "vague.toml"]\nnumber_prefix = "B"\n', "b.toml")
    merged = merge(write(tmp_path, 'include = ["a.toml", "vague.toml"]\n'))
    assert merged.tree["number_prefix"] == "A"
    assert len(merged.tree["vague"]) == len(IT_TEAM.vague)


def test_every_place_knows_its_file(tmp_path: Path) -> None:
    merged = merge(write(tmp_path, 'include = ["it-team.toml"]\nnear = 0.5\n[scripts]\nhold = {zh = "等"}\n'))
    assert merged.file(("near",)) == "ours.toml"
    assert merged.file(("scripts", "hold", "zh")) == "ours.toml"
    assert merged.file(("scripts", "hold", "en")) == "call.toml"
    assert merged.file(("scripts", "greeting", "zh")) == "call.toml"
    assert merged.file(("categories", 0, "label", "zh")) == "it-team.toml"
    assert merged.file(("nothing", "there")) == "ours.toml"
    assert merged.key(("categories", 1, "label", "zh")) == "categories.software.label.zh"
    assert merged.key(("vague", 0, "ask")) == "vague.1.ask"


SET = """[[level_sets]]
code = "{code}"
title = {{ en = "{code}" }}
source = "own"
[[level_sets.levels]]
code = "all"
targets.respond = {{ within = "1h", calendar = "{calendar}" }}
"""


def test_level_sets_of_ones_own_come_before_those_of_the_parts(tmp_path: Path) -> None:
    """SLA-3: the first match wins; parts in the order in which they are included, and each place keeps its file."""
    write(tmp_path, SET.format(code="b", calendar="always"), "b.toml")
    write(tmp_path, 'include = ["b.toml"]\n' + SET.format(code="a", calendar="always"), "a.toml")
    include = 'include = ["it-team.toml", "levels-tender.toml", "a.toml", "levels-form.toml"]\ncode = "ours"\n'
    again = '[[level_sets]]\ncode = "tender"\ntitle.en = "Ours"\n'
    path = write(tmp_path, include + SET.format(code="own", calendar="always") + again)
    assert [each.code for each in load(path).level_sets] == ["own", "tender", "a", "b", "service-form"]
    merged = merge(path)
    files = [merged.file(("level_sets", index, "levels")) for index in range(5)]
    assert files == ["ours.toml", "levels-tender.toml", "a.toml", "b.toml", "levels-form.toml"]
    assert merged.file(("level_sets", 1, "title", "en")) == "ours.toml"


def test_a_ladder_of_warnings_is_replaced_as_a_whole(tmp_path: Path) -> None:
    """CALL-14: rules have no code by which they could be told apart."""
    assert len(IT_TEAM.warnings) == 6
    norm = ours(tmp_path, '[[warnings]]\nat = 1.0\nto = ["assignee"]\n')
    assert [(rule.at, rule.to) for rule in norm.warnings] == [(1.0, ("assignee",))]
    assert ours(tmp_path, "warnings = []\n").warnings == ()
