"""Blank Word templates: a form of the norm as a document with a tag for each box, which the desk may edit (SITE-9).

A tag is the box's code in double braces; `{{ verdict.all }}` is the mark of one choice, and a table repeats one row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as Page
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt
from docx.styles.style import ParagraphStyle

from tui_desk.domain.text import cells
from tui_desk.forms import boxes
from tui_desk.forms.boxes import Part, Printed, Sheet

HEADING, NUMBER = "paper_heading", "paper_number"
"""The tags of who issues the form, and of its number."""

_COLUMNS = 24
_COLUMN_TWIPS = 401
_LABEL, _LABEL_CELLS, _LONG_LABEL = 5, 16, 8
"""How many of the grid's columns a label takes, for eight Chinese signs, and how many a longer one on a line."""
_EAST = '<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>'
"""So that quotation marks and boxes are taken from the Chinese font."""
_SMALL = "Table Text"
"""The style of what stands in tables of rows."""
_WORDS_CELLS = 28
"""A label that is wider than this does not stand in half a line, nor do choices wider than `_HALF_CELLS`."""
_HALF_CELLS = 24
_WIDEST_LABEL_CELLS = 40
_HEIGHTS_TWIPS = {"sign": 680, "long": 907}
_HEIGHT_TWIPS = 454
_NEEDLESS = frozenset({"thumbnail", "stylesWithEffects", "customXml"})
"""Parts of the library's own empty page that say nothing of ours."""
_FIXED = datetime(2000, 1, 1, tzinfo=UTC)
"""What stands in every document as its time, so that the same data gives the same bytes."""


def template(sheet: Sheet) -> bytes:
    """The template of a form; the same form and language give the same document."""
    file = BytesIO()
    document(sheet).save(file)
    return file.getvalue()


def document(sheet: Sheet) -> Page:
    """The template of a form, not yet put into a file."""
    page = _page(sheet)
    end = page.element.body.sectPr
    for xml in _body(sheet):
        end.addprevious(parse_xml(xml))
    return page


def _page(sheet: Sheet) -> Page:
    """An empty A4 page with its styles, its footer and fixed properties; what nobody uses is left out of it."""
    page = Document()
    for paragraph in list(page.paragraphs):
        paragraph._element.getparent().remove(paragraph._element)
    for parts in (page.part.package.rels, page.part.rels):
        for key in [key for key, part in parts.items() if part.reltype.rpartition("/")[2] in _NEEDLESS]:
            del parts[key]
    for style in page.styles.element.findall(qn("w:style")):
        if style.get(qn("w:type")) == "table" and not style.get(qn("w:default")):
            page.styles.element.remove(style)
    section = page.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(1.8), Cm(1.8)
    section.footer_distance = Cm(1)
    defaults = page.styles.element.find(qn("w:docDefaults"))
    for fonts in defaults.iter(qn("w:rFonts")):
        for name in list(fonts.attrib):
            del fonts.attrib[name]
    for spoken in defaults.iter(qn("w:lang")):
        spoken.set(qn("w:eastAsia"), "zh-CN")
    _font(page, "Normal", "宋体", "Times New Roman", 10.5)
    _font(page, "Title", "黑体", "Arial", 18)
    _font(page, "Heading 1", "黑体", "Arial", 11)
    page.styles.add_style(_SMALL, WD_STYLE_TYPE.PARAGRAPH).base_style = page.styles["Normal"]
    _font(page, _SMALL, "宋体", "Times New Roman", 9)
    _font(page, "Footer", "宋体", "Times New Roman", 9)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for run in _runs(_page_words(sheet.language)):
        footer._element.append(parse_xml(run))
    told = page.core_properties
    told.title = sheet.title.replace("{", "").replace("}", "")
    told.author, told.last_modified_by, told.comments = "tui-desk", "tui-desk", ""
    told.identifier = sheet.form
    told.language, told.revision = sheet.language.replace("_", "-"), 1
    told.created = told.modified = _FIXED
    return page


def _font(page: Page, name: str, east: str, west: str, points: float) -> None:
    style = page.styles[name]
    assert isinstance(style, ParagraphStyle)  # noqa: S101 - these styles of the library's own page are
    style.font.name, style.font.size, style.font.italic = west, Pt(points), False
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1.0
    properties = style.element.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    for key in [key for key in fonts.attrib if key.endswith("Theme")]:
        del fonts.attrib[key]
    for key, font in (("w:eastAsia", east), ("w:cs", west), ("w:hAnsi", west)):
        fonts.set(qn(key), font)
    for key in ("w:color", "w:spacing", "w:kern"):
        if (found := properties.find(qn(key))) is not None:
            properties.remove(found)
    if (frame := style.element.find(qn("w:pPr") + "/" + qn("w:pBdr"))) is not None:
        frame.getparent().remove(frame)


def _page_words(language: str) -> tuple[str, str, str]:
    return ("第 ", " 页 共 ", " 页") if language.startswith("zh") else ("Page ", " of ", "")


def _runs(words: tuple[str, str, str]) -> Iterator[str]:
    """The runs of a footer that counts the pages."""
    for text, counted in zip(words, ("PAGE", "NUMPAGES", ""), strict=True):
        yield f'<w:r {nsdecls("w")}>{_EAST}<w:t xml:space="preserve">{text}</w:t></w:r>'
        for kind in ("begin", "", "separate", "end") if counted else ():
            code = f'<w:fldChar w:fldCharType="{kind}"/>' if kind else f"<w:instrText>{counted}</w:instrText>"
            yield f"<w:r {nsdecls('w')}>{code}</w:r>"


def _body(sheet: Sheet) -> Iterator[str]:
    yield _paragraph(_tag(HEADING), align="center")
    yield _paragraph(_plain(sheet.title), style="Title", align="center", keep=True)
    number = _tag(NUMBER)
    yield _paragraph(_plain(_colon(sheet.number_label, sheet.language)) + number, align="right", keep=True)
    for part in sheet.parts:
        if part.cut:
            yield _cut(part.label)
        for grid in _grids(part):
            yield grid
            yield _gap()
    for note in sheet.notes:
        yield _paragraph(_plain(note))


def _grids(part: Part) -> Iterator[str]:
    """The grids of a part: its boxes line by line, and each table by itself, so that its heads repeat on a new page.

    A receipt stays on one page.
    """
    rows = (
        [_row([_cell(_plain(part.label), _COLUMNS, shaded=True, style="Heading 1", keep=True)])] if part.label else []
    )
    if part.cut:
        rows = []
    for line in boxes.lines(part.boxes, _narrow):
        keep = part.cut and line[-1] is not part.boxes[-1]
        if line[0].kind == "table":
            if rows:
                yield _grid(rows)
            yield _grid([*_table(line[0])])
            rows = []
        else:
            rows.extend(_boxes(line, keep=keep))
    if rows:
        yield _grid(rows)


def _narrow(box: Printed) -> bool:
    if box.wide or box.kind in {"long", "table", "words"} or "\n" in box.label:
        return False
    return cells(box.label) <= _WORDS_CELLS and cells(box.text) <= _HALF_CELLS


def _boxes(line: Sequence[Printed], *, keep: bool) -> Iterator[str]:
    """A line of the grid; what has a long label gets more room for it, or a line of its own.

    `keep`: it stays on the page of the next.
    """
    first, height = line[0], max(_HEIGHTS_TWIPS.get(box.kind, _HEIGHT_TWIPS) for box in line)
    wide = cells(first.label) > _LABEL_CELLS
    if first.kind == "words":
        yield _row([_cell(_label(first), _COLUMNS, keep=keep)])
    elif len(line) == 2:
        yield _row([cell for box in line for cell in _pair(box, _LABEL, _COLUMNS // 2, keep=keep)], height)
    elif cells(first.label) <= _WORDS_CELLS:
        yield _row(_pair(first, _LONG_LABEL if wide else _LABEL, _COLUMNS, keep=keep), height)
    elif cells(first.text) <= _WIDEST_LABEL_CELLS and first.kind != "long":
        yield _row([_cell(_label(first), 14, keep=keep), _cell(_tag(first.code), 10)], height)
    else:
        yield _row([_cell(_label(first), _COLUMNS, keep=True)])
        yield _row([_cell(_tag(first.code), _COLUMNS, keep=keep)], height)


def _pair(box: Printed, span: int, room: int, *, keep: bool) -> list[str]:
    """A label and its box, which take `room` columns together."""
    return [_cell(_label(box), span, align="center", keep=keep), _cell(_tag(box.code), room - span)]


def _table(table: Printed) -> Iterator[str]:
    """A table's name, the heads of its columns, which stay with its first row, and one row that repeats."""
    if table.label:
        yield _row([_cell(_label(table), _COLUMNS, keep=True)], head=True)
    columns = list(zip(table.columns, _spans(table.columns), strict=True))
    yield _row([_cell(_label(c), span, align="center", keep=True, style=_SMALL) for c, span in columns], head=True)
    yield _row([_cell(f"{{%tr for row in {table.code} %}}", _COLUMNS)])
    yield _row([_cell(_tag(f"row.{c.code}"), span, style=_SMALL) for c, span in columns])
    yield _row([_cell("{%tr endfor %}", _COLUMNS)])


def _spans(columns: Sequence[Printed]) -> list[int]:
    """How many of the grid's columns each column of a table takes: by what is written in it."""
    weights = [max(min(cells(c.label), 16), _WEIGHTS.get(c.kind, 8), min(cells(c.text), 16)) for c in columns]
    left, weight = _COLUMNS, sum(weights)
    spans = []
    for each in weights:
        spans.append(max(1, round(left * each / weight)))
        left, weight = left - spans[-1], weight - each
    return spans


_WEIGHTS = {"moment": 12, "date": 10, "long": 20, "number": 6}


def _plain(text: str) -> str:
    """A text of the norm in which nothing is taken for a tag, as the library has it, nor for XML."""
    for tag in ("{{", "}}", "{%", "%}"):
        text = text.replace(tag, f"{tag[0]}_{tag[1]}")
    return escape(text.replace("{#", "{ #"))


def _tag(code: str) -> str:
    return f"{{{{ {code} }}}}"


def _colon(label: str, language: str) -> str:
    return f"{label}：" if language.startswith("zh") else f"{label}: "


def _label(box: Printed) -> str:
    """What a box is called, and in small type the hint to who fills it."""
    label = '</w:t><w:br/><w:t xml:space="preserve">'.join(_plain(line) for line in box.label.split("\n"))
    if not box.note:
        return label
    small = '<w:rPr><w:rFonts w:hint="eastAsia"/><w:color w:val="595959"/><w:sz w:val="16"/></w:rPr>'
    return f'{label}</w:t></w:r><w:r>{small}<w:br/><w:t xml:space="preserve">{_plain(box.note)}'


def _paragraph(inner: str, *, style: str = "", align: str = "", keep: bool = False, frame: str = "") -> str:
    return _one(inner, style=style, align=align, keep=keep, frame=frame, names=nsdecls("w"))


def _one(inner: str, *, style: str = "", align: str = "", keep: bool = False, frame: str = "", names: str = "") -> str:
    """A paragraph of one run; `inner` is escaped already."""
    told = f'<w:pStyle w:val="{style.replace(" ", "")}"/>' if style else ""
    told += "<w:keepNext/>" if keep else ""
    told += frame
    told += f'<w:jc w:val="{align}"/>' if align else ""
    return f'<w:p {names}><w:pPr>{told}</w:pPr><w:r>{_EAST}<w:t xml:space="preserve">{inner}</w:t></w:r></w:p>'


def _cut(label: str) -> str:
    """The line at which a receipt is cut off, with the receipt's name below it; it stays with the receipt."""
    dashes = '<w:pBdr><w:top w:val="dashed" w:sz="8" w:space="6" w:color="auto"/></w:pBdr>'
    dashes += '<w:spacing w:before="240" w:after="60"/>'
    return _paragraph(f"✂ {_plain(label)}", style="Heading 1", align="center", keep=True, frame=dashes)


def _gap() -> str:
    """What keeps two grids apart, as low as can be, for Word would make one of them; it stays with the next."""
    spacing = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    return f'<w:p {nsdecls("w")}><w:pPr><w:keepNext/>{spacing}<w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>'


def _grid(rows: Sequence[str]) -> str:
    lines = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    column = f'<w:gridCol w:w="{_COLUMN_TWIPS}"/>'
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{_COLUMNS * _COLUMN_TWIPS}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblBorders>{lines}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{column * _COLUMNS}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _row(row: Sequence[str], height: int = _HEIGHT_TWIPS, *, head: bool = False) -> str:
    """A row, whole on one page unless it is one for long texts; a head is repeated on each page."""
    told = "" if height == _HEIGHTS_TWIPS["long"] else "<w:cantSplit/>"
    told += f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' + ("<w:tblHeader/>" if head else "")
    return f"<w:tr><w:trPr>{told}</w:trPr>{''.join(row)}</w:tr>"


def _cell(inner: str, span: int, *, align: str = "", shaded: bool = False, style: str = "", keep: bool = False) -> str:
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="EDEDED"/>' if shaded else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{span * _COLUMN_TWIPS}" w:type="dxa"/><w:gridSpan w:val="{span}"/>{shade}'
        f'<w:vAlign w:val="center"/></w:tcPr>{_one(inner, style=style, align=align, keep=keep)}</w:tc>'
    )
