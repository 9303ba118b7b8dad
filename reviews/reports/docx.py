"""A report as an official document: GB/T 9704-2012 drawn with python-docx, from the snapshot.

Sizes: 二号 22 pt, 三号 16, 四号 14, 五号 10.5; 22 lines of 28.95 pt on a page of 156 × 225 mm.
Fonts are named as offices have them, in editions that hold 剅 and 埫: 仿宋, not 仿宋_GB2312.
"""

import io
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

BODY, TITLE, HEADING, SUBHEADING = "仿宋", "方正小标宋简体", "黑体", "楷体"
LATIN = "Times New Roman"
LINE = Pt(28.95)
RED = RGBColor(0xC8, 0x10, 0x10)
WIDE = 8
"""Tables of more columns stand on a page of their own, turned."""
_CENTRE, _RIGHT, _LEFT = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.LEFT,
)


@dataclass(frozen=True)
class Letter:
    """What surrounds the text of a report: who issues it, its number, its day, to whom."""

    mark: str
    issuer: str
    number: str
    title: str
    addressees: str
    issued: str
    copies: str
    printed_by: str


def document(snapshot: dict[str, Any], commentary: str, letter: Letter) -> bytes:
    """The whole document as a file."""
    writer = _Writer(commentary)
    writer.head(letter)
    for section in snapshot["sections"]:
        writer.section(section)
    writer.sign(letter)
    writer.colophon(letter)
    file = io.BytesIO()
    writer.document.save(file)
    return file.getvalue()


class _Writer:
    """Puts paragraphs and tables into one document, turning pages for wide tables."""

    def __init__(self, commentary: str) -> None:
        self.document = Document()
        self.commentary = commentary
        self._is_turned = False
        self._prepare()

    def _prepare(self) -> None:
        style = self.document.styles["Normal"]
        style.font.name, style.font.size = LATIN, Pt(16)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), BODY)
        self.document.settings.odd_and_even_pages_header_footer = True
        self._page(self.document.sections[0])

    def _page(self, section) -> None:
        """Margins of the standard, turned or upright, and the page number."""
        turned = self._is_turned
        section.orientation = WD_ORIENT.LANDSCAPE if turned else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (
            (Mm(297), Mm(210)) if turned else (Mm(210), Mm(297))
        )
        # Turned, the binding edge of 28 mm is on top.
        top, right, bottom, left = (28, 37, 26, 35) if turned else (37, 26, 35, 28)
        section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
        section.left_margin, section.right_margin = Mm(left), Mm(right)
        section.footer_distance = Mm(24 if not turned else 16)
        for footer, align in ((section.footer, _RIGHT), (section.even_page_footer, _LEFT)):
            footer.is_linked_to_previous = False
            paragraph = footer.paragraphs[0]
            paragraph.alignment = align
            indent = "w:rightChars" if align == _RIGHT else "w:leftChars"
            _indent(paragraph, {indent: "100"})
            _page_number(paragraph)

    # --- head and foot -------------------------------------------------------------------------

    def head(self, letter: Letter) -> None:
        """The red mark, the number, the red line, the title, to whom."""
        mark = self._line(letter.mark, font=TITLE, size=_mark_size(letter.mark), align=_CENTRE)
        mark.paragraph_format.space_before = Mm(25)
        mark.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        mark.runs[0].font.color.rgb = RED
        self._line("")
        number = self._line(letter.number, align=_CENTRE)
        number.paragraph_format.space_after = Mm(4)
        _rule(number, "bottom", "C81010", size=12, space=11)
        self._line("")
        for text in letter.title.split("\n"):
            self._line(text, font=TITLE, size=22, align=_CENTRE)
        self._line("")
        if letter.addressees:
            self._line(letter.addressees)

    def sign(self, letter: Letter) -> None:
        """Issuer and day, unsealed: the seal is set on paper."""
        self._upright()
        self._line("")
        issuer = self._line(letter.issuer, align=_RIGHT)
        _indent(issuer, {"w:rightChars": "200"})
        issued = self._line(letter.issued, align=_RIGHT)
        _indent(issued, {"w:rightChars": "400"})
        for paragraph in (issuer, issued):
            paragraph.paragraph_format.keep_together = True
        issuer.paragraph_format.keep_with_next = True

    def colophon(self, letter: Letter) -> None:
        """版记: copies, printing office and day, at the foot of the last page."""
        table = self.document.add_table(rows=2, cols=1)
        _stand_at_foot(table)
        _borders(table)
        for row, text in zip(
            table.rows,
            (f"抄送：{letter.copies}", f"{letter.printed_by}\t{letter.issued}印发"),
            strict=True,
        ):
            paragraph = row.cells[0].paragraphs[0]
            _indent(paragraph, {"w:leftChars": "100", "w:rightChars": "100"})
            paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(151), alignment=2)
            _run(paragraph, text, size=14)

    # --- text ----------------------------------------------------------------------------------

    def section(self, section: dict[str, Any]) -> None:
        if section["title"].startswith("附件"):
            self._upright()
            self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
            self._line(section["title"], font=HEADING)
        else:
            self._upright()
            heading = self._line(section["title"], font=HEADING, indented=True)
            heading.paragraph_format.keep_with_next = True
        for block in section["blocks"]:
            _DRAW[block["type"]](self, block)

    def text(self, block: dict[str, Any]) -> None:
        if block["text"]:
            self._upright()
            self._line(block["text"], indented=True)

    def commented(self, block: dict[str, Any]) -> None:
        self._upright()
        for text in self.commentary.splitlines() or ["（待补充）"]:
            if text.strip():
                self._line(text.strip(), indented=True)

    def table(self, block: dict[str, Any]) -> None:
        if not block["rows"]:
            self._upright()
            self._line(f"{block['title']}：{block['empty']}。", indented=True)
            return
        if len(block["head"]) > WIDE:
            self._turned()
        else:
            self._upright()
        title = self._line(block["title"], font=SUBHEADING, size=14, align=_CENTRE)
        title.paragraph_format.keep_with_next = True
        table = self.document.add_table(rows=1, cols=len(block["head"]))
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        _borders(table)
        size = 9 if len(block["head"]) > WIDE else 10.5
        self._row(table.rows[0], block["head"], size=size, is_head=True)
        _repeat_on_each_page(table.rows[0])
        for cells in block["rows"]:
            self._row(table.add_row(), cells, size=size)

    def _row(self, row, cells, *, size: float, is_head: bool = False) -> None:
        _keep_whole(row)
        for cell, content in zip(row.cells, cells, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.alignment = _CENTRE if is_head else _side(content)
            text = content if isinstance(content, str) else content["t"]
            _run(paragraph, text, font=HEADING if is_head else BODY, size=size)

    def _line(
        self,
        text: str,
        *,
        font: str = BODY,
        size: float = 16,
        align=None,
        indented: bool = False,
    ) -> Paragraph:
        paragraph = self.document.add_paragraph()
        paragraph.alignment = align
        shape = paragraph.paragraph_format
        shape.space_before = shape.space_after = Pt(0)
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
        if indented:
            _indent(paragraph, {"w:firstLineChars": "200"})
        _run(paragraph, text, font=font, size=size)
        return paragraph

    # --- turning the page ----------------------------------------------------------------------

    def _turned(self) -> None:
        if not self._is_turned:
            self._is_turned = True
            self._page(self.document.add_section(WD_SECTION.NEW_PAGE))

    def _upright(self) -> None:
        if self._is_turned:
            self._is_turned = False
            self._page(self.document.add_section(WD_SECTION.NEW_PAGE))


_DRAW = {"text": _Writer.text, "commentary": _Writer.commented, "table": _Writer.table}


# --- strokes -----------------------------------------------------------------------------------


def _run(paragraph: Paragraph, text: str, *, font: str = BODY, size: float = 16) -> Run:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = LATIN, Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return run


def _mark_size(mark: str) -> float:
    """As large as one line of 156 mm allows, at most 初号 less a little."""
    return min(42, 156 / 25.4 * 72 / max(len(mark), 1) * 0.98)


def _side(content) -> WD_ALIGN_PARAGRAPH:
    return _LEFT if isinstance(content, str) else _RIGHT


def _indent(paragraph: Paragraph, values: dict[str, str]) -> None:
    """Indents in characters, which python-docx has no word for."""
    ind = paragraph._p.get_or_add_pPr().get_or_add_ind()
    for name, value in values.items():
        ind.set(qn(name), value)


def _rule(paragraph: Paragraph, side: str, color: str, *, size: int, space: int) -> None:
    border = OxmlElement("w:pBdr")
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", size), ("space", space), ("color", color)):
        line.set(qn(f"w:{name}"), str(value))
    border.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(
        border, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _page_number(paragraph: Paragraph) -> None:
    """— 1 — in 四号."""
    _run(paragraph, "— ", font="宋体", size=14)
    run = _run(paragraph, "", font="宋体", size=14)
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.set(qn("xml:space"), "preserve")
            element.text = text
        run._element.append(element)
    _run(paragraph, " —", font="宋体", size=14)


def _borders(table) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "000000")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)


def _stand_at_foot(table) -> None:
    """A table that stands at the foot of the page's type area, whatever is above it."""
    place = OxmlElement("w:tblpPr")
    for name, value in (
        ("leftFromText", "0"), ("rightFromText", "0"), ("vertAnchor", "margin"),
        ("horzAnchor", "margin"), ("tblpXSpec", "left"), ("tblpYSpec", "bottom"),
    ):  # fmt: skip
        place.set(qn(f"w:{name}"), value)
    table._tbl.tblPr.append(place)


def _repeat_on_each_page(row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _keep_whole(row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
