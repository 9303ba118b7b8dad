"""Opening what people upload: .xlsx, .xls, .csv, checked before anything is read into memory.

Every way in which a file can be unfit ends in a `WorkbookError` with a sentence for the user.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from django.conf import settings
from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    XmlError,
    ZipError,
)

from intake.archives import BROKEN, MACRO, MAX_ROWS, PASSWORD, check_archive
from intake.cells import Cell
from intake.errors import WorkbookError

ENDINGS = (".xlsx", ".xls", ".csv")

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass
class Tab:
    """One worksheet; `rows` yields each row's cells, the first row of the sheet first."""

    name: str
    rows: Iterator[list[Cell]]
    first_column: int = 0
    """How many empty columns stand to the left of the cells in `rows`."""


def check_upload(name: str, content: bytes) -> None:
    """Refuse at the door what can be recognised without reading it.

    Raises:
        WorkbookError: wrong kind, empty, too large, with macros or password, a bomb.
    """
    ending = PurePath(name).suffix.lower()
    if ending in {".xlsm", ".xltm", ".xlsb", ".xlam"}:
        raise WorkbookError(MACRO)
    if ending not in ENDINGS:
        raise WorkbookError(
            "只能导入 .xlsx、.xls 或 .csv 文件：请用Excel或WPS打开并另存为 .xlsx 后重新上传"
        )
    if not content:
        raise WorkbookError("文件是空的（0字节）：请确认已保存后重新上传")
    if len(content) > settings.UPLOAD_MAX_BYTES:
        limit = settings.UPLOAD_MAX_BYTES // 1024 // 1024
        raise WorkbookError(f"文件超过{limit} MB：请按镇或按村拆分后分别上传")
    _check_content(ending, content)


def _check_content(ending: str, content: bytes) -> None:
    if content.startswith(_ZIP):
        check_archive(content)
    elif content.startswith(_OLE):
        _check_old_format(content)
    elif ending == ".csv":
        _decoded(content)
    else:
        _refuse_disguise(content)


def _refuse_disguise(content: bytes) -> None:
    beginning = content[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if beginning.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head")):
        raise WorkbookError(
            "这是网页格式的表格，扩展名虽为Excel，内容不是：请用Excel打开并另存为 .xlsx 后重新上传"
        )
    raise WorkbookError(BROKEN)


def _check_old_format(content: bytes) -> None:
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise WorkbookError(PASSWORD)
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise WorkbookError(MACRO)


def open_tabs(content: bytes) -> list[Tab]:
    """The visible worksheets of a file that `check_upload` let in, empty ones left out.

    Raises:
        WorkbookError: the file cannot be read, or has nothing in it.
    """
    is_text = not content.startswith((_ZIP, _OLE))
    tabs = [_csv_tab(content)] if is_text else list(_sheet_tabs(content))
    if not tabs:
        raise WorkbookError("文件里没有内容：请确认数据在可见的工作表中，保存后重新上传")
    return tabs


def _sheet_tabs(content: bytes) -> Iterator[Tab]:
    try:
        book = CalamineWorkbook.from_object(io.BytesIO(content))
        for meta in book.sheets_metadata:
            if meta.typ != SheetTypeEnum.WorkSheet or meta.visible != SheetVisibleEnum.Visible:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            if sheet.start is not None:
                yield Tab(meta.name, sheet.iter_rows(), sheet.start[1])
    except PasswordError:
        raise WorkbookError(PASSWORD) from None
    except (CalamineError, XmlError, ZipError):
        raise WorkbookError(BROKEN) from None


def _csv_tab(content: bytes) -> Tab:
    text = _decoded(content)
    beginning = text[:20_000]
    delimiter = max(",\t;", key=beginning.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return Tab("", _guarded(rows))


def _guarded(rows: Iterator[list[str]]) -> Iterator[list[Cell]]:
    try:
        for number, row in enumerate(rows, start=1):
            if number > MAX_ROWS:
                raise WorkbookError(f"文件超过{MAX_ROWS // 10000}万行：请分镇上传")
            yield list(row)
    except csv.Error:
        raise WorkbookError(
            "CSV文件的引号或分隔符有误：请用Excel打开并另存为 .xlsx 后上传"
        ) from None


def _decoded(content: bytes) -> str:
    """CSV text in UTF-8 or GB18030, which holds 剅 and 埫 (GB 2312 does not)."""
    if b"\x00" not in content:
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise WorkbookError(
        "CSV文件的编码无法识别：请用Excel打开并另存为 .xlsx，或存为UTF-8编码的CSV后重新上传"
    )
