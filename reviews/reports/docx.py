"""A report as an official document: GB/T 9704-2012 drawn with python-docx, from the snapshot.

Sizes: 二号 22 pt, 三号 16, 四号 14, 五号 10.5; 22 lines of 28.95 pt on a page of 156 × 225 mm.
Fonts are named as offices have them, in editions that hold 剅 and 埫: 仿宋, not 仿宋_GB2312.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from reviews.reports.cells import figure_columns
from reviews.reports.docx_columns import in_lines, widths

BODY, TITLE, HEADING, SUBHEADING = "仿宋", "方正小标宋简体", "黑体", "楷体"
LATIN = "Times New Roman"
LINE = Pt(28.95)
RED = RGBColor(0xC8, 0x10, 0x10)
WIDE = 8
"""Tables of more columns stand on a page of their own, turned."""
_PAGE_WIDTH, _TURNED_WIDTH = 156, 225
_TABLE_SIZE = 10.5
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
    body = [one for one in snapshot["sections"] if not _is_annex(one)]
    annexes = [one for one in snapshot["sections"] if _is_annex(one)]
    for section in body:
        writer.section(section)
    writer.sign(letter, [one["title"] for one in annexes])
    for annex in annexes:
        writer.annex(annex)
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

    def _page(self, section: Any) -> None:
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
            _indent(paragraph, size=14, **({"right": 1} if align == _RIGHT else {"left": 1}))
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

    def sign(self, letter: Letter, annexes: Sequence[str]) -> None:
        """The list of annexes, then issuer and day, unsealed: the seal is set on paper."""
        self._upright()
        self._line("")
        for place, title in enumerate(annexes):
            _, name = _annex_parts(title)
            numbered = f"{place + 1}.{name}" if len(annexes) > 1 else name
            lead = "附件：" if place == 0 else "\u3000\u3000\u3000"
            self._line(f"{lead}{numbered}", indented=True)
        if annexes:
            self._line("")
        issuer = self._line(letter.issuer, align=_RIGHT)
        _indent(issuer, right=2)
        issued = self._line(letter.issued, align=_RIGHT)
        _indent(issued, right=4)
        for paragraph in (issuer, issued):
            paragraph.paragraph_format.keep_together = True
        issuer.paragraph_format.keep_with_next = True

    def colophon(self, letter: Letter) -> None:
        """版记: copies, printing office and day, at the foot of the last page."""
        self._upright()
        table = self.document.add_table(rows=2, cols=1)
        _stand_at_foot(table)
        _rules(table)
        table.columns[0].width = table.rows[0].cells[0].width = Mm(_PAGE_WIDTH)
        for row, text in zip(
            table.rows,
            (f"抄送：{letter.copies}", f"{letter.printed_by}\t{letter.issued}印发"),
            strict=True,
        ):
            paragraph = row.cells[0].paragraphs[0]
            _indent(paragraph, left=1, right=1, size=14)
            _tight(paragraph)
            stops = paragraph.paragraph_format.tab_stops
            stops.add_tab_stop(Mm(_PAGE_WIDTH - 9), WD_TAB_ALIGNMENT.RIGHT)
            _run(paragraph, text, size=14)
        self._gap()  # Word wants a paragraph after the last table

    # --- text ----------------------------------------------------------------------------------

    def section(self, section: dict[str, Any]) -> None:
        self._upright()
        heading = self._line(section["title"], font=HEADING, indented=True)
        heading.paragraph_format.keep_with_next = True
        self._blocks(section)

    def annex(self, section: dict[str, Any]) -> None:
        """On a page of its own: the mark flush left, the title centred below it."""
        self._upright()
        mark, name = _annex_parts(section["title"])
        first = self._line(mark, font=HEADING)
        first.paragraph_format.page_break_before = True
        self._line(name, font=TITLE, size=22, align=_CENTRE)
        self._blocks(section)

    def _blocks(self, section: dict[str, Any]) -> None:
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
        table.autofit = False
        _borders(table)
        measured = widths(block, _TURNED_WIDTH if self._is_turned else _PAGE_WIDTH)
        for column, width in zip(table.columns, measured, strict=True):
            column.width = Mm(width)
        centred = [_CENTRE] * len(measured)
        self._row(table.rows[0], block["head"], measured, centred, font=HEADING)
        _repeat_on_each_page(table.rows[0])
        sides = [_RIGHT if is_figure else _LEFT for is_figure in figure_columns(block)]
        for cells in block["rows"]:
            self._row(table.add_row(), cells, measured, sides)
        self._gap()

    def _gap(self) -> None:
        """A sliver after a table, too thin to begin a page of its own."""
        paragraph = self.document.add_paragraph()
        shape = paragraph.paragraph_format
        shape.space_before, shape.space_after = Pt(0), Pt(6)
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(2)
        _run(paragraph, "", size=2)

    def _row(
        self, row: Any, cells: Any, widths: Sequence[float], sides: Sequence[Any], *,
        font: str = BODY,
    ) -> None:  # fmt: skip
        _keep_whole(row)
        for cell, content, width, side in zip(row.cells, cells, widths, sides, strict=True):
            cell.width = Mm(width)
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            paragraph = cell.paragraphs[0]
            paragraph.alignment = side
            _tight(paragraph)
            _run(paragraph, in_lines(content), font=font, size=_TABLE_SIZE)

    def _line(
        self,
        text: str,
        *,
        font: str = BODY,
        size: float = 16,
        align: Any = None,
        indented: bool = False,
    ) -> Paragraph:
        paragraph = self.document.add_paragraph()
        paragraph.alignment = align
        shape = paragraph.paragraph_format
        shape.space_before = shape.space_after = Pt(0)
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
        if indented:
            _indent(paragraph, first=2, size=size)
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


def _indent(
    paragraph: Paragraph, *, first: int = 0, left: int = 0, right: int = 0, size: float = 16
) -> None:
    """Indents in characters, which python-docx has no word for; in points for other readers."""
    ind = paragraph._p.get_or_add_pPr().get_or_add_ind()
    for name, characters in (("firstLine", first), ("left", left), ("right", right)):
        if characters:
            ind.set(qn(f"w:{name}Chars"), str(characters * 100))
            ind.set(qn(f"w:{name}"), str(round(characters * size * 20)))


def _tight(paragraph: Paragraph) -> None:
    """Single lines without space around them, for cells."""
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule = WD_LINE_SPACING.SINGLE


def _is_annex(section: dict[str, Any]) -> bool:
    return section["title"].startswith("附件")


def _annex_parts(title: str) -> tuple[str, str]:
    """附件1　综合排名表 → (附件1, 综合排名表)."""
    mark, _, name = title.partition("\u3000")
    return mark, name


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


def _borders(table: Any) -> None:
    """A thin grid."""
    _draw_borders(table, dict.fromkeys(("top", "left", "bottom", "right", "insideH", "insideV"), 4))


def _rules(table: Any) -> None:
    """The three lines of the colophon: 0.35 mm above and below, 0.25 mm between."""
    _draw_borders(table, {"top": 8, "insideH": 6, "bottom": 8})


def _draw_borders(table: Any, sizes: dict[str, int]) -> None:
    borders = OxmlElement("w:tblBorders")
    for side, size in sizes.items():
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", size), ("space", 0), ("color", "000000")):
            line.set(qn(f"w:{name}"), str(value))
        borders.append(line)
    table._tbl.tblPr.insert_element_before(borders, *_AFTER_BORDERS)


_AFTER_BORDERS = ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
_AFTER_PLACE = (
    "w:tblOverlap", "w:bidiVisual", "w:tblStyleRowBandSize", "w:tblStyleColBandSize", "w:tblW",
    "w:jc", "w:tblCellSpacing", "w:tblInd", "w:tblBorders", *_AFTER_BORDERS,
)  # fmt: skip
"""The order that the schema asks of a table's properties."""


def _stand_at_foot(table: Any) -> None:
    """A table that stands at the foot of the page's type area, whatever is above it."""
    place = OxmlElement("w:tblpPr")
    for name, value in (
        ("leftFromText", "0"), ("rightFromText", "0"), ("vertAnchor", "margin"),
        ("horzAnchor", "margin"), ("tblpX", "0"), ("tblpYSpec", "bottom"),
    ):  # fmt: skip
        place.set(qn(f"w:{name}"), value)
    table._tbl.tblPr.insert_element_before(place, *_AFTER_PLACE)


def _repeat_on_each_page(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _keep_whole(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
