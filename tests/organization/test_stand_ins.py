"""What is done in another's place stands in the trail for both."""

import datetime

import pytest

from organization import audit, scope
from organization.audit import Act
from organization.enums import Reach
from organization.models import AuditEntry, Grant, User
from organization.permissions import Permission, Role
from tests.organization.conftest import SHAHU, START, YANGLINWEI


@pytest.fixture
def deputy(person):
    """The deputy head of 杨林尾镇, away for some weeks."""
    return person("deputy", Role.TOWN_LEADER, YANGLINWEI)


@pytest.fixture
def clerk(day, person, deputy):
    """A clerk there who stands in for him."""
    clerk = person("clerk", Role.TOWN_CLERK, YANGLINWEI)
    Grant.objects.create(
        user=clerk, role=Role.TOWN_LEADER, reach=Reach.DIVISION, division_id=YANGLINWEI,
        starts_on=START, ends_on=datetime.date(2017, 2, 1), stands_in_for=deputy,
    )  # fmt: skip
    return User.objects.get(pk=clerk.pk)


def recorded(by, subject) -> AuditEntry:
    return audit.record(by, "unit.updated", subject)


def test_what_he_may_by_standing_in_alone_is_done_for_both(client, clerk, deputy, unit):
    station = unit("B1", YANGLINWEI)
    scope.check(clerk, Permission.IMPORT_APPROVE, YANGLINWEI)

    entry = recorded(clerk, station)
    audit.record_many(clerk, [Act("unit.updated", "organization.unit", "1", YANGLINWEI)], batch="x")

    assert (entry.actor, entry.on_behalf_of) == (clerk, deputy)
    assert AuditEntry.objects.get(batch="x").on_behalf_of == deputy
    Grant.objects.create(
        user=clerk, role=Role.CITY_OFFICE, reach=Reach.DIVISION, division_id=YANGLINWEI,
        starts_on=START,
    )  # fmt: skip
    client.force_login(clerk)
    assert "用户clerk（代用户deputy）" in client.get("/trail/").content.decode()


def test_what_he_may_anyway_is_his_own(clerk, unit):
    scope.check(clerk, Permission.HOUSEHOLD_EDIT, YANGLINWEI)
    scope.check(clerk, Permission.NOTICE_REPLY, YANGLINWEI)  # both roles have it

    assert recorded(clerk, unit("B1", YANGLINWEI)).on_behalf_of is None


def test_a_right_of_his_own_in_another_place_is_not_the_right_used(person, clerk, deputy, unit):
    Grant.objects.create(
        user=clerk, role=Role.TOWN_LEADER, reach=Reach.DIVISION, division_id=SHAHU, starts_on=START
    )

    scope.check(clerk, Permission.IMPORT_APPROVE, YANGLINWEI)

    assert recorded(clerk, unit("B1", YANGLINWEI)).on_behalf_of == deputy


def test_who_stands_in_for_nobody_costs_no_question(day, person, unit, django_assert_num_queries):
    station, clerk = unit("B1", YANGLINWEI), person("clerk", Role.TOWN_CLERK, YANGLINWEI)
    scope.check(clerk, Permission.HOUSEHOLD_EDIT, YANGLINWEI)

    with django_assert_num_queries(1):
        scope.check(clerk, Permission.HOUSEHOLD_EDIT, YANGLINWEI)
        recorded(clerk, station)


def test_the_system_acts_for_nobody(unit):
    assert recorded(None, unit("B1")).on_behalf_of is None
