"""The engine of procedures, on a kind made up for it: order, people, days, evidence, objections."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from organization import procedures
from organization.enums import Outcome, ProcedureState
from organization.errors import RuleError, StaleError
from organization.models import Attachment, Notification, Procedure, ProcedureDecision, User
from organization.permissions import Permission
from organization.procedures import Fact, FactKind, ProcedureKind, Stage
from organization.services.objections import Objection, answer_objection, raise_objection
from organization.services.procedures import Taking, Verdict, open_procedures, take_stage, withdraw
from organization.working_date import fixed_working_date
from tests.factories import (
    CITY,
    GEXIN,
    YANGLINWEI,
    DivisionFactory,
    GrantFactory,
    HouseholdFactory,
    VillageFactory,
    make_user,
)

PNG = b"\x89PNG\r\n\x1a\n" + b"photo" * 20
DAY = datetime.date
OPENED, APPRAISED = DAY(2016, 11, 1), DAY(2016, 11, 2)
finished = []


def _done(passed, act, by):
    finished.extend(one.pk for one in passed)


def _none_refused(rows, facts, day):
    return {}


def _with_head(waiting, facts, day):
    return {one.pk: "没有户主" for one in waiting if one.title.startswith("（无户主）")}


KIND = ProcedureKind(
    code="test_exit",
    title="试退出",
    subject_kind="households.household",
    track="status",
    permission=Permission.PROCEDURE_HANDLE,
    stages=(
        Stage(
            "appraised", "民主评议", Permission.PROCEDURE_HANDLE, "村两委",
            (
                Fact("attended", "到会人数", FactKind.NUMBER),
                Fact("minutes", "会议记录", FactKind.FILES),
            ),
            may_reject=True, guard=_with_head,
        ),
        Stage("posted", "张贴公示", Permission.PROCEDURE_HANDLE, "村两委"),
        Stage(
            "unopposed", "公示期满", Permission.PROCEDURE_HANDLE, "村两委",
            waits="public_notice_days",
        ),
        Stage(
            "reviewed", "镇级审核", Permission.PROCEDURE_REVIEW, "镇政府",
            term="town_review_days", returns_to="appraised", needs_another=True,
        ),
        Stage(
            "approved", "市级审批", Permission.PROCEDURE_APPROVE, "市扶贫办",
            may_reject=True, needs_another=True, effect=_done,
        ),
    ),
    may_start=_none_refused,
    objection_returns_to="appraised",
)  # fmt: skip


@pytest.fixture
def kind(monkeypatch):
    monkeypatch.setattr(procedures, "_kinds", {**procedures._kinds, KIND.code: KIND})
    finished.clear()
    return KIND


@pytest.fixture
def people(db):
    return {
        "clerk": make_user("village_clerk", GEXIN),
        "leader": make_user("town_leader", YANGLINWEI),
        "office": make_user("city_office", CITY),
    }


@pytest.fixture
def rows(db):
    village = VillageFactory(code=GEXIN)
    return [HouseholdFactory(village=village) for _ in range(3)]


def minutes():
    return {"minutes": [SimpleUploadedFile("记录.png", PNG)]}


def opened(kind, rows, people, on=OPENED):
    with fixed_working_date(on):
        return open_procedures(kind, rows, {}, on=on, by=people["clerk"])


def take(kind, code, ones, on, by, **rest):
    with fixed_working_date(on):
        return take_stage(
            kind, kind.by_code[code], [one.pk for one in ones], Taking(on, **rest), by=by
        )


def appraise(kind, ones, people, on=APPRAISED, **rest):
    return take(
        kind, "appraised", ones, on, people["clerk"],
        facts={"attended": 21}, files=minutes(), **rest,
    )  # fmt: skip


def test_many_go_through_one_act_with_a_decision_each(kind, rows, people):
    ones = opened(kind, rows, people)
    refused = ones[2]
    act = appraise(
        kind, ones, people, verdicts={refused.pk: Verdict(Outcome.REJECTED, note="收入不稳定")}
    )
    assert list(act.decisions.order_by("procedure_id").values_list("outcome", "note")) == [
        ("passed", ""), ("passed", ""), ("rejected", "收入不稳定"),
    ]  # fmt: skip
    assert Attachment.objects.filter(subject_kind="organization.procedureact").count() == 1
    for one in ones:
        one.refresh_from_db()
    assert [one.stage for one in ones] == ["posted", "posted", ""]
    assert refused.state == ProcedureState.REJECTED
    assert refused.closed_on == DAY(2016, 11, 2)


def test_a_notice_runs_its_calendar_days_and_ends_on_a_working_day(kind, rows, people):
    """Posted on Friday 23 September 2016: seven days end on the 30th, a Friday; from 1 October
    it may be closed. Posted on the 26th: the seventh day, 3 October, is a holiday; the notice
    runs to the first working day after it, Saturday 8 October, a working day that year."""
    first = opened(kind, rows[:1], people, DAY(2016, 9, 20))
    appraise(kind, first, people, DAY(2016, 9, 20))
    take(kind, "posted", first, DAY(2016, 9, 23), people["clerk"])
    first[0].refresh_from_db()
    assert first[0].not_before == DAY(2016, 10, 1)
    second = opened(kind, rows[1:2], people, DAY(2016, 9, 20))
    appraise(kind, second, people, DAY(2016, 9, 20))
    take(kind, "posted", second, DAY(2016, 9, 26), people["clerk"])
    second[0].refresh_from_db()
    assert second[0].not_before == DAY(2016, 10, 9)
    with pytest.raises(RuleError, match="公示至2016-10-08期满，2016-10-09起才能办理"):
        take(kind, "unopposed", second, DAY(2016, 10, 8), people["clerk"])
    take(kind, "unopposed", second, DAY(2016, 10, 9), people["clerk"])


def to_review(kind, ones, people):
    appraise(kind, ones, people)
    take(kind, "posted", ones, DAY(2016, 11, 2), people["clerk"])
    take(kind, "unopposed", ones, DAY(2016, 11, 10), people["clerk"])


def test_the_way_to_the_end_with_its_terms_and_its_effect(kind, rows, people):
    ones = opened(kind, rows, people)
    to_review(kind, ones, people)
    ones[0].refresh_from_db()
    # Ten working days after Thursday 10 November.
    assert (ones[0].stage, ones[0].due_on) == ("reviewed", DAY(2016, 11, 24))
    assert Notification.objects.get(user=people["leader"]).title == "待办：试退出“镇级审核”3件"
    assert not Notification.objects.filter(user=people["clerk"]).exists()  # they went on themselves
    take(kind, "reviewed", ones, DAY(2016, 11, 15), people["leader"])
    assert finished == []
    take(kind, "approved", ones, DAY(2016, 11, 18), people["office"])
    assert finished == [one.pk for one in ones]
    ones[0].refresh_from_db()
    assert (ones[0].state, ones[0].closed_on) == ("done", DAY(2016, 11, 18))
    assert ProcedureDecision.objects.filter(procedure=ones[0]).count() == 5


def test_who_handled_it_does_not_review_it_even_as_a_stand_in(kind, rows, people):
    ones = opened(kind, rows[:1], people)
    to_review(kind, ones, people)
    both = User.objects.get(pk=people["clerk"].pk)
    GrantFactory(user=both, role="town_leader", division=DivisionFactory(code=YANGLINWEI))
    with pytest.raises(PermissionDenied, match="没有经办过"):
        take(kind, "reviewed", ones, DAY(2016, 11, 15), both)


def test_another_villages_household_is_neither_opened_nor_taken(kind, rows, people):
    stranger = make_user("village_clerk", "429004101201")
    with fixed_working_date(DAY(2016, 11, 1)), pytest.raises(PermissionDenied):
        open_procedures(kind, rows, {}, on=DAY(2016, 11, 1), by=stranger)
    ones = opened(kind, rows, people)
    with pytest.raises(PermissionDenied):
        appraise(kind, ones, {"clerk": stranger})
    assert not ProcedureDecision.objects.exists()


def test_a_missing_fact_or_paper_is_named_and_nothing_is_written(kind, rows, people):
    ones = opened(kind, rows, people)
    with pytest.raises(RuleError, match="请填写到会人数"):
        take(kind, "appraised", ones, DAY(2016, 11, 2), people["clerk"], files=minutes())
    with pytest.raises(RuleError, match="请上传会议记录"):
        take(kind, "appraised", ones, DAY(2016, 11, 2), people["clerk"], facts={"attended": 21})
    assert not ProcedureDecision.objects.exists()


def test_a_test_that_is_not_passed_names_the_household(kind, rows, people):
    ones = opened(kind, rows, people)
    ones[1].title = "（无户主）户"
    ones[1].save(update_fields=["title"])
    with pytest.raises(RuleError, match="（无户主）户：没有户主"):
        appraise(kind, ones, people)


def test_one_row_is_in_one_procedure_of_a_track(kind, rows, people):
    opened(kind, rows[:1], people)
    with pytest.raises(RuleError, match="“试退出”正在办理，请先办结或撤回"):
        opened(kind, rows, people)


def test_a_stage_taken_meanwhile_is_told(kind, rows, people):
    ones = opened(kind, rows, people)
    appraise(kind, ones[:1], people)
    with pytest.raises(StaleError, match="有1件已不在“民主评议”环节"):
        appraise(kind, ones, people)


def test_sent_back_it_waits_again_for_the_stage_named(kind, rows, people):
    ones = opened(kind, rows, people)
    to_review(kind, ones, people)
    with pytest.raises(RuleError, match="须写明原因"):
        take(
            kind, "reviewed", ones, DAY(2016, 11, 15), people["leader"],
            verdicts={ones[0].pk: Verdict(Outcome.RETURNED)},
        )  # fmt: skip
    take(
        kind, "reviewed", ones, DAY(2016, 11, 15), people["leader"],
        verdicts={ones[0].pk: Verdict(Outcome.RETURNED, note="公示照片不清")},
    )  # fmt: skip
    ones[0].refresh_from_db()
    assert (ones[0].stage, ones[0].due_on) == ("appraised", None)


def test_an_objection_freezes_until_it_is_answered_and_upheld_begins_anew(kind, rows, people):
    ones = opened(kind, rows, people)
    appraise(kind, ones, people)
    take(kind, "posted", ones, DAY(2016, 11, 2), people["clerk"])
    with fixed_working_date(DAY(2016, 11, 5)):
        objection = raise_objection(
            ones[0], Objection(DAY(2016, 11, 5), "该户有轿车", "李某"), by=people["clerk"]
        )
    with pytest.raises(RuleError, match="有1件异议没有答复"):
        take(kind, "unopposed", ones, DAY(2016, 11, 10), people["clerk"])
    with fixed_working_date(DAY(2016, 11, 9)):
        answer_objection(
            objection, "核实属实", is_upheld=True, on=DAY(2016, 11, 9), by=people["clerk"]
        )
    ones[0].refresh_from_db()
    assert ones[0].stage == "appraised"
    take(kind, "unopposed", ones[1:], DAY(2016, 11, 10), people["clerk"])


def test_withdrawn_it_leaves_room_for_another(kind, rows, people):
    ones = opened(kind, rows[:1], people)
    with fixed_working_date(DAY(2016, 11, 2)):
        withdraw(ones[0], "户主不同意", on=DAY(2016, 11, 2), by=people["clerk"])
        with pytest.raises(StaleError, match="已撤回"):
            withdraw(ones[0], "再次", on=DAY(2016, 11, 2), by=people["clerk"])
    assert opened(kind, rows[:1], people, DAY(2016, 11, 3))


def test_what_the_township_has_reviewed_is_not_withdrawn_by_the_village(kind, rows, people):
    ones = opened(kind, rows[:1], people)
    to_review(kind, ones, people)
    take(kind, "reviewed", ones, DAY(2016, 11, 15), people["leader"])
    with fixed_working_date(DAY(2016, 11, 16)):
        one = Procedure.objects.get()
        with pytest.raises(PermissionDenied):
            withdraw(one, "村里不想办了", on=DAY(2016, 11, 16), by=people["clerk"])
        withdraw(one, "材料不实", on=DAY(2016, 11, 16), by=people["leader"])
    one.refresh_from_db()
    assert one.state == ProcedureState.WITHDRAWN


def test_a_verdict_on_another_than_those_chosen_is_refused(kind, rows, people):
    ones = opened(kind, rows, people)
    verdicts = {ones[2].pk: Verdict(Outcome.REJECTED, note="不符合")}
    with pytest.raises(RuleError, match="不在所选之中"):
        appraise(kind, ones[:2], people, verdicts=verdicts)


def test_days_follow_each_other_and_do_not_lie_ahead(kind, rows, people):
    ones = opened(kind, rows, people)
    with pytest.raises(RuleError, match="不能早于上一环节的日期2016-11-01"):
        appraise(kind, ones, people, DAY(2016, 10, 31))
    with fixed_working_date(DAY(2016, 11, 1)), pytest.raises(RuleError, match="不能晚于今天"):
        take_stage(
            kind, kind.by_code["appraised"], [ones[0].pk],
            Taking(DAY(2016, 11, 2), {"attended": 3}, minutes()), by=people["clerk"],
        )  # fmt: skip
