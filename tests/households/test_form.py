"""The form of a household: what it takes, and what it answers."""

from decimal import Decimal

import pytest
from django.core.cache.backends.locmem import LocMemCache

from households.models import Member
from households.services import households
from organization.api_throttles import NumbersTried
from organization.models import AuditEntry
from tests.factories import (
    GEXIN,
    YANGLINWEI,
    ZHANGGOU,
    HouseholdFactory,
    make_user,
)
from tests.households.whole import text_of, typed, whole_household

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]


@pytest.fixture
def edited(log_in):
    """A household, a clerk signed in, and the address of its form."""
    log_in("town_clerk", YANGLINWEI)
    household = whole_household(at=GEXIN)
    return household, f"/households/{household.pk}/edit/"


def test_saving_an_untouched_form_changes_nothing(client, edited):
    _, url = edited

    answer = client.post(url, typed(client, url), follow=True)

    assert "没有改动" in text_of(answer)
    assert not AuditEntry.objects.filter(verb__endswith="updated").exists()


def test_land_has_its_unit_on_the_page_and_in_the_form_also_where_it_is_none(client, edited):
    household, url = edited
    household.conditions.update(water_mu=0)

    assert "0.00 亩" in text_of(client.get(f"/households/{household.pk}/"))
    assert "水面面积（亩）" in text_of(client.get(url))


def test_saving_says_what_changed(client, edited):
    _, url = edited

    answer = client.post(url, {**typed(client, url), "h-group_no": "5组"}, follow=True)

    assert "已保存：村民小组 3组 → 5组" in text_of(answer)


def test_income_per_head_is_computed_where_only_its_parts_are_filled(client, edited):
    household, url = edited
    parts = {
        "i-net_income_per_capita": "",
        "i-pension_grant": "1000",
        "i-property_income": "2000.50",
    }

    answer = client.post(url, {**typed(client, url), **parts}, follow=True)

    assert "已保存" in text_of(answer)
    assert household.memberships.count() == 1
    assert household.incomes.get().net_income_per_capita == Decimal("3000.50")


def test_a_secret_left_blank_stays_and_one_typed_is_stored_encrypted(client, edited):
    household, url = edited
    member = household.memberships.get().member

    client.post(url, {**typed(client, url), "h-phone": "15400001234"})
    client.post(url, {**typed(client, url), "h-group_no": "6组"})

    household.refresh_from_db()
    assert household.phone == "15400001234"
    assert Member.objects.get(pk=member.pk).id_no == member.id_no


def test_a_wrong_value_is_answered_at_its_field_and_nothing_typed_is_lost(client, edited):
    household, url = edited

    sent = {**typed(client, url), "h-phone": "123", "h-address": "新地址"}
    page = text_of(client.post(url, sent))

    assert "不是有效的电话号码" in page
    assert 'value="新地址"' in page
    household.refresh_from_db()
    assert household.address != "新地址"


def test_an_amount_below_nought_is_answered_at_its_field(client, edited):
    _, url = edited

    sent = {**typed(client, url), "i-wage_income": "-1", "i-business_cost": "-2"}
    page = text_of(client.post(url, sent))

    assert page.count("不能为负数") >= 2


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("y-planned_exit_year", "20166", "应是2014至2035之间的年份"),
        ("y-planned_exit_year", "1900", "应是2014至2035之间的年份"),
        ("l-house_built_year", "3001", "应是1900至2099之间的年份"),
        ("l-house_built_year", "2017", "不能晚于2016年"),
        ("l-arable_mu", "-7", "不能为负数"),
        ("l-house_appraised_on", "2017-01-01", "不能晚于2016-12-31"),
        ("{person}-work_months", "13", "应为0至12个月"),
        ("{person}-birth_date", "1950-01-01", "出生日期由证件号码确定"),
        ("{person}-sex", "9", "证件号码中的性别是"),
    ],
)
def test_an_odd_value_is_answered_at_its_field(client, edited, name, value, said):
    household, url = edited
    name = name.format(person=f"m{household.memberships.get().member_id}")
    sent = typed(client, url)
    assert name in sent

    page = text_of(client.post(url, {**sent, name: value}))

    assert said in page
    assert f'value="{value}"' in page, "what was typed is kept"


def test_an_amount_is_understood_as_people_write_it(client, edited):
    household, url = edited

    client.post(
        url, {**typed(client, url), "i-business_income": "１.2万", "i-business_cost": "1,200元"}
    )

    income = household.incomes.get(data_year=2016)
    assert (income.business_income, income.business_cost) == (12000, 1200)


def test_the_second_saver_chooses_and_loses_nothing(client, edited):
    household, url = edited
    sent = typed(client, url)
    other = make_user("town_clerk", YANGLINWEI, display_name="先保存的人")
    households.update_household(
        household, {"group_no": "5组", "natural_village": "新湾"}, version=1, by=other
    )

    answer = client.post(url, {**sent, "h-group_no": "6组", "h-address": "新地址"})

    comparison = answer.context["sheet"].comparison
    (conflict,) = comparison.conflicts
    (taken_over,) = comparison.taken_over
    assert comparison.by == "先保存的人"
    assert (conflict.was, conflict.theirs, conflict.mine) == ("3组", "5组", "6组")
    assert (taken_over.label, taken_over.theirs) == ("自然村", "新湾")
    assert 'value="新地址"' in text_of(answer)
    household.refresh_from_db()
    assert household.group_no == "5组"

    decided = dict(answer.context["sheet"].data.items())
    client.post(url, {**decided, "pick-h-group_no": "theirs"})

    household.refresh_from_db()
    assert household.group_no == "5组"
    assert (household.address, household.natural_village) == ("新地址", "新湾")


@pytest.mark.parametrize("seen", ["", "nonsense", "1:AAAA"])
def test_a_page_with_a_broken_seal_is_answered_not_crashed(client, edited, seen):
    household, url = edited
    sent = typed(client, url)
    households.update_household(
        household, {"group_no": "5组"}, version=1, by=make_user("city_office")
    )

    answer = client.post(url, {**sent, "c-seen": seen, "h-group_no": "6组"})

    assert answer.status_code == 200
    household.refresh_from_db()
    assert household.group_no == "5组"


def test_a_new_error_of_the_checks_stands_at_its_field(client, edited):
    household, url = edited
    prefix = f"m{household.memberships.get().member_id}"
    sent = {**typed(client, url), f"{prefix}-labor": "04", f"{prefix}-work_area": "04"}

    answer = client.post(url, sent)

    assert answer.context["sheet"].error_links
    assert not household.member_years.filter(work_area="04").exists()


def test_the_answer_to_an_id_number(client, log_in):
    log_in("town_clerk", ZHANGGOU)
    there = HouseholdFactory(at=GEXIN).memberships.get().member

    def answer(number: str) -> str:
        sent = {"field": "n0-id_no", "n0-id_no": number, "member": ""}
        return text_of(client.post("/households/id-check/", sent)).strip()

    assert ">女，1988-02-29出生，28岁<" in answer("429000198802290023")
    assert 'data-sex="2" data-birth_date="1988-02-29"' in answer("429000198802290023")
    assert "校验不通过" in answer("429000198802290024")
    assert "已在杨林尾镇登记" in answer(there.id_no)
    assert answer("42900019") == ""


def test_numbers_are_not_answered_without_end(client, log_in, monkeypatch):
    monkeypatch.setattr(NumbersTried, "cache", LocMemCache("numbers", {}))
    log_in("town_clerk", ZHANGGOU)
    sent = {"field": "n0-id_no", "n0-id_no": "429000198802290023", "member": ""}
    answers = [text_of(client.post("/households/id-check/", sent)) for _ in range(61)]
    assert "1988-02-29出生" in answers[59]
    assert "查询过于频繁，请一分钟后再试" in answers[60]
