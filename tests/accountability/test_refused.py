"""Bad input comes back where it was typed, with its sentence, and nothing is written."""

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accountability.enums import Level, NoticeKind
from accountability.models import EscalationProposal, Interview, Notice, Pledge, Problem
from accountability.services import acceptance, drafts, escalation, interviews, pledges, replies
from accountability.services.pledges import Target
from organization.models import Attachment, AuditEntry
from tests.accountability.conftest import (
    City,
    a_draft,
    a_pledge,
    a_problem,
    a_rectifying,
    a_reported,
    a_sent,
    an_interview,
    photo,
)
from tests.factories import UnitFactory, make_user
from tests.refused import open_dialog, page_of

DRAFT_AT = "/accountability/problems/draft/"
LONG = "雨季道路中断。" * 60


def at(name: str, pk: int) -> str:
    return reverse(f"accountability:{name}", args=[pk])


def a_checked(city: City) -> Notice:
    notice = a_reported(city)
    acceptance.start_check(notice, by=city.supervisor2)
    return notice


def a_judged(city: City) -> Notice:
    notice = a_checked(city)
    acceptance.return_item(notice.items.get(), note="照片不清", by=city.supervisor2)
    return notice


def an_unsigned(city: City) -> Pledge:
    target = Target(2016, "K05N", "累计脱贫人口", 3200, "人")
    office = make_user("city_office")
    return pledges.draft_pledge(city.town, duties="职责", targets=[target], by=office)


def an_extension(city: City):
    notice = a_rectifying(city)
    due_on = datetime.date(2017, 3, 1)
    return replies.request_extension(notice, new_due_on=due_on, reason="雨", by=city.clerk)


def a_proposal(city: City) -> EscalationProposal:
    notice = a_sent(city, kind=NoticeKind.L1)
    return escalation.propose_escalation(
        notice, Level.RECTIFICATION_LETTER, explanation="屡催不办", by=city.supervisor
    )


def a_held(city: City) -> Interview:
    talk = an_interview(city)
    interviews.notify_interview(talk, by=city.supervisor)
    return talk


@dataclass
class Case:
    """Somebody sends `sent` to `view` of what `make` made, and reads the sentence."""

    make: Callable
    who: str
    view: str
    sent: dict
    sentence: str
    dialog: str = ""
    """Empty: the form stands on the page itself."""
    typed: list[str] = field(default_factory=list)


CASES = [
    Case(
        a_rectifying, "clerk", "extension_request", {"new_due_on": "下周", "reason": "道路未通"},
        "申请延至：", "extension", ["道路未通", "下周"],
    ),
    Case(
        a_rectifying, "clerk", "extension_request",
        {"new_due_on": "2016-12-31", "reason": "道路未通"},
        "申请延至的日期须晚于现期限", "extension", ["道路未通", "2016-12-31"],
    ),
    Case(a_checked, "supervisor2", "item_judge", {"note": "照片齐全"}, "请", typed=["照片齐全"]),
    Case(
        a_checked, "supervisor2", "item_judge", {"note": "  ", "outcome": "returned"},
        "请填写退回意见，说明还缺什么",
    ),
    Case(a_judged, "supervisor2", "notice_return", {"days": "三"}, "补正期限", "return", ["三"]),
    Case(
        a_judged, "supervisor2", "notice_return", {"days": "59"},
        "再整改期限须在1至", "return", ["59"],
    ),
    Case(
        an_extension, "supervisor", "extension_decide", {"note": "酌情"}, "决定：", typed=["酌情"]
    ),
    Case(
        an_extension, "supervisor", "extension_decide", {"adopt": "0"},
        "不准予延期的，请填写意见",
    ),
    Case(
        a_sent, "supervisor", "notice_step", {"seen": "sent", "to": "cancelled", "remark": ""},
        "意见或原因：", "step_cancelled",
    ),
    Case(
        a_sent, "supervisor", "notice_step", {"seen": "sent", "to": "cancelled", "remark": LONG},
        "意见或原因：", "step_cancelled", [LONG],
    ),
    Case(
        a_sent, "supervisor", "notice_escalate", {"explanation": LONG},
        "提级理由：最多300个字，现有420个，请删减", "escalate", [LONG],
    ),
    Case(
        an_unsigned, "office", "pledge_sign", {"signed_on": "元旦", "scan": photo},
        "所选文件没有保存，请重新选择", "sign", ["元旦"],
    ),
    Case(
        an_unsigned, "office", "pledge_sign", {"signed_on": "2017-01-02"},
        "签订日期", "sign", ["2017-01-02"],
    ),
    Case(a_pledge, "office", "pledge_scan", {}, "扫描件："),
    Case(
        a_pledge, "office", "pledge_end", {"on": "2016-10-01", "reason": "乡镇合并"},
        "批准文号：", "end", ["2016-10-01", "乡镇合并"],
    ),
    Case(
        a_pledge, "office", "pledge_end",
        {"on": "2015-10-01", "reason": "乡镇合并", "document_no": "仙发1号"},
        "终止日期须在责任状期限之内", "end", ["2015-10-01", "乡镇合并", "仙发1号"],
    ),
    Case(
        a_problem, "supervisor2", "problem_settle", {"note": LONG}, "整改情况：", "settle", [LONG]
    ),
    Case(
        a_problem, "supervisor2", "problem_settle", {"note": "已当场补齐"},
        "请上传至少一份整改佐证", "settle", ["已当场补齐"],
    ),
    Case(a_problem, "supervisor", "problem_dismiss", {"reason": LONG}, "理由：", "dismiss", [LONG]),
    Case(
        a_proposal, "supervisor", "proposal_decide", {"note": "同意转办"}, "决定：",
        typed=["同意转办"],
    ),
    Case(a_proposal, "supervisor", "proposal_decide", {"adopt": "1"}, "请填写决定意见"),
    Case(a_held, "supervisor", "interview_cancel", {"note": LONG}, "说明：", "cancel", [LONG]),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.view}: {case.sentence}")
@pytest.mark.parametrize("headers", [{}, {"hx-request": "true"}], ids=["plain", "htmx"])
def test_bad_input_comes_back_with_its_sentence(city, day, client, log_in, case, headers):
    row = case.make(city)
    target = row.items.get() if case.view == "item_judge" else row
    log_in(user=getattr(city, case.who, None) or make_user("city_office"))
    acts = AuditEntry.objects.count()
    sent = {name: value() if callable(value) else value for name, value in case.sent.items()}

    answer = client.post(at(case.view, target.pk), sent, headers=headers)

    shown = open_dialog(answer, case.dialog) if case.dialog else page_of(answer)
    assert case.sentence in shown
    for text in case.typed:
        assert text in shown
    assert AuditEntry.objects.count() == acts, "nothing was written"


def test_an_error_stands_beside_its_field_and_the_summary_leads_to_it(city, day, client, log_in):
    notice = a_rectifying(city)
    log_in(user=city.clerk)

    answer = client.post(at("extension_request", notice.pk), {"reason": "道路未通"})

    shown = open_dialog(answer, "extension")
    assert 'href="#extension-new_due_on"' in shown
    assert 'id="extension-new_due_on"' in shown
    assert 'id="extension-new_due_on_error"' in shown


def test_who_was_slower_reads_so_and_finds_his_words_to_copy(city, day, client, log_in):
    notice = a_rectifying(city)
    replies_at = at("extension_request", notice.pk)
    client.force_login(city.clerk)
    client.post(replies_at, {"new_due_on": "2017-03-01", "reason": "雨"})

    late = {"new_due_on": "2017-03-02", "reason": "道路未通\n桥也断了"}
    page = page_of(client.post(replies_at, late))

    assert "每份通知只能延期一次，已有延期申请" in page
    assert "您填写的内容没有保存" in page
    assert "道路未通<br>桥也断了" in page
    assert " open data-refused" not in page


def test_faulty_words_for_a_step_that_is_over_are_laid_aside_too(city, day, client, log_in):
    problem = a_problem(city)
    drafts.draft_notice(NoticeKind.L2, [problem], by=city.supervisor)
    log_in(user=city.supervisor)

    page = page_of(client.post(at("problem_dismiss", problem.pk), {"reason": LONG}))

    assert "这一步现在不能办理" in page
    assert LONG in page


def test_a_step_that_is_still_open_may_be_sent_again_from_where_the_thing_now_stands(
    city, day, client, log_in
):
    notice = a_draft(city)
    drafts.submit_notice(notice, by=city.supervisor)
    drafts.review_notice(Notice.objects.get(pk=notice.pk), by=city.supervisor2)
    log_in(user=city.supervisor2)
    late = {"seen": "submitted", "to": "draft", "remark": "请补充依据"}

    shown = open_dialog(client.post(at("notice_step", notice.pk), late), "step_draft")

    assert "已由他人办理" in shown
    assert "请补充依据" in shown
    assert 'name="seen" value="reviewed"' in shown
    client.post(at("notice_step", notice.pk), late | {"seen": "reviewed"})
    assert Notice.objects.get(pk=notice.pk).state == "draft"


def test_a_proposal_comes_back_alone_wherever_it_stood_in_the_list(city, day, client, log_in):
    first, another = a_proposal(city), a_proposal(city)
    log_in(user=city.supervisor)

    page = page_of(client.post(at("proposal_decide", first.pk), {"note": "再议"}))

    assert 'action="/accountability/proposals/"' in page, "filters lead to the list"
    assert at("proposal_decide", first.pk) in page
    assert at("proposal_decide", another.pk) not in page


def test_files_of_a_refused_verb_do_not_stay_on_the_disk(city, day, client, log_in, settings):
    problem = a_problem(city)
    log_in(user=city.supervisor2)
    kept = stored_files(settings)
    uploads = [photo(), SimpleUploadedFile("b.exe", b"MZ")]

    answer = client.post(at("problem_settle", problem.pk), {"note": "已补齐", "uploads": uploads})

    shown = open_dialog(answer, "settle")
    assert "附件“b.exe”的类型不受支持" in shown
    assert "所选文件没有保存，请重新选择" in shown
    assert stored_files(settings) == kept
    assert not Attachment.objects.exists()
    assert Problem.objects.get().state == "open"


def test_problems_that_cannot_go_into_one_notice_stay_ticked_where_they_were(
    city, day, client, log_in
):
    mine, other = a_problem(city), a_problem(city, title="别处的问题")
    third = a_problem(city, title="没有勾选的问题")
    Problem.objects.filter(pk=other.pk).update(unit=UnitFactory())
    log_in(user=city.supervisor)
    ticked = {"kind": "L1", "selected": [mine.pk, other.pk]}

    page = client.post(f"{DRAFT_AT}?state=open&order=number", ticked, follow=True)

    shown = page.content.decode()
    assert "所选问题分属多个责任单位，请分别起草" in shown
    assert "state=open&order=number" in page.redirect_chain[0][0]
    assert 'action="/accountability/problems/draft/?state=open&amp;order=number"' in shown
    boxes = {
        int(pk): tail for pk, tail in re.findall(r'name="selected" value="(\d+)"([^>]*)>', shown)
    }
    assert {pk for pk, tail in boxes.items() if "checked" in tail} == {mine.pk, other.pk}
    assert third.pk in boxes


def test_a_draft_refused_on_the_page_of_a_problem_leads_back_there(city, day, client, log_in):
    problem = a_problem(city)
    drafts.draft_notice(NoticeKind.L2, [problem], by=city.supervisor)
    log_in(user=city.supervisor)
    sent = {"kind": "L2", "selected": problem.pk, "alone": "1"}

    answer = client.post(DRAFT_AT, sent)

    assert answer.url == at("problem_detail", problem.pk)


FORMS = {
    "problem_report": "supervisor", "interview_create": "supervisor",
    "pledge_create": "city_office", "sanction_record": "discipline",
    "responsibility_assign": "city_office",
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_an_empty_form_is_answered_as_refused(day, city, client, log_in, name):
    log_in(FORMS[name])
    url = reverse(f"accountability:{name}")
    assert client.get(url).status_code == 200

    page_of(client.post(url, {"sent": "1"}))


def test_empty_words_of_a_draft_and_minutes_are_answered_as_refused(day, city, client, log_in):
    draft, talk = a_draft(city), a_held(city)
    log_in(user=city.supervisor)

    for url in [at("notice_edit", draft.pk), at("interview_minutes", talk.pk)]:
        assert client.get(url).status_code == 200
        page_of(client.post(url, {"sent": "1"}))


def stored_files(settings) -> set[Path]:
    return {path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()}
