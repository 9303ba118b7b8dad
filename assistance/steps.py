"""The life of a project as a table: which state may follow which, who decides, what it needs.

Verb, buttons and tests read it (`domain.md` 6.3).
"""

from dataclasses import dataclass

from assistance.enums import ProjectState
from assistance.models import Project
from organization.division_codes import ancestor
from organization.enums import DivisionLevel
from organization.models import User
from organization.permissions import Permission
from organization.scope import may

S = ProjectState


@dataclass(frozen=True)
class Step:
    """One way out of a state. `level` is the area over which the right is needed: the township's
    own decision, or the city's."""

    label: str
    level: DivisionLevel = DivisionLevel.TOWNSHIP
    needs_document: bool = False
    needs_remark: bool = False


_CITY = DivisionLevel.CITY

PROJECT_STEPS: dict[tuple[ProjectState, ProjectState], Step] = {
    (S.DECLARED, S.TOWN_REVIEWED): Step("镇审核通过"),
    (S.TOWN_REVIEWED, S.IN_LIBRARY): Step("入库", _CITY, needs_document=True),
    (S.IN_LIBRARY, S.PLANNED): Step("列入年度计划", _CITY, needs_document=True),
    (S.PLANNED, S.APPROVED): Step("立项批复", _CITY, needs_document=True),
    (S.APPROVED, S.TENDERED): Step("完成招标采购"),
    (S.APPROVED, S.IN_PROGRESS): Step("村民自建开工", needs_remark=True),
    (S.TENDERED, S.CONTRACTED): Step("签订合同", needs_document=True),
    (S.CONTRACTED, S.IN_PROGRESS): Step("开工"),
    (S.IN_PROGRESS, S.COMPLETED): Step("完工自验"),
    (S.COMPLETED, S.ACCEPTED): Step("验收合格", _CITY, needs_document=True),
    (S.COMPLETED, S.IN_PROGRESS): Step("验收不合格返工", _CITY, needs_remark=True),
    (S.ACCEPTED, S.SETTLED): Step("结算审计", _CITY, needs_document=True),
    (S.SETTLED, S.REIMBURSED): Step("报账拨付完毕", _CITY),
    (S.REIMBURSED, S.ANNOUNCED): Step("完工公告"),
    (S.ANNOUNCED, S.ASSET_REGISTERED): Step("资产移交"),
    (S.ANNOUNCED, S.CLOSED): Step("归档（未形成资产）", needs_remark=True),
    (S.ASSET_REGISTERED, S.CLOSED): Step("归档"),
    **{
        (state, S.CANCELLED): Step("出库", _CITY, needs_remark=True)
        for state in [S.DECLARED, S.TOWN_REVIEWED, S.IN_LIBRARY, S.PLANNED, S.APPROVED, S.TENDERED]
    },
}

FUNDABLE = frozenset(ProjectState) - {S.DECLARED, S.TOWN_REVIEWED, S.CLOSED, S.CANCELLED}
"""Only projects of the library may get money, and only until they are filed."""

PAYABLE = FUNDABLE - {S.IN_LIBRARY, S.PLANNED}
"""Money is paid once the project is approved."""


def steps_from(state: ProjectState) -> dict[ProjectState, Step]:
    """The ways out of a state, for the buttons."""
    return {to: step for (start, to), step in PROJECT_STEPS.items() if start == state}


def steps_for(user: User, project: Project) -> dict[ProjectState, Step]:
    """The ways out of a project's state that this user may take."""
    return {
        to: step
        for to, step in steps_from(ProjectState(project.state)).items()
        if may(user, Permission.PROJECT_EDIT, ancestor(project.division_id, step.level))
    }
