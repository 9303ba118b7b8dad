"""A small demonstration city, loaded once for the tests that walk through everything."""

import pytest
from django.apps import apps
from django.db import transaction

from organization.models import User
from organization.scope import ScopedQuerySet
from reviews.demo.city import City, load_city


@pytest.fixture(scope="module")
def demo_city(django_db_setup, django_db_blocker) -> City:
    """300 households with all that belongs to them; gone again when the module ends."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_city(300)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def keys(demo_city) -> dict[str, list]:
    """Table → its first and last key: with a township's scope one mostly lies outside."""
    found: dict[str, list] = {}
    for config in apps.get_app_configs():
        for model in config.get_models():
            ids = list(model.objects.order_by("pk").values_list("pk", flat=True))
            if ids and isinstance(model._default_manager.all(), ScopedQuerySet):
                found[f"{config.label}.{model._meta.model_name}"] = [ids[0], ids[-1]]
    User.objects.create_user("nobody", "x", display_name="无权", division_id="429004000000")
    User.objects.update(must_change_password=False)
    return found
