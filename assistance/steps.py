"""The life of a project as a table: which state may follow which, who decides, what it needs.

Verb, buttons and tests read it; docs/states.md shows it.
"""

from dataclasses import dataclass

from assistance.enums import ProjectState
from assistance.models import Project
from organization.division_codes import ancestor
from organization.enums import DivisionLevel
from organization.models import User
from organization.permissions import Permission
from organization.scope import may
from organization.steps import Step

S = ProjectState


@dataclass(frozen=True)
class ProjectMove(Step):
    """One way out of a state. `level` is the area over which the right is needed: the township's
    own decision, or the city's."""

    level: DivisionLevel = DivisionLevel.TOWNSHIP
    needs_document: bool = False
    needs_remark: bool = False


def _move(
    label: str,
    level: DivisionLevel = DivisionLevel.TOWNSHIP,
    *,
    document: bool = False,
    remark: bool = False,
) -> ProjectMove:
    needs = [word for word, is_needed in [("文号", document), ("说明", remark)] if is_needed]
    return ProjectMove(
        Permission.PROJECT_EDIT,
        label,
        actor="市" if level == DivisionLevel.CITY else "镇",
        needs="、".join(needs),
        level=level,
        needs_document=document,
        needs_remark=remark,
    )


_CITY = DivisionLevel.CITY

PROJECT_STEPS: dict[tuple[ProjectState, ProjectState], ProjectMove] = {
    (S.DECLARED, S.TOWN_REVIEWED): _move("镇审核通过"),
    (S.TOWN_REVIEWED, S.IN_LIBRARY): _move("入库", _CITY, document=True),
    (S.IN_LIBRARY, S.PLANNED): _move("列入年度计划", _CITY, document=True),
    (S.PLANNED, S.APPROVED): _move("立项批复", _CITY, document=True),
    (S.APPROVED, S.TENDERED): _move("完成招标采购"),
    (S.APPROVED, S.IN_PROGRESS): _move("村民自建开工", remark=True),
    (S.TENDERED, S.CONTRACTED): _move("签订合同", document=True),
    (S.CONTRACTED, S.IN_PROGRESS): _move("开工"),
    (S.IN_PROGRESS, S.COMPLETED): _move("完工自验"),
    (S.COMPLETED, S.ACCEPTED): _move("验收合格", _CITY, document=True),
    (S.COMPLETED, S.IN_PROGRESS): _move("验收不合格返工", _CITY, remark=True),
    (S.ACCEPTED, S.SETTLED): _move("结算审计", _CITY, document=True),
    (S.SETTLED, S.REIMBURSED): _move("报账拨付完毕", _CITY),
    (S.REIMBURSED, S.ANNOUNCED): _move("完工公告"),
    (S.ANNOUNCED, S.ASSET_REGISTERED): _move("资产移交"),
    (S.ANNOUNCED, S.CLOSED): _move("归档（未形成资产）", remark=True),
    (S.ASSET_REGISTERED, S.CLOSED): _move("归档"),
    **{
        (state, S.CANCELLED): _move("出库", _CITY, remark=True)
        for state in [S.DECLARED, S.TOWN_REVIEWED, S.IN_LIBRARY, S.PLANNED, S.APPROVED, S.TENDERED]
    },
}

FROZEN = frozenset({S.CLOSED, S.CANCELLED})
"""Projects that nobody changes any more."""

FUNDABLE = frozenset(ProjectState) - {S.DECLARED, S.TOWN_REVIEWED} - FROZEN
"""Only projects of the library may get money, and only until they are filed."""

PAYABLE = FUNDABLE - {S.IN_LIBRARY, S.PLANNED}
"""Money is paid once the project is approved."""


def steps_from(state: ProjectState) -> dict[ProjectState, ProjectMove]:
    """The ways out of a state, for the buttons."""
    return {to: step for (start, to), step in PROJECT_STEPS.items() if start == state}


def steps_for(user: User, project: Project) -> dict[ProjectState, ProjectMove]:
    """The ways out of a project's state that this user may take."""
    return {
        to: step
        for to, step in steps_from(ProjectState(project.state)).items()
        if may(user, Permission.PROJECT_EDIT, ancestor(project.division_id, step.level))
    }
