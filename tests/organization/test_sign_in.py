import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from organization.enums import SignInOutcome
from organization.models import AuditEntry, SignIn, User
from organization.permissions import Role
from organization.services import users
from organization.services.sign_in import ADDRESS_LIMIT

LOGIN = "/login/"
RIGHT = "Right-horse-7"


def sign_in(client, username="clerk", password=RIGHT, **extra):
    return client.post(LOGIN, {"username": username, "password": password}, **extra)


def test_the_right_password_opens_the_first_page_and_is_noted(client, person):
    user = person("clerk", Role.TOWN_CLERK)

    assert sign_in(client).url == "/"

    (entry,) = user.sign_ins.all()
    assert entry.outcome == SignInOutcome.SUCCESS
    assert entry.address == "127.0.0.1"


def test_a_wrong_password_tells_no_more_than_a_wrong_name(client, person):
    person("clerk")

    wrong_password = sign_in(client, password="no").content.decode()
    wrong_name = sign_in(client, username="nobody", password="no").content.decode()

    assert "用户名或密码不正确" in wrong_password
    assert "用户名或密码不正确" in wrong_name


def test_five_failures_lock_the_account_even_for_the_right_password(client, person):
    user = person("clerk")
    for _ in range(5):
        sign_in(client, password="no")

    page = sign_in(client)

    assert "已暂时锁定" in page.content.decode()
    user.refresh_from_db()
    assert user.locked_until > timezone.now()


def test_a_lock_stands_with_its_entry_or_not_at_all(client, person, monkeypatch):
    user = person("clerk")
    for _ in range(4):
        sign_in(client, password="no")

    def fail(*args, **kwargs):
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr("organization.services.sign_in.audit.record", fail)
        with pytest.raises(RuntimeError):
            sign_in(client, password="no")
    user.refresh_from_db()
    assert (user.locked_until, user.failed_attempts) == (None, 4)

    sign_in(client, password="no")
    assert AuditEntry.objects.filter(verb="user.locked").count() == 1


def test_a_lock_ends_by_itself(client, person):
    person("clerk")
    User.objects.update(locked_until=timezone.now() - datetime.timedelta(seconds=1))

    assert sign_in(client).status_code == 302


def test_one_address_that_tries_many_names_is_refused(client, city):
    SignIn.objects.bulk_create(
        SignIn(outcome=SignInOutcome.WRONG, address="127.0.0.1") for _ in range(ADDRESS_LIMIT)
    )

    assert sign_in(client, username="another").status_code == 429


def test_a_forwarded_address_is_not_believed_without_a_proxy_of_ours(client, person):
    user = person("clerk")

    sign_in(client, headers={"x-forwarded-for": "10.0.0.9"})

    assert user.sign_ins.get().address == "127.0.0.1"


def test_a_disabled_account_cannot_sign_in(client, person):
    person("clerk")
    User.objects.update(is_active=False)

    assert "用户名或密码不正确" in sign_in(client).content.decode()


def test_after_the_idle_minutes_the_next_request_asks_to_sign_in_again(client, person):
    person("clerk", Role.TOWN_CLERK)
    sign_in(client)
    session = client.session
    session["seen_at"] = timezone.now().timestamp() - 31 * 60
    session.save()

    answer = client.get("/my-work/")

    assert answer.url == f"{LOGIN}?next=/my-work/"
    assert "_auth_user_id" not in client.session


def test_a_panel_of_a_page_left_idle_leads_the_whole_page_to_the_door(client, person):
    person("clerk", Role.TOWN_CLERK)
    page = {"hx-request": "true", "hx-current-url": "http://testserver/households/7/?year=2016"}

    answer = client.get("/households/7/trail/", headers=page)

    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == f"{LOGIN}?next=/households/7/%3Fyear%3D2016"
    assert answer.content == b""


def test_a_page_that_asks_by_itself_is_no_activity(client, person):
    person("clerk", Role.TOWN_CLERK)
    sign_in(client)
    session = client.session
    session["seen_at"] = left = timezone.now().timestamp() - 29 * 60
    session.save()

    client.get("/my-work/", headers={"x-poll": "1"})

    assert client.session["seen_at"] == left


def test_activity_keeps_the_session(client, person):
    person("clerk", Role.TOWN_CLERK)
    sign_in(client)
    session = client.session
    session["seen_at"] = timezone.now().timestamp() - 29 * 60
    session.save()

    assert client.get("/my-work/").status_code == 200
    assert timezone.now().timestamp() - client.session["seen_at"] < 60


def test_sign_in_leads_back_to_the_page_but_never_to_another_site(client, person):
    person("clerk", Role.TOWN_CLERK)

    assert sign_in(client).url == "/"
    client.post("/logout/")
    data = {"username": "clerk", "password": RIGHT, "next": "https://elsewhere.example/"}
    assert client.post(LOGIN, data).url == "/"
    client.post("/logout/")
    assert client.post(LOGIN, {**data, "next": "/account/"}).url == "/account/"


def test_a_one_time_password_opens_nothing_but_the_page_to_change_it(client, person):
    user = person("clerk", Role.TOWN_CLERK)
    User.objects.filter(pk=user.pk).update(must_change_password=True)
    sign_in(client)

    assert client.get("/my-work/").url == reverse("organization:password")
    assert client.get("/account/password/").status_code == 200


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        ("Short-1", "密码太短"),
        ("lettersonlyletters", "至少三种"),
        ("Password1234", "太常见"),
        (RIGHT, "最近5次"),
    ],
)
def test_a_weak_or_used_password_is_refused_with_a_sentence(client, person, new, sentence):
    client.force_login(person("clerk"))

    page = client.post(
        "/account/password/", {"old_password": RIGHT, "new_password": new, "repeated": new}
    )

    assert sentence in page.content.decode()


def test_a_password_like_the_own_name_is_refused(client, person):
    client.force_login(person("town.clerk"))
    new = {"new_password": "Town-Clerk1", "repeated": "Town-Clerk1"}

    page = client.post("/account/password/", {"old_password": RIGHT, **new}).content.decode()

    assert "与您的用户名太相近" in page
    assert "不与用户名、姓名相近" in page


def test_a_new_password_keeps_the_session_and_replaces_the_old(client, person):
    user = person("clerk")
    client.force_login(user)
    new = "Another-horse-8"

    client.post("/account/password/", {"old_password": RIGHT, "new_password": new, "repeated": new})

    assert client.get("/account/").status_code == 200
    user.refresh_from_db()
    assert user.check_password(new)


def test_a_locked_name_answers_as_a_name_that_nobody_has(client, person):
    person("clerk")
    for _ in range(6):
        locked = sign_in(client, password="no")
    unknown = sign_in(client, username="nosuchuser", password="no")

    assert errors_of(locked) == errors_of(unknown)


def errors_of(page) -> list[str]:
    return page.context["form"].non_field_errors()


def test_the_old_password_is_not_guessed_without_limit(client, person):
    client.force_login(person("clerk"))
    new = {"new_password": "Another horse 9 battery", "repeated": "Another horse 9 battery"}
    for _ in range(5):
        client.post("/account/password/", {"old_password": "no", **new})

    page = client.post("/account/password/", {"old_password": RIGHT, **new})

    assert "账号已暂时锁定" in page.content.decode()


def test_a_session_does_not_live_again_when_the_account_is_enabled(client, person):
    admin, clerk = person("root", Role.ADMIN), person("clerk", Role.TOWN_CLERK)
    client.force_login(clerk)
    users.disable_user(clerk, reason="调离", by=admin)
    users.enable_user(User.objects.get(pk=clerk.pk), by=admin)

    assert client.get("/my-work/").url.startswith("/login/")
