"""A real city from nothing: divisions, first administrator, parameters."""

import csv
import datetime
import io

import pytest
from django.core.management import CommandError, call_command

from organization.enums import DivisionLevel
from organization.models import AuditEntry, DemoClock, Division, Grant, Parameter, User
from organization.parameters import DEFINITIONS, parameter
from organization.permissions import Role
from organization.services.divisions import load_divisions, register_mover, succeed_division
from organization.services.start import DIVISIONS_FILE
from tests.organization.conftest import CITY, GEXIN, LONGTAI, YANGLINWEI

DAY = datetime.date(2016, 12, 31)


def run(name, *args, **options) -> str:
    out = io.StringIO()
    call_command(name, *args, stdout=out, **options)
    return out.getvalue()


def test_the_states_list_has_25_townships_and_767_villages(db):
    run("load_divisions", str(DIVISIONS_FILE))

    levels = Division.objects
    assert levels.filter(level=DivisionLevel.TOWNSHIP).count() == 25
    assert levels.filter(level=DivisionLevel.VILLAGE).count() == 767
    assert Division.objects.get(code=GEXIN).short_name == "革新村"
    assert Division.objects.filter(name__contains="剅").exists()
    assert Division.objects.filter(name__contains="埫").exists()
    assert run("load_divisions", str(DIVISIONS_FILE)).strip() == "区划：新增0个，更名0个"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (["42900410", "某镇", "township", "429004000000"], "第2行.*12位"),
        (["429004108000", "", "township", "429004000000"], "第2行.*名称"),
        (["429004108000", "某镇", "village", "429004000000"], "第2行.*级别"),
        (["429004108000", "某镇", "township", "429005000000"], "第2行.*上级"),
    ],
)
def test_a_faulty_list_is_refused_with_its_line_and_changes_nothing(db, tmp_path, row, sentence):
    path = tmp_path / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["code", "name", "level", "parent_code"], row])

    with pytest.raises(CommandError, match=sentence):
        run("load_divisions", str(path))
    assert not Division.objects.exists()


def test_init_city_gives_an_administrator_who_must_choose_a_password(client, db):
    said = run("init_city", admin="chief")

    user = User.objects.get(username="chief")
    assert user.must_change_password
    assert [grant.role for grant in user.grants.all()] == [Role.ADMIN]
    assert "一次性密码" in said
    assert "尚缺：单位" in said
    password = said.split("一次性密码 ")[1].split("（")[0]
    signed_in = client.post("/login/", {"username": "chief", "password": password})
    assert signed_in.status_code == 302
    assert "已存在" in run("init_city", admin="chief")
    assert User.objects.count() == 1


def test_the_demonstration_city_cannot_be_made_real(db):
    DemoClock.objects.create(day=DAY)

    with pytest.raises(CommandError, match="演示市"):
        run("init_city")


def test_the_setup_list_shows_what_is_missing(client, city, person):
    client.force_login(person("root", Role.ADMIN))

    page = client.get("/setup/").content.decode()

    assert "待完成" in page
    assert "表格导入" in page
    assert "共8步" in page


def test_the_administrators_first_page_leads_to_the_list_until_the_city_is_set_up(client, db):
    run("init_city", admin="chief")
    user = User.objects.get(username="chief")
    User.objects.update(must_change_password=False)
    client.force_login(user)

    page = client.get("/", follow=True).content.decode()

    assert "启用清单中待完成的步骤" in page


def test_the_nearest_area_sets_a_parameter_and_only_for_its_time(city, person):
    def put(code, value, start, end=None):
        Parameter.objects.create(
            key="village_days_target", division_id=code, value=value, starts_on=start, ends_on=end
        )

    put(CITY, 200, datetime.date(2016, 1, 1), datetime.date(2017, 1, 1))
    put(YANGLINWEI, 210, datetime.date(2016, 7, 1))

    assert parameter("village_days_target", datetime.date(2015, 12, 31), GEXIN) == 220
    assert parameter("village_days_target", datetime.date(2016, 6, 30), GEXIN) == 200
    assert parameter("village_days_target", DAY, GEXIN) == 210
    assert parameter("village_days_target", DAY, CITY) == 200


def test_an_office_sets_a_value_with_its_document_and_the_old_one_ends(client, city, person):
    client.force_login(person("office", Role.CITY_OFFICE))
    url = "/parameters/village_days_target/"

    without = client.post(url, {"value": 200, "division": CITY, "starts_on": "2017-01-01"})
    assert "document_no" in without.context["form"].errors
    assert not Parameter.objects.exists()
    data = {
        "value": 200,
        "division": CITY,
        "starts_on": "2017-01-01",
        "document_no": "仙扶组〔2017〕1号",
    }
    assert client.post(url, data).status_code == 302
    again = client.post(url, data)
    assert "已有同日或更晚生效的取值" in again.content.decode()
    client.post(url, {**data, "value": 210, "starts_on": "2018-01-01"})

    first, second = Parameter.objects.order_by("starts_on")
    assert (first.ends_on, second.value) == (datetime.date(2018, 1, 1), 210)


def test_a_leader_reads_parameters_but_sets_none(client, city, person):
    client.force_login(person("leader", Role.CITY_LEADER))

    client.post(
        "/parameters/village_days_target/",
        {"value": 1, "division": CITY, "starts_on": "2017-01-01", "document_no": "x"},
    )

    assert not Parameter.objects.exists()


@pytest.mark.parametrize("key", list(DEFINITIONS))
def test_every_parameter_has_a_page(client, city, person, key):
    client.force_login(person("office", Role.CITY_OFFICE))

    assert client.get(f"/parameters/{key}/").status_code == 200


def test_a_merged_village_keeps_its_row_and_its_current_rows_move(city, person, unit):
    admin = person("root", Role.ADMIN)
    moved = []
    register_mover(lambda old, new, on: moved.append((old, new, on)) or 3)

    count = succeed_division(city[GEXIN], city[LONGTAI], on=DAY, by=admin)

    old = Division.objects.get(code=GEXIN)
    assert (old.ends_on, old.successor_id) == (DAY, LONGTAI)
    assert moved == [(GEXIN, LONGTAI, DAY)]
    assert count >= 3


def test_what_a_list_adds_and_renames_stands_in_the_trail(db, tmp_path):
    path = tmp_path / "list.csv"
    head, tail = "code,name,level,parent_code\n429004000000,", ",city,\n"
    for name in ("仙桃县", "仙桃市", "仙桃市"):
        path.write_text(f"{head}{name}{tail}", encoding="utf-8")
        load_divisions(path)

    added, renamed = AuditEntry.objects.order_by("pk")
    assert (added.verb, added.after) == ("division.added", {"name": "仙桃县"})
    assert (renamed.verb, renamed.subject_id) == ("division.name_changed", "429004000000")
    assert (renamed.before, renamed.after) == ({"name": "仙桃县"}, {"name": "仙桃市"})


def test_the_first_administrators_grant_stands_in_the_trail(db):
    run("init_city", admin="chief")

    entry = AuditEntry.objects.get(verb="grant.given")
    assert entry.after["role"] == "admin"
    assert entry.subject_id == str(Grant.objects.get().pk)


def test_loading_a_file_with_bom_works(db, tmp_path):
    path = tmp_path / "bom.csv"
    path.write_text(
        "code,name,level,parent_code\n429004000000,仙桃市,city,\n", encoding="utf-8-sig"
    )

    assert load_divisions(path) == (1, 0)
