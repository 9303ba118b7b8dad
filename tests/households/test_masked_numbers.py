"""What one answer may say of a person: no birth date, which gives the masked number away, and what
ails somebody only to who works with the family."""

import datetime

import pytest

from households.models import MemberYear
from households.services.writing import write
from organization.models import AuditEntry
from tests.factories import GEXIN
from tests.households.whole import whole_household


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["village_clerk", "helper", "city_leader", "town_clerk"])
@pytest.mark.parametrize(
    "path", ["/households/{}/", "/households/{}/edit/", "/api/v1/households/{}/"]
)
def test_no_answer_carries_the_birth_date_beside_the_masked_number(client, log_in, role, path):
    household = whole_household(at=GEXIN)
    member = household.memberships.get().member
    log_in(role)

    answer = client.get(path.format(household.pk))

    assert answer.status_code == 200 or (role in {"helper", "city_leader"} and "edit" in path)
    page = answer.content.decode()
    assert member.id_no not in page
    born = member.birth_date
    for said in (f"{born}", f"{born:%Y%m%d}", f"{born:%Y年%-m月%-d日}"):
        assert said not in page


@pytest.mark.parametrize("is_right", [True, False])
def test_a_birth_date_beside_a_hidden_number_is_refused_right_or_wrong(client, log_in, is_right):
    household = whole_household(at=GEXIN)
    member = household.memberships.get().member
    typed = str(member.birth_date) if is_right else "1950-01-01"
    log_in("village_clerk", GEXIN)
    url = f"/households/{household.pk}/edit/"
    sheet = client.get(url).context["sheet"]
    sent = {key: "" if value.startswith("secret:") else value for key, value in sheet.seen.items()}
    sent |= {
        "c-version": str(sheet.control["version"].value()),
        "c-seen": sheet.control["seen"].value(),
        f"m{member.pk}-birth_date": typed,
    }

    page = client.post(url, sent).content.decode()

    assert "出生日期由证件号码确定" in page
    assert is_right or str(member.birth_date) not in page


NEEDS_HEALTH = ["city_office", "town_clerk", "town_leader", "village_clerk", "first_secretary"]


def ill(household) -> MemberYear:
    year = household.member_years.get()
    year.health, year.disability_no, year.disease_name = "02,04", "42900019600506001242", "尿毒症"
    year.save()
    return year


@pytest.mark.parametrize("role", [*NEEDS_HEALTH, "city_leader", "supervisor"])
def test_health_stands_in_clear_for_who_works_with_the_family(client, log_in, role):
    household = whole_household(at=GEXIN)
    ill(household)
    log_in(role)

    page = client.get(f"/households/{household.pk}/").content.decode()
    person = client.get(f"/api/v1/households/{household.pk}/").json()["on_day"]["people"][0]

    assert ("长期慢性病" in page) == (role in NEEDS_HEALTH)
    assert ("病种" in page) == (role in NEEDS_HEALTH)
    assert ("残疾证" in page) == (role in NEEDS_HEALTH)
    assert person["health"] == ("02,04" if role in NEEDS_HEALTH else "")
    assert bool(person["disability_no"]) == (role in NEEDS_HEALTH)
    assert "尿毒症" not in page
    assert "health" not in person["year"]


def test_a_supervisor_gives_a_reason_for_the_health(client, log_in):
    household = whole_household(at=GEXIN)
    year = ill(household)
    log_in("supervisor")
    asked = {"subject_kind": "households.memberyear", "subject_id": year.pk, "field": "health"}

    answer = client.post("/api/v1/reveal/", asked | {"reason": "核实因病致贫问题"})

    assert answer.json() == {"value": "长期慢性病、残疾"}
    entry = AuditEntry.objects.get(verb="personal.revealed")
    assert (entry.after, entry.remark) == ({"field": "health"}, "核实因病致贫问题")


def test_the_trail_says_that_birth_date_and_health_changed_not_to_what(client, log_in):
    household = whole_household(at=GEXIN)
    member, year = household.memberships.get().member, household.member_years.get()
    by = log_in("town_clerk")
    write(member, {"birth_date": datetime.date(1961, 2, 3)}, "member.updated", by=by)
    write(year, {"health": "03", "labor": "4"}, "member_year.saved", by=by)

    page = client.get(f"/households/{household.pk}/trail/").content.decode()

    assert "出生日期：已变更" in page
    assert "健康状况：已变更" in page
    assert "1961" not in page
    assert "患有大病" not in page
