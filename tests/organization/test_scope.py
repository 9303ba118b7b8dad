import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organization.enums import Reach
from organization.models import Grant, Unit, User
from organization.permissions import Permission, Role
from organization.scope import check, may
from organization.working_date import fixed_working_date
from tests.organization.conftest import CITY, GEXIN, SHAHU, SHAHU_VILLAGE, START, YANGLINWEI

DAY = datetime.date(2016, 12, 31)


def names(user, permission=Permission.UNIT_VIEW) -> set[str]:
    return set(Unit.objects.visible_to(user, permission).values_list("code", flat=True))


def test_without_a_grant_nothing_is_seen(person, unit):
    unit("A")

    assert names(person("nobody")) == set()
    assert not Unit.objects.visible_to(AnonymousUser(), Permission.UNIT_VIEW).exists()


def test_a_township_sees_its_own_units_and_no_others(person, unit):
    unit("CITY")
    unit("MINE", YANGLINWEI)
    unit("VILLAGE", GEXIN)
    unit("THEIRS", SHAHU)

    assert names(person("clerk", Role.TOWN_CLERK, YANGLINWEI)) == {"MINE", "VILLAGE"}


def test_a_grant_counts_only_within_its_period(person, unit):
    unit("A", YANGLINWEI)
    clerk = person(
        "clerk", Role.TOWN_CLERK, YANGLINWEI, starts_on=datetime.date(2016, 3, 1), ends_on=DAY
    )

    with fixed_working_date(datetime.date(2016, 2, 29)):
        assert names(clerk) == set()
    clerk = User.objects.get(pk=clerk.pk)
    with fixed_working_date(datetime.date(2016, 12, 30)):
        assert names(clerk) == {"A"}
    clerk = User.objects.get(pk=clerk.pk)
    with fixed_working_date(DAY):
        assert names(clerk) == set()


def test_a_role_without_the_permission_sees_nothing_however_wide_its_reach(person, unit):
    unit("A")

    assert names(person("enterprise", Role.ENTERPRISE)) == set()


def test_a_disabled_user_holds_nothing(person, unit):
    unit("A")
    office = person("office", Role.CITY_OFFICE)
    User.objects.filter(pk=office.pk).update(is_active=False)

    assert names(User.objects.get(pk=office.pk)) == set()


def test_a_case_grant_opens_the_named_row_alone(person, unit):
    named, other = unit("NAMED", SHAHU), unit("OTHER", SHAHU)
    user = person("guest")
    Grant.objects.create(
        user=user,
        role=Role.TOWN_CLERK,
        reach=Reach.CASE,
        subject_kind="organization.unit",
        subject_id=str(named.pk),
        starts_on=START,
    )

    assert names(user) == {"NAMED"}
    assert may(user, Permission.UNIT_VIEW, named)
    assert not may(user, Permission.UNIT_VIEW, other)


def test_a_reach_that_nobody_declared_gives_no_rows(person, unit):
    mine = unit("MINE", YANGLINWEI)
    user = person("clerk")
    Grant.objects.create(
        user=user, role=Role.TOWN_CLERK, reach=Reach.UNIT, unit=mine, starts_on=START
    )

    assert names(user) == set()


def test_check_refuses_with_a_sentence_that_names_the_right(person, unit):
    clerk = person("clerk", Role.TOWN_CLERK, YANGLINWEI)

    with pytest.raises(PermissionDenied, match="查看单位"):
        check(clerk, Permission.UNIT_VIEW, unit("THEIRS", SHAHU))
    check(clerk, Permission.UNIT_VIEW, GEXIN)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    grants=st.lists(
        st.tuples(
            st.sampled_from(list(Role)),
            st.sampled_from([CITY, YANGLINWEI, SHAHU, GEXIN, SHAHU_VILLAGE]),
        ),
        max_size=3,
        unique=True,  # nobody holds the same grant twice
    ),
    permission=st.sampled_from([Permission.UNIT_VIEW, Permission.UNIT_EDIT]),
)
def test_what_is_seen_lies_in_a_granted_area_whatever_the_grants(person, unit, grants, permission):
    places = [CITY, YANGLINWEI, SHAHU, GEXIN, SHAHU_VILLAGE]
    for place in places:
        Unit.objects.get_or_create(
            code=place,
            defaults={
                "name": place,
                "kind": "department",
                "division_id": place,
                "starts_on": START,
            },
        )
    user = User.objects.filter(username="any").first() or person("any")
    user.grants.all().delete()
    for role, place in grants:
        Grant.objects.create(
            user=user, role=role, reach=Reach.DIVISION, division_id=place, starts_on=START
        )
    user = User.objects.get(pk=user.pk)

    holding = [place for role, place in grants if permission in Grant(role=role).permissions]
    expected = {place for place in places if any(_inside(place, area) for area in holding)}
    assert names(user, permission) == expected


def _inside(place: str, area: str) -> bool:
    return place.startswith(area.rstrip("0")) or area == CITY
