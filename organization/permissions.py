"""The catalogue of permissions and the roles that hold them.

Permissions say which verbs; a grant's reach says on which rows (`organization.scope`); masking
says which fields. Roles are code, reviewed like code; grants are rows. Nothing is open by
default: a role holds what is listed and no more.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices


class Permission(StrEnum):
    """`noun.verb`; the Chinese name for the grants page stands in PERMISSION_LABELS."""

    DASHBOARD_VIEW = "dashboard.view"
    REVIEW_VIEW = "review.view"
    REVIEW_BUILD = "review.build"
    REVIEW_APPROVE = "review.approve"

    HOUSEHOLD_VIEW = "household.view"
    HEALTH_VIEW = "health.view"
    HOUSEHOLD_EDIT = "household.edit"
    HOUSEHOLD_EXPORT = "household.export"
    PERSONAL_REVEAL = "personal.reveal"

    PROCEDURE_VIEW = "procedure.view"
    PROCEDURE_HANDLE = "procedure.handle"
    PROCEDURE_REVIEW = "procedure.review"
    PROCEDURE_APPROVE = "procedure.approve"

    IMPORT_VIEW = "import.view"
    IMPORT_UPLOAD = "import.upload"
    IMPORT_APPROVE = "import.approve"

    VILLAGE_VIEW = "village.view"
    VILLAGE_EDIT = "village.edit"
    KEY_VILLAGE_DESIGNATE = "key_village.designate"
    POSTING_MANAGE = "posting.manage"
    ATTENDANCE_CONFIRM = "attendance.confirm"

    PAIRING_VIEW = "pairing.view"
    PAIRING_MANAGE = "pairing.manage"
    LEADERSHIP_MANAGE = "leadership.manage"
    VISIT_RECORD = "visit.record"
    PROJECT_VIEW = "project.view"
    PROJECT_EDIT = "project.edit"

    PLEDGE_VIEW = "pledge.view"
    PLEDGE_MANAGE = "pledge.manage"
    PROBLEM_VIEW = "problem.view"
    PROBLEM_REPORT = "problem.report"
    NOTICE_VIEW = "notice.view"
    NOTICE_DRAFT = "notice.draft"
    NOTICE_ISSUE = "notice.issue"
    NOTICE_REPLY = "notice.reply"
    NOTICE_ACCEPT = "notice.accept"
    INTERVIEW_MANAGE = "interview.manage"
    SANCTION_VIEW = "sanction.view"
    SANCTION_MANAGE = "sanction.manage"

    UNIT_VIEW = "unit.view"
    UNIT_EDIT = "unit.edit"
    CADRE_VIEW = "cadre.view"
    CADRE_EDIT = "cadre.edit"
    USER_MANAGE = "user.manage"
    PARAMETER_VIEW = "parameter.view"
    PARAMETER_EDIT = "parameter.edit"
    TRAIL_VIEW = "trail.view"
    SETUP_VIEW = "setup.view"
    DAY_ADVANCE = "day.advance"


PERMISSION_LABELS = {
    Permission.DASHBOARD_VIEW: "查看态势与指标",
    Permission.REVIEW_VIEW: "查看督查报告",
    Permission.REVIEW_BUILD: "编制督查报告",
    Permission.REVIEW_APPROVE: "审核发布督查报告",
    Permission.HOUSEHOLD_VIEW: "查看户档案",
    Permission.HEALTH_VIEW: "查看成员健康状况",
    Permission.HOUSEHOLD_EDIT: "修改户档案",
    Permission.HOUSEHOLD_EXPORT: "导出户台账",
    Permission.PERSONAL_REVEAL: "说明事由后查看完整个人信息",
    Permission.PROCEDURE_VIEW: "查看办理程序",
    Permission.PROCEDURE_HANDLE: "办理村级程序",
    Permission.PROCEDURE_REVIEW: "审核镇级程序",
    Permission.PROCEDURE_APPROVE: "审批市级程序",
    Permission.IMPORT_VIEW: "查看导入批次",
    Permission.IMPORT_UPLOAD: "上传导入表格",
    Permission.IMPORT_APPROVE: "审核导入批次",
    Permission.VILLAGE_VIEW: "查看村",
    Permission.VILLAGE_EDIT: "修改村信息",
    Permission.KEY_VILLAGE_DESIGNATE: "认定重点村",
    Permission.POSTING_MANAGE: "选派驻村干部",
    Permission.ATTENDANCE_CONFIRM: "核定在村天数",
    Permission.PAIRING_VIEW: "查看结对帮扶",
    Permission.PAIRING_MANAGE: "安排结对帮扶",
    Permission.LEADERSHIP_MANAGE: "登记市领导和重点镇",
    Permission.VISIT_RECORD: "登记走访",
    Permission.PROJECT_VIEW: "查看项目资金",
    Permission.PROJECT_EDIT: "维护项目资金",
    Permission.PLEDGE_VIEW: "查看责任状",
    Permission.PLEDGE_MANAGE: "签订责任状",
    Permission.PROBLEM_VIEW: "查看问题台账",
    Permission.PROBLEM_REPORT: "登记问题",
    Permission.NOTICE_VIEW: "查看整改通知",
    Permission.NOTICE_DRAFT: "起草整改通知",
    Permission.NOTICE_ISSUE: "签发整改通知",
    Permission.NOTICE_REPLY: "签收并答复整改通知",
    Permission.NOTICE_ACCEPT: "验收销号",
    Permission.INTERVIEW_MANAGE: "办理约谈",
    Permission.SANCTION_VIEW: "查看问责",
    Permission.SANCTION_MANAGE: "办理问责",
    Permission.UNIT_VIEW: "查看单位",
    Permission.UNIT_EDIT: "维护单位",
    Permission.CADRE_VIEW: "查看干部",
    Permission.CADRE_EDIT: "维护干部",
    Permission.USER_MANAGE: "管理用户与授权",
    Permission.PARAMETER_VIEW: "查看政策参数",
    Permission.PARAMETER_EDIT: "修改政策参数",
    Permission.TRAIL_VIEW: "查看操作记录",
    Permission.SETUP_VIEW: "查看启用清单",
    Permission.DAY_ADVANCE: "推进演示日期",
}


class Role(TextChoices):
    """Who people are here. One person may hold several, each by a grant of its own."""

    CITY_LEADER = "city_leader", "市领导"
    CITY_OFFICE = "city_office", "市扶贫办"
    SUPERVISOR = "supervisor", "督查人员"
    DISCIPLINE = "discipline", "纪检监察"
    ORGANIZER = "organizer", "组织部"
    TOWN_CLERK = "town_clerk", "镇扶贫专干"
    TOWN_LEADER = "town_leader", "镇分管领导"
    TOWN_ADMIN = "town_admin", "镇管理员"
    VILLAGE_CLERK = "village_clerk", "村级信息员"
    FIRST_SECRETARY = "first_secretary", "第一书记"
    HELPER = "helper", "帮扶责任人"
    DEPARTMENT = "department", "市直部门"
    ENTERPRISE = "enterprise", "帮扶企业"
    ADMIN = "admin", "系统管理员"


_P = Permission
_READS_FIELDWORK = {
    _P.HOUSEHOLD_VIEW, _P.VILLAGE_VIEW, _P.PAIRING_VIEW, _P.PROJECT_VIEW,
}  # fmt: skip
_READS_OFFICE = _READS_FIELDWORK | {
    _P.PROCEDURE_VIEW,
    _P.DASHBOARD_VIEW, _P.REVIEW_VIEW, _P.PLEDGE_VIEW, _P.PROBLEM_VIEW, _P.NOTICE_VIEW,
    _P.UNIT_VIEW, _P.CADRE_VIEW, _P.PARAMETER_VIEW, _P.IMPORT_VIEW,
}  # fmt: skip

ROLE_PERMISSIONS: dict[str, frozenset[str]] = {
    role: frozenset(permissions)
    for role, permissions in {
        Role.CITY_LEADER: _READS_OFFICE | {_P.SANCTION_VIEW, _P.REVIEW_APPROVE},
        Role.CITY_OFFICE: _READS_OFFICE
        | {
            _P.PROCEDURE_APPROVE,
            _P.REVIEW_BUILD, _P.REVIEW_APPROVE, _P.HEALTH_VIEW, _P.HOUSEHOLD_EDIT,
            _P.HOUSEHOLD_EXPORT, _P.PERSONAL_REVEAL, _P.IMPORT_UPLOAD, _P.IMPORT_APPROVE,
            _P.VILLAGE_EDIT, _P.KEY_VILLAGE_DESIGNATE, _P.PAIRING_MANAGE, _P.LEADERSHIP_MANAGE,
            _P.PROJECT_EDIT, _P.PLEDGE_MANAGE, _P.PROBLEM_REPORT, _P.NOTICE_DRAFT, _P.UNIT_EDIT,
            _P.CADRE_EDIT, _P.PARAMETER_EDIT, _P.TRAIL_VIEW, _P.SETUP_VIEW, _P.SANCTION_VIEW,
        },
        Role.SUPERVISOR: _READS_OFFICE
        | {
            _P.PROBLEM_REPORT, _P.NOTICE_DRAFT, _P.NOTICE_ISSUE, _P.NOTICE_ACCEPT,
            _P.INTERVIEW_MANAGE, _P.SANCTION_VIEW, _P.PERSONAL_REVEAL,
        },
        Role.DISCIPLINE: {
            _P.DASHBOARD_VIEW, _P.REVIEW_VIEW, _P.PROBLEM_VIEW, _P.PROBLEM_REPORT, _P.NOTICE_VIEW,
            _P.UNIT_VIEW, _P.CADRE_VIEW, _P.PROJECT_VIEW, _P.VILLAGE_VIEW, _P.SANCTION_VIEW,
            _P.SANCTION_MANAGE, _P.TRAIL_VIEW,
        },
        Role.ORGANIZER: {
            _P.DASHBOARD_VIEW, _P.REVIEW_VIEW, _P.VILLAGE_VIEW, _P.UNIT_VIEW, _P.CADRE_VIEW,
            _P.CADRE_EDIT, _P.POSTING_MANAGE, _P.PAIRING_VIEW, _P.LEADERSHIP_MANAGE,
            _P.PLEDGE_VIEW, _P.IMPORT_VIEW, _P.IMPORT_UPLOAD, _P.KEY_VILLAGE_DESIGNATE,
            _P.INTERVIEW_MANAGE, _P.NOTICE_VIEW, _P.PROBLEM_VIEW,
        },
        Role.TOWN_CLERK: _READS_OFFICE
        | {
            _P.PROCEDURE_HANDLE, _P.HEALTH_VIEW, _P.HOUSEHOLD_EDIT, _P.HOUSEHOLD_EXPORT,
            _P.PERSONAL_REVEAL, _P.IMPORT_UPLOAD,
            _P.VILLAGE_EDIT, _P.ATTENDANCE_CONFIRM, _P.PAIRING_MANAGE,
            _P.PROJECT_EDIT, _P.PROBLEM_REPORT, _P.NOTICE_REPLY, _P.VISIT_RECORD,
        },
        Role.TOWN_LEADER: _READS_OFFICE
        | {
            _P.PROCEDURE_REVIEW,
            _P.HEALTH_VIEW, _P.IMPORT_APPROVE, _P.NOTICE_REPLY, _P.PROBLEM_REPORT,
            _P.PERSONAL_REVEAL,
        },
        Role.TOWN_ADMIN: {
            _P.USER_MANAGE, _P.UNIT_VIEW, _P.UNIT_EDIT, _P.CADRE_VIEW, _P.CADRE_EDIT,
            _P.IMPORT_VIEW, _P.IMPORT_UPLOAD,
        },
        Role.VILLAGE_CLERK: _READS_FIELDWORK
        | {
            _P.PROCEDURE_VIEW, _P.PROCEDURE_HANDLE, _P.HEALTH_VIEW, _P.HOUSEHOLD_EDIT,
            _P.VISIT_RECORD,
        },
        Role.FIRST_SECRETARY: _READS_FIELDWORK
        | {
            _P.PROCEDURE_VIEW, _P.HEALTH_VIEW, _P.VISIT_RECORD, _P.PROBLEM_REPORT, _P.PLEDGE_VIEW,
        },
        Role.HELPER: {_P.HOUSEHOLD_VIEW, _P.HEALTH_VIEW, _P.PAIRING_VIEW, _P.VISIT_RECORD},
        Role.DEPARTMENT: {
            _P.DASHBOARD_VIEW, _P.PAIRING_VIEW, _P.PROJECT_VIEW, _P.PLEDGE_VIEW, _P.NOTICE_VIEW,
            _P.NOTICE_REPLY, _P.VILLAGE_VIEW, _P.PROBLEM_VIEW,
        },
        Role.ENTERPRISE: {_P.PAIRING_VIEW, _P.PROJECT_VIEW, _P.VILLAGE_VIEW},
        Role.ADMIN: {
            _P.USER_MANAGE, _P.UNIT_VIEW, _P.UNIT_EDIT, _P.CADRE_VIEW, _P.CADRE_EDIT,
            _P.PARAMETER_VIEW, _P.SETUP_VIEW, _P.DAY_ADVANCE, _P.DASHBOARD_VIEW, _P.IMPORT_VIEW,
            _P.IMPORT_UPLOAD,
        },
    }.items()
}  # fmt: skip


def permissions_of(role: str) -> frozenset[str]:
    """What a role may do; a role unknown to the code may do nothing."""
    return ROLE_PERMISSIONS.get(role, frozenset())


def roles_with(permission: Permission) -> list[Role]:
    """The roles that have a permission, in the order in which they are declared."""
    return [role for role in Role if permission in permissions_of(role)]


def require(permission: Permission) -> Callable:
    """A page that needs `permission`; which rows it shows is the queryset's business.

    The mark `required_permission` is what the middleware and the guard test read: a view
    without a mark is closed to everybody.
    """

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> Any:
            if not request.user.may(permission):
                raise PermissionDenied(f"您的角色没有“{PERMISSION_LABELS[permission]}”的权限")
            return view(request, *args, **kwargs)

        guarded.required_permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def open_to_all(reason: str) -> Callable:
    """A page for every signed-in user (or everybody, with login_not_required); says why."""

    def decorate(view: Callable) -> Callable:
        view.open_because = reason  # type: ignore[attr-defined]
        return view

    return decorate
