"""The city's leaders and its designated townships: the verbs, the page and the API."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from assistance.enums import LeaderBody, TownshipDesignationKind
from assistance.models import LeaderPost, TownshipDesignation
from assistance.selectors.coverage import coverage_of
from assistance.services.leadership import (
    designate_township,
    end_designation,
    end_leader_post,
    start_leader_post,
)
from organization.errors import RuleError, StaleError
from organization.models import AuditEntry, Cadre, ChangeMark
from tests.assistance.factories import (
    LeaderPostFactory,
    TownshipDesignationFactory,
    TownshipPairingFactory,
)
from tests.factories import (
    CITY,
    GEXIN,
    YANGLINWEI,
    ZHANGGOU,
    CadreFactory,
    DivisionFactory,
    make_user,
)

TODAY = datetime.date(2016, 12, 31)
TOMORROW = datetime.date(2017, 1, 1)
V1 = "/api/v1"


@pytest.fixture
def office(day):
    return make_user("city_office")


def text(answer) -> str:
    return answer.content.decode()


def url(name: str, *args) -> str:
    return reverse(f"assistance:{name}", args=args)


# --- verbs ---------------------------------------------------------------------------------------


def test_designations_have_their_time(office):
    township = DivisionFactory(code=YANGLINWEI)
    designation = designate_township(
        township, TownshipDesignationKind.KEY, starts_on=datetime.date(2016, 1, 1), by=office
    )

    with pytest.raises(RuleError, match="已是重点镇"):
        designate_township(township, TownshipDesignationKind.KEY, starts_on=TODAY, by=office)
    assert coverage_of("C1", TODAY, CITY).total == 1
    end_designation(designation, ends_on=TODAY, by=office)
    assert coverage_of("C1", TODAY, CITY).total == 0
    assert coverage_of("C1", datetime.date(2016, 12, 30), CITY).total == 1
    with pytest.raises(RuleError, match="已撤销"):
        end_designation(designation, ends_on=TODAY, by=office)


def test_leaders_have_posts_in_time(office):
    cadre = CadreFactory()
    with pytest.raises(RuleError, match="常委只在市委班子"):
        start_leader_post(
            cadre,
            LeaderBody.GOVERNMENT,
            title="副市长",
            is_standing_committee=True,
            starts_on=TODAY,
            by=office,
        )
    facts = {"starts_on": datetime.date(2016, 6, 1), "by": office}
    post = start_leader_post(
        cadre, LeaderBody.PARTY, title="市委常委", is_standing_committee=True, **facts
    )
    start_leader_post(
        cadre, LeaderBody.GOVERNMENT, title="副市长", is_standing_committee=False, **facts
    )
    with pytest.raises(RuleError, match="已有职务"):
        start_leader_post(
            cadre, LeaderBody.PARTY, title="书记", is_standing_committee=True, **facts
        )

    end_leader_post(post, ends_on=TODAY, by=office)

    with pytest.raises(RuleError, match="已结束"):
        end_leader_post(post, ends_on=TODAY, by=office)


POST = {"title": "市委常委", "is_standing_committee": True}


@pytest.mark.parametrize(
    ("starts_on", "left_on", "said"),
    [
        (TOMORROW, None, "任职日期不能晚于今天（2016-12-31）"),
        (TODAY, datetime.date(2016, 12, 1), "已于2016-12-01离开"),
    ],
)
def test_a_post_begins_by_today_and_for_a_cadre_in_service(office, starts_on, left_on, said):
    cadre = CadreFactory(left_on=left_on)

    with pytest.raises(RuleError, match=said):
        start_leader_post(cadre, LeaderBody.PARTY, **POST, starts_on=starts_on, by=office)


def test_a_cadre_who_leaves_while_the_form_is_open_gets_no_leaders_post(office):
    seen = CadreFactory()
    Cadre.objects.filter(pk=seen.pk).update(left_on=TODAY)

    with pytest.raises(RuleError, match="已于2016-12-31离开，不能登记任职"):
        start_leader_post(seen, LeaderBody.PARTY, **POST, starts_on=TODAY, by=office)


def test_a_post_does_not_begin_within_a_former_one(office):
    former = LeaderPostFactory(ends_on=datetime.date(2016, 6, 1))

    with pytest.raises(RuleError, match="任期不能重叠"):
        start_leader_post(
            former.cadre, LeaderBody.PARTY, **POST, starts_on=datetime.date(2016, 5, 31), by=office
        )
    start_leader_post(former.cadre, LeaderBody.PARTY, **POST, starts_on=former.ends_on, by=office)

    assert LeaderPost.objects.filter(cadre=former.cadre).count() == 2


@pytest.mark.parametrize(
    ("make", "end"),
    [(LeaderPostFactory, end_leader_post), (TownshipDesignationFactory, end_designation)],
)
def test_of_two_who_end_the_same_term_the_second_is_told(office, make, end):
    row = make()
    seen = type(row).objects.get(pk=row.pk)
    end(row, ends_on=TODAY, by=office)

    with pytest.raises(StaleError, match="请刷新后再看"):
        end(seen, ends_on=TOMORROW, by=office)

    row.refresh_from_db()
    assert row.ends_on == TODAY


def test_the_trail_of_a_term_tells_who_what_from_and_to(office):
    cadre, township = CadreFactory(), DivisionFactory(code=YANGLINWEI)
    since = datetime.date(2016, 6, 1)

    post = start_leader_post(
        cadre, LeaderBody.PARTY, **POST, starts_on=since, document_no="1号", by=office
    )
    end_leader_post(post, ends_on=TODAY, by=office)
    kind = TownshipDesignationKind.HEAVY
    designation = designate_township(township, kind, starts_on=since, by=office)
    end_designation(designation, ends_on=TODAY, by=office)

    of_post = {"cadre": cadre.pk, "body": "party", "title": "市委常委", "document_no": "1号",
               "is_standing_committee": True, "starts_on": "2016-06-01"}  # fmt: skip
    of_township = {"division": YANGLINWEI, "kind": "heavy", "starts_on": "2016-06-01"}
    to = {"ends_on": "2016-12-31"}
    told = [(entry.before, entry.after) for entry in AuditEntry.objects.order_by("pk")]
    assert told == [
        ({}, of_post), (of_post, of_post | to), ({}, of_township), (of_township, of_township | to),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("make", "end", "began", "ended"),
    [
        (LeaderPostFactory, end_leader_post, "任职日期", "离任日期"),
        (TownshipDesignationFactory, end_designation, "认定日期", "撤销日期"),
    ],
)
def test_an_end_lies_after_the_beginning_and_no_later_than_tomorrow(
    office, make, end, began, ended
):
    row = make()

    with pytest.raises(RuleError, match=f"{ended}须晚于{began}（{row.starts_on}）"):
        end(row, ends_on=row.starts_on, by=office)
    with pytest.raises(RuleError, match=f"{ended}最晚为明日"):
        end(row, ends_on=datetime.date(2017, 1, 2), by=office)
    end(row, ends_on=TOMORROW, by=office)

    row.refresh_from_db()
    assert row.ends_on == TOMORROW


def test_a_designation_begins_by_today_and_is_of_a_township(office):
    key = TownshipDesignationKind.KEY

    with pytest.raises(RuleError, match="认定日期不能晚于今天"):
        designate_township(DivisionFactory(code=YANGLINWEI), key, starts_on=TOMORROW, by=office)
    with pytest.raises(RuleError, match="不是镇办场园"):
        designate_township(DivisionFactory(code=GEXIN), key, starts_on=TODAY, by=office)


@pytest.mark.parametrize("role", ["town_clerk", "city_office"])
def test_a_township_enters_none_of_this_not_even_of_itself(day, role):
    clerk = make_user(role, YANGLINWEI)
    township = DivisionFactory(code=YANGLINWEI)

    with pytest.raises(PermissionDenied):
        designate_township(township, TownshipDesignationKind.KEY, starts_on=TODAY, by=clerk)
    with pytest.raises(PermissionDenied):
        end_designation(TownshipDesignationFactory(), ends_on=TODAY, by=clerk)
    with pytest.raises(PermissionDenied):
        start_leader_post(CadreFactory(), LeaderBody.PARTY, **POST, starts_on=TODAY, by=clerk)
    with pytest.raises(PermissionDenied):
        end_leader_post(LeaderPostFactory(), ends_on=TODAY, by=clerk)


# --- pages ---------------------------------------------------------------------------------------


def test_an_empty_city_comes_to_full_coverage_through_the_page(client, log_in, day):
    """C1 from nothing: leader, key township, pairing, each by the form that the page offers."""
    log_in("city_office")
    cadre = CadreFactory(name="何常委")
    DivisionFactory(code=YANGLINWEI)
    page = text(client.get(url("leader_list")))
    assert url("leader_post_start") in page
    assert url("township_designate") in page
    assert "没有认定重点镇" in page

    client.post(
        url("leader_post_start"),
        {"cadre": "何常委", "body": "party", "title": "市委常委", "is_standing_committee": "on",
         "starts_on": "2016-01-01"},
    )  # fmt: skip
    client.post(
        url("township_designate"),
        {"division": YANGLINWEI, "kind": "key", "starts_on": "2016-02-01", "document_no": "1号"},
    )
    page = text(client.get(url("leader_list")))
    assert "没有常委包挂" in page
    address = f"{url('pair_township')}?division={YANGLINWEI}"
    assert address in page
    assert address in text(client.get(url("gaps", "C1")))
    assert client.get(address).context["form"]["division"].value() == YANGLINWEI
    client.post(address, {"division": YANGLINWEI, "cadre": cadre.pk, "starts_on": "2016-03-01"})

    assert coverage_of("C1", TODAY, CITY).rate == 1
    page = text(client.get(url("leader_list")))
    assert "没有常委包挂" not in page
    assert "何常委" in page
    verbs = AuditEntry.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["leader_post.started", "township.designated", "township_pairing.started"]
    assert ChangeMark.objects.filter(division_code=CITY, topic="pairing").exists()


def test_the_party_leads_the_list_and_former_posts_close_it(client, log_in, day):
    log_in("city_office")
    LeaderPostFactory(title="已离任", ends_on=TODAY)
    LeaderPostFactory(body="consultative", is_standing_committee=False, title="政协主席")
    LeaderPostFactory(title="市委书记")

    page = text(client.get(url("leader_list")))

    assert page.index("市委书记") < page.index("政协主席") < page.index("已离任")


def test_what_ended_moves_to_the_former_ones(client, log_in, day):
    log_in("city_office")
    post, designation = LeaderPostFactory(title="副书记"), TownshipDesignationFactory()

    client.post(url("leader_post_end", post.pk), {"ends_on": "2016-12-31"})
    client.post(url("designation_end", designation.pk), {"ends_on": "2016-12-31"})

    page = text(client.get(url("leader_list")))
    assert "已撤销的认定（1）" in page
    assert url("leader_post_end", post.pk) not in page
    assert url("designation_end", designation.pk) not in page
    assert "副书记" in text(client.get(url("leader_list"), {"in_force": "false"}))
    assert "副书记" not in text(client.get(url("leader_list"), {"in_force": "true"}))
    again = client.post(url("leader_post_end", post.pk), {"ends_on": "2016-12-31"})
    assert "该职务已结束" in text(again)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"cadre": "查无此人"}, "没有找到该干部"),
        ({"cadre": ""}, "请填写"),
        ({"starts_on": "2017-01-01"}, "任职日期不能晚于今天"),
        ({"starts_on": "某日"}, "日期"),
        ({"body": "government", "is_standing_committee": "on"}, "常委只在市委班子中登记"),
        ({"body": ""}, "班子"),
        ({"title": ""}, "职务"),
        ({"cadre": "在任的"}, "任期不能重叠"),
    ],
)
def test_a_wrong_post_is_answered_with_a_sentence_and_keeps_what_was_typed(
    client, log_in, day, typed, said
):
    log_in("city_office")
    CadreFactory(name="何常委")
    LeaderPostFactory(cadre__name="在任的")
    form = {"cadre": "何常委", "body": "party", "title": "市委常委", "starts_on": "2016-01-01",
            "document_no": "仙干〔2016〕7号"}  # fmt: skip

    page = text(client.post(url("leader_post_start"), form | typed))

    assert said in page
    assert "仙干〔2016〕7号" in page
    assert LeaderPost.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"starts_on": "2017-01-01"}, "认定日期不能晚于今天"),
        ({"division": GEXIN}, "镇办场园"),
        ({"kind": "other"}, "认定类别"),
        ({"division": ZHANGGOU}, "在此期间已是重点镇"),
    ],
)
def test_a_wrong_designation_is_answered_with_a_sentence_and_keeps_what_was_typed(
    client, log_in, day, typed, said
):
    log_in("city_office")
    DivisionFactory(code=GEXIN)
    TownshipDesignationFactory(at=ZHANGGOU)
    form = {"division": YANGLINWEI, "kind": "key", "starts_on": "2016-01-01",
            "document_no": "仙扶组发〔2014〕4号"}  # fmt: skip

    page = text(client.post(url("township_designate"), form | typed))

    assert said in page
    assert "仙扶组发〔2014〕4号" in page
    assert TownshipDesignation.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "make"),
    [("leader_post_end", LeaderPostFactory), ("designation_end", TownshipDesignationFactory)],
)
def test_an_end_before_the_beginning_keeps_the_form(client, log_in, day, name, make):
    log_in("city_office")
    row = make()

    page = text(client.post(url(name, row.pk), {"ends_on": "2001-02-03"}))

    assert f"（{row.starts_on}）" in page
    assert "2001-02-03" in page
    row.refresh_from_db()
    assert row.ends_on is None


@pytest.mark.parametrize(
    ("role", "code", "posts", "own", "buttons"),
    [
        ("city_office", CITY, True, True, True),
        ("organizer", CITY, True, True, True),
        ("city_leader", CITY, True, True, False),
        ("supervisor", CITY, True, True, False),
        ("town_clerk", YANGLINWEI, False, True, False),
        ("city_office", YANGLINWEI, False, True, False),
        ("town_clerk", ZHANGGOU, False, False, False),
    ],
)
def test_each_role_sees_what_lies_in_its_area(client, log_in, day, role, code, posts, own, buttons):
    LeaderPostFactory(title="副书记")
    TownshipDesignationFactory(at=YANGLINWEI, document_no="仙扶组发〔2014〕4号")
    log_in(role, code)

    page = text(client.get(url("leader_list")))

    assert ("副书记" in page) is posts
    assert ("仙扶组发〔2014〕4号" in page) is own
    assert (url("leader_post_start") in page) is buttons
    assert ("撤销认定" in page) is buttons


@pytest.mark.parametrize("role", ["city_leader", "town_clerk", "helper", "department", "admin"])
def test_who_may_not_enter_them_is_refused_at_every_form(client, log_in, day, role):
    log_in(role, CITY)
    post, designation = LeaderPostFactory(), TownshipDesignationFactory()

    for address in [
        url("leader_post_start"),
        url("township_designate"),
        url("leader_post_end", post.pk),
        url("designation_end", designation.pk),
    ]:
        assert client.get(address).status_code == 403
        assert client.post(address, {"ends_on": "2016-12-31"}).status_code == 403


def test_the_organisation_department_of_another_area_finds_no_post_to_end(client, log_in, day):
    post = LeaderPostFactory()
    log_in("organizer", YANGLINWEI)

    assert client.get(url("leader_post_end", post.pk)).status_code == 404


def test_twenty_rows_take_as_many_queries_as_one(client, log_in, queries_of, day):
    log_in("city_office")
    LeaderPostFactory()
    township = TownshipDesignationFactory().division
    TownshipPairingFactory(division=township, cadre=LeaderPostFactory().cadre)
    one = len(queries_of(url("leader_list")))

    for number in range(20):
        township = f"429004{150 + number}000"
        TownshipDesignationFactory(at=township)
        TownshipDesignationFactory(at=township, kind=TownshipDesignationKind.HEAVY, ends_on=TODAY)
        TownshipPairingFactory(at=township, cadre=LeaderPostFactory().cadre)

    assert len(queries_of(url("leader_list"))) == one


# --- API -----------------------------------------------------------------------------------------


@pytest.fixture
def api(day):
    def sign_in(role: str = "city_office", code: str = CITY) -> APIClient:
        client = APIClient()
        client.force_authenticate(make_user(role, code))
        return client

    return sign_in


def send(client, path: str, data: dict, status: int = 200) -> dict:
    answer = client.post(f"{V1}/{path}/", data, format="json")
    assert answer.status_code == status, text(answer)
    return answer.json()


def test_leaders_and_designations_are_entered_and_ended_over_the_api(api):
    client = api()
    cadre = CadreFactory()
    DivisionFactory(code=YANGLINWEI)

    body = {"cadre": cadre.number, "body": "party", "title": "市委书记",
            "is_standing_committee": True, "starts_on": "2016-01-01"}  # fmt: skip
    post = send(client, "leader-posts/start", body, 201)
    assert (post["cadre"], post["cadre_name"]) == (cadre.pk, cadre.name)
    assert "任期不能重叠" in str(send(client, "leader-posts/start", body, 409))
    wrong = send(client, "leader-posts/start", body | {"body": "congress"}, 400)
    assert "常委只在市委班子中登记" in str(wrong["fields"]["is_standing_committee"])
    early = send(client, f"leader-posts/{post['id']}/end", {"ends_on": "2016-01-01"}, 409)
    assert "离任日期须晚于任职日期" in str(early)
    end = {"ends_on": "2016-12-31"}
    assert send(client, f"leader-posts/{post['id']}/end", end)["ends_on"] == "2016-12-31"

    body = {"division": YANGLINWEI, "kind": "key", "starts_on": "2016-01-01"}
    made = send(client, "township-designations/designate", body, 201)
    assert made["division_name"] == "杨林尾镇"
    assert "division" in send(
        client, "township-designations/designate", body | {"division": "1"}, 400
    )["fields"]  # fmt: skip
    listed = client.get(f"{V1}/township-designations/", {"in_force": True, "area": YANGLINWEI})
    assert [row["id"] for row in listed.json()["results"]] == [made["id"]]
    assert send(client, f"township-designations/{made['id']}/end", end)["ends_on"] == "2016-12-31"


def test_the_filters_of_the_page_narrow_the_list(api):
    client = api()
    former = LeaderPostFactory(ends_on=TODAY)
    mayor = LeaderPostFactory(body=LeaderBody.GOVERNMENT, is_standing_committee=False)

    def found(**query) -> list[int]:
        rows = client.get(f"{V1}/leader-posts/", query).json()["results"]
        return [row["id"] for row in rows]

    assert found(in_force=True) == [mayor.pk]
    assert found(in_force=False) == found(committee=True) == [former.pk]
    assert found(body="government") == [mayor.pk]


@pytest.mark.parametrize(
    ("role", "code", "posts", "designations", "status"),
    [
        ("organizer", CITY, 1, 1, 200),
        ("city_leader", CITY, 1, 1, 403),
        ("town_clerk", YANGLINWEI, 0, 1, 403),
        ("town_clerk", ZHANGGOU, 0, 0, 403),
    ],
)
def test_the_api_keeps_to_role_and_area(api, role, code, posts, designations, status):
    post, _ = LeaderPostFactory(), TownshipDesignationFactory()
    client = api(role, code)

    assert client.get(f"{V1}/leader-posts/").json()["count"] == posts
    assert client.get(f"{V1}/township-designations/").json()["count"] == designations
    send(client, f"leader-posts/{post.pk}/end", {"ends_on": "2016-12-31"}, status)


@pytest.mark.parametrize("path", ["leader-posts", "township-designations"])
def test_a_list_over_the_api_takes_as_many_queries_for_twenty_rows(api, path):
    client = api()

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{V1}/{path}/").status_code == 200
        return len(captured)

    LeaderPostFactory()
    TownshipDesignationFactory()
    queries()
    one = queries()
    for number in range(20):
        LeaderPostFactory()
        TownshipDesignationFactory(at=f"429004{150 + number}000")

    assert queries() == one
