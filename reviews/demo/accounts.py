"""The demonstration accounts of the README: one password, known to everybody (演示账号)."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from organization.enums import Reach
from organization.models import Grant, User
from organization.permissions import Role
from reviews.demo.cast import CITY, CLERK, DEPUTY_IN_CHARGE, HEAD, MEMBER, CadreFacts, Cast
from reviews.demo.commitments import PairingFacts, PostingFacts
from reviews.demo.organization_rows import OrganizationKeys

PASSWORD = "xiantao-demo"  # noqa: S105  the demonstration's, printed on the screen
USERNAMES = (
    "leader", "office", "supervisor", "supervisor2", "discipline", "organizer", "township",
    "town_clerk2", "town_leader", "secretary", "village", "helper", "department", "enterprise",
    "admin",
)  # fmt: skip
"""Names of the accounts below; a deployment check refuses them outside the demonstration."""
TOWNSHIP = "429004108000"  # 杨林尾镇
VILLAGE = "429004108206"  # 龙台村
DEPARTMENT = "市住建委"
_SINCE = date(2014, 1, 1)


@dataclass(frozen=True, slots=True)
class Account:
    """An account: its role, whose it is, how far it reaches (a division, a unit, one's own)."""

    username: str
    role: Role
    label: str
    cadre: CadreFacts
    division: str
    reach: Reach = Reach.DIVISION


def accounts(
    cast: Cast, postings: list[PostingFacts], pairings: list[PairingFacts]
) -> list[Account]:
    """Every account with the cadre behind it."""
    office = cast.by_name["市扶贫办"]
    discipline = cast.by_name["市纪委监察局"]
    organizers = cast.by_name["市委组织部"]
    town = cast.townships[TOWNSHIP]
    clerks = [cadre for cadre in town.cadres if cadre.duty == CLERK]
    department = cast.by_name[DEPARTMENT]
    firm = cast.enterprises[0]
    village = cast.villages[VILLAGE]
    own = Reach.OWN
    unit = Reach.UNIT
    return [
        Account("leader", Role.CITY_LEADER, "市领导", cast.leaders[0], CITY),
        Account("office", Role.CITY_OFFICE, "市扶贫办", office.of_duty(HEAD), CITY),
        Account("supervisor", Role.SUPERVISOR, "督查人员（签发）", office.cadres[1], CITY),
        Account("supervisor2", Role.SUPERVISOR, "督查人员（验收）", office.cadres[3], CITY),
        Account("discipline", Role.DISCIPLINE, "纪检监察", discipline.of_duty(CLERK), CITY),
        Account("organizer", Role.ORGANIZER, "组织部", organizers.of_duty(CLERK), CITY),
        Account("township", Role.TOWN_CLERK, "杨林尾镇扶贫专干", clerks[0], TOWNSHIP),
        Account("town_clerk2", Role.TOWN_CLERK, "杨林尾镇扶贫专干", clerks[1], TOWNSHIP),
        Account(
            "town_leader", Role.TOWN_LEADER, "杨林尾镇分管领导", town.of_duty(DEPUTY_IN_CHARGE),
            TOWNSHIP,
        ),
        Account(
            "secretary", Role.FIRST_SECRETARY, "龙台村第一书记", _secretary(cast, postings),
            VILLAGE, own,
        ),
        Account("village", Role.VILLAGE_CLERK, "龙台村信息员", village.of_duty(CLERK), VILLAGE),
        Account("helper", Role.HELPER, "帮扶责任人", _helper(cast, pairings), CITY, own),
        Account("department", Role.DEPARTMENT, DEPARTMENT, department.of_duty(CLERK), CITY, unit),
        Account("enterprise", Role.ENTERPRISE, "帮扶企业", firm.of_duty(CLERK), CITY, unit),
        Account("admin", Role.ADMIN, "系统管理员", office.cadres[2], CITY),
    ]  # fmt: skip


def _secretary(cast: Cast, postings: list[PostingFacts]) -> CadreFacts:
    """The village's first secretary; before any was posted, somebody of the organisers."""
    posted = (
        posting.cadre
        for posting in postings
        if posting.village == VILLAGE
        and posting.role == "FIRST_SECRETARY"
        and posting.ends_on is None
    )
    return next(posted, cast.by_name["市委组织部"].cadres[-1])


def _helper(cast: Cast, pairings: list[PairingFacts]) -> CadreFacts:
    """Somebody of a department with several households in the village, once there are pairings."""
    open_there = [
        pairing.cadre
        for pairing in pairings
        if pairing.household.place.code == VILLAGE
        and pairing.ends_on is None
        and pairing.cadre.rank == "section_deputy"
        and pairing.cadre.duty == MEMBER
    ]
    nobody_yet = cast.by_name[DEPARTMENT].cadres[-1]
    return max(open_there, key=lambda cadre: (cadre.households, -cadre.number), default=nobody_yet)


def write_accounts(found: list[Account], keys: OrganizationKeys) -> dict[str, User]:
    """Users with their grants; the password is hashed once."""
    hashed = make_password(PASSWORD)
    users = User.objects.bulk_create(
        [
            User(
                username=account.username, password=hashed, display_name=account.cadre.name,
                cadre_id=keys.cadres[account.cadre.number],
                unit_id=keys.units[account.cadre.unit.number], division_id=account.division,
                must_change_password=False, password_changed_at=timezone.now(),
            )
            for account in found
        ]
    )  # fmt: skip
    Grant.objects.bulk_create(
        [
            Grant(
                user=user, role=account.role, reach=account.reach, starts_on=_SINCE,
                division_id=account.division if account.reach == Reach.DIVISION else None,
                unit_id=user.unit_id if account.reach == Reach.UNIT else None, note="演示账号",
            )
            for user, account in zip(users, found, strict=True)
        ]
    )  # fmt: skip
    return {user.username: user for user in users}
