"""The city's leaders and its designated townships by workbook."""

import datetime
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assistance.models import LeaderPost
from assistance.selectors.coverage import coverage_of
from assistance.services.leadership import end_leader_post
from intake.models import ImportBatch
from intake.reports import error_workbook
from intake.services import approval, undo
from intake.services.upload import upload
from organization.models import AuditEntry, Cadre, ChangeMark
from tests.assistance.factories import LeaderPostFactory, TownshipDesignationFactory
from tests.factories import (
    CITY,
    YANGLINWEI,
    ZHANGGOU,
    CadreFactory,
    DivisionFactory,
    make_user,
)
from tests.intake.conftest import as_file, texts_of, work
from tests.workbooks.registers import cells_of, sheet_file

pytestmark = pytest.mark.usefixtures("day")
TODAY = datetime.date(2016, 12, 31)
POST = {"cadre": "L01", "body": "市委", "title": "组织部长", "is_standing_committee": "是",
        "starts_on": "2014-01-01", "document_no": "仙干〔2014〕1号"}  # fmt: skip
DESIGNATION = {"division": "杨林尾镇", "kind": "重点镇", "starts_on": "2014-12-01",
               "document_no": "仙扶组发〔2014〕4号"}  # fmt: skip
SHEETS = {"leader_posts": POST, "key_townships": DESIGNATION}


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def office(day):
    DivisionFactory(code=YANGLINWEI)
    DivisionFactory(code=ZHANGGOU)
    CadreFactory(number="L01", name="何常委")
    CadreFactory(number="L02", name="王市长")
    return make_user("city_office", username="office")


def planned(sheet: str, *rows: dict, by) -> ImportBatch:
    batch = upload(sheet, "表.xlsx", sheet_file(sheet, *rows), by=by, again=True)
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


def test_leaders_come_in_by_workbook_with_trail_and_change_mark(client, office):
    client.force_login(office)
    mayor = {"cadre": "王市长", "body": "市政府", "title": "副市长", "starts_on": "2015-03-01"}
    content = sheet_file("leader_posts", POST, mayor, mayor | {"body": "市委",
                         "starts_on": "2012-01-01", "ends_on": "2015-03-01"})  # fmt: skip

    client.post("/import/upload/", {"sheet": "leader_posts", "file": as_file(content)})
    work()
    batch = ImportBatch.objects.get()
    page = client.get(f"/import/{batch.pk}/").content.decode()
    client.post(f"/import/{batch.pk}/submit/")
    work()

    assert "何常委" in page
    first, former, now = LeaderPost.objects.order_by("cadre__number", "starts_on")
    assert (first.body, first.is_standing_committee) == ("party", True)
    assert (first.starts_on, first.document_no) == (datetime.date(2014, 1, 1), "仙干〔2014〕1号")
    assert former.ends_on == now.starts_on == datetime.date(2015, 3, 1)
    assert AuditEntry.objects.filter(verb="leader_post.started", actor=office).count() == 3
    ended = AuditEntry.objects.get(verb="leader_post.ended")
    began = AuditEntry.objects.get(verb="leader_post.started", subject_id=ended.subject_id)
    assert began.after == ended.before == {
        "cadre": former.cadre_id, "body": "party", "title": "副市长", "starts_on": "2012-01-01",
        "is_standing_committee": False,
    }  # fmt: skip
    assert ended.after == ended.before | {"ends_on": "2015-03-01"}
    mark = ChangeMark.objects.get(topic="pairing", division_code=CITY)
    assert mark.from_day == datetime.date(2012, 1, 1)


def test_designations_come_in_by_workbook(office):
    heavy = DESIGNATION | {"kind": "扶贫任务较重镇"}

    batch = written(planned("key_townships", DESIGNATION, heavy, by=office), office)

    assert batch.counts["new"] == 2
    assert coverage_of("C1", TODAY, CITY).total == 1
    assert ChangeMark.objects.filter(topic="pairing", division_code=YANGLINWEI).exists()


def test_an_end_is_added_and_what_stands_is_not_rewritten(office):
    written(planned("leader_posts", POST, by=office), office)

    batch = planned("leader_posts", POST | {"ends_on": "2016-12-31"}, by=office)
    wrong = planned("leader_posts", POST | {"title": "书记"}, by=office)
    written(batch, office)
    again = planned("leader_posts", POST | {"ends_on": "2016-12-30"}, by=office)

    assert outcomes(batch) == ["changed"]
    assert [line["label"] for line in batch.rows.get().changes] == ["离任日期"]
    assert LeaderPost.objects.get().ends_on == TODAY
    assert outcomes(wrong) == outcomes(again) == ["error"]
    assert "任职登记后，表格只能补离任日期" in texts_of(wrong)
    assert "任职登记后，表格只能补离任日期" in texts_of(again)


def test_every_problem_of_a_leaders_workbook_is_told_at_once(client, office):
    LeaderPostFactory(cadre__number="L03", starts_on=datetime.date(2015, 1, 1))

    batch = planned(
        "leader_posts",
        POST | {"cadre": "查无此人"},
        POST | {"cadre": ""},
        POST | {"title": ""},
        POST | {"body": "市委宣传部"},
        POST | {"body": "市人大"},
        POST | {"cadre": "L02", "starts_on": "2017-01-01"},
        POST | {"cadre": "L02", "body": "市政协", "is_standing_committee": "否",
                "ends_on": "2014-01-01"},
        POST | {"cadre": "L02", "body": "市政府", "is_standing_committee": "否",
                "ends_on": "2017-02-01"},
        POST | {"cadre": "L03", "starts_on": "2016-01-01"},
        POST | {"starts_on": "2016-02-01"},
        POST | {"starts_on": "2016-02-01"},
        POST | {"starts_on": "某日"},
        by=office,
    )  # fmt: skip

    told = texts_of(batch)
    for sentence in [
        "没有找到该干部", "领导没有填写", "职务没有填写", "不在可选范围内",
        "常委只在市委班子中登记",
        "任职日期不能晚于今天（2016-12-31）", "离任日期须晚于任职日期（2014-01-01）",
        "离任日期最晚为明日", "任期不能重叠", "同一任职只能有一行", "不是日期",
    ]:  # fmt: skip
        assert sentence in told, sentence
    assert set(outcomes(batch)) == {"error"}
    marked = "".join(str(cell) for row in cells_of(error_workbook.build(batch)) for cell in row)
    assert "任期不能重叠" in marked


def test_every_problem_of_a_townships_workbook_is_told_at_once(office):
    TownshipDesignationFactory(at=ZHANGGOU, ends_on=datetime.date(2016, 6, 1))

    batch = planned(
        "key_townships",
        DESIGNATION | {"division": "不存在镇"},
        DESIGNATION | {"division": ""},
        DESIGNATION | {"starts_on": "2017-01-01"},
        DESIGNATION | {"ends_on": "2014-11-30"},
        DESIGNATION | {"division": "张沟镇", "starts_on": "2016-05-01"},
        by=office,
    )

    told = texts_of(batch)
    for sentence in [
        "找不到“不存在镇”", "镇办场园没有填写", "认定日期不能晚于今天", "撤销日期须晚于认定日期",
        "张沟镇在此期间已是重点镇",
    ]:  # fmt: skip
        assert sentence in told, sentence
    assert set(outcomes(batch)) == {"error"}


def test_one_term_follows_another_of_the_same_workbook(office):
    former = POST | {"starts_on": "2010-01-01", "ends_on": "2014-01-01"}

    batch = written(planned("leader_posts", POST, former, by=office), office)

    assert batch.counts["new"] == 2
    assert LeaderPost.objects.open().get().starts_on == datetime.date(2014, 1, 1)


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_template_is_offered_to_those_alone_who_may_enter_the_rows(client, sheet, office):
    address = f"/import/upload/{sheet}/template/"
    for role, offered in [("city_office", True), ("organizer", True), ("town_clerk", False),
                          ("admin", False), ("city_leader", False)]:  # fmt: skip
        client.force_login(make_user(role, CITY))
        page = client.get("/import/upload/")
        assert (address in page.content.decode()) is offered, role
    with pytest.raises(PermissionDenied):
        upload(sheet, "表.xlsx", sheet_file(sheet, SHEETS[sheet]), by=make_user("town_clerk"))


@pytest.mark.parametrize("sheet", SHEETS)
def test_an_office_of_a_township_enters_nothing_of_the_city(sheet, office):
    local = make_user("city_office", YANGLINWEI)
    CadreFactory(number="T01", unit__division=DivisionFactory(code=YANGLINWEI))

    batch = planned(sheet, SHEETS[sheet] | ({"cadre": "T01"} if sheet == "leader_posts" else {}),
                    by=local)  # fmt: skip

    assert outcomes(batch) == ["error"]
    assert "不在您的管辖范围" in texts_of(batch)


def test_an_import_is_taken_back_unless_the_post_has_moved_on(office):
    standing = LeaderPostFactory(cadre__number="L04", title="主席", body="consultative",
                                 is_standing_committee=False)  # fmt: skip
    ended = {"cadre": "L04", "body": "市政协", "title": "主席", "ends_on": "2016-12-31",
             "starts_on": standing.starts_on}  # fmt: skip
    batch = written(planned("leader_posts", POST, ended, by=office), office)
    assert batch.counts["changed"] == 1
    made = LeaderPost.objects.get(cadre__number="L01")
    end_leader_post(made, ends_on=TODAY, by=office)

    assert taken_back(batch, office).state == "committed"
    LeaderPost.objects.filter(pk=made.pk).update(ends_on=None)
    assert taken_back(batch, office).state == "undone"

    left = LeaderPost.objects.get()
    assert (left.pk, left.ends_on) == (standing.pk, None)
    assert AuditEntry.objects.filter(verb="leader_post.import_undone").count() == 2


@pytest.mark.parametrize("sheet", SHEETS)
def test_what_was_entered_after_the_plan_is_a_conflict(office, sheet):
    batch = planned(sheet, SHEETS[sheet], by=office)
    LeaderPostFactory(cadre=Cadre.objects.get(number="L01"))
    TownshipDesignationFactory(at=YANGLINWEI)

    written(batch, office)

    assert outcomes(batch) == ["conflict"]
    assert "核对之后情况有变" in texts_of(batch)


def test_whoever_leaves_after_the_plan_gets_no_post(office):
    other = POST | {"cadre": "L02", "body": "市人大", "is_standing_committee": "否"}
    batch = planned("leader_posts", POST, other, by=office)
    Cadre.objects.filter(number="L01").update(left_on=TODAY)

    written(batch, office)

    assert outcomes(batch) == ["conflict", "new"]
    assert "核对之后情况有变：何常委已于2016-12-31离开，不能登记任职" in texts_of(batch)
    assert LeaderPost.objects.get().cadre.number == "L02"


@pytest.mark.parametrize("sheet", SHEETS)
def test_what_is_exported_comes_in_again_without_any_change(office, sheet, tmp_path):
    LeaderPostFactory(cadre__number="L05", ends_on=datetime.date(2016, 6, 1))
    LeaderPostFactory(cadre__number="L06", body="congress", is_standing_committee=False)
    TownshipDesignationFactory(at=YANGLINWEI, ends_on=datetime.date(2016, 6, 1))
    TownshipDesignationFactory(at=ZHANGGOU, kind="heavy")
    path, out = tmp_path / "表.xlsx", io.StringIO()

    call_command("export_workbook", sheet, path, stdout=out)
    call_command("import_workbook", sheet, path, "--commit", "--json", stdout=out)

    assert '"new": 0, "changed": 0, "unchanged": 2' in out.getvalue()


def test_the_setup_list_leads_to_page_workbook_and_template(client, office):
    client.force_login(office)
    page = client.get("/setup/").content.decode()
    for sheet in SHEETS:
        assert f'href="/import/upload/?sheet={sheet}"' in page
        assert f'href="/import/upload/{sheet}/template/"' in page
    assert 'href="/assistance/leaders/"' in page

    client.force_login(make_user("admin"))
    page = client.get("/setup/").content.decode()
    assert "sheet=leader_posts" not in page
    assert "市领导" in page


@pytest.mark.parametrize("sheet", SHEETS)
def test_twenty_rows_take_as_many_queries_as_one(office, sheet):
    rows = []
    for n in range(23):
        CadreFactory(number=f"M{n:02d}")
        DivisionFactory(code=f"429004{150 + n}000", name=f"试{chr(0x4E00 + 40 * n)}镇")
        named = {"cadre": f"M{n:02d}"} if sheet == "leader_posts" else {
            "division": f"试{chr(0x4E00 + 40 * n)}镇"}  # fmt: skip
        rows.append(SHEETS[sheet] | named)

    def count(chosen: list[dict]) -> list[int]:
        content, numbers, batch = sheet_file(sheet, *chosen), [], None
        for step in ("plan", "write", "undo"):
            with CaptureQueriesContext(connection) as captured:
                if step == "plan":
                    batch = upload(sheet, "表.xlsx", content, by=office, again=True)
                elif step == "write":
                    approval.submit(batch, by=office)
                else:
                    undo.request_undo(batch, by=office, reason="试算")
                work()
            batch.refresh_from_db()
            numbers.append(len(captured))
        assert batch.state == "undone", texts_of(batch)
        return numbers

    count(rows[:2])

    assert count(rows[2:22]) == count(rows[22:])
