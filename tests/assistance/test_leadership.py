"""The city's leaders and its designated townships: the verbs, the page and the API."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from assistance.enums import LeaderBody, TownshipDesignationKind
from assistance.models import LeaderPost
from assistance.selectors.coverage import coverage_of
from assistance.services.leadership import (
    designate_township,
    end_designation,
    end_leader_post,
    start_leader_post,
)
from organization.errors import RuleError
from tests.assistance.factories import (
    LeaderPostFactory,
    TownshipDesignationFactory,
)
from tests.factories import (
    CITY,
    GEXIN,
    YANGLINWEI,
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


def test_a_post_does_not_begin_within_a_former_one(office):
    former = LeaderPostFactory(ends_on=datetime.date(2016, 6, 1))

    with pytest.raises(RuleError, match="任期不能重叠"):
        start_leader_post(
            former.cadre, LeaderBody.PARTY, **POST, starts_on=datetime.date(2016, 5, 31), by=office
        )
    start_leader_post(former.cadre, LeaderBody.PARTY, **POST, starts_on=former.ends_on, by=office)

    assert LeaderPost.objects.filter(cadre=former.cadre).count() == 2


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
