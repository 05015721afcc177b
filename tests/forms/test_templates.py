"""Templates that a desk edits in Word: held against their form, and harmless whatever stands in them (SITE-9)."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from docx.document import Document

from tests.forms.conftest import NUMBER, SHANGHAI, read, words
from tui_desk.desk.errors import explain
from tui_desk.forms import blank, boxes, checking, word
from tui_desk.forms.boxes import Sheet
from tui_desk.i18n import speaking
from tui_desk.norms.models import Form


def sheet(form: Form, **values: str) -> Sheet:
    return boxes.fill(form, values, {}, language="zh_CN", zone=SHANGHAI, number=NUMBER)


def edited(template: bytes, edit: Callable[[Document], None]) -> bytes:
    """The template after somebody changed it in Word."""
    document = docx.Document(BytesIO(template))
    edit(document)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def instead(tag: str, text: str) -> Callable[[Document], None]:
    """Write something else in the cell of a tag."""

    def edit(document: Document) -> None:
        cell = next(c for table in document.tables for c in table._cells if c.text == f"{{{{ {tag} }}}}")
        cell.paragraphs[0].runs[0].text = text

    return edit


def test_the_templates_of_all_shipped_forms_are_in_order(forms: tuple[Form, ...]) -> None:
    """SITE-9: what is exported may be used as it is."""
    for form in forms[:3]:
        empty = sheet(form)
        template = blank.template(empty)
        assert checking.check(template, empty, form.code) == checking.Checked((), ())
        assert checking.form_of(template, form.code) == form.code


def test_a_desk_moves_boxes_and_adds_its_own_words(visit: Form) -> None:
    """SITE-9: a template edited in Word, whose tags Word has torn into runs, is printed as it was edited."""

    def edit(document: Document) -> None:
        paragraph = document.paragraphs[0].insert_paragraph_before("")
        for piece in ("东海公司 {", "{ un", "it }", "} 敬启；已解决 ", "{{ verdict.all }}"):
            paragraph.add_run(piece)

    template = edited(blank.template(sheet(visit)), edit)
    assert checking.check(template, sheet(visit), "x.docx") == checking.Checked((), ())
    paper = read(word.write(sheet(visit, unit="财政局", verdict="all"), template, "x.docx"))
    assert paper.paragraphs[0] == "东海公司 财政局 敬启；已解决 ☑"


def test_what_is_missing_and_what_stands_for_nothing_is_named(visit: Form) -> None:
    """SITE-9."""
    empty = sheet(visit)
    template = edited(blank.template(empty), instead("contact", "{{ contcat }} {{ verdict.nope }}"))
    template = edited(template, instead("row.who", "{{ row.when }}"))
    checked = checking.check(template, empty, "x.docx")
    assert checked.missing == ("contact", "visits.who")
    assert checked.unknown == ("contcat", "verdict.nope", "visits.when")


def test_a_table_without_its_tag_is_missing_whole(visit: Form) -> None:
    """SITE-9."""

    def edit(document: Document) -> None:
        grid = next(t for t in document.tables if t.rows[0].cells[0].text == "操作步骤")
        grid._tbl.getparent().remove(grid._tbl)

    assert checking.check(edited(blank.template(sheet(visit)), edit), sheet(visit), "x").missing == ("steps",)


@pytest.mark.parametrize(
    ("tag", "why"),
    [
        ("{{ contact", "没有写完整"),
        ("{% if contact %}", "endif"),
        ("{{ contact | nofilter }}", "nofilter"),
        ("{{ contact|safe }}", "safe"),
        ("{{ 9**9**9 }}", "运算"),
        ("{{ 'a'*10**9 }}", "运算"),
        ("{{ contact.upper() }}", "函数"),
        ("{{ range(10**9) }}", "运算"),
        ("{{ range(9) }}", "函数"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        ("{% include '/etc/passwd' %}", "loader"),
        ("{% for a in steps %}{% for b in steps %}x{% endfor %}{% endfor %}", "循环"),
        ("{% set a = contact ~ contact %}", "assign"),
    ],
)
def test_a_tag_that_cannot_be_carried_out_is_refused_in_one_sentence(visit: Form, tag: str, why: str) -> None:
    """SITE-9: broken, costly or curious, no template gets further than its check, nor further than printing."""
    template = edited(blank.template(sheet(visit)), instead("contact", tag))
    with speaking("zh_CN"), pytest.raises(word.BadTemplate) as told:
        checking.check(template, sheet(visit), "my.docx")
    with speaking("zh_CN"):
        sentence = explain(told.value)
    assert sentence.startswith("模板 my.docx 不能使用：")
    assert why in sentence
    assert "0x" not in sentence


def test_where_a_tag_is_broken_is_told_by_the_words_around_it(visit: Form) -> None:
    """SITE-9."""
    template = edited(blank.template(sheet(visit)), instead("contact", "联系人见此 {{ contact | nofilter }}"))
    with pytest.raises(word.BadTemplate, match=r"near “联系人见此 \{\{ contact \| nofilter \}\}”"):
        checking.check(template, sheet(visit), "my.docx")


@pytest.mark.parametrize("file", [b"", b"PK\x05\x06" + b"\0" * 18, b"hello" * 99, b"\0" * 2_000_001])
def test_what_is_no_word_file_is_refused(visit: Form, file: bytes) -> None:
    """SITE-9."""
    with pytest.raises(word.BadTemplate):
        word.write(sheet(visit), file, "my.docx")


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused(visit: Form) -> None:
    """SITE-9."""
    bomb = BytesIO()
    with ZipFile(bomb, "w", ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b"\0" * 41_000_000)
    assert len(bomb.getvalue()) < 100_000
    with pytest.raises(word.BadTemplate, match="larger"):
        word.write(sheet(visit), bomb.getvalue(), "my.docx")


def test_a_template_prints_a_table_as_a_whole_and_in_its_footer(visit: Form) -> None:
    """SITE-9: tags stand anywhere, in a footer too."""

    def edit(document: Document) -> None:
        document.sections[0].footer.paragraphs[0].add_run(" {{ paper_number }}")
        document.paragraphs[-1].add_run(" {{ steps }}")

    template = edited(blank.template(sheet(visit)), edit)
    rows = {"steps": ({"step": "查 <a>"}, {"step": "改 b"})}
    filled = boxes.fill(visit, {}, rows, language="zh_CN", zone=SHANGHAI, number=NUMBER)
    document = docx.Document(BytesIO(word.write(filled, template, "x")))
    assert document.paragraphs[-1].text == "注：48小时内录入系统。 查 <a>\n改 b"
    assert document.sections[0].footer.paragraphs[0].text.endswith(NUMBER)


def test_a_form_whose_own_words_look_like_tags_is_printed_as_it_is_written(visit: Form) -> None:
    """SITE-9: labels are text like values."""
    odd = replace(visit, title=words("{{ 7*7 }} <b>"), notes=(words("{% if x %} & {# y"),))
    paper = read(word.write(sheet(odd)))
    assert paper.paragraphs[1] == "{{ 7*7 }} <b>"
    assert paper.paragraphs[-1] == "{% if x %} & { # y"


def test_exported_templates_are_the_same_each_time(visit: Form) -> None:
    """SITE-9."""
    first = word.stable(blank.template(sheet(visit)))
    assert word.stable(blank.template(deepcopy(sheet(visit)))) == first
