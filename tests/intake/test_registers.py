"""The plain registers together: trail, export, queries, who is offered what."""

import datetime
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from intake.services import approval, undo
from intake.services.upload import upload
from organization.errors import RuleError
from organization.models import AuditEntry, Cadre, Unit
from tests.factories import (
    CITY,
    YANGLINWEI,
    UnitFactory,
    make_user,
)
from tests.intake.conftest import texts_of, work
from tests.intake.registers import (
    ACCOUNT,
    BUREAU,
    CADRE,
    STATION,
    brought_in,
    exported,
)
from tests.workbooks.registers import cells_of, sheet_file

pytestmark = pytest.mark.usefixtures("places")


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
