"""What this app tells the registries when the apps start."""

from django.db.models import Exists, OuterRef, Q

from assistance import work
from assistance.checks import H11
from assistance.enums import ProjectState, TownshipDesignationKind
from assistance.models import ActionTask, LeaderPost, Pairing, TownshipDesignation, VillagePairing
from assistance.sheets import SHEETS
from assistance.steps import PROJECT_STEPS
from households.checks import KIND
from intake import checks, sheets
from organization import navigation, subjects, trail, worklist
from organization import steps as step_tables
from organization.enums import Reach
from organization.models import Grant
from organization.navigation import Entry
from organization.permissions import Permission, Role
from organization.scope import declare_reach
from organization.selectors import register_step
from organization.steps import StepTable
from organization.subjects import Subject
from organization.working_date import working_date
from villages.reaches import posted_to


def register_all() -> None:
    step_tables.register(StepTable("assistance-1-project", "项目", ProjectState, PROJECT_STEPS))
    _declare_reaches()
    _register_subjects()
    trail.name_verbs(VERBS)
    checks.add(KIND, H11)
    for sheet in SHEETS:
        sheets.register(sheet)
    _register_setup()
    for entry in ENTRIES:
        navigation.register(entry)
    navigation.register_landing(Role.HELPER, "assistance:mine", 60)
    navigation.register_landing(Role.ENTERPRISE, "assistance:overview", 60)
    worklist.register(Permission.PAIRING_MANAGE, work.pairings_without_helper)
    worklist.register(Permission.PAIRING_MANAGE, work.households_without_helper)
    worklist.register(Permission.VISIT_RECORD, work.own_visits_due)


ENTRIES = [
    Entry("结对帮扶", "assistance:overview", "handshake", Permission.PAIRING_VIEW, 40),
    Entry("项目资金", "assistance:project_list", "money", Permission.PROJECT_VIEW, 45),
]


VERBS = {
    "pairing.started": "结对",
    "pairing.ended": "解除结对",
    "pairing.handed_over": "移交结对",
    "township_pairing.started": "包挂重点镇",
    "township_pairing.ended": "解除包镇",
    "village_pairing.started": "包挂重点村",
    "village_pairing.ended": "解除包村",
    "township.designated": "认定乡镇",
    "township.designation_ended": "撤销乡镇认定",
    "leader_post.started": "登记市领导职务",
    "leader_post.ended": "市领导离任",
    "leader_post.import_undone": "撤销导入的市领导职务",
    "township.import_undone": "撤销导入的乡镇认定",
    "visit.recorded": "登记走访",
    "visit.problem_solved": "解决走访问题",
    "project.declared": "申报项目",
    "project.updated": "修改项目",
    "project.moved": "办理项目",
    "project.progress": "填报形象进度",
    "benefit.added": "登记受益",
    "fund.ordered": "登记资金下达",
    "fund.arrived": "登记资金到位",
    "fund.allocated": "安排资金",
    "fund.revoked": "收回资金",
    "fund.paid": "拨付资金",
    "fund.returned": "退回资金",
    "action.reported": "填报行动进度",
}


def _register_setup() -> None:
    register_step(
        45, "市领导", "市“四大家”领导职务；市委常委包挂重点镇，市领导包挂重点村",
        count=lambda: LeaderPost.objects.open().count(), url_name="assistance:leader_list",
        needs=Permission.LEADERSHIP_MANAGE, sheet="leader_posts",
    )  # fmt: skip
    register_step(
        48, "重点镇", "认定重点镇和扶贫任务较重镇，再安排市委常委包挂",
        count=_key_townships, url_name="assistance:leader_list",
        needs=Permission.LEADERSHIP_MANAGE, sheet="key_townships",
    )  # fmt: skip


def _key_townships() -> int:
    return TownshipDesignation.objects.open().filter(kind=TownshipDesignationKind.KEY).count()


def _register_subjects() -> None:
    view, edit = Permission.PAIRING_VIEW, Permission.PAIRING_MANAGE
    project, money = Permission.PROJECT_VIEW, Permission.PROJECT_EDIT
    for subject in [
        Subject("assistance.pairing", "结对帮扶", view, "assistance:pairing_detail", edit),
        Subject("assistance.villagepairing", "包村", view, "", edit),
        Subject("assistance.townshippairing", "包镇", view, "", edit),
        Subject("assistance.townshipdesignation", "乡镇认定", view, "", edit),
        Subject("assistance.leaderpost", "市领导职务", view, "", edit),
        Subject(
            "assistance.visit", "走访", view, "assistance:visit_detail", Permission.VISIT_RECORD
        ),
        Subject("assistance.project", "项目", project, "assistance:project_detail", money),
        Subject("assistance.projectbenefit", "项目受益", project, "", money),
        Subject("assistance.fundsource", "资金来源", project, "assistance:fund_detail", money),
        Subject("assistance.allocation", "资金安排", project, "", money),
        Subject("assistance.disbursement", "资金拨付", project, "", money),
        Subject("assistance.actiontask", "行动任务", project, "", money),
    ]:
        subjects.register(subject)


def _declare_reaches() -> None:
    """How a helper reaches his households, and a unit what it has taken on."""
    declare_reach("households.household", Reach.OWN, _own_households)
    declare_reach("assistance.pairing", Reach.OWN, _own_cadre)
    declare_reach("assistance.visit", Reach.OWN, _own_visits)
    declare_reach("assistance.pairing", Reach.UNIT, _own_unit)
    declare_reach("assistance.visit", Reach.UNIT, _visits_of_unit)
    declare_reach("assistance.villagepairing", Reach.UNIT, _own_unit)
    declare_reach("assistance.villagepairing", Reach.OWN, _own_cadre)
    declare_reach("assistance.townshippairing", Reach.OWN, _own_cadre)
    declare_reach("assistance.project", Reach.UNIT, _projects_of_unit)
    declare_reach("assistance.actiontask", Reach.UNIT, _tasks_of_unit)
    declare_reach("villages.village", Reach.UNIT, _villages_of_unit)
    for label, place in VILLAGE_OF.items():
        declare_reach(label, Reach.OWN, posted_to(place))


VILLAGE_OF = {
    "assistance.pairing": "household__village_id",
    "assistance.visit": "household__village_id",
    "assistance.projectbenefit": "household__village_id",
    "assistance.villagepairing": "village_id",
    "assistance.project": "division_id",
    "assistance.allocation": "project__division_id",
    "assistance.disbursement": "allocation__project__division_id",
}
"""Where each model says in which village it lies: who is posted there sees it (own reach)."""


def _own_households(grant: Grant) -> Q:
    """Households that the user's cadre helps today."""
    pairings = Pairing.objects.as_of(working_date()).filter(cadre_id=grant.user.cadre_id)
    return Q(Exists(pairings.filter(household=OuterRef("pk"))))


def _own_cadre(grant: Grant) -> Q:
    return Q(cadre_id=grant.user.cadre_id) if grant.user.cadre_id else Q(pk__in=[])


def _own_visits(grant: Grant) -> Q:
    """One's own visits, and those of others to the households one helps today."""
    pairings = Pairing.objects.as_of(working_date()).filter(cadre_id=grant.user.cadre_id)
    # IN, not EXISTS: beside the visitor's own column the household's index is used too.
    return _own_cadre(grant) | Q(household__in=pairings.values("household"))


def _own_unit(grant: Grant) -> Q:
    return Q(unit_id=grant.unit_id)


def _visits_of_unit(grant: Grant) -> Q:
    """Visits by the cadres who help in the unit's name."""
    pairings = Pairing.objects.filter(unit_id=grant.unit_id, cadre=OuterRef("cadre"))
    return Q(Exists(pairings.filter(household=OuterRef("household"))))


def _projects_of_unit(grant: Grant) -> Q:
    """Projects the unit answers for, and those in villages it has taken on."""
    pairings = VillagePairing.objects.as_of(working_date()).filter(unit_id=grant.unit_id)
    return Q(unit_id=grant.unit_id) | Q(Exists(pairings.filter(village_id=OuterRef("division_id"))))


def _tasks_of_unit(grant: Grant) -> Q:
    """Tasks the unit leads or has a part in."""
    parts = ActionTask.co_units.through.objects.filter(
        actiontask=OuterRef("pk"), unit=grant.unit_id
    )
    return Q(lead_unit_id=grant.unit_id) | Q(Exists(parts))


def _villages_of_unit(grant: Grant) -> Q:
    pairings = VillagePairing.objects.as_of(working_date()).filter(unit_id=grant.unit_id)
    return Q(Exists(pairings.filter(village=OuterRef("pk"))))
