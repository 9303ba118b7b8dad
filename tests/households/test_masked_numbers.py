"""One answer must not give a masked number away: the birth date and the check digit would."""

import pytest

from tests.factories import GEXIN
from tests.households.test_pages import whole_household


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


def test_a_wrong_birth_date_is_refused_without_telling_the_right_one(client, log_in):
    household = whole_household(at=GEXIN)
    member = household.memberships.get().member
    log_in("village_clerk", GEXIN)
    url = f"/households/{household.pk}/edit/"
    sheet = client.get(url).context["sheet"]
    sent = {key: "" if value.startswith("secret:") else value for key, value in sheet.seen.items()}
    sent |= {
        "c-version": str(sheet.control["version"].value()),
        "c-seen": sheet.control["seen"].value(),
        f"m{member.pk}-birth_date": "1950-01-01",
    }

    page = client.post(url, sent).content.decode()

    assert "与证件号码中的出生日期不符" in page
    assert str(member.birth_date) not in page
