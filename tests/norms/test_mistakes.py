"""Every kind of mistake in a norm file names the file, the key and the reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.norms.writing import HEAD, mistakes, ours, write
from tui_desk import i18n
from tui_desk.norms import checks
from tui_desk.norms.errors import NormError
from tui_desk.norms.loader import load, load_shipped

QUESTION = '[[steps]]\ncode = "ranking"\n[[steps.questions]]\ncode = "mine"\nlabel = {en = "Mine"}\n'
SCOPE = '[[steps]]\ncode = "ranking"\n[[steps.questions]]\ncode = "scope"\n'
VAGUE = len(load_shipped("it-team").vague)
KINDS = "'text', 'long', 'choice', 'number', 'yes_no', 'moment', 'past', 'duration', 'people' or 'file'"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    before = i18n.language()
    i18n.use("en")
    yield
    i18n.use(before)


@pytest.mark.parametrize(
    ("text", "key", "why"),
    [
        # single keys
        ("colour = 1", "colour", "there is no such key here; check its spelling"),
        ("[closing]\nlesson = true", "closing.lesson", "there is no such key here; check its spelling"),
        ("near = true", "near", "must be a number"),
        ("number_prefix = 7", "number_prefix", "must be a text in quotes"),
        ('pauses_while_waiting = "yes"', "pauses_while_waiting", "must be true or false"),
        ('alert_manager_at = "urgent"', "alert_manager_at", "must be a list"),
        ('scripts = "none"', "scripts", "must be a table"),
        ('[[priorities]]\ncode = "high"\nrank = "2"', "priorities.high.rank", "must be a whole number"),
        ('[[priorities]]\ncode = "top"\nlabel = {en = "Top"}', "priorities.top.rank", "is missing"),
        (SCOPE + 'kind = "list"', "steps.ranking.questions.scope.kind", f"must be one of: {KINDS}"),
        (
            '[[levels]]\npriority = "low"\ntargets.respond = {within = "soon", calendar = "always"}',
            "levels.low.targets.respond.within",
            "must be a duration such as “30m”, “2h” or “1h 30m”",
        ),
        (
            '[calendars.mine]\nclosed = ["tomorrow"]\nweekly.mon = ["09:00-18:00"]',
            "calendars.mine.closed.1",
            "must be a date such as 2026-10-01",
        ),
        (
            '[[steps]]\ncode = "ranking"\n[[steps.questions]]\ncode = "scratch"\nlabel = {en = "Mine"}',
            "steps.ranking.questions.scratch.code",
            "“scratch” is kept for the program; choose another code",
        ),
        # codes
        ('code = "Ours!"', "code", "a code has only a–z, 0–9, “_” and “-”"),
        ('[[results]]\ncode = "未决"\nlabel = {zh = "未决"}', "results.未决.code",
         "a code has only a–z, 0–9, “_” and “-”"),
        (
            '[[channels]]\ncode = "pager"\nlabel = {en = "A"}\n[[channels]]\ncode = "pager"\nlabel = {en = "B"}',
            "channels.pager.code",
            "“pager” is used twice",
        ),
        (
            '[[steps]]\ncode = "handling"\n[[steps.questions]]\ncode = "scope"\nlabel = {en = "Scope"}',
            "steps.handling.questions.scope.code",
            "“scope” is used twice",
        ),
        ('[[priorities]]\ncode = "low"\nrank = 3', "priorities.low.rank", "“3” is used twice"),
        ("channels = []", "channels", "must have at least one entry"),
        # words
        ('[[titles]]\ncode = "dr"\nlabel = {}', "titles.dr.label", "must have a text in one language at least"),
        ('[scripts]\nhold = {zh = "{name}稍等"}', "scripts.hold.zh",
         "only these may stand in braces: {desk}, {operator}, {caller}"),
        ('[scripts]\nhold = {zh = "{"}', "scripts.hold.zh",
         "only these may stand in braces: {desk}, {operator}, {caller}"),
        ('[scripts]\nhold = {zh = "{desk:>9}"}', "scripts.hold.zh",
         "only these may stand in braces: {desk}, {operator}, {caller}"),
        ('[scripts]\npromise = {zh = "{number}之前"}', "scripts.promise.zh",
         "only these may stand in braces: {desk}, {operator}, {caller}, {due}"),
        ('[[steps]]\ncode = "handling"\nsay = {zh = "{number}"}', "steps.handling.say.zh",
         "only these may stand in braces: {desk}, {operator}, {caller}"),
        (QUESTION + 'spoken = {en = "It is {caller}"}', "steps.ranking.questions.mine.spoken.en",
         "only these may stand in braces: {answer}"),
        ('[scripts]\nhold = {zh = "这个好像不行", en = "One moment."}', "scripts.hold.zh",
         "“好像” leaves a caller in doubt; say something clear"),
        ('[scripts]\nhold = {zh = "请稍等", en = "Maybe later."}', "scripts.hold.en",
         "“maybe” leaves a caller in doubt; say something clear"),
        ('[[unclear]]\nwords = []\nask = {zh = "？"}', "unclear.7.words",
         "must have at least one entry, and none that is empty"),
        ('[[vague]]\nwords = ["坏", " "]\nask = {zh = "？"}', "vague.15.words",
         "must have at least one entry, and none that is empty"),
        ('number_prefix = "[b]"', "number_prefix", "must be one to eight letters or digits"),
        # priorities and levels
        ('default_priority = "top"', "default_priority", "there is no priority “top”"),
        ('alert_manager_at = ["top"]', "alert_manager_at", "there is no priority “top”"),
        ('[[priorities]]\ncode = "top"\nrank = 9\nlabel = {en = "Top"}', "priorities.top",
         "no level says how fast this priority must be"),
        ('[[levels]]\npriority = "top"\ntargets = {}', "levels.top.priority", "there is no priority “top”"),
        (
            '[[levels]]\npriority = "low"\ntargets.respond = {within = "1h", calendar = "moon"}',
            "levels.low.targets.respond.calendar",
            "there is no calendar “moon”",
        ),
        (
            '[[levels]]\npriority = "low"\ntargets.respond = {within = "-PT30M", calendar = "always"}',
            "levels.low.targets.respond.within",
            "must not be less than nothing",
        ),
        ("near = 1.5", "near", "must lie between 0 and 1"),
        # calendars
        ('[calendars.mine]\nweekly.mon = ["9-18"]', "calendars.mine.weekly.mon", "“9-18” must look like 09:00-18:00"),
        ('[calendars.mine]\nweekly.mon = ["18:00-18:00"]', "calendars.mine.weekly.mon",
         "“18:00-18:00” must look like 09:00-18:00"),
        ('[calendars.mine]\nweekly.Monday = ["09:00-18:00"]', "calendars.mine.weekly.Monday",
         "must be one of: mon, tue, wed, thu, fri, sat, sun"),
        ("[calendars.mine]\nweekly.mon = []", "calendars.mine.weekly", "must be open on one day at least"),
        ('[calendars.always]\nextra_hours = ["?"]', "calendars.always.extra_hours", "“?” must look like 09:00-18:00"),
        ('[calendars.always.dates]\n2026-10-01 = ["?"]', "calendars.always.dates.2026-10-01",
         "“?” must look like 09:00-18:00"),
        ('[calendars.always]\nzone = "Asia/Atlantis"', "calendars.always.zone",
         "there is no time zone “Asia/Atlantis”"),
        ('[calendars.always]\nholidays = "XX"', "calendars.always.holidays",
         "no holidays are known for the country “XX”"),
        # questions and rules
        (QUESTION + 'kind = "choice"', "steps.ranking.questions.mine.choices",
         "a choice question has either choices or a source"),
        (QUESTION + 'source = "titles"', "steps.ranking.questions.mine.kind",
         "a question with choices or a source must be of the kind “choice”"),
        (QUESTION + 'kind = "choice"\nsource = "titles"\ninitial = "dr"', "steps.ranking.questions.mine.initial",
         "“mine” has no answer “dr”"),
        (QUESTION + 'asked_when = {handled = ["x"]}', "steps.ranking.questions.mine.asked_when.handled",
         "no question above this one has the code “handled”"),
        (QUESTION + 'skipped_when = {category = ["x"]}', "steps.ranking.questions.mine.skipped_when.category",
         "“category” has no answer “x”"),
        (QUESTION + "asked_when = {category = []}", "steps.ranking.questions.mine.asked_when.category",
         "must have at least one entry"),
        (QUESTION + 'asked_when = {summary = ["@fault"]}', "steps.ranking.questions.mine.asked_when.summary",
         "“@fault” goes with the category only"),
        (QUESTION + 'asked_when = {category = ["@plumbing"]}', "steps.ranking.questions.mine.asked_when.category",
         "“category” has no answer “@plumbing”"),
        (QUESTION + 'asked_when = {summary = ["~"]}', "steps.ranking.questions.mine.asked_when.summary",
         "“~” must stand before a word"),
        (QUESTION + 'asked_when = {category = ["~慢"]}', "steps.ranking.questions.mine.asked_when.category",
         "“category” has no answer “~慢”"),
        (QUESTION + 'role = "promise"', "steps.handling.questions.promise.role", "“promise” is used twice"),
        ('[[steps]]\ncode = "handling"\n[[steps.questions]]\ncode = "promise_due"\nkind = "past"',
         "steps.handling.questions.promise_due.kind", "a question of this role must be of the kind “moment”"),
        ('[[steps]]\ncode = "complaint"\n[[steps.questions]]\ncode = "summary"\nfills = ""', "steps",
         "no question fills “summary”"),
        ('[[priority_rules]]\ncode = "scope_core"\nthen = "top"', "priority_rules.scope_core.then",
         "there is no priority “top”"),
        ('[[priority_rules]]\ncode = "scope_core"\nwhen = {mood = ["bad"]}', "priority_rules.scope_core.when.mood",
         "there is no question “mood”"),
        ('[[priority_rules]]\ncode = "scope_core"\nwhen = {scope = ["galaxy"]}', "priority_rules.scope_core.when.scope",
         "“scope” has no answer “galaxy”"),
        ('[[priority_rules]]\ncode = "last"\nthen = "low"\nbecause = {en = "x"}', "priority_rules.not_judged.when",
         "a rule without conditions hides the rules below it"),
    ],
)  # fmt: skip
def test_a_mistake_names_its_key_and_the_reason(tmp_path: Path, text: str, key: str, why: str) -> None:
    if text.startswith("code = "):
        with pytest.raises(NormError) as caught:
            load(write(tmp_path, HEAD.splitlines()[0] + "\n" + text))
        found = list(caught.value.mistakes)
    else:
        found = mistakes(tmp_path, text)
    assert (key, why) in [(mistake.key, mistake.why) for mistake in found]


def test_fills_takes_ticket_fields_only(tmp_path: Path) -> None:
    (mistake,) = mistakes(tmp_path, QUESTION + 'fills = "solution"')
    assert mistake.key == "steps.ranking.questions.mine.fills"
    assert mistake.why.startswith("must be one of: '', 'channel', 'requester_name'")


def test_a_role_is_one_that_the_program_knows(tmp_path: Path) -> None:
    (mistake,) = mistakes(tmp_path, QUESTION + 'role = "mood"')
    assert mistake.key == "steps.ranking.questions.mine.role"
    assert mistake.why.startswith("must be one of: '', 'rings', 'address'")


def test_the_file_is_the_one_in_which_the_key_stands(tmp_path: Path) -> None:
    write(tmp_path, "near = 7\n[closing]\nlesson = 1\n", "part.toml")
    with pytest.raises(NormError) as caught:
        load(write(tmp_path, 'include = ["it-team.toml", "part.toml"]\ncode = "ours"\ncolour = 1\n'))
    assert {(mistake.file, mistake.key) for mistake in caught.value.mistakes} == {
        ("part.toml", "closing.lesson"),
        ("ours.toml", "colour"),
    }


def test_a_key_of_a_shipped_part_is_named_by_that_part(tmp_path: Path) -> None:
    """The rules that break when their question has other answers stand in it-team.toml."""
    text = '[[steps]]\ncode = "ranking"\n[[steps.questions]]\ncode = "scope"\nkind = "yes_no"\nchoices = []\n'
    found = mistakes(tmp_path, text)
    assert {(mistake.file, mistake.key) for mistake in found} == {
        ("it-team.toml", f"priority_rules.scope_{scope}.when.scope")
        for scope in ("core", "department", "non_core", "advice")
    }


def test_a_script_that_the_screens_need_is_missed() -> None:
    norm = load_shipped("it-team")
    mute = replace(norm, scripts={name: words for name, words in norm.scripts.items() if name != "hold"})
    assert list(checks.mistakes(mute)) == [(("scripts", "hold"), "is missing")]


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    found = mistakes(tmp_path, 'near = 3\ndefault_priority = "top"\nalert_manager_at = ["gone"]\n')
    assert [mistake.key for mistake in found] == ["default_priority", "alert_manager_at", "near"]
    with pytest.raises(NormError) as caught:
        ours(tmp_path, "near = 3\n")
    assert (caught.value.file, caught.value.key) == ("ours.toml", "near")
    assert str(caught.value) == "ours.toml: near: must lie between 0 and 1"


@pytest.mark.parametrize(
    ("text", "key", "why"),
    [
        ("code = ", "", "is not valid TOML: Invalid value (at end of document)"),
        ('include = "call.toml"', "include", "must be a list of file names"),
        ('include = ["nowhere.toml"]', "include", "there is no file nowhere.toml"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, text: str, key: str, why: str) -> None:
    with pytest.raises(NormError) as caught:
        load(write(tmp_path, text))
    assert (caught.value.file, caught.value.key) == ("ours.toml", key)
    assert caught.value.why.startswith(why.split(" (", maxsplit=1)[0])


def test_a_file_that_is_not_there_or_not_text_says_so(tmp_path: Path) -> None:
    with pytest.raises(NormError, match=r"cannot be read: No such file"):
        load(tmp_path / "none.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(NormError, match="is not valid TOML"):
        load(tmp_path / "bytes.toml")


def test_an_empty_file_lists_everything_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(NormError) as caught:
        load(write(tmp_path, ""))
    assert {"code", "title", "priorities", "steps", "levels"} <= {mistake.key for mistake in caught.value.mistakes}


def test_reasons_are_told_in_chinese_too(tmp_path: Path) -> None:
    i18n.use("zh_CN")
    (mistake,) = mistakes(tmp_path, "near = 3\n")
    assert mistake.why == "必须在 0 和 1 之间"


def test_a_norm_without_the_step_of_ranking_has_no_place_for_the_officers_own_word() -> None:
    norm = load_shipped("it-team")
    steps = tuple(step for step in norm.steps if step.code != "ranking")
    found = dict(checks.mistakes(replace(norm, steps=steps, priority_rules=norm.priority_rules[-1:])))
    assert found["steps",] == "no step has the code “ranking”"
