import datetime
import re

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from organization.api_auth import token_digest
from organization.enums import Reach
from organization.models import AuditEntry, Grant, User
from organization.permissions import Role
from organization.services import handover, users
from tests.organization.conftest import CITY, SHAHU, START, YANGLINWEI

TODAY = datetime.date(2016, 12, 31)
NEW = {
    "username": "new.clerk",
    "display_name": "新专干",
    "division": YANGLINWEI,
    "role": Role.TOWN_CLERK,
    "reach": Reach.DIVISION,
    "grant_division": YANGLINWEI,
    "starts_on": "2016-12-31",
}


@pytest.fixture
def admin(person):
    return person("root", Role.ADMIN, CITY)


@pytest.fixture
def town_admin(person):
    return person("town", Role.TOWN_ADMIN, YANGLINWEI)


def test_an_administrator_opens_an_account_and_sees_its_password_once(client, admin):
    client.force_login(admin)

    page = client.post("/users/new/", NEW)

    user = User.objects.get(username="new.clerk")
    assert "一次性密码" in page.content.decode()
    assert user.must_change_password
    assert user.grants.get().division_id == YANGLINWEI
    assert AuditEntry.objects.filter(verb="user.created", actor=admin).exists()


def test_a_refused_account_keeps_what_was_typed_and_says_why(client, admin):
    client.force_login(admin)

    page = client.post("/users/new/", {**NEW, "username": "1x"}).content.decode()

    assert "用户名须以字母开头" in page
    assert "新专干" in page
    assert not User.objects.filter(display_name="新专干").exists()


def test_a_township_administrator_gives_only_roles_of_a_township_within_it(client, town_admin):
    client.force_login(town_admin)

    too_high = client.post("/users/new/", {**NEW, "role": Role.CITY_LEADER}).content.decode()
    too_far = client.post("/users/new/", {**NEW, "grant_division": SHAHU}).content.decode()
    fitting = client.post("/users/new/", NEW).content.decode()

    assert "请从列表中选择" in too_high
    assert "请从列表中选择" in too_far
    assert "一次性密码" in fitting


def test_a_township_administrator_does_not_find_accounts_of_others(client, town_admin, person):
    other = person("far", Role.TOWN_CLERK, SHAHU)
    client.force_login(town_admin)

    assert client.get(f"/users/{other.pk}/").status_code == 404
    assert "far" not in client.get("/users/").content.decode()
    for action in ("disable", "unlock", "password", "hand-over", "grants"):
        assert client.post(f"/users/{other.pk}/{action}/", {"reason": "x"}).status_code == 404


def test_nobody_grants_disables_or_resets_himself(client, admin):
    client.force_login(admin)
    grant = admin.grants.get()

    assert client.post(f"/users/{admin.pk}/disable/", {"reason": "离职"}).status_code == 422
    assert client.post(f"/users/{admin.pk}/password/").status_code == 409
    assert client.post(f"/grants/{grant.pk}/end/", {"on": "2026-01-01"}).status_code == 422
    given = client.post(
        f"/users/{admin.pk}/grants/",
        {
            "role": Role.CITY_OFFICE,
            "reach": Reach.DIVISION,
            "grant_division": CITY,
            "starts_on": "2016-01-01",
        },
    )
    assert given.status_code == 422


def test_disabling_closes_tokens_at_once(client, admin, person):
    clerk = person("clerk", Role.TOWN_CLERK)
    token = users.make_token(clerk, "统计", digest="d" * 64)
    client.force_login(admin)

    client.post(f"/users/{clerk.pk}/disable/", {"reason": "调离"})

    clerk.refresh_from_db()
    token.refresh_from_db()
    assert not clerk.is_active
    assert token.revoked_at


def test_an_overlapping_grant_of_the_same_kind_is_refused(client, admin, person):
    clerk = person("clerk", Role.TOWN_CLERK, YANGLINWEI)
    client.force_login(admin)
    data = {
        "role": Role.TOWN_CLERK,
        "reach": Reach.DIVISION,
        "grant_division": YANGLINWEI,
        "starts_on": "2017-01-01",
    }

    assert client.post(f"/users/{clerk.pk}/grants/", data).status_code == 422
    assert clerk.grants.count() == 1


def test_a_grant_given_by_mistake_ends_on_its_first_day_and_can_be_given_anew(day, admin, person):
    clerk = person("mistaken", Role.TOWN_CLERK, SHAHU)
    grant = clerk.grants.get()
    Grant.objects.filter(pk=grant.pk).update(starts_on=day)
    grant.refresh_from_db()

    users.end_grant(grant, on=day, by=admin)

    assert not Grant.objects.as_of(day).filter(user=clerk).exists()
    anew = users.GrantTerms(Role.TOWN_CLERK, Reach.DIVISION, starts_on=day, division=grant.division)
    users.give_grant(clerk, anew, by=admin)
    assert Grant.objects.as_of(day).filter(user=clerk).count() == 1


def test_a_stand_in_needs_an_end(admin, person):
    clerk, absent = person("clerk"), person("absent", Role.TOWN_LEADER, YANGLINWEI)

    terms = users.GrantTerms(
        Role.TOWN_LEADER,
        Reach.DIVISION,
        START,
        division=absent.division,
        stands_in_for=absent,
    )
    with pytest.raises(users.RuleError, match="终止日期"):
        users.give_grant(clerk, terms, by=admin)


def test_a_leavers_grants_pass_without_gap_and_his_account_closes(client, admin, person):
    leaver, heir = person("leaver", Role.TOWN_CLERK, YANGLINWEI), person("heir")
    client.force_login(admin)
    day = datetime.date(2016, 6, 1)

    client.post(
        f"/users/{leaver.pk}/hand-over/", {"to": heir.pk, "on": day, "reason": "调市直单位"}
    )

    old, new = leaver.grants.get(), heir.grants.get()
    assert (old.ends_on, new.starts_on) == (day, day)
    assert new.division_id == YANGLINWEI
    leaver.refresh_from_db()
    assert not leaver.is_active


@pytest.mark.parametrize(
    "place",
    [
        {"reach": Reach.DIVISION, "division_id": YANGLINWEI},
        {"reach": Reach.UNIT},
        {"reach": Reach.OWN},
        {"reach": Reach.CASE, "subject_kind": "households.household", "subject_id": "1"},
    ],
    ids=lambda place: place["reach"],
)
def test_the_database_holds_one_open_grant_of_a_kind(person, unit, place):
    user = person("clerk")
    if place["reach"] == Reach.UNIT:
        place = place | {"unit": unit("B1")}
    Grant.objects.create(user=user, role=Role.HELPER, starts_on=START, **place)
    Grant.objects.create(user=user, role=Role.DEPARTMENT, starts_on=START, **place)

    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(user=user, role=Role.HELPER, starts_on=TODAY, **place)
    Grant.objects.filter(role=Role.HELPER).update(ends_on=TODAY)
    Grant.objects.create(user=user, role=Role.HELPER, starts_on=TODAY, **place)


@pytest.fixture
def leaver(day, person):
    return person("leaver", Role.TOWN_CLERK, YANGLINWEI)


def hand(leaver, heir, admin, on=TODAY):
    return handover.hand_over(leaver, to=heir, on=on, by=admin, reason="调离")


def test_grants_pass_and_the_account_closes_for_one_day(admin, leaver, person):
    with pytest.raises(users.RuleError, match="交接日期不能晚于今天"):
        hand(leaver, person("heir"), admin, on=TODAY + datetime.timedelta(days=1))

    leaver.refresh_from_db()
    assert leaver.is_active


def test_who_takes_over_stands_in_for_the_same_person(admin, leaver, person):
    absent, heir = person("absent", Role.TOWN_LEADER, YANGLINWEI), person("heir")
    until = datetime.date(2017, 2, 1)
    Grant.objects.create(
        user=leaver, role=Role.TOWN_LEADER, reach=Reach.DIVISION, division_id=YANGLINWEI,
        starts_on=START, ends_on=until, stands_in_for=absent,
    )  # fmt: skip

    assert hand(leaver, heir, admin) == 2

    grant = heir.grants.get(role=Role.TOWN_LEADER)
    assert (grant.stands_in_for, grant.ends_on) == (absent, until)


def test_nobody_comes_to_stand_in_for_himself(admin, leaver, person):
    heir = person("heir")
    Grant.objects.create(
        user=leaver, role=Role.TOWN_LEADER, reach=Reach.DIVISION, division_id=YANGLINWEI,
        starts_on=START, ends_on=datetime.date(2017, 2, 1), stands_in_for=heir,
    )  # fmt: skip

    assert hand(leaver, heir, admin) == 1


def test_a_grant_that_begins_later_passes_and_nothing_stays_on_the_closed_account(
    admin, leaver, person
):
    later, heir = datetime.date(2017, 3, 1), person("heir")
    for reach, division in ((Reach.DIVISION, SHAHU), (Reach.OWN, None)):
        Grant.objects.create(
            user=leaver, role=Role.TOWN_CLERK, reach=reach, division_id=division, starts_on=later
        )

    assert hand(leaver, heir, admin) == 2

    assert heir.grants.get(division_id=SHAHU).starts_on == later
    assert not leaver.grants.overlapping(TODAY, None).exists()
    assert AuditEntry.objects.filter(verb="grant.withdrawn").count() == 2


def test_what_the_heir_holds_for_a_time_is_prolonged_and_not_lost(admin, leaver, person):
    heir, until = person("heir"), datetime.date(2017, 3, 1)
    Grant.objects.create(
        user=heir, role=Role.TOWN_CLERK, reach=Reach.DIVISION, division_id=YANGLINWEI,
        starts_on=START, ends_on=until,
    )  # fmt: skip

    assert hand(leaver, heir, admin) == 1

    assert heir.grants.open().get().starts_on == until


def test_the_list_asks_as_many_questions_for_one_account_as_for_twenty(
    client, admin, person, django_assert_max_num_queries
):
    client.force_login(admin)
    client.get("/users/")
    with django_assert_max_num_queries(14) as few:
        client.get("/users/")
    for number in range(20):
        person(f"clerk{number}", Role.TOWN_CLERK)
    with django_assert_max_num_queries(14) as many:
        client.get("/users/")

    assert len(few) == len(many)


def test_the_database_refuses_a_grant_without_its_place(person):
    user = person("clerk")

    with pytest.raises(Exception, match="organization_grant_reach_is_whole"):
        Grant.objects.create(user=user, role=Role.HELPER, reach=Reach.DIVISION, starts_on=START)


def test_a_new_token_is_shown_in_the_answer_and_kept_nowhere(client, admin):
    client.force_login(admin)

    answer = client.post("/account/tokens/", {"label": "汇总表"})

    (shown,) = re.findall(r"<code>([\w-]{40,})</code>", answer.content.decode())
    assert token_digest(shown) == admin.tokens.get().digest
    assert shown not in str(dict(client.session))
    assert shown not in client.get("/account/").content.decode()


def test_tokens_end_with_the_password_they_were_made_under(client, admin, town_admin):
    client.force_login(town_admin)
    client.post("/account/tokens/", {"label": "汇总表"})

    users.reset_password(town_admin, by=admin)

    assert not town_admin.tokens.usable(timezone.now()).exists()


@pytest.fixture
def risen(person):
    """Managed by the township, with a right over the city."""
    user = person("risen", Role.TOWN_CLERK, YANGLINWEI)
    User.objects.filter(pk=user.pk).update(division_id=YANGLINWEI)
    Grant.objects.create(
        user=user, role=Role.TOWN_CLERK, reach=Reach.DIVISION, division_id=CITY, starts_on=START
    )
    return user


def test_no_township_administrator_opens_the_door_to_more_than_he_could_give(
    client, town_admin, risen
):
    client.force_login(town_admin)

    refused = client.post(f"/users/{risen.pk}/password/")
    User.objects.filter(pk=risen.pk).update(is_active=False)
    still = client.post(f"/users/{risen.pk}/enable/")

    assert (refused.status_code, still.status_code) == (409, 409)
    assert "镇扶贫专干（仙桃市）" in refused.content.decode()
    risen.refresh_from_db()
    assert risen.check_password("Right-horse-7")
    assert not risen.is_active


def test_what_he_could_give_he_may_reset_and_issue(town_admin, risen, person):
    clerk = person("clerk", Role.TOWN_CLERK, YANGLINWEI)
    for user in (clerk, risen):
        user.division_id = YANGLINWEI
        user.set_unusable_password()
        user.save()

    assert list(users.without_password(town_admin)) == [clerk]
    assert users.reset_password(clerk, by=town_admin)


def test_an_account_is_found_by_name_and_shows_its_role_and_its_lock(client, admin, person):
    clerk = person("found", Role.TOWN_CLERK, SHAHU)
    person("other", Role.TOWN_CLERK, SHAHU)
    until = timezone.now() + datetime.timedelta(minutes=10)
    User.objects.filter(pk=clerk.pk).update(display_name="尉迟明", locked_until=until)
    client.force_login(admin)

    answer = client.post("/users/", {"name": "尉迟"})
    page = client.get(answer.url).content.decode()

    assert "尉迟" not in answer.url
    assert "found" in page
    assert "other" not in page
    assert Role.TOWN_CLERK.label in page
    assert "锁定" in page
    assert "自动解锁" in client.get(f"/users/{clerk.pk}/").content.decode()
