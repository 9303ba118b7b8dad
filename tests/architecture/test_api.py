"""The API as its schema promises it: no warning, nothing without a token."""

from django.core.management import call_command
from django.test import Client

from organization.models import User


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
