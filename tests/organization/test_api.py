"""The API's door and manners: tokens, sessions, and one shape for every refusal."""

import datetime
import json
import re

import pytest
import redis
from django.test import Client
from django.utils import timezone
from rest_framework.throttling import UserRateThrottle

from organization.api.people import UnitViewSet
from organization.api_auth import NOTED_EVERY
from organization.api_throttles import CallsOfUser
from organization.models import ApiToken, AuditEntry, Notification, SignIn, Unit, User
from organization.parameters import DEFINITIONS
from organization.permissions import Role
from organization.services import users
from organization.services.sign_in import ADDRESS_LIMIT
from tests.organization.conftest import CITY, GEXIN, SHAHU, START, YANGLINWEI

RIGHT = "Right-horse-7"
V1 = "/api/v1"
JSON = "application/json"


def post(client, path, data, **extra):
    return client.post(f"{V1}/{path}/", json.dumps(data), content_type=JSON, **extra)


def token_for(client, username="clerk", password=RIGHT):
    return post(client, "token", {"username": username, "password": password})


def bearer(token: str) -> dict:
    return {"headers": {"authorization": f"Bearer {token}"}}


def refused(answer, status: int) -> dict:
    """The body of a refusal, which always has the same shape and speaks Chinese."""
    assert answer.status_code == status, answer.content.decode()
    assert answer.headers["content-type"].startswith(JSON)
    body = answer.json()
    assert set(body) == {"detail", "fields", "reference"}
    assert re.search(r"[一-鿿]", body["detail"]), body
    assert body["reference"] == answer.headers["x-request-id"]
    for said in body["fields"].values():
        assert said
        assert all(re.search(r"[一-鿿]", sentence) for sentence in said), body
    return body


# --- tokens -------------------------------------------------------------------------------------


def test_name_and_password_give_a_token_that_opens_the_api(client, person):
    person("clerk", Role.TOWN_CLERK, YANGLINWEI)

    token = token_for(client).json()["token"]

    me = Client().get(f"{V1}/me/", **bearer(token))
    assert me.json()["username"] == "clerk"
    assert "household.view" in me.json()["permissions"]
    assert ApiToken.objects.get().digest != token
    assert AuditEntry.objects.filter(verb="user.token_made").exists()


def test_a_token_needs_no_protection_against_forged_requests_but_a_session_does(person):
    user = person("clerk", Role.TOWN_CLERK)
    strict = Client(enforce_csrf_checks=True)
    token = token_for(strict).json()["token"]
    assert post(strict, "notifications/read_all", {}, **bearer(token)).status_code == 200

    strict.force_login(user)
    said = refused(post(strict, "notifications/read_all", {}), 403)
    assert "X-CSRFToken" in said["detail"]


@pytest.mark.parametrize("header", ["Bearer", "Bearer nonsense", "Bearer é", "Bearer a b c"])
def test_a_token_that_nobody_made_opens_nothing(client, city, header):
    answer = client.get(f"{V1}/me/", headers={"authorization": header})

    assert "令牌" in refused(answer, 401)["detail"]
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_token_ends_after_its_life(client, person):
    person("clerk", Role.TOWN_CLERK)
    token = token_for(client).json()["token"]
    ApiToken.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))

    refused(client.get(f"{V1}/me/", **bearer(token)), 401)


def test_a_token_is_revoked_over_the_api_and_is_useless_at_once(client, person):
    person("clerk", Role.TOWN_CLERK)
    person("other", Role.TOWN_CLERK)
    token = token_for(client).json()["token"]
    (listed,) = client.get(f"{V1}/tokens/", **bearer(token)).json()["results"]
    assert "digest" not in listed

    theirs = token_for(client, "other").json()["token"]
    refused(post(client, f"tokens/{listed['id']}/revoke", {}, **bearer(theirs)), 404)
    assert post(client, f"tokens/{listed['id']}/revoke", {}, **bearer(token)).json()["revoked_at"]
    refused(client.get(f"{V1}/me/", **bearer(token)), 401)


def test_a_disabled_user_gets_no_token_and_loses_those_he_has(client, person):
    user, admin = person("clerk", Role.TOWN_CLERK), person("boss", Role.ADMIN)
    token = token_for(client).json()["token"]
    users.disable_user(user, reason="调离", by=admin)

    refused(client.get(f"{V1}/me/", **bearer(token)), 401)
    assert "用户名或密码不正确" in refused(token_for(client), 401)["detail"]
    users.enable_user(user, by=admin)
    refused(client.get(f"{V1}/me/", **bearer(token)), 401)


def test_who_has_a_one_time_password_changes_it_first(client, person):
    user = person("clerk", Role.TOWN_CLERK)
    token = token_for(client).json()["token"]
    User.objects.update(must_change_password=True)

    assert "一次性密码" in refused(token_for(client), 401)["detail"]
    assert "一次性密码" in refused(client.get(f"{V1}/me/", **bearer(token)), 401)["detail"]
    client.force_login(user)
    assert "一次性密码" in refused(client.get(f"{V1}/me/"), 403)["detail"]


def test_five_failures_lock_the_door_of_the_api_and_of_the_pages(client, person):
    person("clerk", Role.TOWN_CLERK)
    for _ in range(5):
        assert "用户名或密码不正确" in refused(token_for(client, password="no"), 401)["detail"]

    assert "已暂时锁定" in refused(token_for(client), 401)["detail"]
    page = client.post("/login/", {"username": "clerk", "password": RIGHT})
    assert "已暂时锁定" in page.content.decode()
    assert not ApiToken.objects.exists()


def test_one_address_that_tries_many_names_is_held_off(client, city):
    SignIn.objects.bulk_create(
        SignIn(outcome="wrong", address="127.0.0.1") for _ in range(ADDRESS_LIMIT)
    )

    assert "15分钟" in refused(token_for(client, "another"), 429)["detail"]


def test_the_last_use_of_a_token_is_noted_but_not_on_every_call(client, person):
    person("clerk", Role.TOWN_CLERK)
    token = token_for(client).json()["token"]
    client.get(f"{V1}/me/", **bearer(token))
    first = ApiToken.objects.get().last_used_at
    client.get(f"{V1}/me/", **bearer(token))
    assert ApiToken.objects.get().last_used_at == first

    ApiToken.objects.update(last_used_at=first - NOTED_EVERY)
    client.get(f"{V1}/me/", **bearer(token))
    assert ApiToken.objects.get().last_used_at > first


def test_an_idle_session_ends_for_the_api_too_without_a_redirect(client, person):
    client.force_login(person("clerk", Role.TOWN_CLERK))
    session = client.session
    session["seen_at"] = timezone.now().timestamp() - 31 * 60
    session.save()

    refused(client.get(f"{V1}/me/"), 401)
    assert "_auth_user_id" not in client.session


# --- refusals -----------------------------------------------------------------------------------


@pytest.fixture
def clerk(client, person):
    user = person("clerk", Role.TOWN_CLERK, YANGLINWEI)
    client.force_login(user)
    return user


@pytest.fixture
def admin(client, person):
    user = person("boss", Role.ADMIN)
    client.force_login(user)
    return user


@pytest.mark.parametrize(
    "body", ["{", "[1,", "", "[]", '"text"', "null", "1", '{"reason": "\\ud800"}', "\x00"]
)
def test_a_body_that_cannot_be_read_is_a_bad_request(client, admin, person, body):
    other = person("other")

    answer = client.post(f"{V1}/users/{other.pk}/disable/", body, content_type=JSON)

    refused(answer, 400)


def test_half_a_sign_in_a_choice_is_a_bad_request(client, admin):
    answer = client.post(f"{V1}/units/enter/", '{"kind": "\\ud800"}', content_type=JSON)

    refused(answer, 400)
    assert "代理字符" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("starts_on", "2016-02-30"),
        ("starts_on", "昨天"),
        ("division", "429004999999"),
        ("division", 7),
        ("division", {"a": 1}),
        ("kind", "palace"),
        ("name", ""),
        ("name", "长" * 81),
        ("name", ["a"]),
        ("superior", -1),
        ("superior", "a"),
    ],
)
def test_a_faulty_value_is_named_with_its_field(client, admin, place, value):
    unit = {
        "code": "D1", "name": "市水利局", "kind": "department", "division": CITY,
        "starts_on": "2014-01-01",
    }  # fmt: skip

    body = refused(post(client, "units/enter", {**unit, place: value}), 400)

    assert set(body["fields"]) == {place}
    assert place in body["detail"]
    assert not Unit.objects.exists()


def test_several_faults_are_told_at_once(client, admin):
    body = refused(post(client, "units/enter", {"kind": "palace", "starts_on": "x"}), 400)

    assert {"kind", "starts_on"} <= set(body["fields"])


def test_a_rule_of_the_table_is_a_bad_request_not_an_error(client, admin, unit):
    unit("D1", name="市水利局")

    body = refused(
        post(
            client, "units/enter",
            {"code": "D2", "name": "市水利局", "kind": "department", "division": CITY},
        ),
        400,
    )  # fmt: skip

    assert "已有同名的在册单位" in body["detail"]


@pytest.mark.parametrize(
    "query", ["kind=palace", "order=secret", "page=0", "page=x", "name=%00", "page_size=-1"]
)
def test_a_faulty_filter_is_refused_or_ignored(client, clerk, query):
    answer = client.get(f"{V1}/units/?{query}")

    if answer.status_code != 200:
        refused(answer, 404 if query.startswith("page") else 400)


def test_who_is_not_signed_in_is_asked_to(client, city):
    refused(client.get(f"{V1}/units/"), 401)


def test_who_lacks_the_permission_is_told_which(client, clerk, unit):
    row = unit("D1", YANGLINWEI)

    assert "管理用户与授权" in refused(client.get(f"{V1}/users/"), 403)["detail"]
    assert "维护单位" in refused(post(client, f"units/{row.pk}/end", {}), 403)["detail"]


@pytest.mark.parametrize(
    "path", ["units/999", "units/abc", "units/99999999999999999999", "palaces"]
)
def test_what_is_not_there_is_not_found(client, clerk, path):
    refused(client.get(f"{V1}/{path}/"), 404)


def test_a_row_of_another_township_is_not_there(client, clerk, unit):
    theirs = unit("D2", SHAHU)

    refused(client.get(f"{V1}/units/{theirs.pk}/"), 404)


def test_a_list_takes_no_rows(client, clerk):
    refused(post(client, "units", {}), 405)
    refused(client.delete(f"{V1}/units/"), 405)


def test_a_rule_of_the_house_is_a_conflict(client, admin):
    assert (
        "自己" in refused(post(client, f"users/{admin.pk}/disable", {"reason": "x"}), 409)["detail"]
    )


def test_only_json_is_answered(client, clerk):
    refused(client.get(f"{V1}/units/", headers={"accept": "text/csv"}), 406)


def test_only_json_and_forms_are_read(client, admin):
    answer = client.post(f"{V1}/units/enter/", "<unit/>", content_type="application/xml")

    refused(answer, 415)


def test_a_body_too_large_is_refused_before_it_is_read(client, admin, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100

    refused(post(client, "units/enter", {"name": "长" * 100}), 413)
    page = client.post("/units/new/", {"name": "长" * 1000, "code": "x"})
    assert page.status_code in {200, 413}


def test_a_form_too_large_gets_the_page_that_says_so(client, admin, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100

    page = client.post(
        "/units/new/", "name=" + "a" * 200, content_type="application/x-www-form-urlencoded"
    )

    assert page.status_code == 413
    assert "过大" in page.content.decode()


def test_who_calls_too_often_waits(client, clerk, monkeypatch):
    monkeypatch.setattr(UserRateThrottle, "THROTTLE_RATES", {"user": "1/min"})
    monkeypatch.setattr(UnitViewSet, "throttle_classes", [UserRateThrottle])
    client.get(f"{V1}/units/")

    answer = client.get(f"{V1}/units/")

    refused(answer, 429)
    assert int(answer.headers["retry-after"]) > 0


def test_without_the_broker_calls_are_not_counted_and_nobody_waits(client, clerk, monkeypatch):
    monkeypatch.setattr(CallsOfUser, "THROTTLE_RATES", {"user": "1/min"})
    monkeypatch.setattr(UnitViewSet, "throttle_classes", [CallsOfUser])

    class Gone:
        def get(self, *args):
            raise redis.ConnectionError

    monkeypatch.setattr(CallsOfUser, "cache", Gone())

    for _ in range(3):
        assert client.get(f"{V1}/units/").status_code == 200


def test_a_fault_of_ours_says_its_number_and_no_more(clerk, monkeypatch):
    def broken(self):
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(UnitViewSet, "get_queryset", broken)
    client = Client(raise_request_exception=False)
    client.force_login(clerk)

    body = refused(client.get(f"{V1}/units/"), 500)

    assert "secret" not in body["detail"]


# --- what the ground floor shows ----------------------------------------------------------------


def test_an_account_is_opened_granted_and_closed(client, admin):
    made = post(
        client, "users/open_account",
        {
            "username": "newclerk", "display_name": "新专干", "division": YANGLINWEI,
            "role": "town_clerk", "reach": "division", "grant_division": YANGLINWEI,
            "starts_on": "2016-01-01",
        },
    )  # fmt: skip
    assert made.status_code == 201, made.content.decode()
    assert "no-store" in made.headers["cache-control"]
    account = made.json()["user"]
    assert account["grants"][0]["role"] == "town_clerk"
    assert User.objects.get(username="newclerk").check_password(made.json()["password"])

    ended = post(client, f"grants/{account['grants'][0]['id']}/end", {"on": "2016-06-01"})
    assert ended.json()["ends_on"] == "2016-06-01"
    closed = post(client, f"users/{account['id']}/disable", {"reason": "调离"})
    assert closed.json()["is_active"] is False
    again = post(client, f"users/{account['id']}/enable", {})
    assert again.json()["is_active"] is True


def test_a_townships_administrator_sees_his_accounts_and_gives_no_citys_role(client, person):
    mine, theirs = person("mine", division=YANGLINWEI), person("theirs", division=SHAHU)
    boss = person("townboss", Role.TOWN_ADMIN, YANGLINWEI)
    client.force_login(boss)

    listed = client.get(f"{V1}/users/").json()["results"]
    assert {one["username"] for one in listed} == {"mine", "townboss"}
    refused(client.get(f"{V1}/users/{theirs.pk}/"), 404)
    grant = {"role": "admin", "reach": "division", "grant_division": YANGLINWEI}
    assert "role" in refused(post(client, f"users/{mine.pk}/give_grant", grant), 400)["fields"]


def test_a_unit_is_corrected_and_what_is_left_out_stays(client, admin, unit):
    row = unit("D1", name="市水利局", short_name="水利局")

    answer = post(client, f"units/{row.pk}/correct", {"phone": "0728-3220000"})

    assert answer.json()["phone"] == "0728-3220000"
    row.refresh_from_db()
    assert (row.name, row.short_name, row.starts_on) == ("市水利局", "水利局", START)


def test_a_cadre_gets_a_post_and_leaves(client, admin, unit):
    row = unit("D1")
    made = post(
        client, "cadres/enter",
        {
            "number": "G1", "name": "覃德元", "unit": row.pk, "rank": "staff", "sex": "1",
            "phone": "13900000001",
        },
    )  # fmt: skip
    assert made.status_code == 201, made.content.decode()
    cadre = made.json()
    assert cadre["phone"] == "139****0001"
    started = post(
        client, f"cadres/{cadre['id']}/start_post",
        {"unit": row.pk, "title": "局长", "duty": "head", "starts_on": "2016-01-01"},
    )  # fmt: skip
    assert started.status_code == 201, started.content.decode()
    found = post(client, "cadres/search", {"name": "qdy"}).json()["results"]
    assert [one["name"] for one in found] == ["覃德元"]

    ended = post(client, f"cadre-posts/{started.json()['id']}/end", {"on": "2016-06-01"})
    assert ended.json()["ends_on"] == "2016-06-01"
    assert post(client, f"cadres/{cadre['id']}/leave", {"reason": "调离"}).json()["left_on"]


def test_a_parameter_is_read_and_set(client, person):
    client.force_login(person("office", Role.CITY_OFFICE))
    lines = client.get(f"{V1}/parameters/").json()
    assert "pairing_cap" in {line["key"] for line in lines}

    made = post(
        client, "parameters/notice_done_days/set",
        {"value": 20, "starts_on": "2016-12-31", "document_no": "仙扶组发〔2016〕9号"},
    )  # fmt: skip
    assert made.status_code == 201, made.content.decode()
    assert client.get(f"{V1}/parameters/notice_done_days/").json()[0]["value"] == 20
    bad = post(client, "parameters/notice_done_days/set", {"value": "many", "document_no": "x"})
    assert "value" in refused(bad, 400)["fields"]
    refused(client.get(f"{V1}/parameters/no_such/"), 404)
    caps = {**DEFINITIONS["pairing_cap"].default, "staff": 2}
    part = {"value": {"staff": 2}, "document_no": "仙扶组发〔2016〕9号"}
    assert "value" in refused(post(client, "parameters/pairing_cap/set", part), 400)["fields"]
    made = post(client, "parameters/pairing_cap/set", {**part, "value": caps})
    assert made.json()["value"] == caps


def test_a_place_gets_its_local_name_from_who_administers_it(client, person):
    client.force_login(person("townboss", Role.TOWN_ADMIN, YANGLINWEI))

    assert post(client, f"divisions/{GEXIN}/rename", {"name_local": "革新垸"}).status_code == 200
    refused(post(client, f"divisions/{SHAHU}/rename", {"name_local": "x"}), 403)


def test_messages_are_read_one_by_one_or_all(client, clerk):
    notes = [Notification.objects.create(user=clerk, title=f"消息{n}") for n in range(3)]

    assert post(client, f"notifications/{notes[0].pk}/read", {}).json()["read_at"]
    assert post(client, "notifications/read_all", {}).json() == {"read": 2}


@pytest.mark.parametrize("subject_id", ["abc", "", "999999", "99999999999999999999", "-1"])
def test_the_trail_and_the_files_of_a_row_that_is_not_there(client, clerk, subject_id):
    query = {"subject_kind": "organization.unit", "subject_id": subject_id}
    for name in ("trail", "attachments"):
        answer = client.get(f"{V1}/{name}/of_row/", query)
        refused(answer, 404 if subject_id else 400)
    kind = {"subject_kind": "organization.palace", "subject_id": "1"}
    refused(client.get(f"{V1}/trail/of_row/", kind), 404)
    assert client.get(f"/trail/organization.unit/{subject_id or 'x'}/").status_code == 404


def test_the_trail_of_a_row_is_for_who_sees_the_row(client, admin, clerk, unit):
    mine, theirs = unit("D1", YANGLINWEI), unit("D2", SHAHU)
    for row in (mine, theirs):
        client.force_login(admin)
        post(client, f"units/{row.pk}/correct", {"phone": "0728-3220000"})
    client.force_login(clerk)
    query = {"subject_kind": "organization.unit"}

    (entry,) = client.get(f"{V1}/trail/of_row/", {**query, "subject_id": mine.pk}).json()

    assert "修改单位" in entry["line"]
    refused(client.get(f"{V1}/trail/of_row/", {**query, "subject_id": theirs.pk}), 403)


@pytest.mark.parametrize("subject_id", ["abc", "999999"])
def test_what_is_not_there_is_not_revealed(client, clerk, subject_id):
    asked = {
        "subject_kind": "organization.cadre", "subject_id": subject_id, "field": "phone",
        "reason": "核对联系电话",
    }  # fmt: skip

    refused(post(client, "reveal", asked), 404)
    assert client.post("/reveal/", asked).status_code == 404


def test_lists_of_the_ground_floor_cost_the_same_for_twenty_rows(client, person, unit, queries_of):
    user = person("boss", Role.ADMIN)
    client.force_login(person("office", Role.CITY_OFFICE))

    def grow(count: int) -> None:
        for number in range(count):
            row = unit(f"D{number}{count}")
            users_name = f"u{number}x{count}"
            other = person(users_name, Role.TOWN_CLERK)
            users.unlock_user(other, by=user)
            row.cadres.create(number=f"G{number}{count}", name="某某", rank="staff")

    grow(1)
    names = ["units", "cadres", "trail"]
    few = {name: len(queries_of(f"{V1}/{name}/")) for name in names}
    grow(20)
    assert {name: len(queries_of(f"{V1}/{name}/")) for name in names} == few
    client.force_login(user)
    many = len(queries_of(f"{V1}/users/")), len(queries_of(f"{V1}/grants/"))
    grow(7)
    assert (len(queries_of(f"{V1}/users/")), len(queries_of(f"{V1}/grants/"))) == many


def test_a_body_of_endless_depth_is_no_fault_of_ours(client, person):
    client.force_login(person("clerk", Role.TOWN_CLERK))

    answer = client.post("/api/v1/households/search/", "[" * 100_000, "application/json")

    assert refused(answer, 400)["detail"].startswith("无法识别提交的内容")
