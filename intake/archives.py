"""Looking into an .xlsx archive before anything opens it: what would burst the reader's memory.

The reader sets aside a place for every cell between the first and the last that holds a value, so
one value in a far corner is as heavy as a full table. Where a worksheet is written as Excel, WPS,
LibreOffice and every library known to us write it, far cells are found by a search over the bytes;
a worksheet written otherwise is parsed.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from xml.parsers import expat

from intake.errors import WorkbookError

MAX_INFLATED = 400 * 1024 * 1024
MAX_RATIO = 200
"""Real worksheets shrink ten- to thirtyfold; a bomb a thousandfold."""
RATIO_MATTERS_FROM = 20 * 1024 * 1024
MAX_ENTRIES = 2000
MAX_ROWS = 200_000
MAX_COLUMNS = 100
MAX_CELLS = 20_000_000
"""Places that the reader may set aside for all worksheets together: about half a gigabyte."""

PASSWORD = "文件设有打开密码：请用Excel打开，在“文件—信息—保护工作簿”中取消密码，保存后重新上传"  # noqa: S105
MACRO = "文件含有宏，为安全起见不能导入：请另存为“Excel 工作簿（*.xlsx）”后重新上传"
BROKEN = "文件已损坏或不是真正的Excel文件：请用Excel打开并另存为 .xlsx 后重新上传"
_BOMB = "文件解压后过大，不能导入：请删除多余的工作表、图片和空白行后重新上传"
_TOO_WIDE = f"第{MAX_COLUMNS}列以后还有内容：请删除表格右侧多余的内容后重新上传"

_CHUNK = 1 << 20
_LONGEST_TAG = 1 << 16
_EMPTY = rb'(?: [a-z]+="\w*")* ?/>'
"""How a cell ends that carries only a format."""
_FAR = rb"(?:[A-Za-z]{3,}|[D-Zd-z][A-Za-z]|[Cc][W-Zw-z])"  # beyond MAX_COLUMNS
_LOW = rb"(?!200000\")(?:[2-9]\d{5}|\d{7,})"  # beyond MAX_ROWS
_LARGE_CELL = re.compile(rb'<c r="(?:[A-Za-z]{3}|[B-Zb-z][A-Za-z]|[Aa][P-Zp-z]|[A-Za-z]+\d{6})')
"""Beyond column AO or row 99,999: rare, and looked at more closely."""
_FAR_CELL = re.compile(rb'<c r="' + _FAR + rb'\d+"(?!' + _EMPTY + rb")")
_LOW_CELL = re.compile(rb'<c r="[A-Za-z]+(' + _LOW + rb')"(?!' + _EMPTY + rb")")
_LONG_CELL = re.compile(rb'<c r="[A-Za-z]+\d{5}')
_USUAL = (9_999, 41)
"""Rows and columns of a worksheet in which none of these is found."""
_PREFIXED_CELL = re.compile(rb":c[\s/>]")
_REFERENCE = re.compile(r"([A-Za-z]{1,5})(\d{1,9})")


def check_archive(content: bytes) -> None:
    """Refuse an archive that is no workbook, has macros or a password, or would not fit.

    Raises:
        WorkbookError: with the sentence for the user.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_entries(archive.infolist(), len(content))
            cells = sum(_cells_of(archive, entry) for entry in archive.infolist())
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError):
        raise WorkbookError(BROKEN) from None
    except RuntimeError:  # an entry with the archive's own password
        raise WorkbookError(PASSWORD) from None
    if cells > MAX_CELLS:
        raise WorkbookError(_BOMB)


_OTHER_KINDS = {"xl/workbook.bin", "content.xml"}
"""By these the reader would take the file for .xlsb or .ods, whose worksheets are not measured."""


def _check_entries(entries: list[zipfile.ZipInfo], size: int) -> None:
    names = {entry.filename.lower() for entry in entries}
    if "xl/workbook.xml" not in names or names & _OTHER_KINDS:
        raise WorkbookError(BROKEN)
    if any(name.endswith("vbaproject.bin") for name in names):
        raise WorkbookError(MACRO)
    inflated = sum(entry.file_size for entry in entries)
    swollen = inflated > RATIO_MATTERS_FROM and inflated > MAX_RATIO * size
    if inflated > MAX_INFLATED or swollen or len(entries) > MAX_ENTRIES:
        raise WorkbookError(_BOMB)


def _cells_of(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    """Inflate one entry piece by piece (a size that lies fails on its checksum) and say at most
    how many places its cells take. Whether it is a worksheet is told by what stands in it, not
    by its name.

    Raises:
        WorkbookError: a cell lies beyond the bounds.
    """
    is_sheet, (rows, columns) = False, _USUAL
    with archive.open(entry) as stream:
        for text in _whole_tags(stream):
            is_sheet = is_sheet or b"sheetData" in text
            if not is_sheet:
                continue
            if _is_written_oddly(text):
                return _parsed(archive, entry)
            if _LARGE_CELL.search(text):
                _refuse_far(text)
                rows, columns = MAX_ROWS, MAX_COLUMNS
            if rows < 99_999 and _LONG_CELL.search(text):
                rows = 99_999
    return rows * columns if is_sheet else 0


def _refuse_far(text: bytes) -> None:
    if _FAR_CELL.search(text):
        raise WorkbookError(_TOO_WIDE)
    if low := _LOW_CELL.search(text):
        raise WorkbookError(_too_long(int(low[1])))


def _whole_tags(stream: io.BufferedIOBase) -> Iterator[bytes]:
    """Pieces of an entry that end before a `<`: no tag is cut in two."""
    rest = b""
    while piece := stream.read(_CHUNK):
        text = rest + piece
        cut = text.rfind(b"<")
        if cut <= 0 or len(text) - cut > _LONGEST_TAG:
            cut = len(text)
        yield text[:cut]
        rest = text[cut:]
    if rest:
        yield rest


def _is_written_oddly(text: bytes) -> bool:
    """Whether some cell does not begin `<c r="`, as all known programs write it."""
    usual = text.count(b'<c r="') + text.count(b"<col")
    return text.count(b"<c") != usual or (b":c" in text and _PREFIXED_CELL.search(text) is not None)


def _too_long(row: int) -> str:
    return f"表格最后一行是第{row}行，超过{MAX_ROWS // 10000}万行：请删除多余的行，或分镇上传"


class _Extent:
    """Follows the cells of a worksheet however they are written, and refuses a far one."""

    def __init__(self) -> None:
        self.row = self.column = self.rows = self.columns = 0

    def started(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "row":
            given = attributes.get("r", "")
            self.row = int(given) if given.isdecimal() and len(given) < 10 else self.row + 1
            self.column = 0
        elif tag == "c":
            found = _REFERENCE.fullmatch(attributes.get("r", ""))
            self.column = _number_of(found[1]) if found else self.column + 1
            self.row = int(found[2]) if found else self.row
        elif tag in {"v", "t"}:
            self.hold()

    def hold(self) -> None:
        """The cell has a value."""
        if self.column > MAX_COLUMNS:
            raise WorkbookError(_TOO_WIDE)
        if self.row > MAX_ROWS:
            raise WorkbookError(_too_long(self.row))
        self.rows, self.columns = max(self.rows, self.row), max(self.columns, self.column)


def _number_of(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _refuse_definitions(*_: object) -> None:
    """A worksheet defines no document type: entities could make much of little."""
    raise WorkbookError(BROKEN)


def _parsed(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    extent, parser = _Extent(), expat.ParserCreate()
    parser.StartElementHandler = extent.started
    parser.StartDoctypeDeclHandler = _refuse_definitions
    with archive.open(entry) as stream:
        try:
            while piece := stream.read(_CHUNK):
                parser.Parse(piece, False)
            parser.Parse(b"", True)
        except expat.ExpatError:
            raise WorkbookError(BROKEN) from None
    return extent.rows * extent.columns
