"""Who works in the tests of households."""

import pytest

from tests.factories import YANGLINWEI, make_user


@pytest.fixture
def clerk(day):
    """A poverty clerk of 杨林尾镇."""
    return make_user("town_clerk", YANGLINWEI)
