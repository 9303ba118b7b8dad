"""What the pages of a notice ask before a step, keep of half-done work, and say afterwards."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse

from accountability.enums import NoticeKind
from accountability.models import Notice, Pledge
from accountability.services import acceptance, pledges, replies
from accountability.services.pledges import Target
from accountability.services.replies import DoneLine
from organization.errors import RuleError
from organization.models import AuditEntry
from tests.accountability.conftest import (
    a_draft,
    a_rectifying,
    a_reported,
    a_sent,
    done_lines,
    photo,
    plan_lines,
)
from tests.factories import UnitFactory, make_user


def at(name: str, notice: Notice) -> str:
    return reverse(f"accountability:{name}", args=[notice.pk])


@pytest.fixture
def awaiting_plan(city, day) -> Notice:
    notice = a_sent(city)
    replies.sign_for(notice, by=city.clerk)
    return notice


def test_signing_for_a_letter_is_asked_first_and_answered_with_the_next_day(
    city, day, client, log_in
):
    notice = a_sent(city)
    log_in(user=city.clerk)
    page = client.get(at("notice_detail", notice)).content.decode()
    assert "签收不能撤回" in page
    assert "欧阳正华（镇长）" in page, "who heads the unit stands on the page"

    step = {"seen": "sent", "to": "received"}
    answer = client.post(at("notice_step", notice), step, follow=True).content.decode()

    notice.refresh_from_db()
    assert f"“{notice.number}”现为“待报方案”，杨林尾镇人民政府须在{notice.due_on}前办理" in answer


def test_issuing_alone_says_that_nobody_else_read_the_draft(city, day, client, log_in):
    notice = a_draft(city, NoticeKind.L1)
    log_in(user=city.supervisor)

    page = client.get(at("notice_detail", notice)).content.decode()

    assert "由督查甲拟稿，未经他人核稿，您签发即同时核稿" in page
    assert "文号一经编出不再收回" in page


def test_closing_is_asked_first(city, day, client, log_in):
    notice = a_reported(city)
    acceptance.start_check(notice, by=city.supervisor2)
    acceptance.accept_item(notice.items.get(), note="", by=city.supervisor2)
    log_in(user=city.supervisor2)

    page = client.get(at("notice_detail", notice)).content.decode()

    assert "销号后本通知和所列问题全部了结" in page


def test_the_term_for_correction_is_not_shorter_than_what_comes_before(city, day, client, log_in):
    notice = a_draft(city)
    log_in(user=city.supervisor)
    page = client.get(at("notice_edit", notice))
    typed = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    typed |= {"sign_days": 3, "plan_days": 5, "done_days": 7, "title": "新标题"}

    answer = client.post(at("notice_edit", notice), typed)

    assert "整改期限不能短于签收期限" in answer.content.decode()
    assert "新标题" in answer.content.decode()
    assert Notice.objects.get(pk=notice.pk).title != "新标题"
    client.post(at("notice_edit", notice), typed | {"done_days": 8})
    assert Notice.objects.get(pk=notice.pk).done_days == 8


def test_half_a_plan_is_kept_and_not_shown_to_the_supervisor(city, client, log_in, awaiting_plan):
    notice, item = awaiting_plan, awaiting_plan.items.get()
    log_in(user=city.clerk)
    half = {f"item{item.pk}-measure": "逐户补齐收入核算表", "keep": "1"}

    answer = client.post(at("notice_plan", notice), half, follow=True).content.decode()

    assert "已暂存，尚未报送" in answer
    assert "逐户补齐收入核算表" in answer
    notice.refresh_from_db()
    assert notice.state == "received"
    log_in(user=city.supervisor)
    assert "逐户补齐收入核算表" not in client.get(at("notice_detail", notice)).content.decode()


def test_what_stands_above_the_lines_is_kept_too(city, client, log_in, awaiting_plan):
    log_in(user=city.clerk)
    page = at("notice_plan", awaiting_plan)
    kept = {"reply_text": "镇党委专题研究", "reply_leader": "欧阳正华", "keep": "1"}

    client.post(page, kept)

    shown = client.get(page).context["form"].initial
    assert (shown["reply_text"], shown["reply_leader"]) == ("镇党委专题研究", "欧阳正华")
    replies.submit_plan(
        awaiting_plan, plan_lines(awaiting_plan), text="方案", leader="正", by=city.clerk
    )
    awaiting_plan.refresh_from_db()
    assert (awaiting_plan.reply_text, awaiting_plan.reply_leader) == ("", "")


def test_a_plan_without_a_day_is_refused_item_by_item(city, client, log_in, awaiting_plan):
    notice, item = awaiting_plan, awaiting_plan.items.get()
    log_in(user=city.clerk)
    typed = {
        f"item{item.pk}-cause": "人手不足", f"item{item.pk}-measure": "补齐",
        f"item{item.pk}-responsible": "李主任", f"item{item.pk}-planned_on": "",
        "reply_text": "方案", "reply_leader": "欧阳正华",
    }  # fmt: skip

    answer = client.post(at("notice_plan", notice), typed)

    assert answer.status_code == 422
    assert answer.context["lines"][0].errors["planned_on"]
    notice.refresh_from_db()
    assert notice.state == "received"


def test_a_pledge_is_signed_by_the_head_of_the_unit_unless_another_is_named(city, day):
    office = make_user("city_office")
    targets = [Target(2016, "K05N", "累计脱贫人口", 3200, "人")]

    pledge = pledges.draft_pledge(city.town, duties="职责", targets=targets, by=office)

    assert (pledge.signer, pledge.signer_title) == (city.head, "镇长")


def test_nobody_signs_for_a_unit_without_a_head(city, day):
    office, unit = make_user("city_office"), UnitFactory(name="市供销社")
    targets = [Target(2016, "K05N", "累计脱贫人口", 3200, "人")]
    pledge = pledges.draft_pledge(unit, duties="职责", targets=targets, by=office)

    with pytest.raises(RuleError, match="还没有签订人：市供销社没有登记在任的主要负责人"):
        pledges.sign_pledge(pledge, signed_on=day, by=office)

    assert Pledge.objects.get().state == "draft"


# --- what was written stands in the trail, and late writing is refused -------------------------


def acts_on(row, verb: str) -> list[AuditEntry]:
    kind = row._meta.label_lower
    acts = AuditEntry.objects.filter(subject_kind=kind, subject_id=str(row.pk), verb=verb)
    return list(acts.order_by("pk"))


def test_a_plan_that_is_rewritten_keeps_both_wordings_in_the_trail(city, day, awaiting_plan):
    first = plan_lines(awaiting_plan)
    replies.keep_plan(awaiting_plan, first, by=city.clerk)
    replies.keep_plan(awaiting_plan, first, by=city.clerk)
    replies.keep_plan(awaiting_plan, [replace(first[0], measure="逐户上门")], by=city.clerk)

    written, rewritten = acts_on(awaiting_plan.items.get(), "item.planned")
    assert written.after["measure"] == "逐户补齐"
    assert (rewritten.before, rewritten.after) == (
        {"measure": "逐户补齐"},
        {"measure": "逐户上门"},
    )


def test_a_plan_handed_in_meanwhile_is_not_overwritten(city, day, awaiting_plan):
    lines = plan_lines(awaiting_plan)
    seen_before = Notice.objects.get(pk=awaiting_plan.pk)
    replies.submit_plan(awaiting_plan, lines, text="方案", leader="欧阳正华", by=city.clerk)

    with pytest.raises(RuleError, match="不须报送"):
        replies.keep_plan(seen_before, [replace(lines[0], measure="晚到")], by=city.clerk)
    assert awaiting_plan.items.get().measure == "逐户补齐"


def test_nothing_is_written_upon_a_correction_reported_meanwhile(city, day):
    notice = a_rectifying(city)
    lines = done_lines(notice)
    seen_before = Notice.objects.get(pk=notice.pk)
    replies.report_done(notice, lines, text="报告", leader="欧阳正华", by=city.clerk)

    for late in (
        lambda: replies.keep_results(
            seen_before, [DoneLine(lines[0].item_id, "晚到")], by=city.clerk
        ),
        lambda: replies.add_evidence(seen_before.items.get(), photo(), by=city.clerk),
        lambda: replies.request_extension(
            seen_before, new_due_on=datetime.date(2017, 12, 1), reason="雨", by=city.clerk
        ),
    ):
        with pytest.raises(RuleError, match="只有整改期间"):
            late()
    assert notice.items.get().result == "已全部补齐"
    (answered,) = acts_on(notice.items.get(), "item.answered")
    assert answered.after == {"result": "已全部补齐"}


def test_targets_changed_before_signing_stand_in_the_trail(city, day):
    office = make_user("city_office")
    target = Target(2016, "K05N", "累计脱贫人口", Decimal(3200), "人")
    pledge = pledges.draft_pledge(city.town, duties="减贫", targets=[target], by=office)
    fewer = [replace(target, value=Decimal(2800))]

    pledges.edit_pledge(pledge, duties="减贫", targets=fewer, by=office)

    (drafted,) = acts_on(pledge, "pledge.drafted")
    (edited,) = acts_on(pledge, "pledge.edited")
    assert drafted.after["targets"] == ["2016年累计脱贫人口3200人"]
    assert edited.before["targets"] == ["2016年累计脱贫人口3200人"]
    assert edited.after["targets"] == ["2016年累计脱贫人口2800人"]
