"""Key villages by workbook: designations and exits, as the village page takes them."""

import datetime
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from intake.models import ImportBatch
from intake.services import approval, undo
from intake.services.upload import upload
from organization.models import AuditEntry, ChangeMark, Division
from tests.factories import (
    GEXIN,
    XIANFENG,
    YANGLINWEI,
    DivisionFactory,
    GrantFactory,
    KeyVillageFactory,
    VillageFactory,
    make_user,
)
from tests.intake.conftest import as_file, texts_of, work
from tests.workbooks.registers import sheet_file
from villages.models import KeyVillage, Village
from villages.services.key_villages import record_village_exit

pytestmark = pytest.mark.usefixtures("day")
ROW = {"township": "杨林尾镇", "village": "革新村", "starts_on": "2014-10-01",
       "document_no": "仙扶组发〔2014〕3号"}  # fmt: skip
OTHER = ROW | {"township": "张沟镇", "village": "先锋村"}
EXIT = {"exited_on": "2016-11-30", "exit_document_no": "仙扶组发〔2016〕12号"}


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def office(day):
    DivisionFactory(code=GEXIN)
    DivisionFactory(code=XIANFENG)
    return make_user("city_office", username="office")


def planned(*rows: dict, by) -> ImportBatch:
    batch = upload("key_villages", "表.xlsx", sheet_file("key_villages", *rows), by=by, again=True)
    work()
    batch.refresh_from_db()
    return batch


def written(batch: ImportBatch, by) -> ImportBatch:
    approval.submit(batch, by=by)
    work()
    batch.refresh_from_db()
    return batch


def taken_back(batch: ImportBatch, by) -> ImportBatch:
    undo.request_undo(batch, by=by, reason="填错了")
    work()
    batch.refresh_from_db()
    return batch


def outcomes(batch: ImportBatch) -> list[str]:
    return list(batch.rows.order_by("row_number").values_list("outcome", flat=True))


def test_key_villages_come_in_by_workbook_with_trail_and_change_marks(client, office):
    client.force_login(office)
    content = sheet_file("key_villages", ROW, OTHER | EXIT)

    client.post("/import/upload/", {"sheet": "key_villages", "file": as_file(content)})
    work()
    batch = ImportBatch.objects.get()
    client.post(f"/import/{batch.pk}/submit/")
    work()

    assert Village.objects.count() == 2
    stays, left = KeyVillage.objects.order_by("village_id")
    assert (stays.village_id, stays.starts_on) == (GEXIN, datetime.date(2014, 10, 1))
    assert (stays.document_no, stays.exited_on) == ("仙扶组发〔2014〕3号", None)
    assert left.exited_on == datetime.date(2016, 11, 30)
    assert AuditEntry.objects.filter(verb="key_village.designated", actor=office).count() == 2
    assert AuditEntry.objects.filter(verb="key_village.exited").count() == 1
    marks = ChangeMark.objects.filter(topic="key_village", from_day=datetime.date(2014, 10, 1))
    assert set(marks.values_list("division_code", flat=True)) == {GEXIN, XIANFENG}


def test_an_exit_is_added_and_what_stands_is_not_rewritten(office):
    designation = KeyVillageFactory(at=GEXIN)
    KeyVillageFactory(at=XIANFENG, exited=True)

    batch = planned(ROW | EXIT, OTHER | EXIT, by=office)
    wrong = planned(ROW | {"starts_on": "2015-01-01"}, OTHER | EXIT | {"exited_on": "2016-12-01"},
                    by=office)  # fmt: skip
    written(batch, office)

    assert outcomes(batch) == ["changed", "unchanged"]
    assert [line["label"] for line in batch.rows.first().changes] == ["出列日期", "出列公告文号"]
    designation.refresh_from_db()
    assert designation.exited_on == datetime.date(2016, 11, 30)
    assert outcomes(wrong) == ["error", "error"]
    assert "认定日期和文号不能用表格更改" in texts_of(wrong)
    assert "已于2016-11-30出列，不能重复登记" in texts_of(wrong)


def test_every_problem_of_a_key_villages_workbook_is_told_at_once(office):
    KeyVillageFactory(at=GEXIN, ends_on=datetime.date(2016, 6, 1))

    batch = planned(
        ROW | {"starts_on": "2016-01-01"},
        OTHER | {"document_no": ""},
        OTHER | {"exited_on": "2016-11-30"},
        ROW | {"village": "不存在村"},
        ROW | {"village": "", "starts_on": "某日"},
        by=office,
    )

    told = texts_of(batch)
    for sentence in [
        "在此期间已是重点村，不能重复认定", "认定文号没有填写", "出列公告文号没有填写",
        "杨林尾镇没有“不存在村”",
        "行政村没有填写", "不是日期", "同一个村只能有一行",
    ]:  # fmt: skip
        assert sentence in told, sentence
    assert set(outcomes(batch)) == {"error"}


def test_an_exit_lies_after_the_designation(office):
    batch = planned(ROW | EXIT | {"exited_on": "2014-10-01"}, by=office)

    assert "出列日期须晚于认定日期2014-10-01" in texts_of(batch)


def test_days_that_lie_ahead_are_told_at_their_cells(office):
    ahead = {"exited_on": "2017-01-01"}
    batch = planned(ROW | {"starts_on": "2017-01-01"}, OTHER | EXIT | ahead, by=office)

    assert outcomes(batch) == ["error", "error"]
    assert "认定日期不能晚于今天（2016-12-31）" in texts_of(batch)
    assert "出列日期不能晚于今天（2016-12-31）" in texts_of(batch)


def test_a_village_name_that_fits_two_is_asked(office):
    DivisionFactory(code="429004110228", name="革新村委会")

    batch = planned(ROW | {"township": ""}, by=office)

    assert outcomes(batch) == ["error"]
    assert len(batch.questions[0]["options"]) == 2


def test_rows_outside_of_ones_own_area_are_refused_one_by_one(office):
    local = make_user("helper", YANGLINWEI)
    place = Division.objects.get(code=YANGLINWEI)
    GrantFactory(user=local, role="city_office", division=place)

    batch = planned(ROW, OTHER, by=local)

    assert outcomes(batch) == ["new", "error"]
    assert "不在您的管辖范围" in texts_of(batch)
    with pytest.raises(PermissionDenied):
        planned(ROW, by=make_user("town_clerk", YANGLINWEI))


def test_an_import_is_taken_back_unless_the_village_has_moved_on(office):
    VillageFactory(code=GEXIN)
    KeyVillageFactory(at=XIANFENG)
    batch = written(planned(ROW, OTHER | EXIT, by=office), office)
    record_village_exit(
        KeyVillage.objects.get(village=GEXIN), exited_on=datetime.date(2016, 12, 1),
        document_no="文", by=office,
    )  # fmt: skip

    assert taken_back(batch, office).state == "committed"
    KeyVillage.objects.filter(village=GEXIN).update(exited_on=None, exit_document_no="")
    assert taken_back(batch, office).state == "undone"

    left = KeyVillage.objects.get()
    assert (left.village_id, left.exited_on, left.exit_document_no) == (XIANFENG, None, "")
    assert AuditEntry.objects.filter(verb="key_village.import_undone").count() == 2


def test_a_village_designated_after_the_plan_is_a_conflict(office):
    batch = planned(ROW, by=office)
    KeyVillageFactory(at=GEXIN)

    written(batch, office)

    assert outcomes(batch) == ["conflict"]
    assert KeyVillage.objects.count() == 1


def test_what_is_exported_comes_in_again_without_any_change(office, tmp_path):
    KeyVillageFactory(at=GEXIN)
    KeyVillageFactory(at=XIANFENG, exited=True)
    path, out = tmp_path / "重点村.xlsx", io.StringIO()

    call_command("export_workbook", "key_villages", path, stdout=out)
    call_command("import_workbook", "key_villages", path, "--commit", "--json", stdout=out)

    assert '"new": 0, "changed": 0, "unchanged": 2' in out.getvalue()


def test_the_command_line_designates_without_a_second_person(office, tmp_path):
    path = tmp_path / "重点村.xlsx"
    path.write_bytes(sheet_file("key_villages", ROW))

    call_command("import_workbook", "key_villages", path, "--commit", stdout=io.StringIO())

    assert KeyVillage.objects.get().village_id == GEXIN


def test_twenty_villages_take_as_many_queries_as_one(office):
    codes = [f"429004108{300 + n}" for n in range(23)]
    for code in codes:
        DivisionFactory(code=code)

    def count(chosen: list[str]) -> list[int]:
        content, numbers, batch = (
            sheet_file("key_villages", *[ROW | {"village": code} for code in chosen]), [], None
        )  # fmt: skip
        for step in ("plan", "write", "undo"):
            with CaptureQueriesContext(connection) as captured:
                if step == "plan":
                    batch = upload("key_villages", "表.xlsx", content, by=office, again=True)
                elif step == "write":
                    approval.submit(batch, by=office)
                else:
                    undo.request_undo(batch, by=office, reason="试算")
                work()
            batch.refresh_from_db()
            numbers.append(len(captured))
        assert batch.state == "undone", texts_of(batch)
        return numbers

    count(codes[:2])

    assert count(codes[2:22]) == count(codes[22:])
