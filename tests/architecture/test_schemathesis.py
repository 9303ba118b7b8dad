"""The API under generated requests, as three roles: no 5xx, answers as the schema promises them,
no row outside the scope. Every request is taken back, so that each meets the same city."""

import os
import re
from collections.abc import Callable

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from django.urls import Resolver404, resolve
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import response_schema_conformance

from organization.api_auth import token_digest
from organization.models import AuditEntry, User
from organization.services import users
from tests.architecture.reaches import is_inside, numbers_outside

ROLES = ["township", "supervisor", "helper"]
"""A clerk of one township, a supervisor of the city, a helper who reaches his own households."""
REQUESTS = int(os.environ.get("SCHEMATHESIS_REQUESTS", "3"))
"""Generated requests to each operation and role; another seed each run, so that many runs dig."""
A_KEY = {"id", "division", "key", "code"}


@pytest.fixture(scope="module")
def api(demo_city, django_db_blocker) -> schemathesis.BaseSchema:
    """The schema as the server gives it."""
    with django_db_blocker.unblock():
        return schemathesis.openapi.from_wsgi(
            "/api/schema/?format=json", get_wsgi_application(), headers=_signed_in("office")
        )


def _signed_in(username: str) -> dict[str, str]:
    user = User.objects.get(username=username)
    users.make_token(user, "schemathesis", digest=token_digest(username))
    return {"Authorization": f"Bearer {username}", "Accept-Encoding": "identity"}


def _requests(operation, keys: dict[str, list]) -> st.SearchStrategy:
    """Requests to an operation: to any key the schema allows, and to rows that exist."""
    anywhere = operation.as_strategy()
    places = {parameter.name for parameter in operation.path_parameters} & A_KEY
    known = keys.get(_table_of(operation.path)) if places else None
    if not known:
        return anywhere

    def to_a_row(drawn):
        case, key = drawn
        case.path_parameters = {**case.path_parameters, **dict.fromkeys(places, str(key))}
        return case

    return st.one_of(anywhere, st.tuples(anywhere, st.sampled_from(known)).map(to_a_row))


def _table_of(path: str) -> str:
    """The table that an endpoint's viewset reads; none for what is no list of rows."""
    try:
        view = resolve(re.sub(r"{\w+}", "1", path)).func.cls
    except Resolver404:
        return ""
    queryset = getattr(view, "queryset", None)
    return "" if queryset is None else queryset.model._meta.label_lower


@pytest.mark.parametrize("username", ROLES)
def test_generated_requests_break_nothing_and_reach_nothing(api, keys, db, username):
    user = User.objects.get(username=username)
    headers = _signed_in(username)
    outside = numbers_outside(user)
    last = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    faults: dict[str, str] = {}

    def ask(case) -> None:
        with transaction.atomic():
            answer = case.call(headers=headers)
            if said := _fault_of(case, answer, outside) or _astray(user, last):
                faults.setdefault(case.operation.label, said + "\n" + case.as_curl_command())
            transaction.set_rollback(True)

    for found in api.get_all_operations():
        _generated(_requests(found.ok(), keys), ask)
    assert not faults, "\n\n".join(f"{label}: {said}" for label, said in faults.items())


def _generated(requests: st.SearchStrategy, ask: Callable) -> None:
    bounded = settings(
        max_examples=REQUESTS, phases=[Phase.generate], database=None, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    bounded(given(requests)(ask))()


def _fault_of(case, answer, outside: set[str]) -> str:
    if answer.status_code >= 500:
        return f"answered {answer.status_code}"
    if leaked := outside & set(re.findall(r"\d{18}", answer.content.decode("utf-8", "replace"))):
        return f"showed {leaked}"
    if answer.status_code >= 300:
        return ""
    try:
        case.validate_response(answer, checks=[response_schema_conformance])
    except schemathesis.errors.FailureGroup as failure:
        return str(failure.exceptions[0])
    return ""


def _astray(user: User, last: int) -> str:
    """What was written in the trail since, outside the user's reach."""
    written = AuditEntry.objects.filter(pk__gt=last, actor=user)
    return "; ".join(f"{e.verb} {e.subject_kind}" for e in written if not is_inside(user, e))
