"""Two people at one form: nothing is lost, nobody overwrites what he did not see."""

import datetime

import pytest
from django.urls import reverse

from organization.enums import Rank
from organization.errors import StaleError
from organization.models import AuditEntry, Cadre, Parameter, Unit
from organization.services import edits, units
from tests.factories import CITY, CadreFactory, DivisionFactory, UnitFactory, make_user


@pytest.fixture
def office(day):
    return make_user("city_office", username="office")


@pytest.fixture
def unit(day):
    return UnitFactory(code="B01", name="市农业局", phone="0728-1000000")


def opened(client, url: str) -> dict:
    """What the form's page would send if nothing were typed."""
    form = client.get(url).context["form"]
    return {name: _typed(form[name].value()) for name in form.fields}


def _typed(value):
    return "" if value is None else value


def test_an_instance_read_before_does_not_undo_what_was_saved_since(office, unit):
    held = Unit.objects.get(pk=unit.pk)
    Unit.objects.filter(pk=unit.pk).update(ends_on=datetime.date(2017, 1, 1))

    units.save_unit(held, {"phone": "0728-2000000"}, by=office)

    unit.refresh_from_db()
    assert (unit.phone, unit.ends_on) == ("0728-2000000", datetime.date(2017, 1, 1))


def test_two_who_change_different_fields_both_have_their_way(client, office, unit):
    client.force_login(office)
    url = reverse("organization:unit_edit", args=[unit.pk])
    mine = opened(client, url)
    client.post(url, opened(client, url) | {"phone": "0728-2000000"})

    answer = client.post(url, mine | {"short_name": "农业局"})

    assert answer.status_code == 302
    unit.refresh_from_db()
    assert (unit.phone, unit.short_name) == ("0728-2000000", "农业局")
    assert AuditEntry.objects.filter(verb="unit.updated").count() == 2


def test_the_second_of_two_is_told_what_the_first_changed_and_keeps_what_he_typed(
    client, office, unit
):
    client.force_login(office)
    url = reverse("organization:unit_edit", args=[unit.pk])
    mine = opened(client, url)
    client.post(url, opened(client, url) | {"phone": "0728-2000000", "short_name": "农局"})

    answer = client.post(url, mine | {"phone": "0728-3000000"})

    page = answer.content.decode()
    assert "刚刚被他人修改：联系电话现为“0728-2000000”。请核对后再保存" in page
    assert 'value="0728-3000000"' in page
    again = {name: answer.context["form"][name].value() or "" for name in mine}
    assert client.post(url, again).status_code == 302
    unit.refresh_from_db()
    assert (unit.phone, unit.short_name) == ("0728-3000000", "农局")


def test_a_phone_is_not_told_only_that_it_changed(client, office):
    cadre = CadreFactory(phone="13800001111")
    client.force_login(office)
    url = reverse("organization:cadre_edit", args=[cadre.pk])
    mine = opened(client, url)
    client.post(url, opened(client, url) | {"phone": "13800002222"})

    page = client.post(url, mine | {"phone": "13800003333"}).content.decode()

    assert "刚刚被他人修改：手机号码。请核对后再保存" in page
    assert "13800002222" not in page


def test_the_indexes_of_a_changed_column_are_written_with_it(office):
    cadre = CadreFactory(phone="13800001111", rank=Rank.STAFF)
    held = Cadre.objects.get(pk=cadre.pk)
    tail = cadre.phone_tail

    units.save_cadre(held, {"phone": "13800002222", "name": "单玉梅"}, by=office)

    cadre.refresh_from_db()
    assert (cadre.phone, cadre.initials) == ("13800002222", "sym")
    assert cadre.phone_tail != tail


@pytest.mark.parametrize("seen", ["", "no json", "[]", '{"nothing": 1}'])
def test_who_saw_nothing_that_we_know_of_writes_what_he_sends(office, unit, seen):
    units.save_unit(unit, {"phone": "0728-2000000"}, by=office, seen=seen)

    unit.refresh_from_db()
    assert unit.phone == "0728-2000000"


def test_the_marks_of_a_form_do_not_tell_the_values(unit):
    assert "市农业局" not in edits.seen_of(unit, ["name"])
    assert edits.seen_of(unit, ["name"]) != edits.seen_of(unit, ["short_name"])


def test_the_second_to_set_a_parameter_is_told_of_the_first(client, office):
    DivisionFactory(code=CITY)
    client.force_login(office)
    url = reverse("organization:parameter_detail", args=["notice_done_days"])
    mine = opened(client, url) | {"document_no": "仙办〔2016〕1号"}
    first = {"value": 12, "starts_on": "2016-12-01"}
    assert client.post(url, mine | first).status_code == 302

    answer = client.post(url, mine | {"value": 20, "starts_on": "2016-12-31"})

    page = answer.content.decode()
    assert "刚刚有人设定了自2016-12-01起的取值“12”" in page
    assert 'value="20"' in page
    again = {name: answer.context["form"][name].value() for name in mine}
    assert client.post(url, again).status_code == 302
    assert Parameter.objects.get(key="notice_done_days", ends_on=None).value == 20


def test_a_refused_parameter_keeps_what_was_typed(client, office):
    Parameter.objects.create(
        key="notice_done_days", division=DivisionFactory(code=CITY), value=9,
        starts_on=datetime.date(2017, 1, 1),
    )  # fmt: skip
    client.force_login(office)
    url = reverse("organization:parameter_detail", args=["notice_done_days"])

    page = client.post(url, opened(client, url) | {"value": 33, "document_no": "仙办1号"})

    assert "已有同日或更晚生效的取值" in page.content.decode()
    assert 'value="33"' in page.content.decode()


def test_a_clash_writes_nothing(office, unit):
    seen = edits.seen_of(unit, ["phone", "short_name"])
    Unit.objects.filter(pk=unit.pk).update(phone="0728-2000000")

    with pytest.raises(StaleError):
        units.save_unit(unit, {"phone": "0728-3000000", "short_name": "农"}, by=office, seen=seen)

    unit.refresh_from_db()
    assert (unit.phone, unit.short_name) == ("0728-2000000", "")
