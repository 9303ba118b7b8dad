"""Code lists of the top floor, and the steps of a review report."""

from django.db.models import TextChoices

from organization.permissions import Permission
from organization.steps import Step


class Direction(TextChoices):
    """Which way an indicator ought to move."""

    UP = "up", "越高越好"
    DOWN = "down", "越低越好"
    NONE = "none", "无方向"


class ReportKind(TextChoices):
    """The five rhythms of the work mechanism (五个一) and the paper each one works with."""

    WEEKLY = "weekly", "周报"
    MONTHLY = "monthly", "月通报"
    QUARTERLY = "quarterly", "季度通报"
    HALF_YEAR = "half_year", "半年通报"
    ANNUAL = "annual", "年度考核报告"


class ReportState(TextChoices):
    """Where a review report stands."""

    QUEUED = "queued", "待生成"
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待审核"
    RETURNED = "returned", "已退回"
    PUBLISHED = "published", "已发布"
    SUPERSEDED = "superseded", "已被更正"

    @property
    def badge(self) -> str:
        """The level of the badge that shows it."""
        levels = {
            "queued": "open", "submitted": "soon", "returned": "urgent", "published": "done",
            "superseded": "off",
        }  # fmt: skip
        return levels.get(self.value, "neutral")


_S = ReportState
_BUILD, _APPROVE = Permission.REVIEW_BUILD, Permission.REVIEW_APPROVE
REPORT_STEPS: dict[tuple[ReportState, ReportState], Step | None] = {
    (_S.QUEUED, _S.DRAFT): None,
    (_S.DRAFT, _S.QUEUED): Step(_BUILD, "重新生成", "编制人"),
    (_S.RETURNED, _S.QUEUED): Step(_BUILD, "重新生成", "编制人"),
    (_S.DRAFT, _S.SUBMITTED): Step(_BUILD, "提交审核", "编制人"),
    (_S.RETURNED, _S.SUBMITTED): Step(_BUILD, "再次提交", "编制人"),
    (_S.SUBMITTED, _S.RETURNED): Step(_APPROVE, "退回", "审核人", "退回意见"),
    (_S.SUBMITTED, _S.PUBLISHED): Step(_APPROVE, "审核发布", "提交人以外的审核人", "周期已结束"),
    (_S.PUBLISHED, _S.SUPERSEDED): None,
}
"""Which step may follow which, and what it takes; None: the worker's own, or the effect of
another. Buttons, verbs, tests and `docs/states.md` read it."""

WORKED_ON = (_S.QUEUED, _S.DRAFT, _S.SUBMITTED, _S.RETURNED)
"""States in which a report is not yet a document."""


class MeetingKind(TextChoices):
    """The meetings of the five rhythms (一周一次、一月一次、一季度一次、半年一次、一年一次)."""

    WEEKLY = "weekly", "周工作例会"
    MONTHLY = "monthly", "“四大家”领导联席会议"
    QUARTERLY = "quarterly", "现场拉练"
    HALF_YEAR = "half_year", "检查评比"
    ANNUAL = "annual", "考核结账"


class ActionState(TextChoices):
    """What became of a decision."""

    OPEN = "open", "推进中"
    DONE = "done", "已完成"
    CANCELLED = "cancelled", "已取消"

    @property
    def badge(self) -> str:
        """The level of the badge that shows it."""
        return {"open": "open", "done": "done"}.get(self.value, "off")


class Attainment(TextChoices):
    """What became of a target: while its year runs, and after it."""

    NOT_BEGUN = "not_begun", "年度未开始"
    ON_COURSE = "on_course", "目前达到"
    BEHIND = "behind", "尚未达到"
    KEPT = "kept", "已完成"
    MISSED = "missed", "未完成"
    ENDED = "ended", "责任状已终止"
    UNKNOWN = "unknown", "暂无数据"
    WHOLE_PLACE = "whole_place", "全市数据，供参考"

    @property
    def badge(self) -> str:
        """The level of the badge that shows it."""
        levels = {
            "on_course": "done", "kept": "done", "behind": "soon", "missed": "urgent",
            "ended": "off",
        }  # fmt: skip
        return levels.get(self.value, "neutral")
