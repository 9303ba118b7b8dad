"""Whoever looks, by whatever way, sees no household outside his scope.

The allowed set is worked out here from the grant itself, without the code under test.
"""

import io
import itertools

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from households.models import Household
from organization.permissions import Permission, Role, permissions_of
from tests.factories import (
    CITY,
    GEXIN,
    XIANFENG,
    YANGLINWEI,
    ZHANGGOU,
    CadreFactory,
    GrantFactory,
    HouseholdFactory,
    PostingFactory,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]
OTHER_VILLAGE = "429004108229"
AREAS = [CITY, YANGLINWEI, ZHANGGOU, GEXIN, XIANFENG, OTHER_VILLAGE]
FIRST_DIGITS = {
    CITY: "429004",
    YANGLINWEI: "429004108",
    ZHANGGOU: "429004110",
    GEXIN: GEXIN,
    XIANFENG: XIANFENG,
    OTHER_VILLAGE: OTHER_VILLAGE,
    "own": GEXIN,
}
"""What the codes of each area's villages begin with; one's own is the village of the posting."""
_names = itertools.count()

grants = st.lists(
    st.tuples(st.sampled_from(list(Role)), st.sampled_from([*AREAS, "own"])),
    max_size=3,
    unique=True,  # the database takes a role of a place once
)


@pytest.fixture
def world():
    """A household in each of three villages; everybody is called 张三."""
    made = [HouseholdFactory(at=code, size__name="张三") for code in AREAS[3:]]
    return {household.pk: household for household in made}


@pytest.fixture
def posted():
    """A cadre posted to 革新村."""
    return PostingFactory(at=GEXIN).cadre


def allowed(held, world, permission=Permission.HOUSEHOLD_VIEW) -> set[int]:
    """Which households the grants reach, by the digits of their codes."""
    seen = set()
    for role, area in held:
        if permission not in permissions_of(role):
            continue
        digits = FIRST_DIGITS[area]
        seen |= {pk for pk, each in world.items() if each.village_id.startswith(digits)}
    return seen


def somebody(held, posted):
    """A user with these grants."""
    posted.refresh_from_db()
    user = make_user(Role.ENTERPRISE, CITY, username=f"somebody{next(_names)}")
    user.grants.all().delete()
    if any(area == "own" for _, area in held):
        type(user).objects.filter(cadre=posted).update(cadre=None)
        user.cadre = posted
        user.save()
    for role, area in held:
        if area == "own":
            GrantFactory(user=user, role=role, reach="own", division=None)
        else:
            GrantFactory(user=user, role=role, division_id=area)
    return type(user).objects.get(pk=user.pk)


def mentioned(content: str, world) -> set[int]:
    return {pk for pk, each in world.items() if each.household_no in content}


def exported(client: Client, world) -> set[int]:
    answer = client.post("/households/export/")
    if answer.status_code == 403:
        return set()
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    return mentioned(str(rows.to_python()), world)


def opened(client: Client, world, address: str) -> set[int]:
    return {pk for pk in world if client.get(address.format(pk=pk)).status_code == 200}


def searched(client: Client, world, words: str) -> set[int]:
    answer = client.post("/households/search/", {"q": words}, follow=True)
    return mentioned(answer.content.decode(), world) if answer.status_code == 200 else set()


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(held=grants)
def test_no_way_of_looking_shows_more_than_the_scope(world, posted, held):
    user = somebody(held, posted)
    client = Client()
    client.force_login(user)
    may_see = allowed(held, world)

    rows = Household.objects.visible_to(user, Permission.HOUSEHOLD_VIEW)
    assert set(rows.values_list("pk", flat=True)) == may_see
    assert rows.count() == len(may_see)
    listed = client.get("/households/")
    assert (mentioned(listed.content.decode(), world) if may_see else set()) == may_see
    assert opened(client, world, "/households/{pk}/") == may_see
    assert opened(client, world, "/households/{pk}/findings/") == may_see
    assert opened(client, world, "/households/{pk}/trail/") == may_see
    assert opened(client, world, "/api/v1/households/{pk}/") == may_see
    assert mentioned(client.get("/api/v1/households/").content.decode(), world) == may_see
    assert searched(client, world, "张三") == may_see
    assert exported(client, world) == allowed(held, world, Permission.HOUSEHOLD_EXPORT)
    may_edit = allowed(held, world, Permission.HOUSEHOLD_EDIT)
    assert opened(client, world, "/households/{pk}/edit/") == may_edit


def test_nobody_in_particular_sees_nothing(world):
    """A user without grants, and a stranger."""
    user = somebody([], CadreFactory())

    assert not Household.objects.visible_to(user, Permission.HOUSEHOLD_VIEW).exists()
    for pk in world:
        assert Client().get(f"/households/{pk}/").status_code == 302
        assert Client().get(f"/api/v1/households/{pk}/").status_code in {401, 403}
