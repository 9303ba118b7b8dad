"""The way of a notice: numbers, clocks, who may do what, what is refused."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from accountability.enums import (
    ExtensionState,
    ItemState,
    Level,
    NoticeKind,
    NoticeState,
    ProblemState,
    ReplyOutcome,
    Severity,
)
from accountability.models import Notice, NumberSeries, Problem
from accountability.selectors import pages
from accountability.services import acceptance, drafts, replies
from accountability.services.replies import DoneLine
from organization.errors import RuleError, StaleError
from organization.models import AuditEntry, Notification, User
from tests.accountability.conftest import (
    a_draft,
    a_problem,
    a_rectifying,
    a_reported,
    a_sent,
    done_lines,
    on,
    photo,
    plan_lines,
)
from tests.factories import CITY, DivisionFactory, GrantFactory, UnitFactory, make_user


def date(month: int, day: int) -> datetime.date:
    return datetime.date(2016, month, day)


def test_a_letter_goes_from_the_found_problem_to_the_proven_correction(city):
    with on(2016, 11, 8):
        notice = a_sent(city)

        assert notice.number == "仙扶督〔2016〕1号"
        assert notice.title == "关于对杨林尾镇人民政府脱贫攻坚工作开展专项整改的督办函"
        assert notice.issuer == "仙桃市扶贫攻坚领导小组"
        assert "于2016年11月29日前报送整改报告" in notice.reporting
        replies.sign_for(notice, by=city.clerk)
    with on(2016, 11, 14):
        replies.submit_plan(
            notice, plan_lines(notice), text="整改方案", leader="欧阳正华", by=city.clerk
        )
    with on(2016, 11, 15):
        acceptance.accept_plan(notice, by=city.supervisor)
    with on(2016, 11, 25):
        replies.report_done(
            notice, done_lines(notice), text="整改报告", leader="欧阳正华", by=city.clerk
        )
    with on(2016, 11, 28):
        acceptance.start_check(notice, by=city.supervisor2)
        acceptance.accept_item(notice.items.get(), by=city.supervisor2, note="入户核实")
        acceptance.close_notice(notice, by=city.supervisor2)

    notice.refresh_from_db()
    problem = notice.items.get().problem
    assert (notice.state, notice.closed_on) == (NoticeState.CLOSED, date(11, 28))
    assert (problem.state, problem.closed_on) == (ProblemState.CLOSED, date(11, 28))
    assert problem.level == Level.RECTIFICATION_LETTER
    assert [reply.outcome for reply in notice.replies.all()] == [ReplyOutcome.ACCEPTED] * 2
    verbs = AuditEntry.objects.filter(subject_kind="accountability.notice").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "notice.drafted", "notice.submitted", "notice.reviewed", "notice.signed",
        "notice.numbered", "notice.sent", "notice.received", "notice.plan_submitted",
        "notice.rectifying", "notice.reported", "notice.checking", "item.accepted",
        "notice.closed",
    ]  # fmt: skip


def test_the_clocks_count_working_days_across_national_day(city):
    """1 to 7 October 2016 were off; 8 and 9 October, a weekend, were worked for it."""
    with on(2016, 9, 30):
        notice = a_sent(city)

        assert notice.sign_due_on == date(10, 8)
        assert notice.done_due_on == date(10, 26)
    with on(2016, 10, 8):
        replies.sign_for(notice, by=city.clerk)

        assert notice.plan_due_on == date(10, 13)


def test_signing_late_gains_no_time_for_the_plan(city):
    with on(2016, 11, 8):
        notice = a_sent(city)
    with on(2016, 11, 14):
        replies.sign_for(notice, by=city.clerk)

    assert notice.sign_due_on == date(11, 9)
    assert notice.plan_due_on == date(11, 16)


def test_a_supervision_notice_needs_no_plan_and_no_second_hand(city):
    with on(2016, 11, 8):
        notice = a_draft(city, NoticeKind.L1)
        drafts.issue_notice(notice, by=city.supervisor)

        assert notice.number == "仙扶办〔2016〕1号"
        assert notice.done_due_on == date(11, 17)

        replies.sign_for(notice, by=city.clerk)

    assert (notice.state, notice.due_on) == (NoticeState.RECTIFYING, date(11, 17))


def test_the_drafter_cannot_review_a_letter_of_the_leading_group(city, day):
    notice = a_draft(city)
    drafts.submit_notice(notice, by=city.supervisor)

    with pytest.raises(RuleError, match="不能由拟稿人本人核稿"):
        drafts.review_notice(notice, by=city.supervisor)

    notice.refresh_from_db()
    assert notice.state == NoticeState.SUBMITTED


def test_numbers_run_per_code_and_year_and_a_cancelled_one_stays_taken(city):
    with on(2016, 12, 29):
        first = a_sent(city)
        drafts.cancel_notice(first, reason="受文单位有误", by=city.supervisor)
        second = a_sent(city)
        other_code = a_draft(city, NoticeKind.L1)
        drafts.issue_notice(other_code, by=city.supervisor)
    with on(2017, 1, 3):
        next_year = a_sent(city)

    assert first.number == "仙扶督〔2016〕1号"
    assert first.state == NoticeState.CANCELLED
    assert second.number == "仙扶督〔2016〕2号"
    assert other_code.number == "仙扶办〔2016〕1号"
    assert next_year.number == "仙扶督〔2017〕1号"


def test_a_refused_numbering_leaves_no_gap(city, day):
    notice = a_draft(city)
    drafts.submit_notice(notice, by=city.supervisor)
    drafts.review_notice(notice, by=city.supervisor2)
    drafts.sign_notice(notice, by=city.supervisor)
    seen = Notice.objects.get(pk=notice.pk)
    drafts.cancel_notice(notice, reason="不再需要", by=city.supervisor)

    with pytest.raises(StaleError), transaction.atomic():
        drafts.number_notice(seen, by=city.supervisor)

    assert NumberSeries.objects.filter(code="仙扶督").count() == 0


def test_a_cancelled_notice_gives_its_problems_back_to_the_ledger(city, day):
    notice = a_sent(city)

    drafts.cancel_notice(notice, reason="受文单位有误", by=city.supervisor)

    assert notice.items.get().problem.state == ProblemState.OPEN


def test_a_problem_is_in_one_notice_at_a_time(city, day):
    problem = a_problem(city)
    drafts.draft_notice(NoticeKind.L1, [problem], by=city.supervisor)

    with pytest.raises(StaleError, match="列入其他通知"), transaction.atomic():
        drafts.draft_notice(NoticeKind.L1, [problem], by=city.supervisor2)

    assert Notice.objects.count() == 1


def test_problems_of_two_units_do_not_go_into_one_notice(city, day):
    mine = a_problem(city)
    theirs = a_problem(city, title="别处的问题")
    theirs.unit = UnitFactory()
    theirs.save()

    with pytest.raises(RuleError, match="分属多个责任单位"):
        drafts.draft_notice(NoticeKind.L1, [mine, theirs], by=city.supervisor)


def test_a_grave_problem_asks_for_the_letter_of_the_leading_group(city, day):
    problem = a_problem(city, severity=Severity.GRAVE)

    with pytest.raises(RuleError, match="须下达专项整改督办函"):
        drafts.draft_notice(NoticeKind.L1, [problem], by=city.supervisor)


def test_a_problem_raised_to_a_higher_rung_leaves_its_entry(city, day):
    notice = a_sent(city)  # a letter about a problem that stood on the first rung

    entry = AuditEntry.objects.get(verb="problem.raised")

    assert entry.subject_id == str(notice.items.get().problem_id)
    assert (entry.before, entry.after) == ({"level": 1}, {"level": 2})


def test_two_drafters_of_one_letter_lose_nothing_of_each_other(city, day, client, log_in):
    notice = a_draft(city)
    log_in(user=city.supervisor)
    url = reverse("accountability:notice_edit", args=[notice.pk])
    form = client.get(url).context["form"]
    opened = {name: form[name].value() or "" for name in form.fields}
    texts = {name: value.replace("\n", "\r\n") for name, value in opened.items()
             if isinstance(value, str)}  # fmt: skip
    first = {**opened, **texts, "title": "第一人的标题", "basis": "第一人的依据"}
    assert client.post(url, first).status_code == 302

    told = client.post(url, {**opened, **texts, "title": "第二人的标题", "contact": "王"})
    assert "标题现为“第一人的标题”" in told.content.decode()
    again = {name: told.context["form"][name].value() or "" for name in opened}
    assert client.post(url, again).status_code == 302

    notice.refresh_from_db()
    assert (notice.title, notice.basis, notice.contact) == ("第二人的标题", "第一人的依据", "王")


@pytest.mark.parametrize("rung", [Level.RECTIFICATION_LETTER, Level.INTERVIEW, Level.SANCTION])
def test_a_relapse_on_any_higher_rung_asks_for_the_letter_too(city, day, rung):
    problem = a_problem(city)
    Problem.objects.filter(pk=problem.pk).update(level=rung)
    problem.refresh_from_db()

    with pytest.raises(RuleError, match="须下达专项整改督办函"):
        drafts.draft_notice(NoticeKind.L1, [problem], by=city.supervisor)

    notice = drafts.draft_notice(NoticeKind.L2, [problem], by=city.supervisor)
    assert notice.items.get().problem == problem


def test_the_signer_does_not_accept_his_own_letter(city, day):
    notice = a_reported(city)

    with pytest.raises(RuleError, match="签发人不能验收自己签发的通知"):
        acceptance.start_check(notice, by=city.supervisor)


def test_the_database_itself_refuses_a_closing_by_the_signer(city, day):
    notice = a_reported(city)

    with pytest.raises(IntegrityError, match="closed_by_another"), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(
            state=NoticeState.CLOSED, closed_on=day, closed_by=city.supervisor
        )


def test_a_unit_cannot_judge_its_own_correction(city, day):
    notice = a_reported(city)
    insider = make_user("supervisor", unit=city.town)

    with pytest.raises(RuleError, match="不能审核、验收本单位的整改"):
        acceptance.start_check(notice, by=insider)
    with pytest.raises(PermissionDenied):
        acceptance.start_check(notice, by=city.clerk)


def test_another_townships_clerk_cannot_sign_for_the_letter(city, day):
    notice = a_sent(city)
    stranger = make_user("town_clerk", "429004110000")

    with pytest.raises(PermissionDenied):
        replies.sign_for(notice, by=stranger)


def test_a_department_answers_by_the_reach_of_its_unit(city, day):
    bureau = UnitFactory(name="市住建局")
    clerk = make_user("department", None, unit=bureau)
    problem = a_problem(city)
    problem.unit = bureau
    problem.save()
    notice = drafts.draft_notice(NoticeKind.L1, [problem], by=city.supervisor)
    drafts.issue_notice(notice, by=city.supervisor)

    replies.sign_for(notice, by=clerk)

    assert notice.received_by == clerk
    assert Notification.objects.filter(user=clerk).count() == 1


def test_a_report_without_evidence_for_each_item_is_refused_and_names_the_items(city, day):
    notice = a_rectifying(city, count=3)
    first, second, third = notice.items.all()
    lines = [
        DoneLine(first.pk, "已补齐", [photo()]),
        DoneLine(second.pk, "已补齐"),
        DoneLine(third.pk, "已补齐"),
    ]

    with pytest.raises(RuleError, match="第2、3项还没有佐证"), transaction.atomic():
        replies.report_done(notice, lines, text="报告", leader="欧阳正华", by=city.clerk)

    notice.refresh_from_db()
    assert notice.state == NoticeState.RECTIFYING


def test_a_returned_item_needs_new_evidence(city):
    with on(2016, 11, 8):
        notice = a_reported(city, count=2)
        acceptance.start_check(notice, by=city.supervisor2)
        good, bad = notice.items.all()
        acceptance.accept_item(good, by=city.supervisor2)
        with pytest.raises(RuleError, match="第2项尚未验收合格"):
            acceptance.close_notice(notice, by=city.supervisor2)
        acceptance.return_item(bad, note="照片看不清", by=city.supervisor2)
        acceptance.return_notice(notice, days=5, by=city.supervisor2)

        assert (notice.state, notice.due_on) == (NoticeState.RETURNED, date(11, 15))
        with pytest.raises(RuleError, match="第2项还没有佐证"), transaction.atomic():
            replies.report_done(
                notice, [DoneLine(bad.pk, "已重拍")], text="补正", leader="欧阳正华", by=city.clerk
            )
        notice.refresh_from_db()
        replies.report_done(
            notice, done_lines(notice), text="补正", leader="欧阳正华", by=city.clerk
        )
        acceptance.start_check(notice, by=city.supervisor2)
        bad.refresh_from_db()
        acceptance.accept_item(bad, by=city.supervisor2)
        acceptance.close_notice(notice, by=city.supervisor2)

    good.refresh_from_db()
    assert (good.state, bad.times_returned) == (ItemState.ACCEPTED, 1)
    assert notice.state == NoticeState.CLOSED


def test_a_returned_plan_gets_at_least_two_working_days(city):
    with on(2016, 11, 8):
        notice = a_sent(city)
        replies.sign_for(notice, by=city.clerk)
    with on(2016, 11, 15):
        replies.submit_plan(
            notice, plan_lines(notice), text="方案", leader="欧阳正华", by=city.clerk
        )
        acceptance.return_plan(notice, note="措施不具体", by=city.supervisor)

    assert notice.state == NoticeState.RECEIVED
    assert notice.due_on == date(11, 17)
    assert notice.replies.get().note == "措施不具体"


def test_more_time_is_asked_once_and_moves_the_last_day(city):
    with on(2016, 11, 8):
        notice = a_rectifying(city)
        extension = replies.request_extension(
            notice, new_due_on=date(12, 9), reason="连续阴雨，道路未通", by=city.clerk
        )
        replies.decide_extension(extension, grant=True, note="", by=city.supervisor)
        notice.refresh_from_db()

        assert notice.done_due_on == notice.due_on == date(12, 9)
        with pytest.raises(RuleError, match="只能延期一次"):
            replies.request_extension(
                notice, new_due_on=date(12, 30), reason="仍未通", by=city.clerk
            )


def test_more_time_asked_for_before_a_return_does_not_shorten_the_new_term(
    city, day, client, log_in
):
    notice = a_rectifying(city)
    asked = notice.done_due_on + datetime.timedelta(days=2)
    extension = replies.request_extension(notice, new_due_on=asked, reason="雨", by=city.clerk)
    replies.report_done(notice, done_lines(notice), text="报告", leader="正", by=city.clerk)
    acceptance.start_check(notice, by=city.supervisor2)
    acceptance.return_item(notice.items.get(), note="照片不清", by=city.supervisor2)
    with on(2017, 1, 20):
        acceptance.return_notice(notice, days=15, by=city.supervisor2)
    log_in(user=city.supervisor)
    url = reverse("accountability:extension_decide", args=[extension.pk])

    told = client.post(url, {"adopt": "1", "note": "同意"}, follow=True).content.decode()

    # Fifteen working days: five to 26 January (the 22nd was worked), two on 3 and 4 February (a
    # Saturday, worked), five to the 10th, three to the 15th.
    assert "该延期申请已失效" in told
    notice.refresh_from_db()
    assert notice.done_due_on == notice.due_on == datetime.date(2017, 2, 15)
    extension.refresh_from_db()
    assert (extension.state, extension.decided_by) == (ExtensionState.LAPSED, city.clerk)
    assert replies.request_extension(
        notice, new_due_on=datetime.date(2017, 2, 20), reason="雪", by=city.clerk
    )


def test_nobody_grants_the_time_that_he_asked_for_nor_judges_what_he_handed_in(city, day):
    """The clerk stands in for a supervisor; his account belongs to no unit."""
    User.objects.filter(pk=city.clerk.pk).update(unit=None)
    GrantFactory(user=city.clerk, role="supervisor", division=DivisionFactory(code=CITY))
    clerk = User.objects.get(pk=city.clerk.pk)
    notice = a_rectifying(city)
    asked = notice.done_due_on + datetime.timedelta(days=2)
    extension = replies.request_extension(notice, new_due_on=asked, reason="雨", by=clerk)

    with pytest.raises(RuleError, match="代受文单位签收、报送过的人"):
        replies.decide_extension(extension, grant=True, note="", by=clerk)
    replies.report_done(notice, done_lines(notice), text="报告", leader="正", by=clerk)
    with pytest.raises(RuleError, match="代受文单位签收、报送过的人"):
        acceptance.start_check(notice, by=clerk)


def test_more_time_does_not_wait_for_an_answer_when_the_letter_is_closed(city, day, client, log_in):
    notice = a_rectifying(city)
    asked = notice.done_due_on + datetime.timedelta(days=2)
    replies.request_extension(notice, new_due_on=asked, reason="雨", by=city.clerk)
    replies.report_done(notice, done_lines(notice), text="报告", leader="正", by=city.clerk)
    acceptance.start_check(notice, by=city.supervisor2)
    acceptance.accept_item(notice.items.get(), note="", by=city.supervisor2)
    acceptance.close_notice(notice, by=city.supervisor2)
    log_in(user=city.supervisor)

    assert not notice.extensions.waiting().exists()
    assert "未批已失效" in client.get(f"/accountability/notices/{notice.pk}/").content.decode()


def test_what_happened_on_one_day_stands_in_its_order(city, day, client, log_in):
    notice = a_rectifying(city)
    replies.report_done(notice, done_lines(notice), text="报告", leader="正", by=city.clerk)
    acceptance.start_check(notice, by=city.supervisor2)
    acceptance.accept_item(notice.items.get(), note="", by=city.supervisor2)
    acceptance.close_notice(notice, by=city.supervisor2)

    told = [event.title for event in pages.events(notice, city.supervisor)]

    assert told[:4] == ["验收销号", "整改报告同意", "报送整改报告", "整改方案同意"]
    assert told[-2:] == ["核稿", "拟稿"]


def test_more_time_is_asked_for_from_the_term_that_stands(city, day, client, log_in):
    notice = a_rectifying(city)
    seen_before = Notice.objects.get(pk=notice.pk)
    Notice.objects.filter(pk=notice.pk).update(
        done_due_on=datetime.date(2017, 3, 1), due_on=datetime.date(2017, 3, 1)
    )

    with pytest.raises(RuleError, match="须晚于现期限2017-03-01"), transaction.atomic():
        replies.request_extension(
            seen_before, new_due_on=datetime.date(2017, 2, 1), reason="雨", by=city.clerk
        )


def test_only_who_issues_letters_grants_more_time(city, day):
    notice = a_rectifying(city)
    later = notice.done_due_on + datetime.timedelta(days=7)
    extension = replies.request_extension(notice, new_due_on=later, reason="阴雨", by=city.clerk)

    with pytest.raises(PermissionDenied):
        replies.decide_extension(extension, grant=True, note="", by=city.clerk)


def test_who_comes_second_learns_that_it_is_done(city, day):
    notice = a_sent(city)
    seen_by_another = Notice.objects.get(pk=notice.pk)
    replies.sign_for(notice, by=city.clerk)

    with pytest.raises(StaleError, match="已由他人办理"):
        replies.sign_for(seen_by_another, by=city.clerk)
    assert AuditEntry.objects.filter(verb="notice.received").count() == 1


def test_until_it_is_delivered_the_unit_does_not_see_a_notice(city, day):
    notice = a_draft(city)
    seen = Notice.objects.visible_to(city.clerk, "notice.view")
    leader = make_user("city_leader")

    assert not seen.exists()
    assert not Notice.objects.visible_to(leader, "notice.view").exists()
    assert Notice.objects.visible_to(city.supervisor2, "notice.view").get() == notice

    drafts.submit_notice(notice, by=city.supervisor)
    drafts.review_notice(notice, by=city.supervisor2)
    drafts.issue_notice(notice, by=city.supervisor)

    assert seen.get() == notice
