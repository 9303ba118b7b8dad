"""Designating, exiting, posting, relieving, confirming: every rule of the verbs."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organization.days import ONE_DAY
from organization.errors import RuleError, StaleError
from organization.models import AuditEntry, Cadre, ChangeMark
from tests.factories import (
    GEXIN,
    XIANFENG,
    YANGLINWEI,
    AttendanceMonthFactory,
    CadreFactory,
    KeyVillageFactory,
    PostingFactory,
    VillageFactory,
    make_user,
)
from tests.threads import DONE, at_once
from villages.enums import PostingEnd, PostingRole
from villages.models import Posting, Village
from villages.services import attendance, key_villages, postings, villages
from villages.services.attendance import MonthDays
from villages.services.postings import Draft, Relief

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]
DAY = datetime.date(2016, 11, 8)
MONTH = datetime.date(2016, 11, 1)
TOMORROW = datetime.date(2017, 1, 1)


@pytest.fixture
def organizer():
    """Somebody of the organisation department."""
    return make_user("organizer")


@pytest.fixture
def clerk():
    return make_user("town_clerk", YANGLINWEI)


def draft(cadre=None, role=PostingRole.FIRST_SECRETARY, on=DAY) -> Draft:
    return Draft(cadre or CadreFactory(), role, on, "仙组发〔2016〕3号")


# --- key villages ---------------------------------------------------------------------------


def test_a_village_is_designated_leaves_poverty_and_stays_designated(organizer):
    village = VillageFactory(code=GEXIN)

    made = key_villages.designate_key_village(
        village, starts_on=DAY, document_no="仙扶组发〔2016〕9号", by=organizer
    )
    later = datetime.date(2016, 12, 28)
    key_villages.record_village_exit(
        made, exited_on=later, document_no="仙扶组发〔2016〕26号", by=organizer
    )

    assert Village.objects.key(later).get() == village
    assert Village.objects.exited(later).get() == village
    assert not Village.objects.to_go(later).exists()
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["key_village.designated", "key_village.exited"]


def test_nobody_is_designated_twice_or_exits_twice(organizer):
    key = KeyVillageFactory(at=GEXIN, exited=True)

    with pytest.raises(RuleError, match="不能重复认定"):
        key_villages.designate_key_village(
            key.village, starts_on=DAY, document_no="文", by=organizer
        )
    with pytest.raises(RuleError, match="不能重复登记"):
        key_villages.record_village_exit(key, exited_on=DAY, document_no="文", by=organizer)


def test_an_exit_lies_inside_the_designation(organizer):
    key = KeyVillageFactory(at=GEXIN, starts_on=DAY)

    with pytest.raises(RuleError, match="须晚于认定日期"):
        key_villages.record_village_exit(key, exited_on=DAY, document_no="文", by=organizer)


def test_what_is_told_of_a_key_village_does_not_lie_ahead(organizer):
    village = VillageFactory(code=GEXIN)
    with pytest.raises(RuleError, match="认定日期不能晚于今天（2016-12-31）"):
        key_villages.designate_key_village(
            village, starts_on=TOMORROW, document_no="文", by=organizer
        )
    key = KeyVillageFactory(at=GEXIN)
    with pytest.raises(RuleError, match="出列日期不能晚于今天（2016-12-31）"):
        key_villages.record_village_exit(key, exited_on=TOMORROW, document_no="文", by=organizer)
    with pytest.raises(RuleError, match="撤销日期最晚为明日"):
        key_villages.withdraw_designation(
            key, ends_on=TOMORROW + ONE_DAY, reason="误认定", by=organizer
        )
    key_villages.withdraw_designation(key, ends_on=TOMORROW, reason="误认定", by=organizer)


def test_a_township_clerk_designates_nothing(clerk):
    with pytest.raises(PermissionDenied):
        key_villages.designate_key_village(
            VillageFactory(code=GEXIN), starts_on=DAY, document_no="文", by=clerk
        )


# --- postings -------------------------------------------------------------------------------


def test_a_first_secretary_is_posted_and_his_unit_with_him(organizer):
    village = VillageFactory(code=GEXIN)
    cadre = CadreFactory()

    posting = postings.post_cadre(village, draft(cadre), by=organizer)

    assert posting.unit == cadre.unit
    assert Village.objects.for_list(DAY).get().secretary_name == cadre.name


def test_a_village_takes_one_first_secretary_and_a_cadre_one_village(organizer):
    standing = PostingFactory(at=GEXIN)

    with pytest.raises(RuleError, match="已有第一书记"):
        postings.post_cadre(standing.village, draft(), by=organizer)
    with pytest.raises(RuleError, match="已派驻革新村"):
        postings.post_cadre(VillageFactory(code=XIANFENG), draft(standing.cadre), by=organizer)


def test_a_first_secretary_is_a_party_member(organizer):
    outsider = CadreFactory(is_party_member=False)
    village = VillageFactory(code=GEXIN)

    with pytest.raises(RuleError, match="不是中共党员"):
        postings.post_cadre(village, draft(outsider), by=organizer)
    assert postings.post_cadre(village, draft(outsider, PostingRole.MEMBER), by=organizer).pk


def test_who_has_left_is_not_posted(organizer):
    gone = CadreFactory(left_on=DAY)

    with pytest.raises(RuleError, match="离开"):
        postings.post_cadre(VillageFactory(code=GEXIN), draft(gone), by=organizer)


def test_nobody_leaves_a_village_still_poor_without_saying_why(organizer):
    KeyVillageFactory(at=GEXIN)
    posting = PostingFactory(at=GEXIN)

    with pytest.raises(RuleError, match="不脱贫不离岗"):
        postings.end_posting(posting, Relief(DAY, PostingEnd.TRANSFER), by=organizer)
    relief = Relief(DAY, PostingEnd.HEALTH, "市委组织部2016年第8次会议同意")
    postings.end_posting(posting, relief, by=organizer)
    posting.refresh_from_db()
    assert (posting.ends_on, posting.end_reason) == (DAY, PostingEnd.HEALTH)


def test_the_successor_begins_the_day_the_predecessor_is_relieved(organizer):
    posting = PostingFactory(at=GEXIN)
    successor = CadreFactory()

    made = postings.relieve(posting, Relief(DAY, PostingEnd.TERM), draft(successor), by=organizer)

    posting.refresh_from_db()
    assert posting.ends_on == made.starts_on == DAY


def test_a_posting_begins_by_today_and_ends_by_tomorrow_with_the_successor(organizer):
    posting, successor = PostingFactory(at=GEXIN), CadreFactory()

    with pytest.raises(RuleError, match="任职日期不能晚于今天（2016-12-31）"):
        postings.post_cadre(VillageFactory(code=XIANFENG), draft(on=TOMORROW), by=organizer)
    late = Relief(TOMORROW + ONE_DAY, PostingEnd.TERM)
    with pytest.raises(RuleError, match="离任日期最晚为明日"):
        postings.end_posting(posting, late, by=organizer)
    relief = Relief(TOMORROW, PostingEnd.TERM)
    made = postings.relieve(posting, relief, draft(successor), by=organizer)

    assert made.starts_on == TOMORROW


def test_a_successor_who_cannot_come_leaves_the_old_one_on_post(organizer):
    posting, busy = PostingFactory(at=GEXIN), PostingFactory(at=XIANFENG)

    with pytest.raises(RuleError, match="已派驻先锋村"):
        postings.relieve(posting, Relief(DAY, PostingEnd.TERM), draft(busy.cadre), by=organizer)

    posting.refresh_from_db()
    assert posting.ends_on is None


# --- days -----------------------------------------------------------------------------------


def test_the_township_enters_and_confirms_a_month(clerk):
    posting = PostingFactory(at=GEXIN)

    row = attendance.enter_month(posting, DAY, MonthDays(Decimal("18.5"), nights=15), by=clerk)

    assert (row.month, row.counted_days, row.confirmed_by) == (MONTH, Decimal("18.5"), clerk)


def test_a_confirmed_month_is_corrected_with_a_reason_and_a_trail(clerk):
    posting = PostingFactory(at=GEXIN)
    attendance.enter_month(posting, MONTH, MonthDays(Decimal(18)), by=clerk)

    with pytest.raises(RuleError, match="更正须写明原因"):
        attendance.enter_month(posting, MONTH, MonthDays(Decimal(20)), by=clerk)
    corrected = MonthDays(Decimal(20), remark="补记两天公务外出")
    attendance.enter_month(posting, MONTH, corrected, by=clerk)

    entry = AuditEntry.objects.get(verb="attendance.corrected")
    assert (entry.before["counted_days"], entry.after["counted_days"]) == ("18.0", "20")


@pytest.mark.parametrize(
    ("month", "days", "sentence"),
    [
        (MONTH, MonthDays(Decimal(29), leave=Decimal(2)), "不能超过当月在任的30天"),
        (MONTH, MonthDays(Decimal(20), nights=31), "夜宿天数"),
        (datetime.date(2017, 1, 1), MonthDays(Decimal(20)), "尚未开始"),
        (datetime.date(2015, 7, 1), MonthDays(Decimal(20)), "不在任职期内"),
    ],
)
def test_days_that_do_not_fit_a_month_are_refused(clerk, month, days, sentence):
    posting = PostingFactory(at=GEXIN)

    with pytest.raises(RuleError, match=sentence):
        attendance.enter_month(posting, month, days, by=clerk)


def test_days_after_a_relief_that_came_meanwhile_are_refused(clerk):
    posting = PostingFactory(at=GEXIN)
    Posting.objects.filter(pk=posting.pk).update(
        ends_on=datetime.date(2016, 11, 11), end_reason=PostingEnd.TERM
    )

    with pytest.raises(RuleError, match="不能超过当月在任的10天"):
        attendance.enter_month(posting, MONTH, MonthDays(Decimal(11)), by=clerk)


def test_another_township_confirms_nothing_here(clerk):
    month = AttendanceMonthFactory(posting=PostingFactory(at=XIANFENG))

    with pytest.raises(PermissionDenied):
        attendance.confirm_months([month], by=clerk)


def test_confirming_twice_confirms_once(clerk):
    month = AttendanceMonthFactory(posting=PostingFactory(at=GEXIN))

    assert attendance.confirm_months([month], by=clerk) == 1
    assert attendance.confirm_months([month], by=clerk) == 0
    assert AuditEntry.objects.filter(verb="attendance.confirmed").count() == 1


def test_many_months_are_confirmed_with_as_many_statements_as_one(clerk):
    def confirming(count: int) -> int:
        months = [AttendanceMonthFactory(posting=PostingFactory(at=GEXIN, role="member"))
                  for _ in range(count)]  # fmt: skip
        with CaptureQueriesContext(connection) as captured:
            assert attendance.confirm_months(months, by=clerk) == count
        return len(captured)

    confirming(1)  # reads the clerk's grants once
    one = confirming(1)
    assert confirming(20) == one
    assert AuditEntry.objects.filter(verb="attendance.confirmed").count() == 22
    assert AuditEntry.objects.first().after == {"counted_days": "20.0"}
    assert ChangeMark.objects.filter(topic="attendance", division_code=GEXIN).count() == 3


def test_a_month_that_somebody_else_confirmed_meanwhile_stays_his(clerk):
    month = AttendanceMonthFactory(posting=PostingFactory(at=GEXIN))
    other = make_user("town_clerk", YANGLINWEI)
    moment = timezone.now()
    type(month).objects.filter(pk=month.pk).update(confirmed_by=other, confirmed_at=moment)

    assert attendance.confirm_months([month], by=clerk) == 0
    month.refresh_from_db()
    assert month.confirmed_by == other
    assert not AuditEntry.objects.exists()


def test_the_second_saver_of_a_village_is_refused(clerk):
    village = VillageFactory(code=GEXIN)
    again = Village.objects.get(pk=GEXIN)
    villages.update_village(village, {"direction": "莲藕"}, version=1, by=clerk)

    with pytest.raises(StaleError):
        villages.update_village(again, {"direction": "黄鳝"}, version=1, by=clerk)
    assert Village.objects.get(pk=GEXIN).direction == "莲藕"


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one writer")
def test_of_two_villages_that_ask_for_one_cadre_the_second_is_refused(organizer):
    cadre = CadreFactory()

    def ask(code: str):
        village, same = VillageFactory(code=code), Cadre.objects.get(pk=cadre.pk)
        return lambda: postings.post_cadre(village, draft(same), by=organizer)

    assert at_once(DAY, ask(GEXIN), ask(XIANFENG)) == ["RuleError", DONE]
