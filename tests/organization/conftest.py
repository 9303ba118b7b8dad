"""A small city for the ground floor: one city, two townships, three villages."""

import datetime

import pytest

from organization.enums import Reach, UnitKind
from organization.models import Division, Grant, Unit, User
from organization.permissions import Role

CITY = "429004000000"
YANGLINWEI = "429004108000"
GEXIN = "429004108228"
LONGTAI = "429004108206"
SHAHU = "429004107000"
SHAHU_VILLAGE = "429004107200"
START = datetime.date(2014, 1, 1)


@pytest.fixture
def city(db):
    """Divisions by code."""
    rows = [
        (CITY, "仙桃市", "city", None),
        (YANGLINWEI, "杨林尾镇", "township", CITY),
        (SHAHU, "沙湖镇", "township", CITY),
        (GEXIN, "革新村委会", "village", YANGLINWEI),
        (LONGTAI, "龙台村委会", "village", YANGLINWEI),
        (SHAHU_VILLAGE, "红旗村委会", "village", SHAHU),
    ]
    for code, name, level, parent in rows:
        Division.objects.create(
            code=code, name=name, level=level, parent_id=parent, starts_on=START
        )
    return Division.objects.in_bulk()


@pytest.fixture
def unit(city):
    """Makes a unit in a division."""

    def make(code: str, division: str = CITY, **fields) -> Unit:
        values = {"name": f"单位{code}", "kind": UnitKind.DEPARTMENT, "starts_on": START}
        return Unit.objects.create(code=code, division_id=division, **{**values, **fields})

    return make


@pytest.fixture
def person(city):
    """Makes a user who holds a role over a division."""

    def make(username: str, role: Role | None = None, division: str = CITY, **grant) -> User:
        user = User.objects.create_user(
            username,
            "Right-horse-7",
            display_name=f"用户{username}",
            division_id=division,
            must_change_password=False,
        )
        if role:
            values = {"reach": Reach.DIVISION, "division_id": division, "starts_on": START}
            Grant.objects.create(user=user, role=role, **{**values, **grant})
        return user

    return make
