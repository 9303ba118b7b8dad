"""The database holds what the models promise, on whichever engine the tests run."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import CheckConstraint

OURS = [
    model for model in apps.get_models() if (settings.BASE_DIR / model._meta.app_label).is_dir()
]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_constraint_and_index_of_a_table_is_there(model, db):
    """Django's AlterField drops conditional unique constraints with a column's index."""
    with connection.cursor() as cursor:
        held = connection.introspection.get_constraints(cursor, model._meta.db_table)

    promised = {one.name for one in [*model._meta.constraints, *model._meta.indexes]}
    if connection.vendor == "sqlite":  # keeps a CHECK without telling its name
        checks = [one for one in model._meta.constraints if isinstance(one, CheckConstraint)]
        promised -= {one.name for one in checks}

    assert promised <= set(held)
