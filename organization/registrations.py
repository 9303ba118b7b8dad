"""What the ground floor tells the registries when the apps start."""

from organization import subjects
from organization.permissions import Permission
from organization.subjects import Subject


def register_all() -> None:
    for subject in [
        Subject("organization.unit", "单位", Permission.UNIT_VIEW),
        Subject("organization.cadre", "干部", Permission.CADRE_VIEW),
        Subject("organization.user", "用户", Permission.USER_MANAGE),
        Subject("organization.grant", "授权", Permission.USER_MANAGE),
        Subject("organization.parameter", "政策参数", Permission.PARAMETER_VIEW),
        Subject("organization.division", "行政区划", Permission.UNIT_VIEW),
    ]:
        subjects.register(subject)
