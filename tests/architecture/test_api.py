"""The API as its schema promises it: no warning, no 5xx, no row outside the scope."""

import re

import pytest
import schemathesis
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error

from households.models import Household
from organization.api_auth import token_digest
from organization.models import User
from organization.permissions import Permission
from organization.services.users import make_token

ROLES = ["leader", "township", "enterprise"]


@pytest.fixture(scope="module")
def api_schema(demo_city):
    """The OpenAPI document as the running application serves it."""
    client = Client()
    client.force_login(User.objects.get(username="office"))
    document = client.get("/api/schema/", headers={"accept": "application/vnd.oai.openapi+json"})
    schema = schemathesis.openapi.from_dict(document.json())
    schema.app = get_wsgi_application()
    return schema


@pytest.fixture(scope="module", params=ROLES)
def caller(request, demo_city, django_db_blocker):
    """A role's bearer token, and the household numbers that must not be answered."""
    with django_db_blocker.unblock():
        user = User.objects.get(username=request.param)
        token = f"token-of-{user.username}"
        make_token(user, "test", digest=token_digest(token))
        seen = Household.objects.visible_to(user, Permission.HOUSEHOLD_VIEW)
        outside = Household.objects.exclude(pk__in=seen.values("pk"))
        return token, frozenset(outside.values_list("household_no", flat=True))


schema = schemathesis.pytest.from_fixture("api_schema")


@schema.parametrize()
@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_no_call_fails_or_leaves_the_scope(case, caller, db):
    token, outside = caller

    answer = case.call(headers={"Authorization": f"Bearer {token}"})

    case.validate_response(answer, checks=[not_a_server_error])
    assert not set(re.findall(r"\d{18}", answer.text)) & outside


def test_the_schema_has_no_warnings(db):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", "/dev/null")


def test_without_a_token_nothing_is_answered(demo_city, db):
    document = Client()
    document.force_login(User.objects.get(username="office"))
    schema = document.get(
        "/api/schema/", headers={"accept": "application/vnd.oai.openapi+json"}
    ).json()
    stranger = Client()
    for path, methods in schema["paths"].items():
        if "get" in methods and "{" not in path:
            assert stranger.get(path).status_code in {401, 403}, path
