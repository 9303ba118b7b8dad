"""A small demonstration city, loaded once for the tests that walk through everything."""

import pytest
from django.db import transaction

from reviews.demo.city import City, load_city


@pytest.fixture(scope="module")
def demo_city(django_db_setup, django_db_blocker) -> City:
    """300 households with all that belongs to them; gone again when the module ends."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_city(300)
        transaction.set_rollback(True)
