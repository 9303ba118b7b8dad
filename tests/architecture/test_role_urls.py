"""Every address for every role and for nobody: nothing outside the scope is seen or changed."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import Sum
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from households.models import Household
from organization.models import AuditEntry, User
from organization.permissions import Permission
from tests.architecture.reaches import is_inside, numbers_outside
from tests.architecture.test_guards import view_of

USERS = [
    "leader", "office", "supervisor", "discipline", "organizer", "township", "town_leader",
    "secretary", "village", "helper", "department", "enterprise", "admin", "nobody",
]  # fmt: skip
NO_LOGIN_NEEDED = {
    "/healthz", "/readyz", "/login/", "/logout/", "/api/v1/token/", "/offline/",
    "/sw.js",
}  # fmt: skip
ENDS_THE_SESSION = {"/logout/"}
PLACE = r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)"
TEXTS = {
    "kind": "households.household",
    "key": "exit_income_line",
    "code": "429004107000",
    "day": "2016-12-31",
    "act": "pay",
    "month": "2016-12-01",
    "sheet": "households",
    "format": "json",
    "period": "2016-11",
    "name": "x",
    "slug": "x",
    "token": "x",
}


INDICATOR = {"code": "K02P", "side": "numerator"}


def routes(resolver: URLResolver | None = None, prefix: str = "/") -> Iterator[tuple]:
    """(pattern, address with its places still open) of every page and API endpoint."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, path)
        else:
            yield entry, path


def addresses(pattern: URLPattern, path: str, keys: dict[str, list]) -> list[str]:
    """The address with rows put in: some inside, some outside of anybody's scope."""
    path = re.sub(r"\^|\$|\\Z|\\", "", path)
    path = path.replace("(?P<format>.[a-z0-9]+/?)", ".json").replace("/?", "/")
    if "(?P<format>" in path:
        return []
    places = re.findall(PLACE, path)
    found = []
    for candidate in keys.get(_table_of(pattern, path), [1]):
        filled = path
        for name in (name or raw for name, raw in places):
            value = _text_for(name, path) or str(candidate)
            filled = re.sub(PLACE, value, filled, count=1)
        found.append(filled)
    return list(dict.fromkeys(found))


def _text_for(name: str, path: str) -> str:
    if "/indicators/" in path and name in INDICATOR:
        return INDICATOR[name]
    return TEXTS.get(name, "")


def _table_of(pattern: URLPattern, path: str) -> str:
    """The table that an address speaks of: /accountability/notices/<int:pk>/ → notice."""
    word = re.split(PLACE, path)[0].strip("/").split("/")[-1].replace("-", "")
    singular = re.sub(r"ies$", "y", word)
    singular = singular.removesuffix("s") or word
    app = _app_of(pattern)
    names = {(m._meta.app_label, m._meta.model_name) for m in apps.get_models()}
    ways = (str.__eq__, str.endswith, str.startswith)
    for fits in ways:
        fitting = sorted(pair for pair in names if fits(pair[1], singular))
        fitting.sort(key=lambda pair: pair[0] != app)
        if fitting:
            return ".".join(fitting[0])
    return f"{app}.{singular}"


def _app_of(pattern: URLPattern) -> str:
    return view_of(pattern).__module__.partition(".")[0]


@pytest.fixture(scope="module")
def all_routes() -> list[tuple]:
    return list(routes())


def _body(response) -> str:
    if response.streaming:
        return ""
    return response.content.decode("utf-8", "replace")


def test_without_signing_in_every_address_asks_for_it(demo_city, keys, all_routes, db):
    client = Client(raise_request_exception=False)
    open_doors = []
    for pattern, path in all_routes:
        for address in addresses(pattern, path, keys)[:1]:
            answer = client.get(address)
            asks = answer.status_code in {401, 403, 404, 405} or (
                answer.status_code == 302 and answer.url.startswith("/login/")
            )
            if not asks and address not in NO_LOGIN_NEEDED:
                open_doors.append((address, answer.status_code))

    assert open_doors == []


@pytest.mark.parametrize("username", USERS)
def test_no_page_fails_or_shows_a_row_outside_the_scope(demo_city, keys, all_routes, db, username):
    user = User.objects.get(username=username)
    outside = numbers_outside(user)
    client = Client(raise_request_exception=False)
    client.force_login(user)
    failed, leaked, opened = [], [], []
    for pattern, path in all_routes:
        needed = getattr(view_of(pattern), "required_permission", None)
        for address in addresses(pattern, path, keys):
            answer = client.get(address)
            if answer.status_code >= 500 and address != "/readyz":
                failed.append((address, answer.status_code))
            if needed and not user.may(needed) and answer.status_code == 200:
                opened.append(address)
            shown = set(re.findall(r"\d{18}", _body(answer)))
            leaked += [(address, number) for number in shown & outside]

    assert failed == []
    assert opened == []
    assert leaked == []


@pytest.mark.parametrize("username", USERS)
def test_no_request_writes_outside_the_scope_or_fails(demo_city, keys, all_routes, db, username):
    user = User.objects.get(username=username)
    outside = Household.objects.exclude(
        pk__in=Household.objects.visible_to(user, Permission.HOUSEHOLD_VIEW).values("pk")
    )
    before = outside.aggregate(Sum("version"))
    last = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    client = Client(raise_request_exception=False)
    client.force_login(user)
    data = {
        "reason": "试一试", "note": "试一试", "title": "试", "name": "试", "q": "张三",
        "on": "2016-12-31", "content": "试一试", "to": "2016-12-31", "remark": "试一试",
    }  # fmt: skip
    failed = []
    for pattern, path in all_routes:
        for address in addresses(pattern, path, keys):
            if address in ENDS_THE_SESSION:
                continue
            answer = client.post(address, data)
            if answer.status_code >= 500 and address != "/readyz":
                failed.append((address, answer.status_code))

    written = AuditEntry.objects.filter(pk__gt=last, actor=user)
    astray = [entry for entry in written if not is_inside(user, entry)]
    assert failed == []
    assert [(entry.verb, entry.subject_kind, entry.division_code) for entry in astray] == []
    assert outside.aggregate(Sum("version")) == before
