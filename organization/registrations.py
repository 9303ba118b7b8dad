"""What the ground floor tells the registries when the apps start."""

from django.urls import reverse

from organization import navigation, procedure_pages, selectors, subjects, worklist
from organization.models import Cadre, User
from organization.movers import move_current_rows
from organization.navigation import Entry
from organization.permissions import Permission
from organization.services.divisions import register_mover
from organization.subjects import Subject
from organization.working_date import working_date
from organization.worklist import Waiting


def register_all() -> None:
    for subject in SUBJECTS:
        subjects.register(subject)
    for entry in ENTRIES:
        navigation.register(entry)
    register_mover(move_current_rows)
    worklist.register(Permission.SETUP_VIEW, _steps_to_start)
    worklist.register(Permission.PROCEDURE_VIEW, _procedures_waiting)
    _register_setup()


def _steps_to_start(user: User) -> Waiting:
    """A city that begins leads its administrator to the list of what it needs."""
    open_steps = selectors.open_setup_steps()
    return Waiting("启用清单中待完成的步骤", open_steps, 0, reverse("organization:setup"))


def _procedures_waiting(user: User) -> Waiting:
    """Stages of procedures that this user may take."""
    waiting = procedure_pages.waiting_for(user)
    url = f"{reverse('organization:procedure_list')}?view=mine"
    late = waiting.filter(due_on__lt=working_date()).count()
    return Waiting("待办理的程序", waiting.count(), late, url)


def _phone_of(cadre: Cadre) -> str:
    return cadre.phone


SUBJECTS = [
    Subject("organization.unit", "单位", Permission.UNIT_VIEW, "organization:unit_edit"),
    Subject(
        "organization.cadre",
        "干部",
        Permission.CADRE_VIEW,
        "organization:cadre_detail",
        reveals={"phone": _phone_of},
    ),
    Subject("organization.user", "用户", Permission.USER_MANAGE, "organization:user_detail"),
    Subject("organization.grant", "授权", Permission.USER_MANAGE),
    Subject("organization.parameter", "政策参数", Permission.PARAMETER_VIEW),
    Subject("organization.division", "行政区划", Permission.UNIT_VIEW),
    Subject(
        "organization.procedure",
        "办理程序",
        Permission.PROCEDURE_VIEW,
        "organization:procedure_detail",
    ),
    Subject("organization.procedureact", "程序办理", Permission.PROCEDURE_VIEW),
]

ENTRIES = [
    Entry("我的工作", "organization:work", "list", None, 10),
    Entry("办理程序", "organization:procedure_list", "check", Permission.PROCEDURE_VIEW, 25),
    Entry("单位与干部", "organization:unit_list", "area", Permission.UNIT_EDIT, 70, aside=True),
    Entry("用户与授权", "organization:user_list", "people", Permission.USER_MANAGE, 80, aside=True),
    Entry(
        "政策参数",
        "organization:parameter_list",
        "settings",
        Permission.PARAMETER_EDIT,
        85,
        aside=True,
    ),
    Entry("启用清单", "organization:setup", "check", Permission.SETUP_VIEW, 90, aside=True),
    Entry("操作记录", "organization:trail_list", "clock", Permission.TRAIL_VIEW, 95, aside=True),
]


def _register_setup() -> None:
    steps = selectors
    steps.register_step(
        10, "行政区划", "启用时从区划表载入，此处为村（社区）数；合并、更名在区划页办理",
        count=steps.division_count, url_name="organization:division_list",
        needs=Permission.UNIT_VIEW,
    )  # fmt: skip
    steps.register_step(
        20, "单位", "市直部门、镇办场园、企业；整改通知、结对帮扶以单位为对象",
        count=steps.unit_count, url_name="organization:unit_list", sheet="units",
        needs=Permission.UNIT_EDIT,
    )  # fmt: skip
    steps.register_step(
        30, "干部", "帮扶责任人、第一书记、分管领导；干部可以没有账号",
        count=steps.cadre_count, url_name="organization:cadre_list", sheet="cadres",
        needs=Permission.CADRE_EDIT,
    )  # fmt: skip
    steps.register_step(
        40, "用户", "给要登录的人开户并授权；首次登录须修改一次性密码",
        count=steps.user_count, url_name="organization:user_list", sheet="users",
        needs=Permission.USER_MANAGE,
        enough=lambda count: count > 1,
    )  # fmt: skip
