"""The household pages through the door users take: list, search, page, form, reveal."""

import html
import re

import pytest
from django.urls import reverse

from households.models import Member
from intake.models import CheckResult
from organization.models import AuditEntry
from tests.factories import (
    BASE_DAY,
    GEXIN,
    XIANFENG,
    YANGLINWEI,
    ZHANGGOU,
    HouseholdFactory,
    PostingFactory,
)
from tests.households.whole import text_of, whole_household, without_tokens

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]
LIST = "/households/"


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
