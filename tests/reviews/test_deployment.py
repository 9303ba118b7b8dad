"""The deployment checks refuse what must never run on a server."""

import ast
import inspect

import pytest

from organization.models import DemoClock, User
from reviews.demo import accounts
from reviews.deployment import demonstration_accounts_are_closed, keys_are_given
from tests.factories import make_user


@pytest.fixture
def leader(db) -> User:
    user = make_user("city_leader", username="leader")
    user.set_password(accounts.PASSWORD)
    user.save(update_fields=["password"])
    return user


def test_a_demonstration_account_on_a_server_is_named(leader):
    [error] = demonstration_accounts_are_closed(None)

    assert "leader" in error.msg


def test_in_the_demonstration_city_they_belong(leader, day):
    assert DemoClock.objects.exists()
    assert demonstration_accounts_are_closed(None) == []


def test_an_account_of_that_name_with_its_own_password_is_fine(leader):
    leader.set_password("another-Password-1")
    leader.save(update_fields=["password"])

    assert demonstration_accounts_are_closed(None) == []


def test_a_disabled_one_is_fine(leader):
    User.objects.update(is_active=False)

    assert demonstration_accounts_are_closed(None) == []


def test_keys_from_the_data_folder_are_refused(settings):
    settings.KEYS_FROM_ENVIRONMENT = False

    assert [error.id for error in keys_are_given(None)] == ["deployment.E001"]


def test_the_names_are_those_that_the_demonstration_makes():
    calls = ast.walk(ast.parse(inspect.getsource(accounts.accounts)))
    made = [
        call.args[0].value
        for call in calls
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Account"
    ]

    assert made
    assert sorted(made) == sorted(accounts.USERNAMES)
