"""Units by workbook: the way of a real start, and what it must not do."""

import datetime
import io

import openpyxl
import pytest

from intake.models import ImportBatch
from intake.reports import error_workbook
from intake.services import approval, undo
from intake.services.upload import upload
from organization.models import AuditEntry, Job, Unit
from tests.factories import (
    CITY,
    GEXIN,
    YANGLINWEI,
    ZHANGGOU,
    CadreFactory,
    DivisionFactory,
    UnitFactory,
    make_user,
)
from tests.intake.conftest import as_file, texts_of, work
from tests.intake.registers import (
    BUREAU,
    STATION,
    brought_in,
    outcomes,
    planned,
    taken_back,
)
from tests.workbooks.registers import sheet_file

pytestmark = pytest.mark.usefixtures("places")


def test_units_come_in_by_workbook_and_at_once_for_the_form_needs_nobody_either(client, admin):
    client.force_login(admin)
    content = sheet_file("units", BUREAU, STATION)

    page = client.post("/import/upload/", {"sheet": "units", "file": as_file(content)})
    work()
    batch = ImportBatch.objects.get()
    client.post(f"/import/{batch.pk}/submit/")
    work()

    assert page.url == f"/import/{batch.pk}/"
    shown = client.get(page.url).content.decode()
    assert "单位数" in shown
    assert "数据截至" not in shown
    assert ">审核<" not in shown
    bureau, station = Unit.objects.get(code="B01"), Unit.objects.get(code="B02")
    assert (bureau.name, bureau.short_name) == ("市农业农村局（扶贫）", "农业局")
    assert (bureau.kind, bureau.division_id, bureau.phone) == ("department", CITY, "0728-3222222")
    assert (station.superior, station.division_id) == (bureau, YANGLINWEI)
    assert station.starts_on == datetime.date(2012, 3, 1)
    made = AuditEntry.objects.filter(verb="unit.created", batch=f"import:{batch.pk}")
    assert set(made.values_list("subject_id", flat=True)) == {str(bureau.pk), str(station.pk)}
    assert made.first().actor == admin


def test_a_plan_tells_new_changed_unchanged_and_wrong_units_apart(admin):
    brought_in("units", BUREAU, STATION, by=admin)

    batch = planned(
        "units", BUREAU, STATION | {"name": "杨林尾镇农业站", "phone": ""},
        {"code": "B03", "name": "市水利局", "kind": "市直部门", "division": "仙桃市"},
        {"code": "B04", "name": "市住建局", "kind": "公司", "division": "仙桃"},
        by=admin,
    )  # fmt: skip

    assert outcomes(batch) == ["unchanged", "changed", "new", "error"]
    changed = batch.rows.get(key="B02")
    assert changed.changes == [
        {"label": "单位名称", "old": "杨林尾镇农技站", "new": "杨林尾镇农业站"}
    ]
    assert "不在可选范围内" in texts_of(batch)
    assert not Unit.objects.filter(code="B03").exists()


def test_every_problem_of_a_units_workbook_is_told_at_once_and_comes_back_in_the_file(
    client, admin
):
    UnitFactory(name="市一局", short_name="一局", code="X1")
    UnitFactory(name="市第一局", short_name="一局", code="X2")
    UnitFactory(name="市旧局", code="X3", ends_on=datetime.date(2015, 1, 1))
    new = {"kind": "市直部门", "division": "仙桃市"}
    rows = [
        new | {"code": "", "name": "市无号局"},
        new | {"code": "N1", "name": "市一局"},
        new | {"code": "N2", "name": "市二局", "superior": "一局"},
        new | {"code": "N3", "name": "市三局", "superior": "市没有局"},
        new | {"code": "N4", "name": "市四局", "division": "不存在镇"},
        new | {"code": "N5", "name": "市五局", "superior": "N5"},
        new | {"code": "N6", "name": "市六局"},
        new | {"code": "N6", "name": "市七局"},
        new | {"code": "X3", "name": "市新局"},
        new | {"code": "N8", "name": "市八局", "starts_on": "前年"},
        new | {"code": "N9", "name": "市九局", "superior": "市四局"},
        {"code": "N10"},
    ]

    batch = planned("units", *rows, by=admin)

    told = texts_of(batch)
    for sentence in [
        "单位代码没有填写", "已有同名的在册单位（代码X1）", "“一局”可指2个单位",
        "没有在册单位“市没有局”",
        "本市没有“不存在镇”", "上级单位不能是本单位", "同一单位代码只能有一行",
        "该单位已于2015-01-01撤销", "不是日期", "上级单位在本表中的那一行有错误",
        "单位名称没有填写", "单位类别没有填写", "所属区划没有填写",
    ]:  # fmt: skip
        assert sentence in told
    assert set(outcomes(batch)) == {"error", "conflict"}
    client.force_login(admin)
    answer = client.post(f"/import/{batch.pk}/errors/")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert "已有同名的在册单位" in book.active["B3"].comment.text


def test_a_unit_without_code_spoils_no_other_row(admin):
    batch = planned("units", BUREAU, BUREAU | {"code": None, "name": "市无号局"}, by=admin)

    assert outcomes(batch) == ["new", "error"]


def test_a_corrected_error_workbook_comes_in_again_and_keeps_no_mark_of_the_last_time(admin):
    wrong = [BUREAU | {"kind": "局"}, STATION | {"division": "不存在镇"}]
    book = openpyxl.load_workbook(io.BytesIO(error_workbook.build(
        planned("units", *wrong, by=admin)
    )))  # fmt: skip
    book.active["D2"] = "市直部门"
    corrected = io.BytesIO()
    book.save(corrected)

    batch = upload("units", "错误表.xlsx", corrected.getvalue(), by=admin)
    work()
    batch.refresh_from_db()
    page = openpyxl.load_workbook(io.BytesIO(error_workbook.build(batch))).active

    assert outcomes(batch) == ["new", "error"]
    assert batch.notices == []
    assert [cell.value for cell in page[1]].count("错误说明") == 1
    assert (page["D2"].comment, page["I2"].value) == (None, None)
    assert page["D2"].fill.fill_type is None
    assert "不存在镇" in page["I3"].value


def test_a_place_name_that_fits_two_is_asked_and_never_guessed(client, admin):
    DivisionFactory(code="429004110228", name="革新村委会")
    row = {"code": "V1", "name": "革新村村委会", "kind": "村（社区）", "division": "革新村"}

    batch = planned("units", row, by=admin)

    assert outcomes(batch) == ["error"]
    question = batch.questions[0]
    assert {code for code, _ in question["options"]} == {GEXIN, "429004110228"}
    client.force_login(admin)
    client.post(f"/import/{batch.pk}/answer/", {"name_0": GEXIN})
    work()
    batch.refresh_from_db()
    assert outcomes(batch) == ["new"]
    assert batch.rows.get().division_code == GEXIN
    clear = planned("units", row | {"division": "杨林尾镇革新村"}, by=admin)
    assert outcomes(clear) == ["new"]


def test_a_township_administrator_touches_rows_of_the_township_alone(town_admin, station):
    elsewhere = UnitFactory(code="Z1", name="张沟镇卫生院", division=DivisionFactory(code=ZHANGGOU))

    batch = planned(
        "units",
        {"code": "B02", "phone": "0728-3333333"},
        {"code": "Z1", "phone": "0728-3333333"},
        {"code": "N1", "name": "张沟站", "kind": "镇办场园", "division": "张沟镇"},
        {"code": "N2", "name": "杨林尾站", "kind": "镇办场园", "division": "杨林尾镇"},
        {"code": "B02X", "name": "市新局", "kind": "市直部门", "division": "仙桃市"},
        by=town_admin,
    )

    assert outcomes(batch) == ["changed", "error", "error", "new", "error"]
    assert texts_of(batch).count("不在您的管辖范围") == 3
    assert batch.rows.get(key="Z1").title == ""
    approval.submit(batch, by=town_admin)
    work()
    elsewhere.refresh_from_db()
    assert elsewhere.phone == ""
    assert Unit.objects.get(code="B02").phone == "0728-3333333"
    assert Unit.objects.filter(code="N2").exists()


def test_a_unit_touched_after_the_plan_is_a_conflict(admin, station):
    batch = planned("units", {"code": "B02", "phone": "0728-3333333"}, by=admin)
    Unit.objects.filter(code="B02").update(short_name="站")

    approval.submit(batch, by=admin)
    work()

    assert outcomes(batch) == ["conflict"]
    assert "核对之后登记已被他人修改" in texts_of(batch)
    assert Unit.objects.get(code="B02").phone == ""


def test_units_are_taken_back_as_long_as_nothing_newer_stands_on_them(admin):
    brought_in("units", BUREAU, by=admin)
    batch = brought_in("units", BUREAU | {"phone": "0728-1111111"}, STATION, by=admin)
    cadre = CadreFactory(unit=Unit.objects.get(code="B02"))

    refused = taken_back(batch, admin)
    assert refused.state == "committed"
    assert Unit.objects.get(code="B01").phone == "0728-1111111"
    cadre.delete()
    done = taken_back(batch, admin)

    assert done.state == "undone"
    assert Unit.objects.get(code="B01").phone == "0728-3222222"
    assert not Unit.objects.filter(code="B02").exists()
    assert AuditEntry.objects.filter(verb="unit.import_undone").count() == 2


def test_who_may_write_such_rows_takes_another_persons_batch_back(admin, town_admin, station):
    row = {"code": "B02", "phone": "0728-3333333"}
    batch = brought_in("units", row, by=town_admin)
    office = make_user("city_office", username="office")
    assert undo.may_undo(batch, admin)
    assert undo.may_undo(batch, office)
    assert not undo.may_undo(batch, make_user("town_leader", YANGLINWEI, username="deputy"))

    assert taken_back(batch, admin).state == "undone"


def test_a_unit_changed_after_the_import_is_not_taken_back(admin):
    batch = brought_in("units", BUREAU, by=admin)
    Unit.objects.update(phone="1")

    assert taken_back(batch, admin).state == "committed"
    assert Unit.objects.get().phone == "1"


def test_a_name_given_away_after_the_import_keeps_the_batch_in_force(admin):
    brought_in("units", BUREAU, by=admin)
    batch = brought_in("units", BUREAU | {"name": "市农业局"}, by=admin)
    UnitFactory(name=BUREAU["name"])

    assert taken_back(batch, admin).state == "committed"
    assert Unit.objects.get(code="B01").name == "市农业局"
    assert "已被别的登记使用" in Job.objects.order_by("pk").last().error
