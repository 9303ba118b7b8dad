"""Whatever is uploaded, the answer is a sentence: one real file per mistake."""

import io
import zipfile

import openpyxl
import pytest
import xlsxwriter

from households.sheets.columns import LAYOUT_2016
from intake.archives import MAX_INFLATED
from intake.enums import BatchState
from intake.errors import WorkbookError
from intake.workbook import check_upload, open_tabs
from tests.workbooks.households import Style, rows_of, workbook, write_tab

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def archive(**entries: bytes) -> bytes:
    """A workbook's archive with these entries; `xl/workbook.xml` is there unless given."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        if "xl/workbook.xml" not in entries:
            file.writestr("xl/workbook.xml", b"<workbook/>")
        for name, content in entries.items():
            file.writestr(name.replace("__", "/"), content)
    return target.getvalue()


def sheet_with(*cells: tuple[int, int]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet()
        for row, column in cells:
            page.write(row, column, "值")
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("表.docx", b"PK\x03\x04", "只能导入"),
        ("表.xlsm", b"PK\x03\x04", "含有宏"),
        ("表.xlsx", b"", "0字节"),
        ("表.xlsx", b"hello", "已损坏"),
        ("表.xlsx", b"PK\x03\x04 broken", "已损坏"),
        ("表.xls", b"<html><table><tr><td>1</td></tr></table>", "网页格式"),
        ("表.xls", b'<?xml version="1.0"?><Workbook/>', "网页格式"),
        ("表.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        ("表.xls", OLE + "_VBA_PROJECT".encode("utf-16-le"), "含有宏"),
        ("表.csv", b"\x00\x01\x02", "编码"),
        ("表.csv", b"\xff\xff\xff\xff", "编码"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused_with_a_sentence(name, content, sentence):
    with pytest.raises(WorkbookError, match=sentence):
        check_upload(name, content)


def test_macros_inside_are_found_whatever_the_ending():
    with pytest.raises(WorkbookError, match="含有宏"):
        check_upload("表.xlsx", archive(xl__vbaProject__bin=b"", **{"xl/vbaProject.bin": b"x"}))


@pytest.mark.parametrize("entry", ["xl/workbook.bin", "content.xml"])
def test_another_kind_of_workbook_under_a_new_name_is_refused_unread(entry):
    """The reader tells the kind by what stands inside; only .xlsx is measured at the door."""
    with pytest.raises(WorkbookError, match="已损坏"):
        check_upload("表.xlsx", archive(**{entry: b"x"}))


def test_a_bomb_is_refused_by_its_ratio():
    bomb = archive(**{"xl/worksheets/sheet1.xml": b"0" * (60 << 20)})

    with pytest.raises(WorkbookError, match="解压后过大"):
        check_upload("表.xlsx", bomb)


def test_a_bomb_is_refused_by_its_size(monkeypatch):
    monkeypatch.setattr("intake.archives.MAX_INFLATED", 1000)
    assert MAX_INFLATED > 1000

    with pytest.raises(WorkbookError, match="解压后过大"):
        check_upload("表.xlsx", sheet_with((0, 0)))


def test_an_entry_that_lies_about_its_size_is_refused():
    content = bytearray(archive(**{"xl/worksheets/sheet1.xml": b"<x>" * 1000}))
    place = content.rfind(b"PK\x01\x02") + 24  # size in the central directory
    content[place : place + 4] = (10).to_bytes(4, "little")

    with pytest.raises(WorkbookError, match="已损坏"):
        check_upload("表.xlsx", bytes(content))


def test_a_value_in_a_far_corner_is_refused_before_it_takes_memory():
    with pytest.raises(WorkbookError, match="列以后还有内容"):
        check_upload("表.xlsx", sheet_with((0, 0), (5, 16_000)))
    with pytest.raises(WorkbookError, match="超过20万行"):
        check_upload("表.xlsx", sheet_with((0, 0), (900_000, 3)))


def written(sheet: str, part: str = "worksheets/sheet1.xml") -> bytes:
    """A workbook of one worksheet, written by hand."""
    space = "http://schemas.openxmlformats.org"
    rels = f'<Relationships xmlns="{space}/package/2006/relationships"><Relationship Id="r1" Type='
    kind = f"{space}/officeDocument/2006/relationships"
    main = f'xmlns="{space}/spreadsheetml/2006/main" xmlns:x="{space}/spreadsheetml/2006/main"'
    return archive(
        **{
            "_rels/.rels": f'{rels}"{kind}/officeDocument" Target="xl/workbook.xml"/>'
            "</Relationships>",
            "xl/workbook.xml": f'<workbook {main} xmlns:r="{kind}"><sheets>'
            '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'{rels}"{kind}/worksheet" Target="{part}"/>'
            "</Relationships>",
            f"xl/{part}": sheet.replace("MAIN", main),
        }
    )


SHEET = "<worksheet MAIN><sheetData>{}</sheetData></worksheet>"
FIRST = '<row r="1"><c r="A1"><v>1</v></c></row>'


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="9"><c r="XFD9"><v>1</v></c></row>',
        '<row r="9"><c r="AAA9"><v>1</v></c></row>',
        '<row r="9"><c s="0" r="XFD9"><v>1</v></c></row>',
        "<row r='9'><c r='XFD9'><v>1</v></c></row>",
        '<row r="9"><c\nr="XFD9"><v>1</v></c></row>',
        '<row r="9"><c r="xfd9"><v>1</v></c></row>',
        '<row r="9"><c r="XFD9" t="/>"><v>1</v></c></row>',
        '<row r="9"><c t=">" r="XFD9"><v>1</v></c></row>',
        '<x:row r="9"><x:c r="XFD9"><x:v>1</x:v></x:c></x:row>',
        '<row r="1048576"><c r="A1048576"><v>1</v></c></row>',
        '<row r="1048576"><c><v>1</v></c></row>',
        '<row r="200001"><c r="A200001"><v>1</v></c></row>' + FIRST,
    ],
)
def test_a_far_value_is_found_however_it_is_written(cells):
    with pytest.raises(WorkbookError, match=r"列以后还有内容|超过20万行"):
        check_upload("表.xlsx", written(SHEET.format(FIRST + cells)))


def test_a_worksheet_is_known_by_what_stands_in_it():
    far = SHEET.format(FIRST + '<row r="9"><c r="XFD9"><v>1</v></c></row>')

    with pytest.raises(WorkbookError, match="列以后还有内容"):
        check_upload("表.xlsx", written(far, part="other/picture.png"))


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="9"><c r="XFD9"/><c r="XFD10" s="3"/></row>',
        '<row r="200000"><c r="CV200000"><v>1</v></c></row>',
        '<x:row r="2"><x:c r="B2"><x:v>1</x:v></x:c></x:row>',
    ],
)
def test_formats_far_away_and_other_ways_of_writing_are_no_fault(cells):
    check_upload("表.xlsx", written(SHEET.format(FIRST + cells)))


def test_a_document_type_is_refused():
    bomb = '<!DOCTYPE a [<!ENTITY b "c">]>' + SHEET.format("<row><c><v>&b;</v></c></row>")

    with pytest.raises(WorkbookError, match="已损坏"):
        check_upload("表.xlsx", written(bomb))


def test_many_worksheets_that_are_large_together_are_refused():
    sheet = SHEET.format(FIRST + '<row r="2"><c r="CV150000"><v>1</v></c></row>')
    content = archive(
        **{f"xl/worksheets/sheet{n}.xml": sheet.replace("MAIN", "") for n in range(2)}
    )

    with pytest.raises(WorkbookError, match="解压后过大"):
        check_upload("表.xlsx", content)


def test_too_large_a_file_says_the_limit(settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024

    with pytest.raises(WorkbookError, match="超过1 MB"):
        check_upload("表.xlsx", b"PK\x03\x04" + b"0" * (1 << 20))


def test_hidden_and_empty_worksheets_are_left_out():
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        book.add_worksheet("空表")
        page = book.add_worksheet("数据")
        page.write(2, 1, "甲")
        page.activate()
        hidden = book.add_worksheet("隐藏")
        hidden.write(0, 0, "乙")
        hidden.hide()

    (tab,) = open_tabs(target.getvalue())

    assert tab.name == "数据"
    assert list(tab.rows) == [[""], [""], ["甲"]]
    assert tab.first_column == 1


def test_a_workbook_without_content_says_so():
    with pytest.raises(WorkbookError, match="没有内容"):
        open_tabs(sheet_with())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_keeps_rare_characters_in_every_encoding(encoding):
    (tab,) = open_tabs("镇,村\r\n剅河镇,长埫口\r\n".encode(encoding))

    assert list(tab.rows) == [["镇", "村"], ["剅河镇", "长埫口"]]


# --- as a batch ----------------------------------------------------------------------------


def test_a_workbook_of_another_kind_ends_with_a_sentence(take_in):
    batch = take_in(sheet_with((0, 0), (3, 4)))

    assert batch.state == BatchState.FAILED
    assert "找不到表头" in batch.failure


def test_missing_columns_are_named(take_in, maker):
    fields = ("village", "household_no", "name", "relation", "status", "education", "health")
    batch = take_in(workbook(maker.families(1), style=Style(order=fields)))

    assert batch.state == BatchState.FAILED
    assert "缺少“证件号码”列" in batch.failure


def test_a_column_twice_is_named(take_in, maker):
    batch = take_in(workbook(maker.families(1), style=Style(labels={"person_no": "姓名"})))

    assert "有两列都是“姓名”" in batch.failure


def test_a_header_without_rows_says_so(take_in):
    assert "表头以下没有数据" in take_in(workbook(rows=[])).failure


def test_a_text_file_is_read_like_a_workbook(take_in, maker):
    families = maker.families(2)
    rows = rows_of(families)
    text = io.StringIO()
    names = [name for name in rows[0] if name not in {"ordinal", "data_date", "household_type"}]
    labels = {column.name: column.label for column in LAYOUT_2016.columns}
    names = [name for name in names if name in labels]
    text.write(",".join(f'"{labels[name]}"' for name in names) + "\n")
    for row in rows:
        text.write(",".join(f'"{row[name]}"' for name in names) + "\n")

    batch = take_in(text.getvalue().encode("gb18030"), name="表.csv")

    assert batch.counts["new"] == 2


# --- however it is laid out ----------------------------------------------------------------


def test_title_rows_other_order_own_columns_and_footers_do_not_matter(take_in, maker):
    style = Style(
        titles=("仙桃市建档立卡贫困户信息表", "填报单位：杨林尾镇　　单位：元"),
        order=(
            "phone", "name", "identity", "relation", "household_no", "person_no", "village",
            "township", "status", "attribute", "cause_main", "health", "labor", "education",
            "student_status", "work_months", "work_area", "size", "net_income_per_capita",
            "serious_illness_insured",
        ),
        extra=("备注", "包户干部"),
        footers=("合计", "填表人：张三　　审核人：李四"),
        labels={
            "identity": "身份证号码", "work_months": "务工时间（月）", "size": "家庭人口",
            "village": "行政村 ", "township": "乡（镇）",
        },
    )  # fmt: skip
    batch = take_in(workbook(maker.families(2), style=style))

    assert batch.counts["new"] == 2
    assert batch.notices == ["未识别、不导入的列：备注、包户干部"]


def test_values_on_the_heads_row_only_count_for_the_household(take_in, maker):
    only = ("size", "status", "attribute", "cause_main", "net_income_per_capita", "phone",
            "is_dangerous_house", "water_safe", "water_difficult", "natural_village")  # fmt: skip
    batch = take_in(workbook(maker.families(3), style=Style(head_only=only)))

    assert batch.counts["new"] == 3


def test_one_worksheet_per_village_is_read_as_one_workbook(take_in, maker):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        for number in (1, 2):
            rows = rows_of(maker.families(1))
            if number == 2:
                rows[0]["health"] = "亚健康"
            write_tab(book, rows, LAYOUT_2016, Style(tab=f"村{number}"))
        book.add_worksheet("说明").write(0, 0, "请按村填写")

    batch = take_in(target.getvalue())

    assert (batch.counts["new"], batch.counts["error"]) == (1, 1)
    (problem,) = batch.rows.get(outcome="error").findings
    assert (problem["tab"], problem["row"]) == ("村2", 2)


def test_a_header_of_two_rows_with_group_titles_is_understood(take_in, maker):
    content = workbook(maker.families(1))
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book.active
    page.insert_rows(1)
    for place, cell in enumerate(page[2], start=1):
        if place in {1, 2, 3, 4, 5, 6}:
            cell.value = ("省", "市", "县", "乡镇", "行政村", "自然村")[place - 1]
        else:  # merged downwards: the words stand in the upper row
            page.cell(1, place, cell.value)
            cell.value = None
    page.cell(1, 1, "户籍所在地")
    page.merge_cells("A1:F1")
    target = io.BytesIO()
    book.save(target)

    assert take_in(target.getvalue()).counts["new"] == 1
