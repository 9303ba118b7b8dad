"""What this app tells the registries when the apps start."""

from households.checks import HOUSEHOLD_CHECKS, KIND
from households.checks.load import load_area
from households.enums import PovertyStatus
from households.enums.status import POVERTY_STEPS
from households.models import Household
from households.procedures import KINDS
from households.selectors.standing import on_record_since
from households.services.exporting import LIST_EXPORT
from households.sheets import HOUSEHOLDS
from households.tasks import export_list
from households.work import households_with_findings
from intake import checks, sheets
from organization import jobs, navigation, procedures, subjects, trail, worklist
from organization import steps as step_tables
from organization.enums import Reach
from organization.navigation import Entry
from organization.permissions import Permission, Role
from organization.scope import declare_reach
from organization.selectors import register_step
from organization.steps import StepTable
from organization.subjects import Subject
from organization.working_date import working_date
from villages.reaches import posted_to

_P = Permission
VILLAGE_OF = {
    "households.household": "village_id",
    "households.membership": "household__village_id",
    "households.householdyear": "household__village_id",
    "households.memberyear": "household__village_id",
    "households.incomeyear": "household__village_id",
    "households.livingconditionyear": "household__village_id",
    "households.povertyspan": "household__village_id",
    "households.validityspan": "household__village_id",
    "households.monitoringcase": "household__village_id",
    "organization.procedure": "division_code",
    "organization.procedureact": "division_code",
}
"""Where each model says in which village its household lives, and procedures go on."""


VERBS = {
    "household.registered": "登记农户",
    "member.number_met": "填写的证件号码已登记",
    "household.updated": "修改户信息",
    "household.exported": "导出户台账",
    "household.import_undone": "撤销导入的户",
    "household.head_changed": "变更户主",
    "household.status_changed": "变更脱贫状态",
    "household.validity_changed": "变更记录状态",
    "household_year.saved": "填报户年度信息",
    "income_year.saved": "填报收支",
    "living_year.saved": "填报生产生活条件",
    "member.added": "增加成员",
    "member.returned": "成员回户",
    "member.updated": "修改成员信息",
    "member.left": "减少成员",
    "member_year.saved": "填报成员年度信息",
    "monitoring.started": "纳入监测",
    "monitoring.ended": "消除风险",
}
SUBJECTS = [
    Subject(
        "households.household",
        "户",
        _P.HOUSEHOLD_VIEW,
        "households:detail",
        _P.HOUSEHOLD_EDIT,
        called=lambda row: f"户号{row.household_no}",
        since=on_record_since,
        reveals={
            "phone": lambda row: row.phone,
            "bank_account": lambda row: row.bank_account,
        },
    ),
    Subject(
        "households.member",
        "成员",
        _P.HOUSEHOLD_VIEW,
        reveals={"id_no": lambda row: row.id_no, "phone": lambda row: row.phone},
    ),
    Subject(
        "households.memberyear",
        "成员年度信息",
        _P.HOUSEHOLD_VIEW,
        reveals={
            "disease_name": lambda row: row.disease_name,
            "disability_no": lambda row: row.disability_no,
            "health": lambda row: row.get_health_display(),
        },
    ),
    Subject("households.householdyear", "户年度信息", _P.HOUSEHOLD_VIEW),
    Subject("households.incomeyear", "收支", _P.HOUSEHOLD_VIEW),
    Subject("households.livingconditionyear", "生产生活条件", _P.HOUSEHOLD_VIEW),
    Subject("households.povertyspan", "脱贫状态", _P.HOUSEHOLD_VIEW),
    Subject("households.validityspan", "记录状态", _P.HOUSEHOLD_VIEW),
    Subject("households.monitoringcase", "监测对象", _P.HOUSEHOLD_VIEW),
]


def register_all() -> None:
    jobs.register(LIST_EXPORT, export_list, file_permission=Permission.HOUSEHOLD_EXPORT)
    step_tables.register(
        StepTable("households-1-poverty", "农户贫困状态", PovertyStatus, POVERTY_STEPS)
    )
    procedures.register(*KINDS)
    sheets.register(HOUSEHOLDS)
    checks.register(KIND, load_area, HOUSEHOLD_CHECKS)
    for label, field in VILLAGE_OF.items():
        declare_reach(label, Reach.OWN, posted_to(field))
    for subject in SUBJECTS:
        subjects.register(subject)
    trail.name_verbs(VERBS)
    worklist.register(Permission.HOUSEHOLD_EDIT, households_with_findings)
    navigation.register(
        Entry("户档案", "households:list", "households", Permission.HOUSEHOLD_VIEW, 20)
    )
    navigation.register_landing(Role.VILLAGE_CLERK, "households:list", 50)
    register_step(
        60,
        "农户",
        "导入国家系统的户和成员表，或逐户登记",
        count=lambda: Household.objects.valid(working_date()).count(),
        url_name="households:list",
        needs=Permission.HOUSEHOLD_EDIT,
        sheet="households",
    )
