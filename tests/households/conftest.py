"""Who works in the tests of households."""

import datetime

import pytest

from organization.models import DemoClock
from tests.factories import YANGLINWEI, make_user
from tests.households.going import People


@pytest.fixture
def clerk(day):
    """A poverty clerk of 杨林尾镇."""
    return make_user("town_clerk", YANGLINWEI)


@pytest.fixture
def people(db):
    DemoClock.objects.create(day=datetime.date(2016, 10, 1))
    return People()
