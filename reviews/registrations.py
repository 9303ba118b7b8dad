"""What this app tells the registries when the apps start."""

from organization import jobs, navigation, parameter_words, subjects, trail, worklist
from organization import steps as step_tables
from organization.models import User
from organization.navigation import Entry
from organization.parameters import DEFINITIONS
from organization.permissions import Permission, Role
from organization.steps import StepTable
from organization.subjects import Subject
from organization.worklist import Waiting
from reviews.enums import REPORT_STEPS, ReportState
from reviews.indicators import known_indicator
from reviews.selectors import waiting
from reviews.services import advance, reports


def register_all() -> None:
    jobs.register(reports.JOB, reports.run_build)
    jobs.register(advance.JOB, advance.run_advance)
    for subject in SUBJECTS:
        subjects.register(subject)
    for entry in ENTRIES:
        navigation.register(entry)
    navigation.register_landing(Role.CITY_LEADER, "reviews:dashboard", 10)
    step_tables.register(StepTable("reviews-1-report", "督查报告", ReportState, REPORT_STEPS))
    trail.name_verbs(VERBS)
    alerts = DEFINITIONS["indicator_alerts"].default
    parameter_words.name_keys({code: f"{code} {known_indicator(code).name}" for code in alerts})
    worklist.register(Permission.REVIEW_APPROVE, _to_approve)
    worklist.register(Permission.REVIEW_BUILD, _to_finish)


SUBJECTS = [
    Subject("reviews.reviewreport", "督查报告", Permission.REVIEW_VIEW, "reviews:report_detail"),
    Subject("reviews.meeting", "会议", Permission.REVIEW_VIEW, "reviews:meeting_detail"),
    Subject("reviews.actionitem", "议定事项", Permission.REVIEW_VIEW),
]
ENTRIES = [
    Entry("全市态势", "reviews:dashboard", "flag", Permission.DASHBOARD_VIEW, 20),
    Entry("督查报告", "reviews:report_list", "review", Permission.REVIEW_VIEW, 60),
]
VERBS = {
    "reviewreport.requested": "要求生成报告",
    "reviewreport.queued": "重新生成报告",
    "reviewreport.built": "生成草稿",
    "reviewreport.commented": "修改情况说明",
    "reviewreport.submitted": "提交审核",
    "reviewreport.returned": "退回",
    "reviewreport.published": "审核发布",
    "reviewreport.superseded": "被新版更正",
    "reviewreport.corrected": "发起更正",
    "meeting.recorded": "登记会议",
    "action_item.decided": "登记议定事项",
    "action_item.closed": "登记办理结果",
    "day.advanced": "推进演示日期",
}


def _to_approve(user: User) -> Waiting:
    count, url = waiting.to_approve(user)
    return Waiting("待审核的督查报告", count, 0, url)


def _to_finish(user: User) -> Waiting:
    count, late, url = waiting.to_finish(user)
    return Waiting("待完善提交的督查报告", count, late, url)
