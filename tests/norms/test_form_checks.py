"""Every kind of mistake in a form or a record template names the key and the reason (SITE, REC)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.norms.writing import mistakes
from tui_desk import i18n

FORM = '[[forms]]\ncode = "ours"\ntitle = {en = "Ours"}\nsource = "ours"\nprefix = "OUR"\n'
BOX = 'sections = [{code = "all", label = {en = "All"}, boxes = [{code = "mine", label = {en = "Mine"}, %s}]}]'
MINE = "forms.ours.sections.all.boxes.mine"
TEMPLATE = '[[templates]]\ncode = "mine"\nlabel = {en = "Mine"}\nform = "service-record"\n'


def with_box(keys: str) -> str:
    return FORM + BOX % keys


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    before = i18n.language()
    i18n.use("en")
    yield
    i18n.use(before)


@pytest.mark.parametrize(
    ("text", "key", "why"),
    [
        (with_box('kind = "list"').replace("kind", "kin"), f"{MINE}.kin", "there is no such key here"),
        (with_box('source = "ticket.colour"'), f"{MINE}.source", "there is no source “ticket.colour”"),
        (with_box('kind = "choice"'), f"{MINE}.choices", "a box to choose in has choices, and no other has"),
        (with_box('choices = [{code = "a", label = {en = "A"}}]'), f"{MINE}.choices", "a box to choose in has"),
        (with_box('kind = "table"'), f"{MINE}.columns", "a table has columns, and no other box has"),
        (
            with_box('kind = "table", columns = [{code = "a", label = {en = "A"}, kind = "words"}]'),
            f"{MINE}.columns.a.kind",
            "a column cannot be of the kind “words”",
        ),
        (
            with_box('kind = "table", role = "visits", columns = [{code = "a", label = {en = "A"}}]'),
            f"{MINE}.columns",
            "no column has the role “arrived”",
        ),
        (with_box('kind = "scale", low = 5, high = 5'), f"{MINE}.low", "a scale goes from a lower to a higher mark"),
        (with_box('kind = "scale", bad = ["6"]'), f"{MINE}.bad.1", "“mine” has no answer “6”"),
        (with_box('role = "risk"'), f"{MINE}.kind", "a box of this role must be of the kind “yes_no”"),
        (
            with_box('kind = "choice", role = "verdict", choices = [{code = "maybe", label = {en = "Maybe"}}]'),
            f"{MINE}.choices",
            "the choices of this role have the codes all, not, partly",
        ),
        (with_box('asked_when = { nobody = ["*"] }'), f"{MINE}.asked_when.nobody", "the form has no box “nobody”"),
        (with_box('skipped_when = { category = ["magic"] }'), f"{MINE}.skipped_when.category", "has no answer “magic”"),
        (with_box("rows = 0"), f"{MINE}.rows", "must have at least one entry"),
        (with_box("wide = true").replace("OUR", "our"), "forms.ours.prefix", "must be one to four capital letters"),
        (with_box("wide = true").replace('"OUR"', '"XQ"'), "forms.ours.prefix", "“XQ” is used twice"),
        (with_box("wide = true").replace('"OUR"', '"IT"'), "forms.ours.prefix", "“IT” is used twice"),
        ('record_form = "nowhere"', "record_form", "there is no form “nowhere”"),
        ('site_form = "nowhere"', "site_form", "there is no form “nowhere”"),
        (
            TEMPLATE.replace("service-record", "nowhere"),
            "templates.mine.form",
            "there is no form “nowhere”",
        ),
        (TEMPLATE + 'values.nothing = {en = "x"}', "templates.mine.values.nothing", "the form has no box “nothing”"),
        (TEMPLATE + 'rows.overview = [{ a = {en = "x"} }]', "templates.mine.rows.overview", "the form has no table"),
        (
            TEMPLATE + 'rows.steps = [{ a = {en = "x"} }]',
            "templates.mine.rows.steps.1.a",
            "the table has no column “a”",
        ),
        (TEMPLATE + 'when = { category = ["magic"] }', "templates.mine.when.category", "has no answer “magic”"),
    ],
)
def test_a_mistake_names_its_key_and_the_reason(tmp_path: Path, text: str, key: str, why: str) -> None:
    found = mistakes(tmp_path, text)
    assert any(each.key == key and why in each.why for each in found), [(each.key, each.why) for each in found]


def test_two_boxes_of_one_form_have_different_codes_even_in_different_sections(tmp_path: Path) -> None:
    section = '[[forms.sections]]\ncode = "%s"\nlabel = {en = "Part"}\nboxes = [{code = "a", label = {en = "A"}}]\n'
    found = mistakes(tmp_path, FORM + section % "one" + section % "two")
    assert [(each.key, each.why) for each in found] == [
        ("forms.ours.sections.two.boxes.a.code", "“a” is used twice"),
    ]
