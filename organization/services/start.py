"""A real city from an empty database."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from organization import audit, selectors
from organization.enums import DivisionLevel, Reach
from organization.errors import RuleError
from organization.models import Division, Grant, User
from organization.permissions import Role
from organization.services.divisions import load_divisions
from organization.services.users import one_time_password
from organization.working_date import holidays_are_published, is_demo, working_date

DIVISIONS_FILE = Path(settings.BASE_DIR) / "organization" / "data" / "xiantao_divisions.csv"


@dataclass(frozen=True)
class Start:
    """What `init_city` made, and what a city still needs."""

    city: str
    divisions: int
    password: str
    missing: list[str]


@transaction.atomic
def init_city(divisions: Path, admin: str) -> Start:
    """Load the divisions and make the first administrator; running it again changes nothing.

    Raises:
        RuleError: this is the demonstration city, or the file has no city.
    """
    if is_demo():
        raise RuleError("此库是演示市，不能作为正式库启用。请换一个空数据库")
    load_divisions(divisions)
    city = Division.objects.filter(level=DivisionLevel.CITY).order_by("code").first()
    if city is None:
        raise RuleError("区划表中没有市一级")
    password = ""
    if not User.objects.filter(username=admin).exists():
        password = one_time_password()
        user = User.objects.create_user(
            admin, password, display_name="系统管理员", division=city, must_change_password=True
        )
        grant = Grant.objects.create(
            user=user, role=Role.ADMIN, reach=Reach.DIVISION, division=city,
            starts_on=working_date(), note="启用",
        )  # fmt: skip
        audit.record(None, "user.created", user, after={"username": admin}, remark="启用")
        given = {"user": user.pk, "role": grant.role, "reach": grant.reach}
        audit.record(None, "grant.given", grant, after=given, remark="启用")
    return Start(str(city), Division.objects.count(), password, _missing())


def _missing() -> list[str]:
    year = working_date().year
    gaps = {
        "单位": not selectors.unit_count(),
        "干部": not selectors.cadre_count(),
        "各镇分管领导（缺者由市扶贫办审核导入）": bool(
            selectors.townships_without_leader(working_date())
        ),
        "重点村与农户数据": True,
        f"{year}年节假日安排尚未公布，暂按周一至周五为工作日": not holidays_are_published(year),
        "环境变量 SECRET_KEY、FIELD_KEYS、BLIND_INDEX_KEY（现用本机自动生成的密钥）": not (
            settings.KEYS_FROM_ENVIRONMENT
        ),
    }
    return [text for text, missing in gaps.items() if missing]
