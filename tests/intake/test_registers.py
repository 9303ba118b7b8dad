"""Units, cadres and users by workbook: the way of a real start, and what it must not do."""

import datetime
import io

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from intake.models import ImportBatch
from intake.reports import error_workbook
from intake.services import approval, undo
from intake.services.upload import upload
from organization.enums import Duty, Reach
from organization.errors import RuleError
from organization.models import AuditEntry, Cadre, CadrePost, Grant, Job, Unit, User
from organization.permissions import Role
from organization.services.units import start_post
from tests.factories import (
    CITY,
    GEXIN,
    YANGLINWEI,
    ZHANGGOU,
    CadreFactory,
    DivisionFactory,
    UnitFactory,
    UserFactory,
    make_user,
)
from tests.intake.conftest import as_file, texts_of, work
from tests.workbooks.registers import cells_of, sheet_file

pytestmark = pytest.mark.usefixtures("places")

BUREAU = {
    "code": "B01", "name": "市农业农村局（扶贫）", "short_name": "农业局", "kind": "市直部门",
    "division": "仙桃市", "phone": "0728-3222222", "starts_on": "2010-01-01",
}  # fmt: skip
STATION = {
    "code": "B02", "name": "杨林尾镇农技站", "kind": "镇办场园", "division": "杨林尾镇",
    "superior": "农业局", "starts_on": datetime.date(2012, 3, 1),
}  # fmt: skip
CADRE = {
    "number": "K001", "name": "张三丰", "sex": "男", "birth_year": 1975, "is_party_member": "是",
    "unit": "农技站", "title": "站长", "rank": "科员及以下", "phone": "13800001234",
    "duty": "主要负责人", "since": "2015-06-01", "document_no": "仙农〔2015〕7号",
}  # fmt: skip
ACCOUNT = {
    "username": "zhang.sf", "display_name": "张三丰", "division": "杨林尾镇", "role": "镇扶贫专干",
    "reach": "按区划", "grant_division": "杨林尾镇", "starts_on": "2016-01-01",
}  # fmt: skip


@pytest.fixture
def admin(places):
    return make_user("admin", username="root")


@pytest.fixture
def town_admin(places):
    return make_user("town_admin", YANGLINWEI, username="town")


@pytest.fixture
def station(places):
    DivisionFactory(code=CITY)
    return UnitFactory(
        code="B02", name="杨林尾镇农技站", short_name="农技站", kind="township",
        division=DivisionFactory(code=YANGLINWEI),
    )  # fmt: skip


def planned(sheet: str, *rows: dict, by: User) -> ImportBatch:
    """Uploaded and compared, nothing written yet."""
    batch = upload(sheet, "表.xlsx", sheet_file(sheet, *rows), by=by, again=True)
    work()
    batch.refresh_from_db()
    return batch


def brought_in(sheet: str, *rows: dict, by: User) -> ImportBatch:
    """The whole way: planned, submitted, written."""
    batch = planned(sheet, *rows, by=by)
    assert not batch.counts["error"] + batch.counts["conflict"], texts_of(batch)
    approval.submit(batch, by=by)
    work()
    batch.refresh_from_db()
    assert batch.state == "committed"
    return batch


def taken_back(batch: ImportBatch, by: User) -> ImportBatch:
    undo.request_undo(batch, by=by, reason="填错了")
    work()
    batch.refresh_from_db()
    return batch


def exported(sheet: str, path, *options: str) -> bytes:
    call_command("export_workbook", sheet, path, *options, stdout=io.StringIO())
    return path.read_bytes()


def outcomes(batch: ImportBatch) -> list[str]:
    return list(batch.rows.order_by("row_number").values_list("outcome", flat=True))


# --- units ----------------------------------------------------------------------------------


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


# --- cadres ---------------------------------------------------------------------------------


def test_a_cadre_comes_in_with_the_post_he_holds(admin, station):
    brought_in("cadres", CADRE, {"number": "K002", "name": "李四", "unit": "B02"}, by=admin)

    cadre = Cadre.objects.get(number="K001")
    assert (cadre.name, cadre.initials, cadre.sex, cadre.unit) == ("张三丰", "zsf", "1", station)
    assert (cadre.phone, cadre.birth_year, cadre.is_party_member) == ("13800001234", 1975, True)
    assert cadre.phone_tail
    post = CadrePost.objects.get()
    assert (post.cadre, post.unit, post.title, post.duty) == (cadre, station, "站长", Duty.HEAD)
    assert (post.starts_on, post.document_no) == (datetime.date(2015, 6, 1), "仙农〔2015〕7号")
    entry = AuditEntry.objects.get(verb="cadre.created", subject_id=str(cadre.pk))
    assert "13800001234" not in str(entry.after)
    assert AuditEntry.objects.filter(verb="post.started").count() == 1


def test_a_transfer_ends_one_post_and_begins_the_next_and_undo_reopens_it(admin, station):
    UnitFactory(code="B05", name="市水利局")
    brought_in("cadres", CADRE, by=admin)

    without_day = planned("cadres", {"number": "K001", "unit": "市水利局"}, by=admin)
    assert "请填写新任职日期" in texts_of(without_day)
    moved = brought_in(
        "cadres",
        {"number": "K001", "unit": "市水利局", "title": "科长", "since": "2016-09-01"},
        by=admin,
    )

    old, new = CadrePost.objects.order_by("starts_on")
    assert (old.ends_on, new.starts_on) == (new.starts_on, datetime.date(2016, 9, 1))
    assert (new.unit.code, new.title, new.duty) == ("B05", "科长", Duty.MEMBER)
    assert taken_back(moved, admin).state == "undone"
    post = CadrePost.objects.get()
    assert (post.ends_on, post.title) == (None, "站长")
    assert Cadre.objects.get().unit == station


def test_rules_of_posts_hold_in_a_workbook_as_on_the_page(admin, station):
    head = CadreFactory(number="H1", unit=station)
    start_post(head, station, title="站长", duty=Duty.HEAD, by=admin,
               starts_on=datetime.date(2014, 1, 1))  # fmt: skip
    CadreFactory(number="L1", unit=station, left_on=datetime.date(2016, 1, 1))

    batch = planned(
        "cadres",
        CADRE,
        {"number": "K002", "name": "李四", "unit": "农技站", "duty": "扶贫专干"},
        {"number": "K003", "name": "王", "unit": "农技站", "birth_year": 1890},
        {"number": "K004", "name": "赵六", "unit": "农技站", "phone": 1.38e10 + 1},
        {"number": "K005", "name": "钱七", "unit": "农技站", "phone": "1380000"},
        {"number": "L1", "title": "员"},
        {"number": "K006", "name": "孙八", "unit": "农技站", "since": "2016-01-01"},
        by=admin,
    )

    told = texts_of(batch)
    for sentence in [
        "已有在任的主要负责人，请先办理其离任", "须填写任职日期", "姓名应为2至25个汉字",
        "应在1920至2015之间", "不是有效的电话号码", "该干部已于2016-01-01离开",
        "登记任职的，须填写职务",
    ]:  # fmt: skip
        assert sentence in told
    assert outcomes(batch) == ["error", "error", "error", "new", "error", "conflict", "error"]


def test_the_form_asks_the_same_of_a_phone_as_the_workbook(client, admin, station):
    client.force_login(admin)
    values = {"number": "K009", "name": "钱七", "sex": "1", "unit": station.pk, "rank": "staff"}

    refused = client.post("/cadres/new/", values | {"phone": "1380000"}).content.decode()
    client.post("/cadres/new/", values | {"phone": "13800000000"})

    assert "不是有效的电话号码" in refused
    assert Cadre.objects.get().phone == "13800000000"


def test_heads_of_a_unit_may_change_places_in_one_workbook(admin, station):
    brought_in("cadres", CADRE, by=admin)

    brought_in(
        "cadres",
        {"number": "K001", "title": "副站长", "since": "2016-10-01"},
        CADRE | {"number": "K009", "name": "李四", "since": "2016-10-01"},
        by=admin,
    )

    head = CadrePost.objects.get(duty=Duty.HEAD, ends_on=None)
    assert head.cadre.number == "K009"


def test_a_phone_of_a_cadre_is_masked_in_the_preview(client, admin, station):
    batch = planned("cadres", CADRE, by=admin)
    client.force_login(admin)

    page = client.get(f"/import/{batch.pk}/").content.decode()

    assert "138****1234" in page
    assert "13800001234" not in page


def test_cadres_of_other_townships_are_neither_changed_nor_shown(town_admin, station):
    other = UnitFactory(code="Z1", name="张沟镇卫生院", division=DivisionFactory(code=ZHANGGOU))
    CadreFactory(number="Z001", name="周某人", unit=other)

    batch = planned(
        "cadres",
        {"number": "Z001", "title": "院长"},
        {"number": "K002", "name": "李四", "unit": "张沟镇卫生院"},
        {"number": "K003", "name": "王五", "unit": "农技站"},
        by=town_admin,
    )

    assert outcomes(batch) == ["error", "error", "new"]
    assert texts_of(batch).count("不在您的管辖范围") == 2
    assert "周某人" not in str(list(batch.rows.values_list("title", "messages")))


# --- users ----------------------------------------------------------------------------------


def test_accounts_come_without_a_password_and_with_their_grants(admin, station):
    CadreFactory(number="K001", name="张三丰", unit=station)

    brought_in(
        "users",
        ACCOUNT | {"cadre": "张三丰", "unit": "农技站"},
        {"username": "zhang.sf", "role": "帮扶责任人", "reach": "本人联系的"},
        {"username": "root2", "display_name": "市级", "division": "仙桃市", "role": "市直部门",
         "reach": "本单位", "grant_unit": "农技站", "last_day": "2017-06-30"},
        by=admin,
    )  # fmt: skip

    user = User.objects.get(username="zhang.sf")
    told = ImportBatch.objects.get().rows.get(key="zhang.sf").changes
    assert told[-2:] == [
        {"label": "授权", "old": "", "new": "镇扶贫专干，按区划（杨林尾镇），2016-01-01起"},
        {"label": "授权", "old": "", "new": "帮扶责任人，本人联系的，2016-12-31起"},
    ]
    assert not user.has_usable_password()
    assert user.must_change_password
    assert (user.cadre.number, user.unit, user.division_id) == ("K001", station, YANGLINWEI)
    grants = {(g.role, g.reach, g.division_id) for g in user.grants.all()}
    assert grants == {
        (Role.TOWN_CLERK, Reach.DIVISION, YANGLINWEI), (Role.HELPER, Reach.OWN, None),
    }  # fmt: skip
    other = Grant.objects.get(user__username="root2")
    assert (other.unit, other.ends_on) == (station, datetime.date(2017, 7, 1))
    assert other.granted_by == admin
    assert AuditEntry.objects.filter(verb="grant.given").count() == 3


def test_a_batch_of_accounts_says_where_their_passwords_are_issued(client, admin):
    batch = brought_in("users", ACCOUNT, by=admin)
    client.force_login(admin)

    page = client.get(f"/import/{batch.pk}/").content.decode()

    assert "新开的账号还没有密码" in page
    assert reverse("organization:user_list") in page


def test_a_workbook_ends_a_grant_earlier_and_undo_restores_it(admin):
    brought_in("users", ACCOUNT, by=admin)

    same = planned("users", ACCOUNT, by=admin)
    batch = brought_in("users", ACCOUNT | {"last_day": "2016-12-30"}, by=admin)

    assert outcomes(same) == ["unchanged"]
    assert Grant.objects.get(user__username="zhang.sf").ends_on == datetime.date(2016, 12, 31)
    assert AuditEntry.objects.filter(verb="grant.ended").exists()
    assert taken_back(batch, admin).state == "undone"
    assert Grant.objects.get(user__username="zhang.sf").ends_on is None


def test_rules_of_accounts_hold_in_a_workbook_as_on_the_page(admin, station):
    taken = CadreFactory(number="K001", name="张三丰", unit=station)
    UserFactory(username="old", cadre=taken)
    CadreFactory(number="K002", name="王同名", unit=station)
    CadreFactory(number="K003", name="王同名", unit=station)
    brought_in("users", ACCOUNT, by=admin)

    batch = planned(
        "users",
        ACCOUNT | {"starts_on": "2016-05-01"},
        ACCOUNT | {"username": "1x"},
        ACCOUNT | {"username": "usr2", "cadre": "K001"},
        ACCOUNT | {"username": "usr3", "cadre": "王同名"},
        ACCOUNT | {"username": "usr4", "grant_division": ""},
        ACCOUNT | {"username": "usr5", "last_day": "2015-01-01"},
        {"username": "usr6", "display_name": "无授权", "division": "仙桃市"},
        ACCOUNT | {"username": "usr7", "role": "皇帝"},
        ACCOUNT | {"username": "usr8"},
        ACCOUNT | {"username": "usr8", "display_name": "另一人"},
        {"username": "root", "role": "市领导", "reach": "按区划", "grant_division": "仙桃市"},
        ACCOUNT | {"username": ""},
        by=admin,
    )

    told = texts_of(batch)
    for sentence in [
        "在此期间已有“镇扶贫专干”的同一授权", "用户名须以字母开头", "已有账号，不能重复开户",
        "有多名干部同名，请改填干部编号", "按区划授权须选择区划", "授权的终止日期须晚于起始日期",
        "新开账号须同时给一项授权", "不在可选范围内", "同一账号填写不一致", "不能给自己授权",
        "用户名没有填写", "本表前面已有同一授权",
    ]:  # fmt: skip
        assert sentence in told, sentence
    assert set(outcomes(batch)) == {"error"}


def test_a_township_administrator_gives_only_what_the_page_lets_him_give(town_admin):
    make_user("helper", ZHANGGOU, username="far.away")

    batch = planned(
        "users",
        ACCOUNT,
        ACCOUNT | {"username": "usr2", "role": "市领导"},
        ACCOUNT | {"username": "usr3", "grant_division": "张沟镇"},
        ACCOUNT | {"username": "usr4", "division": "张沟镇"},
        {"username": "far.away", "role": "镇扶贫专干", "reach": "按区划",
         "grant_division": "杨林尾镇"},
        by=town_admin,
    )  # fmt: skip

    assert outcomes(batch) == ["new", "error", "error", "error", "error"]
    assert "您不能授予“市领导”" in texts_of(batch)
    assert texts_of(batch).count("不在您的管辖范围") == 3


def test_an_account_nobody_used_is_taken_back_and_one_with_a_password_stays(client, admin):
    batch = brought_in("users", ACCOUNT, by=admin)
    assert taken_back(batch, admin).state == "undone"
    assert not User.objects.filter(username="zhang.sf").exists()
    again = brought_in("users", ACCOUNT, by=admin)
    client.force_login(admin)
    client.post("/users/passwords/")

    assert taken_back(again, admin).state == "committed"
    assert User.objects.filter(username="zhang.sf").exists()


# --- one-time passwords ---------------------------------------------------------------------


def test_passwords_are_issued_once_in_a_workbook_that_nobody_keeps(client, admin):
    brought_in("users", ACCOUNT, ACCOUNT | {"username": "li.si", "display_name": "李四"}, by=admin)
    client.force_login(admin)
    assert "2个在用账号尚无密码" in client.get("/users/").content.decode()

    answer = client.post("/users/passwords/")
    lines = cells_of(answer.content)[2:]
    second = client.post("/users/passwords/")

    assert "no-store" in answer["Cache-Control"]
    assert [line[2] for line in lines] == ["li.si", "zhang.sf"]
    user = User.objects.get(username="zhang.sf")
    assert user.check_password(lines[1][3])
    assert user.must_change_password
    assert second.status_code == 302
    entries = AuditEntry.objects.filter(verb="user.password_issued")
    assert entries.count() == 2
    assert lines[1][3] not in str(list(AuditEntry.objects.values()))
    assert "尚无密码" not in client.get("/users/").content.decode()


def test_passwords_are_issued_within_ones_own_area_and_a_few_at_a_time(
    client, admin, town_admin, monkeypatch
):
    monkeypatch.setattr("organization.services.users.PASSWORDS_AT_ONCE", 2)
    rows = [ACCOUNT | {"username": f"u.{n}"} for n in range(3)]
    brought_in("users", *rows, ACCOUNT | {"username": "far", "division": "张沟镇"}, by=admin)
    client.force_login(town_admin)

    first, second = client.post("/users/passwords/"), client.post("/users/passwords/")
    nothing = client.post("/users/passwords/")

    assert len(cells_of(first.content)) - 2 == 2
    assert len(cells_of(second.content)) - 2 == 1
    assert nothing.status_code == 302
    assert not User.objects.get(username="far").has_usable_password()


def test_passwords_are_issued_by_those_alone_who_manage_users(client, office):
    client.force_login(office)

    assert client.post("/users/passwords/").status_code == 403


# --- all of them ----------------------------------------------------------------------------


@pytest.fixture
def filled(admin, station):
    """A small city: units with and without superior, cadres with posts, accounts with grants."""
    brought_in("units", BUREAU | {"short_name": "农业（扶贫）局"}, by=admin)
    brought_in("cadres", CADRE, {"number": "K002", "name": "李四", "unit": "B01"}, by=admin)
    brought_in(
        "users", ACCOUNT | {"cadre": "K001", "unit": "B02", "last_day": "2017-12-31"},
        {"username": "zhang.sf", "role": "帮扶责任人", "reach": "本人联系的", "note": "试行"},
        by=admin,
    )  # fmt: skip


def test_the_trail_of_a_workbook_is_told_in_names(client, filled, admin, office):
    brought_in("units", {"code": "B02", "superior": "B01", "kind": "市直部门"}, by=admin)
    brought_in("cadres", {"number": "K002", "unit": "B02"}, by=admin)
    brought_in("users", {"username": "zhang.sf", "unit": "B01", "display_name": "张三"}, by=admin)
    client.force_login(office)

    page = client.get("/trail/").content.decode()

    assert "农业（扶贫）局" in page
    assert ">B01<" not in page
    assert "发放一次性密码" in page  # among the verbs to choose from
    changed = AuditEntry.objects.get(verb="user.updated")
    bureau, station = Unit.objects.get(code="B01"), Unit.objects.get(code="B02")
    assert changed.before == {"display_name": "张三丰", "unit": station.pk}
    assert changed.after == {"display_name": "张三", "unit": bureau.pk}


@pytest.mark.parametrize("sheet", ["units", "cadres", "users"])
def test_what_is_exported_comes_in_again_without_any_change(filled, tmp_path, sheet):
    content = exported(sheet, tmp_path / "out.xlsx")
    (tmp_path / "in.xlsx").write_bytes(content)
    out = io.StringIO()

    call_command("import_workbook", sheet, tmp_path / "in.xlsx", "--commit", "--json", stdout=out)

    assert '"unchanged": 0' not in out.getvalue()
    assert '"new": 0, "changed": 0' in out.getvalue()
    assert '"conflicts": 0, "errors": 0' in out.getvalue()


def test_an_account_of_a_cadre_who_left_or_a_unit_dissolved_comes_in_unchanged(
    filled, admin, station, tmp_path
):
    brought_in(
        "users",
        {"username": "zhang.sf", "role": "市直部门", "reach": "本单位", "grant_unit": "农技站"},
        by=admin,
    )
    Cadre.objects.update(left_on=datetime.date(2016, 12, 1))
    Unit.objects.filter(code="B02").update(ends_on=datetime.date(2016, 12, 1))
    UnitFactory(code="B07", name="杨林尾镇农技站")
    path, out = tmp_path / "out.xlsx", io.StringIO()
    exported("users", path)

    call_command("import_workbook", "users", path, "--json", stdout=out)

    assert '"unchanged": 2, "conflicts": 0, "errors": 0' in out.getvalue()


def test_an_export_of_a_township_holds_its_rows_alone(filled, tmp_path):
    lines = cells_of(exported("units", tmp_path / "out.xlsx", "--division", YANGLINWEI))

    assert [line[0] for line in lines[1:]] == ["B02"]


def test_the_command_line_writes_without_a_second_person(places, tmp_path):
    path = tmp_path / "单位.xlsx"
    path.write_bytes(sheet_file("units", BUREAU, STATION))
    out = io.StringIO()

    call_command("import_workbook", "units", path, stdout=out)
    assert not Unit.objects.exists()
    call_command("import_workbook", "units", path, "--commit", stdout=out)

    assert Unit.objects.count() == 2
    assert AuditEntry.objects.filter(verb="unit.created", actor=None).count() == 2


def _many(sheet: str, count: int) -> list[dict]:
    return {
        "units": [STATION | {"code": f"U{n}", "name": f"单位{n}", "superior": ""}
                  for n in range(count)],
        "cadres": [CADRE | {"number": f"C{n}", "duty": "扶贫专干"} for n in range(count)],
        "users": [ACCOUNT | {"username": f"user.{n}"} for n in range(count)],
    }[sheet]  # fmt: skip


@pytest.mark.parametrize("sheet", ["units", "cadres", "users"])
def test_twenty_rows_take_as_many_queries_as_one(admin, station, sheet):
    def count(rows: list[dict]) -> list[int]:
        content, numbers, batch = sheet_file(sheet, *rows), [], None
        for step in ("plan", "write", "undo"):
            with CaptureQueriesContext(connection) as captured:
                if step == "plan":
                    batch = upload(sheet, "表.xlsx", content, by=admin, again=True)
                elif step == "write":
                    approval.submit(batch, by=admin)
                else:
                    undo.request_undo(batch, by=admin, reason="试算")
                work()
            batch.refresh_from_db()
            numbers.append(len(captured))
        assert batch.state == "undone", texts_of(batch)
        return numbers

    count(_many(sheet, 2))  # warms what is read once

    assert count(_many(sheet, 20)) == count(_many(sheet, 1))


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        ("admin", {"units", "cadres", "users"}),
        ("city_office", {"units", "cadres", "key_villages", "households"}),
        ("town_admin", {"units", "cadres", "users"}),
        ("town_clerk", {"households"}),
    ],
)
def test_a_sheet_is_offered_to_those_who_may_write_its_rows(client, role, offered):
    client.force_login(make_user(role, CITY))

    page = client.get("/import/upload/").content.decode()

    assert {code for code in ("units", "cadres", "users", "key_villages", "households")
            if f"/upload/{code}/template/" in page} == offered  # fmt: skip


def test_a_sheet_without_its_permission_is_refused_at_the_door(clerk):
    with pytest.raises(PermissionDenied):
        upload("users", "表.xlsx", sheet_file("users", ACCOUNT), by=clerk)


def test_batches_of_accounts_are_open_to_those_alone_who_manage_them(client, admin, office):
    batch = brought_in("users", ACCOUNT, by=admin)
    client.force_login(office)

    assert client.get(f"/import/{batch.pk}/").status_code == 404
    with pytest.raises((PermissionDenied, RuleError)):
        undo.request_undo(batch, by=office, reason="试试")


def test_the_setup_list_leads_to_form_workbook_and_template_of_each_step(client, admin, office):
    client.force_login(admin)
    page = client.get("/setup/").content.decode()
    assert 'href="/import/upload/?sheet=units"' in page
    assert 'href="/import/upload/users/template/"' in page
    assert 'href="/users/"' in page
    assert "sheet=key_villages" not in page
    assert "由市扶贫办、组织部办理" in page

    client.force_login(office)
    page = client.get("/setup/").content.decode()
    assert 'href="/import/upload/?sheet=key_villages"' in page
    assert "sheet=users" not in page
