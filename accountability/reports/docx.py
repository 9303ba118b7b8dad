"""A letter as DOCX in the layout of GB/T 9704-2012.

Fonts are named as the offices have them; those chosen cover GBK, so that 剅 and 埫 print
(仿宋_GB2312 does not have them).
"""

import io
from collections.abc import Iterable
from typing import Any

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length, Mm, Pt, RGBColor
from docx.table import _Row
from docx.text.paragraph import Paragraph as DocxParagraph
from docx.text.run import Run

from accountability.reports.letters import HEADING, SUBHEADING, Letter, Table, cn_date

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FANGSONG, HEITI, KAITI, SONGTI = "仿宋", "黑体", "楷体", "宋体"
XIAOBIAOSONG = "方正小标宋_GBK"
LATIN = "Times New Roman"
SIZE_2, SIZE_3, SIZE_4, SIZE_S4 = Pt(22), Pt(16), Pt(14), Pt(12)
LINE = Pt(28.95)
"""22 lines on 225 mm."""
RED = RGBColor(0xC0, 0, 0)
CENTRE, RIGHT, LEFT = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.LEFT,
)
TWIPS_PER_MM = 56.6929


def letter_docx(letter: Letter) -> bytes:
    """The file, ready to be printed and sealed."""
    document = Document()
    _page(document, letter)
    if letter.is_letter:
        _letter_head(document, letter)
    else:
        _file_head(document, letter)
    _title(document, letter)
    _attendance(document, letter)
    _body(document, letter)
    _signature(document, letter)
    if letter.attachment:
        _attachment(document, letter.attachment)
    _imprint(document, letter)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


# --- page ---------------------------------------------------------------------------------------


def _page(document: DocxDocument, letter: Letter) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance = Mm(30) if letter.is_letter else Mm(15)
    section.footer_distance = Mm(14)
    section.different_first_page_header_footer = letter.is_letter
    document.settings.odd_and_even_pages_header_footer = True
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = LATIN, SIZE_3
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FANGSONG)
    _grid(document, section)
    properties = document.core_properties
    properties.title, properties.author = letter.title, letter.issuer
    _page_number(section.footer.paragraphs[0], RIGHT)
    _page_number(section.even_page_footer.paragraphs[0], LEFT)
    if letter.is_letter:
        foot = section.first_page_footer.paragraphs[0]
        _exact(foot, Mm(6))
        _rule(foot, "top", "thinThickSmallGap", 24)
        _wide(foot)


def _grid(document: DocxDocument, section: Section) -> None:
    """22 lines of 28 characters: the lines by the grid, the characters by a closer set of 0.2 pt,
    for 28 × 16 pt would be 448 pt on 442."""
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), "579")
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), "-4")
    size = document.styles["Normal"].element.rPr.find(qn("w:sz"))
    size.addprevious(spacing)


def _page_number(paragraph: DocxParagraph, side: WD_ALIGN_PARAGRAPH) -> None:
    """— 1 —, 四号宋体, odd pages right, even left, one character from the edge."""
    paragraph.alignment = side
    indent = "right_indent" if side == RIGHT else "left_indent"
    setattr(paragraph.paragraph_format, indent, SIZE_4)
    # 7 mm below the text area; the rule of a letter's first page stands lower, at 20 mm.
    paragraph.paragraph_format.space_after = Mm(9)
    _run(paragraph, "— ", SONGTI, SIZE_4)
    run = _run(paragraph, "", SONGTI, SIZE_4)
    for kind, text in [("begin", ""), ("", " PAGE "), ("end", "")]:
        if kind:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:instrText")
            element.text = text
        run._r.append(element)
    _run(paragraph, " —", SONGTI, SIZE_4)


# --- heads --------------------------------------------------------------------------------------


def _letter_head(document: DocxDocument, letter: Letter) -> None:
    """信函格式: mark 30 mm from the top, double line 170 mm wide below, number at its right."""
    mark = document.sections[0].first_page_header.paragraphs[0]
    mark.alignment = CENTRE
    _exact(mark, Pt(44))
    _run(mark, letter.mark, XIAOBIAOSONG, _mark_size(letter.mark), color=RED)
    _rule(mark, "bottom", "thickThinSmallGap", 24, space=11)
    _wide(mark)
    number = document.paragraphs[0] if document.paragraphs else document.add_paragraph()
    number.alignment = RIGHT
    _exact(number, LINE)
    number.paragraph_format.space_before = Pt(14)
    _run(number, letter.number or "（拟稿，未编号）", FANGSONG, SIZE_3)


def _file_head(document: DocxDocument, letter: Letter) -> None:
    """文件格式: mark 35 mm below the text area's edge, number, red line of 156 mm."""
    mark = document.add_paragraph()
    mark.alignment = CENTRE
    mark.paragraph_format.space_before = Mm(35)
    _exact(mark, Pt(50))
    _run(mark, letter.mark, XIAOBIAOSONG, _mark_size(letter.mark), color=RED)
    number = document.add_paragraph()
    number.alignment = CENTRE
    number.paragraph_format.space_before = LINE
    _exact(number, LINE)
    _run(number, letter.number or "（拟稿，未编号）", FANGSONG, SIZE_3)
    _rule(number, "bottom", "single", 12, space=11)


def _mark_size(mark: str) -> Length:
    """As large as fits in one line of 156 mm, at most 初号小."""
    return Pt(max(22, min(44, int(442 / max(len(mark), 1)))))


def _title(document: DocxDocument, letter: Letter) -> None:
    for _ in range(2):
        _exact(document.add_paragraph(), LINE)
    title = document.add_paragraph()
    title.alignment = CENTRE
    _exact(title, Pt(32))
    first, *rest = letter.title_lines
    _run(title, first, XIAOBIAOSONG, SIZE_2)
    for line in rest:
        title.add_run().add_break()
        _run(title, line, XIAOBIAOSONG, SIZE_2)
    if letter.is_void:
        void = document.add_paragraph()
        void.alignment = CENTRE
        _run(void, "（此件已作废）", KAITI, SIZE_3)
    _exact(document.add_paragraph(), LINE)
    if letter.addressee:
        to = document.add_paragraph()
        _exact(to, LINE)
        _run(to, f"{letter.addressee}：", FANGSONG, SIZE_3)


def _attendance(document: DocxDocument, letter: Letter) -> None:
    for label, text in letter.lines:
        line = document.add_paragraph()
        _exact(line, LINE)
        _run(line, f"{label}：", HEITI, SIZE_3)
        _run(line, text, FANGSONG, SIZE_3)


# --- text ---------------------------------------------------------------------------------------


def _body(document: DocxDocument, letter: Letter) -> None:
    fonts = {HEADING: HEITI, SUBHEADING: KAITI}
    for part in letter.body:
        paragraph = document.add_paragraph()
        _exact(paragraph, LINE)
        paragraph.paragraph_format.first_line_indent = 2 * SIZE_3
        paragraph.paragraph_format.keep_with_next = part.kind == HEADING
        _run(paragraph, part.text, fonts.get(part.kind, FANGSONG), SIZE_3)


def _signature(document: DocxDocument, letter: Letter) -> None:
    """附件说明, then issuer over the date with room for the seal, then 附注."""
    if letter.attachment:
        _exact(document.add_paragraph(), LINE)
        note = document.add_paragraph()
        _exact(note, LINE)
        note.paragraph_format.first_line_indent = 2 * SIZE_3
        _run(note, f"附件：{letter.attachment.title}", FANGSONG, SIZE_3)
    for _ in range(2):
        _exact(document.add_paragraph(), LINE)
    date = cn_date(letter.date) if letter.date else "　　年　月　日"
    # The date ends four characters from the edge, the issuer stands centred over it.
    overhang = int((len(letter.issuer) - _width(date)) / 2 * SIZE_3)
    for text, indent in [(letter.issuer, 4 * SIZE_3 - overhang), (date, 4 * SIZE_3)]:
        line = document.add_paragraph()
        line.alignment = RIGHT
        _exact(line, LINE)
        line.paragraph_format.right_indent = max(indent, 0)
        line.paragraph_format.keep_together = True
        _run(line, text, FANGSONG, SIZE_3)
    if letter.remark:
        remark = document.add_paragraph()
        _exact(remark, LINE)
        remark.paragraph_format.first_line_indent = 2 * SIZE_3
        _run(remark, letter.remark, FANGSONG, SIZE_3)


def _width(text: str) -> float:
    """Width in Chinese characters; a digit is half of one."""
    return sum(0.5 if char.isascii() else 1 for char in text)


# --- attachment and imprint ---------------------------------------------------------------------


def _attachment(document: DocxDocument, table: Table) -> None:
    label = document.add_paragraph()
    label.paragraph_format.page_break_before = True
    _exact(label, LINE)
    _run(label, "附件", HEITI, SIZE_3)
    title = document.add_paragraph()
    title.alignment = CENTRE
    _exact(title, Pt(40))
    _run(title, table.title, XIAOBIAOSONG, SIZE_2)
    grid = document.add_table(rows=1 + len(table.rows), cols=len(table.head))
    grid.style = "Table Grid"
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    grid.autofit = False
    total = sum(table.widths)
    for column, share in zip(grid.columns, table.widths, strict=True):
        column.width = Mm(156 * share / total)
    for row, cells in zip(grid.rows, [table.head, *table.rows], strict=True):
        is_head = cells is table.head
        _whole_row(row)
        for cell, text, share in zip(row.cells, cells, table.widths, strict=True):
            cell.width = Mm(156 * share / total)
            paragraph = cell.paragraphs[0]
            paragraph.alignment = CENTRE if is_head or len(text) < 6 else LEFT
            _exact(paragraph, Pt(18))
            _off_grid(paragraph)
            _run(paragraph, text, HEITI if is_head else FANGSONG, SIZE_S4)
    _repeat_head(grid.rows[0])


def _off_grid(paragraph: DocxParagraph) -> None:
    """Lines of a table stand closer than those of the text."""
    off = OxmlElement("w:snapToGrid")
    off.set(qn("w:val"), "0")
    _insert_in_order(paragraph._p.get_or_add_pPr(), off, ["w:spacing", "w:ind", "w:jc"])


def _repeat_head(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _whole_row(row: _Row) -> None:
    """A row is not broken across pages."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _imprint(document: DocxDocument, letter: Letter) -> None:
    """版记: at the foot of the last page; a letter has no rules and names no printer."""
    lines = [f"抄送：{letter.copies}。"] if letter.copies else []
    if not letter.is_letter and letter.printed_by and letter.date:
        lines.append(f"{letter.printed_by}\t{cn_date(letter.date)}印发")
    if not lines:
        return
    paragraph = document.add_paragraph()
    _at_foot(paragraph)
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = SIZE_4
    form.tab_stops.add_tab_stop(Mm(156) - SIZE_4, WD_TAB_ALIGNMENT.RIGHT)
    for place, text in enumerate(lines):
        if place:
            paragraph.add_run().add_break()
        _run(paragraph, text, FANGSONG, SIZE_4)
    if not letter.is_letter:
        _rule(paragraph, "top", "single", 8)
        _rule(paragraph, "bottom", "single", 8)


def _at_foot(paragraph: DocxParagraph) -> None:
    """Keep the paragraph at the foot of the text area."""
    frame = OxmlElement("w:framePr")
    for name, value in {
        "w": str(int(156 * TWIPS_PER_MM)), "hAnchor": "margin", "vAnchor": "margin",
        "xAlign": "center", "yAlign": "bottom", "wrap": "notBeside",
    }.items():  # fmt: skip
        frame.set(qn(f"w:{name}"), value)
    paragraph._p.get_or_add_pPr().insert(0, frame)


# --- pieces -------------------------------------------------------------------------------------


def _run(
    paragraph: DocxParagraph, text: str, font: str, size: Length, *, color: RGBColor | None = None
) -> Run:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = LATIN, size
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    if color is not None:
        run.font.color.rgb = color
    return run


def _exact(paragraph: DocxParagraph, height: Length) -> None:
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, height
    form.space_after = Pt(0)
    if form.space_before is None:
        form.space_before = Pt(0)


def _rule(paragraph: DocxParagraph, side: str, style: str, eighths: int, *, space: int = 1) -> None:
    """A line at one side of a paragraph; `eighths` of a point thick, red above, black in 版记."""
    properties = paragraph._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        _insert_in_order(properties, borders, ["w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc"])
    line = OxmlElement(f"w:{side}")
    is_red = eighths > 8
    for name, value in {
        "val": style, "sz": str(eighths), "space": str(space),
        "color": "C00000" if is_red else "000000",
    }.items():  # fmt: skip
        line.set(qn(f"w:{name}"), value)
    borders.append(line)


def _insert_in_order(properties: Any, element: Any, later: Iterable[str]) -> None:
    """The schema fixes the order of a paragraph's properties."""
    for name in later:
        follower = properties.find(qn(name))
        if follower is not None:
            follower.addprevious(element)
            return
    properties.append(element)


def _wide(paragraph: DocxParagraph) -> None:
    """170 mm, centred on the page, over a text area of 156 mm."""
    paragraph.paragraph_format.left_indent = Mm(-8)
    paragraph.paragraph_format.right_indent = Mm(-6)
