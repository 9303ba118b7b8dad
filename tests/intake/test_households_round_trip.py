"""Workbooks out and in again, and how many statements they take."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from households.models import (
    Member,
)
from households.sheets import HOUSEHOLDS
from households.sheets.columns import LAYOUT_2016, LAYOUT_2021
from intake.identity import check_character
from intake.reports import error_workbook, export_workbook
from tests.factories import CITY
from tests.intake.by_operator import REGISTER, bring_in
from tests.intake.conftest import texts_of
from tests.workbooks.households import DATA_DATE, Style, rows_of, workbook
from tests.workbooks.people import Maker

# --- how many statements -------------------------------------------------------------------


def test_the_number_of_statements_does_not_grow_with_the_rows(places):
    counts = []
    for number, size in enumerate((1, 20)):
        maker = Maker([("杨林尾镇", "革新村")], seed=number)
        maker.count, maker.people = number * 1000, number * 10000
        content = workbook(_others(maker.families(size), number))
        with CaptureQueriesContext(connection) as new:
            bring_in(content)
        rows = openpyxl.load_workbook(io.BytesIO(content))
        page = rows.active
        for row in page.iter_rows(min_row=2):
            row[27].value = "15400004444"
        target = io.BytesIO()
        rows.save(target)
        with CaptureQueriesContext(connection) as again:
            bring_in(target.getvalue())
        counts.append((len(new), len(again)))

    assert counts[0] == counts[1]


def _others(families, number):
    """Other birthdays, so that the numbers of two makers do not meet."""
    if number:
        for family in families:
            for person in family.members:
                person.identity = _moved(person.identity)
    return families


def _moved(identity: str) -> str:
    first_17 = identity[:14] + f"{(int(identity[14:17]) + 300) % 1000:03d}"
    return first_17 + check_character(first_17)


# --- out and in again ----------------------------------------------------------------------


@pytest.mark.parametrize("layout", [LAYOUT_2016, LAYOUT_2021], ids=lambda layout: layout.code)
def test_what_is_exported_comes_back_without_a_change(tmp_path, places, maker, layout):
    bring_in(workbook(maker.families(12)))

    path = tmp_path / "out.xlsx"
    count = export_workbook.write(path, HOUSEHOLDS, layout, CITY, DATA_DATE)
    batch = bring_in(path.read_bytes(), commit=False)

    assert count == Member.objects.count()
    assert batch.counts["unchanged"] == 12


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), size=st.integers(1, 6), layout=st.sampled_from(
    [LAYOUT_2016, LAYOUT_2021]))  # fmt: skip
def test_a_random_register_exported_and_imported_again_is_unchanged(
    tmp_path, places, seed, size, layout
):
    for model in reversed(REGISTER):
        model.objects.all()._raw_delete("default")
    written = bring_in(workbook(Maker([("杨林尾镇", "革新村")], seed=seed).families(size)))
    assert written.counts["new"] == size, texts_of(written)

    path = tmp_path / "out.xlsx"
    export_workbook.write(path, HOUSEHOLDS, layout, CITY, DATA_DATE)
    batch = bring_in(path.read_bytes(), commit=False)

    assert batch.counts["unchanged"] == size, texts_of(batch)


# --- the error workbook --------------------------------------------------------------------


def test_the_users_own_workbook_comes_back_with_a_comment_on_the_bad_cell(take_in, maker):
    rows = rows_of(maker.families(2))
    rows[0]["health"] = "亚健康"
    style = Style(titles=("某某表",), extra=("备注",))
    batch = take_in(workbook(rows=rows, style=style))

    page = openpyxl.load_workbook(io.BytesIO(error_workbook.build(batch))).active

    heads = {cell.value: cell.column for cell in page[2]}
    bad = page.cell(3, heads["健康状况"])
    assert bad.value == "亚健康"
    assert "不在可选范围" in bad.comment.text
    assert bad.fill.fgColor.rgb.endswith("F8D0CC")
    assert "健康状况：不在可选范围" in page.cell(3, heads["错误说明"]).value
    assert page.cell(4, heads["错误说明"]).value is None
    assert page["A1"].value == "某某表"
    assert "备注" in heads


def test_no_formula_of_the_users_is_handed_on(take_in, maker):
    rows = rows_of(maker.families(2))
    rows[0]["health"] = "亚健康"
    book = openpyxl.load_workbook(io.BytesIO(workbook(rows=rows, style=Style(extra=("备注",)))))
    heads = {cell.value: cell.column for cell in book.active[1]}
    book.active.cell(2, heads["备注"]).value = '=HYPERLINK("http://x")'
    target = io.BytesIO()
    book.save(target)

    built = error_workbook.build(take_in(target.getvalue()))

    page = openpyxl.load_workbook(io.BytesIO(built)).active
    assert not [cell for row in page.rows for cell in row if cell.data_type == "f"]


def test_only_what_was_mended_is_written_when_the_error_workbook_comes_back(take_in, maker):
    rows = rows_of(maker.families(2))
    bad = rows[0]["health"]
    rows[0]["health"] = "亚健康"
    first = bring_in(workbook(rows=rows))
    assert (first.counts["new"], first.counts["error"]) == (1, 1)
    book = openpyxl.load_workbook(io.BytesIO(error_workbook.build(first)))
    heads = {cell.value: cell.column for cell in book.active[1]}
    book.active.cell(2, heads["健康状况"]).value = bad
    target = io.BytesIO()
    book.save(target)

    second = bring_in(target.getvalue())

    assert (second.counts["new"], second.counts["unchanged"]) == (1, 1)


def test_a_large_workbook_gives_a_list_of_its_bad_rows(take_in, maker, monkeypatch):
    monkeypatch.setattr(error_workbook, "OWN_FILE_UP_TO", 0)
    rows = rows_of(maker.families(2))
    rows[0]["health"] = "亚健康"
    batch = take_in(workbook(rows=rows))

    page = openpyxl.load_workbook(io.BytesIO(error_workbook.build(batch))).active

    assert page.max_row == 2
    assert [cell.value for cell in page[1]][:2] == ["原表行号", "错误说明"]
    assert page["A2"].value == "2"
