"""Everything that is wrong with the household form is told in one answer."""

import datetime
import re

import pytest

from households.enums import IdType, Relation
from organization.models import AuditEntry, DemoClock
from tests.factories import GEXIN, YANGLINWEI, HouseholdFactory, id_number
from tests.households.whole import text_of, typed, whole_household


@pytest.fixture
def edited(log_in):
    log_in("town_clerk", YANGLINWEI)
    household = whole_household(at=GEXIN)
    person = f"m{household.memberships.get().member_id}"
    return f"/households/{household.pk}/edit/", person


def test_a_wrong_shape_and_what_the_checks_ask_for_are_told_at_once(client, edited):
    url, person = edited
    sent = typed(client, url) | {
        "l-house_built_year": "3001", "y-cause_main": "", f"{person}-health": "",
    }  # fmt: skip

    page = text_of(client.post(url, sent))

    assert "应是1900至2099之间的年份" in page
    assert "主要致贫原因没有填写" in page
    assert "健康状况没有填写" in page


def test_a_check_waits_for_the_shape_of_what_it_reads(client, edited):
    url, person = edited
    sent = typed(client, url) | {
        f"{person}-health": "残疾呢", f"{person}-work_months": "13", "i-wage_income": "很多",
        "i-net_income_per_capita": "",
    }  # fmt: skip

    page = text_of(client.post(url, sent))

    assert "应为0至12个月" in page
    assert "健康状况没有填写" not in page


def test_a_new_household_without_anything_names_its_people_too(client, log_in):
    log_in("town_clerk", YANGLINWEI)
    sent = {
        "c-version": "1", "c-seen": client.get("/households/new/").context["sheet"]
        .control["seen"].value(),
        "n0-name": "严新", "n0-relation": "", "n0-id_type": IdType.RESIDENT,
        "p-identified_on": "2016-12-01",
    }  # fmt: skip

    answer = client.post("/households/new/", sent)

    sheet = answer.context["sheet"]
    marked = {bound.html_name for group in sheet.groups for bound in group.fields if bound.errors}
    assert {"p-village", "n0-relation", "n0-id_no", "y-cause_main", "n0-health"} <= marked


def test_what_a_check_demands_does_not_say_that_it_may_be_left_blank(client, edited):
    url, person = edited

    page = text_of(client.get(url))

    def said(name: str) -> str:
        label = re.search(rf'<label for="id_{name}">(.*?)</label>', page)
        return re.sub(r"<[^>]+>", " ", label[1]).split()[-1]

    assert said("y-cause_main") == "主要致贫原因"
    assert said(f"{person}-serious_illness_insured") == "大病保险"
    assert said(f"{person}-pension") == "16岁以上非在校生必填"
    assert said("y-planned_exit_year") == "选填"


def test_a_number_that_is_somebody_elses_is_told_with_the_rest(client, edited):
    url, person = edited
    other = HouseholdFactory(at=GEXIN).memberships.get().member
    sent = typed(client, url) | {f"{person}-id_no": other.id_no, "y-cause_main": ""}

    answer = client.post(url, sent)

    assert "主要致贫原因没有填写" in text_of(answer)
    (said,) = fields_of(answer)[f"{person}-id_no"]
    assert said.startswith("证件号码已登记在革新村")
    assert AuditEntry.objects.get(verb="member.number_met").subject_id == str(other.pk)


@pytest.mark.parametrize(
    ("born", "sentence"),
    [
        (datetime.date(1830, 1, 1), "出生年份早于1900年，请核对第7至10位"),
        (datetime.date(2030, 1, 1), "证件号码中的出生日期晚于今天，请核对第7至14位"),
    ],
)
def test_nobody_was_born_in_another_age(client, edited, born, sentence):
    url, person = edited
    answer = client.post(url, typed(client, url) | {f"{person}-id_no": id_number(born)})
    assert sentence in fields_of(answer)[f"{person}-id_no"][0]


def test_what_does_not_fit_a_relation_stands_at_the_number_it_comes_from(client, edited):
    url, person = edited
    sent = typed(client, url) | {f"{person}-id_no": id_number(serial=902)}
    wife = {
        "n0-name": "严新", "n0-relation": Relation.SPOUSE, "n0-id_type": IdType.RESIDENT,
        "n0-id_no": id_number(serial=904), "n0-joined_on": "2016-12-01",
    }  # fmt: skip
    links = client.post(url, sent | wife).context["sheet"].error_links
    assert any("性别相同" in said and place == "id_n0-relation" for place, said in links), links


def fields_of(answer) -> dict[str, list[str]]:
    """The errors of a page, by the names of its inputs."""
    groups = answer.context["sheet"].groups
    return {bound.html_name: list(bound.errors) for group in groups for bound in group.fields}


def test_who_corrects_a_number_in_january_does_not_begin_a_new_year(client, edited):
    url, _ = edited
    DemoClock.objects.update_or_create(defaults={"day": datetime.date(2017, 1, 12)})

    answer = client.get(url)

    assert answer.context["sheet"].year == 2016
    assert "填报2017年度" in text_of(answer)
    begun = client.get(f"{url}?year=2017").context["sheet"]
    assert (begun.year, begun.copied_from) == (2017, 2016)
