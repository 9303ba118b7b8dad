"""The household pages through the door users take: list, search, page, form, reveal."""

import html
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from households.models import Household, Member
from households.services import households
from intake.models import CheckResult
from organization.models import AuditEntry
from tests.factories import (
    BASE_DAY,
    GEXIN,
    XIANFENG,
    YANGLINWEI,
    ZHANGGOU,
    HouseholdFactory,
    HouseholdYearFactory,
    IncomeYearFactory,
    LivingConditionYearFactory,
    MemberYearFactory,
    PostingFactory,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]
LIST = "/households/"


def whole_household(**fields) -> Household:
    """A household with a survey of 2016."""
    household = HouseholdFactory(**fields)
    for membership in household.memberships.all():
        MemberYearFactory(member=membership.member, household=household)
    HouseholdYearFactory(household=household, size=household.memberships.count())
    IncomeYearFactory(household=household)
    LivingConditionYearFactory(household=household)
    return household


def text_of(response) -> str:
    return response.content.decode()


def without_tokens(response) -> str:
    """The page less its form tokens, which are masked anew each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text_of(response))


# --- list -----------------------------------------------------------------------------------


def test_the_list_shows_the_households_of_ones_own_township(client, log_in):
    log_in("town_clerk", YANGLINWEI)
    mine, theirs = HouseholdFactory(at=GEXIN), HouseholdFactory(at=XIANFENG)

    page = text_of(client.get(LIST))

    assert mine.household_no in page
    assert theirs.household_no not in page
    assert "共 <strong>1</strong> 户，1 人" in page


def test_what_the_checks_found_in_ones_own_area_is_the_first_work(client, log_in):
    log_in("town_clerk", YANGLINWEI)
    faulty, sound, theirs = (HouseholdFactory(at=code) for code in (GEXIN, GEXIN, XIANFENG))
    for household in (faulty, theirs):
        CheckResult.objects.create(
            code="H02", level="E", subject_kind="households.household", subject_id=household.pk,
            division_code=household.village_id, message="没有户主", first_found_on=BASE_DAY,
        )  # fmt: skip

    line = re.search(
        r'<a href="([^"]+)">档案有核查问题的户</a>.*?>(\d+)<',
        text_of(client.get("/my-work/")),
        re.S,
    )

    assert line[2] == "1"
    listed = text_of(client.get(html.unescape(line[1])))
    assert faulty.household_no in listed
    assert sound.household_no not in listed


def test_the_list_asks_as_much_for_twenty_rows_as_for_one(log_in, queries_of):
    log_in("town_clerk", YANGLINWEI)
    whole_household(at=GEXIN)
    one = len(queries_of(LIST))
    for _ in range(19):
        whole_household(at=GEXIN)

    assert len(queries_of(LIST)) == one


def test_the_page_asks_as_much_for_eight_people_as_for_one(log_in, queries_of):
    log_in("town_clerk", YANGLINWEI)
    small, large = whole_household(at=GEXIN), whole_household(at=GEXIN, size=8)

    urls = [reverse("households:detail", args=[each.pk]) for each in (small, large)]

    assert len(queries_of(urls[0])) == len(queries_of(urls[1]))


def test_filters_narrow_the_list_and_stay_in_the_address(client, log_in):
    log_in("city_office")
    sick = whole_household(at=GEXIN)
    lifted = whole_household(at=XIANFENG, status="EXITED_WITH_POLICY")
    lifted.years.update(cause_main="07", attribute="DIBAO")

    def shown(query: str) -> set[str]:
        page = text_of(client.get(f"{LIST}?{query}"))
        return {each.household_no for each in (sick, lifted) if each.household_no in page}

    assert shown("status=still_poor") == {sick.household_no}
    assert shown("status=EXITED_WITH_POLICY") == {lifted.household_no}
    assert shown("cause_main=07") == {lifted.household_no}
    assert shown("attribute=DIBAO") == {lifted.household_no}
    assert shown(f"township={ZHANGGOU}") == {lifted.household_no}
    assert shown(f"township={YANGLINWEI}&village={GEXIN}") == {sick.household_no}
    assert shown("findings=true") == set()


def test_a_household_out_of_the_register_is_listed_only_when_asked_for(client, log_in):
    log_in("city_office")
    gone = HouseholdFactory()
    gone.validities.update(validity="INVALID", reason="REMOVED_ERROR")

    assert gone.household_no not in text_of(client.get(LIST))
    assert gone.household_no in text_of(client.get(f"{LIST}?validity=INVALID"))


def test_htmx_gets_the_very_piece_that_the_whole_page_shows(client, log_in):
    log_in("city_office")
    HouseholdFactory()
    headers = {"hx-request": "true", "hx-target": "results"}

    piece = without_tokens(client.get(LIST, headers=headers)).strip()

    assert piece.startswith('<section id="results"')
    assert piece in without_tokens(client.get(LIST))


# --- search ---------------------------------------------------------------------------------


@pytest.fixture
def zhang(log_in):
    """张三 of 革新村, and a clerk of the city to look for him."""
    log_in("city_office")
    household = HouseholdFactory(at=GEXIN, size=2, size__name="张三", size__phone="15400001234")
    HouseholdFactory(at=XIANFENG, size__name="王五")
    HouseholdFactory(at=XIANFENG, size__name="赵六")
    return household


def finds(client, text: str) -> str:
    """Where a search leads: a single household's page, or the list."""
    return client.post("/households/search/", {"q": text}).url


@pytest.mark.parametrize(
    "words", ["张三", "zhangsan", "zs", "革新 张三", "gx zs", "杨林尾 张三", "　张三　", "1234"]
)
def test_a_search_finds_a_household_by_what_people_type(client, zhang, words):
    assert finds(client, words) == f"/households/{zhang.pk}/"


def test_a_place_is_found_by_the_name_that_pages_show(client, log_in):
    """The division list says 杨林尾居委会; people, and every page, say 杨林尾社区."""
    log_in("city_office")
    there = HouseholdFactory(at="429004108001", size__name="张三")
    there.village.division.name = "杨林尾居委会"
    there.village.division.save(update_fields=["name"])
    HouseholdFactory(at=XIANFENG, size__name="张三")

    for words in ["杨林尾社区 张三", "杨林尾社区", "杨林尾居委会"]:
        assert finds(client, words) == f"/households/{there.pk}/", words


def test_numbers_are_found_whole_and_by_their_tails(client, zhang):
    member = zhang.memberships.heads().get().member

    for words in [member.id_no, member.id_no[-6:], "15400001234", zhang.household_no]:
        assert finds(client, words) == f"/households/{zhang.pk}/", words


def test_a_member_leads_to_his_household_and_is_named_beside_the_head(client, log_in):
    log_in("city_office")
    for _ in range(2):
        HouseholdFactory(size=2)
    Member.objects.exclude(memberships__relation="01").update(name="钱小妹", initials="qxm")

    url = finds(client, "qxm")
    page = text_of(client.get(url))

    assert "成员：钱小妹（其他）" in page
    assert page.count("成员：钱小妹") == 2


def test_terms_never_stand_in_an_address(client, zhang):
    HouseholdFactory(size__name="张三")

    url = finds(client, "张三")

    assert re.fullmatch(r"/households/\?q=[\w-]+&validity=any", url)
    assert "张三" in text_of(client.get(url))


def test_a_search_stays_inside_the_scope(client, log_in):
    log_in("town_clerk", ZHANGGOU)
    there = HouseholdFactory(at=GEXIN, size__name="张三")
    member = there.memberships.get().member

    for words in ["张三", "zs", member.id_no[-4:], member.id_no[-6:], there.household_no]:
        page = text_of(client.get(finds(client, words)))
        assert "没有找到" in page
        assert "已在" not in page


def test_a_whole_id_outside_the_scope_answers_the_township_and_no_more(client, log_in):
    log_in("town_clerk", ZHANGGOU)
    there = HouseholdFactory(at=GEXIN, size__name="尉迟明")

    page = text_of(client.get(finds(client, there.memberships.get().member.id_no)))

    assert "已在杨林尾镇登记" in page
    assert "尉迟明" not in page
    assert "革新" not in page
    assert there.household_no not in page


# --- page -----------------------------------------------------------------------------------


def test_numbers_are_masked_on_the_page(client, log_in):
    log_in("town_clerk", YANGLINWEI)
    household = whole_household(at=GEXIN)
    household.phone, household.bank_account = "15400001234", "6210000000000001234"
    household.save()
    number = household.memberships.get().member.id_no

    page = text_of(client.get(f"/households/{household.pk}/"))

    assert f"{number[:4]}**********{number[-4:]}" in page
    assert "154****1234" in page
    for secret in (number, household.phone, household.bank_account):
        assert secret not in page


def test_somebody_elses_household_is_not_there(client, log_in):
    log_in("town_clerk", ZHANGGOU)
    household = HouseholdFactory(at=GEXIN)

    for name in ["detail", "edit", "findings_panel", "trail_panel", "head_change"]:
        answer = client.get(reverse(f"households:{name}", args=[household.pk]))
        assert answer.status_code == 404, name


@pytest.mark.parametrize("asked", ["abc", "0", "²", "9" * 30])
def test_room_for_a_newcomer_is_made_in_a_household_that_is_there(client, log_in, asked):
    log_in("town_clerk", ZHANGGOU)

    answer = client.get(reverse("households:newcomer", args=[0]), {"household": asked})

    assert answer.status_code == 404


def test_a_past_day_shows_the_household_as_it_was(client, log_in):
    log_in("town_clerk", YANGLINWEI)
    household = HouseholdFactory(at=GEXIN, size=2)
    other = household.memberships.exclude(relation="01").get()
    other.ends_on, other.leave_reason = "2016-06-01", "D1"
    other.save()

    def people(query: str) -> str:
        page = text_of(client.get(f"/households/{household.pk}/{query}"))
        return re.search(r"家庭成员 <span class=\"panel-count\">(\d)", page)[1]

    assert people("?day=2016-05-31") == "2"
    assert people("?day=2016-06-01") == "1"
    assert people("?day=not-a-day") == "1"
    assert people(f"?day={BASE_DAY}") == "2"


def test_a_first_secretary_sees_the_households_of_his_village_only(client, log_in):
    posting = PostingFactory(at=GEXIN)
    log_in("first_secretary", None, cadre=posting.cadre)
    mine, theirs = HouseholdFactory(at=GEXIN), HouseholdFactory(at=XIANFENG)

    assert client.get(f"/households/{mine.pk}/").status_code == 200
    assert client.get(f"/households/{theirs.pk}/").status_code == 404


def test_a_value_is_revealed_for_a_reason_and_leaves_a_trace(client, log_in):
    log_in("town_clerk", YANGLINWEI)
    member = HouseholdFactory(at=GEXIN).memberships.get().member
    asked = {"subject_kind": "households.member", "subject_id": member.pk, "field": "id_no"}

    refused = client.post("/reveal/", {**asked, "reason": ""})
    shown = client.post("/reveal/", {**asked, "reason": "核对证件号码"})

    assert refused.status_code == 409
    assert member.id_no not in text_of(refused)
    assert text_of(shown) == member.id_no
    assert AuditEntry.objects.get(verb="personal.revealed").remark == "核对证件号码"


def test_nobody_reveals_what_lies_outside_his_scope(client, log_in):
    log_in("town_clerk", ZHANGGOU)
    member = HouseholdFactory(at=GEXIN).memberships.get().member
    asked = {"subject_kind": "households.member", "subject_id": member.pk, "field": "id_no"}

    answer = client.post("/reveal/", {**asked, "reason": "核对证件号码"})

    assert answer.status_code in {403, 404}
    assert member.id_no not in text_of(answer)


# --- form -----------------------------------------------------------------------------------


def typed(client, url: str) -> dict[str, str]:
    """What a browser would send back of a form page that nobody touched."""
    sheet = client.get(url).context["sheet"]
    sent = {
        "c-version": str(sheet.control["version"].value()),
        "c-seen": sheet.control["seen"].value(),
    }
    for key, value in sheet.seen.items():
        sent[key] = "" if value.startswith("secret:") else value
    return sent


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
        ("{person}-birth_date", "1950-01-01", "与证件号码中的出生日期不符"),
        ("{person}-sex", "9", "与证件号码中的性别不符"),
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
