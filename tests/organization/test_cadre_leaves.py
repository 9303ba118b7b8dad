"""A cadre who leaves: when, and what of his posts ends with him."""

import datetime

import pytest

from organization.days import ONE_DAY
from organization.enums import Duty
from organization.errors import RuleError
from organization.models import Cadre, CadrePost
from organization.services.units import cadre_leaves, end_post, start_post
from organization.working_date import fixed_working_date
from tests.factories import CadreFactory, make_user

TODAY = datetime.date(2016, 12, 31)


@pytest.fixture
def organizer(db):
    with fixed_working_date(TODAY):
        yield make_user("organizer")


def a_post(starts_on: datetime.date) -> CadrePost:
    cadre = CadreFactory()
    return CadrePost.objects.create(cadre=cadre, unit=cadre.unit, title="科员", starts_on=starts_on)


def test_the_posts_end_the_same_day(organizer):
    post = a_post(datetime.date(2015, 1, 1))

    cadre_leaves(post.cadre, on=TODAY, reason="退休", by=organizer)

    post.refresh_from_db()
    post.cadre.refresh_from_db()
    assert (post.ends_on, post.cadre.left_on) == (TODAY, TODAY)


def test_a_day_to_come_is_refused(organizer):
    with pytest.raises(RuleError, match="离开日期"):
        cadre_leaves(
            CadreFactory(), on=TODAY + datetime.timedelta(days=1), reason="退休", by=organizer
        )


def test_nobody_leaves_before_his_post_begins(organizer):
    post = a_post(datetime.date(2016, 6, 1))

    with pytest.raises(RuleError, match="自2016-06-01起任"):
        cadre_leaves(post.cadre, on=datetime.date(2016, 5, 1), reason="调离", by=organizer)

    post.cadre.refresh_from_db()
    assert post.cadre.left_on is None
    assert CadrePost.objects.get().ends_on is None


def test_a_post_begins_by_today_and_ends_after_that_by_tomorrow(organizer):
    post = a_post(datetime.date(2015, 1, 1))
    facts = {"title": "主任", "duty": Duty.MEMBER, "by": organizer}

    with pytest.raises(RuleError, match="任职日期不能晚于今天（2016-12-31）"):
        start_post(post.cadre, post.unit, starts_on=TODAY + ONE_DAY, **facts)
    with pytest.raises(RuleError, match="离任日期须晚于任职日期（2015-01-01）"):
        end_post(post, on=post.starts_on, by=organizer)
    with pytest.raises(RuleError, match="离任日期最晚为明日"):
        end_post(post, on=TODAY + 2 * ONE_DAY, by=organizer)
    end_post(post, on=TODAY + ONE_DAY, by=organizer)


def test_who_has_left_gets_no_post(organizer):
    post = a_post(datetime.date(2015, 1, 1))
    stale = Cadre.objects.get(pk=post.cadre_id)
    cadre_leaves(post.cadre, on=TODAY, reason="退休", by=organizer)

    with pytest.raises(RuleError, match="已于2016-12-31离开，不能再任职"):
        start_post(stale, stale.unit, title="主任", duty=Duty.HEAD, starts_on=TODAY, by=organizer)
