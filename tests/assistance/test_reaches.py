"""Who reaches which rows besides those of his area; and the finding H11."""

import datetime

import pytest

from assistance.checks import H11
from assistance.models import ActionTask, Pairing, Project, VillagePairing, Visit
from households.enums import PovertyStatus
from households.models import Household
from intake.enums import Level
from intake.models import CheckResult
from intake.services.findings import check_area
from organization.permissions import Permission
from tests.assistance.factories import (
    ActionTaskFactory,
    PairingFactory,
    ProjectFactory,
    VillagePairingFactory,
    VisitFactory,
)
from tests.factories import (
    CITY,
    GEXIN,
    XIANFENG,
    CadreFactory,
    HouseholdFactory,
    HouseholdYearFactory,
    PostingFactory,
    UnitFactory,
    make_user,
)
from villages.models import Village

TODAY = datetime.date(2016, 12, 31)
P = Permission


def test_a_helper_reaches_the_households_he_helps_today_and_no_other(day):
    cadre = CadreFactory()
    today = PairingFactory(cadre=cadre)
    PairingFactory(cadre=cadre, ends_on=TODAY, end_reason="other")
    PairingFactory(cadre=cadre, starts_on=datetime.date(2017, 1, 1))
    PairingFactory()
    helper = make_user("helper", None, cadre=cadre)

    assert list(Household.objects.visible_to(helper, P.HOUSEHOLD_VIEW)) == [today.household]
    assert Pairing.objects.visible_to(helper, P.PAIRING_VIEW).count() == 3


def test_a_first_secretary_reaches_the_rows_of_his_village(day):
    posting = PostingFactory(at=GEXIN)
    secretary = make_user("first_secretary", None, cadre=posting.cadre)
    here = PairingFactory()
    visit = VisitFactory(household=here.household)
    project = ProjectFactory(at=GEXIN)
    PairingFactory(household=HouseholdFactory(at=XIANFENG))
    ProjectFactory(at=XIANFENG)

    assert list(Pairing.objects.visible_to(secretary, P.PAIRING_VIEW)) == [here]
    assert list(Visit.objects.visible_to(secretary, P.PAIRING_VIEW)) == [visit]
    assert list(Project.objects.visible_to(secretary, P.PROJECT_VIEW)) == [project]


@pytest.mark.parametrize("role", ["department", "enterprise"])
def test_a_unit_reaches_what_it_has_taken_on(day, role):
    unit = UnitFactory()
    user = make_user(role, None, unit=unit)
    village_pairing = VillagePairingFactory(at=GEXIN, unit=unit)
    VillagePairingFactory(at=XIANFENG)
    given = PairingFactory(cadre__unit=unit)
    moved_on = PairingFactory(cadre__unit=unit)
    moved_on.cadre.unit = UnitFactory()
    moved_on.cadre.save()
    PairingFactory()
    own, in_village = ProjectFactory(at=XIANFENG, unit=unit), ProjectFactory(at=GEXIN)
    ProjectFactory(at=XIANFENG)

    assert list(VillagePairing.objects.visible_to(user, P.PAIRING_VIEW)) == [village_pairing]
    assert list(Village.objects.visible_to(user, P.VILLAGE_VIEW)) == [village_pairing.village]
    assert set(Pairing.objects.visible_to(user, P.PAIRING_VIEW)) == {given, moved_on}
    assert set(Project.objects.visible_to(user, P.PROJECT_VIEW)) == {own, in_village}


def test_a_unit_reaches_the_tasks_it_leads_or_shares(day):
    unit = UnitFactory()
    user = make_user("department", None, unit=unit)
    led, shared = ActionTaskFactory(lead_unit=unit), ActionTaskFactory()
    shared.co_units.add(unit)
    ActionTaskFactory()

    assert set(ActionTask.objects.visible_to(user, P.PROJECT_VIEW)) == {led, shared}


def test_a_village_a_unit_has_given_up_is_out_of_its_reach(day):
    pairing = VillagePairingFactory(at=GEXIN, ends_on=TODAY, end_reason="other")
    user = make_user("department", None, unit=pairing.unit)

    assert not Village.objects.visible_to(user, P.VILLAGE_VIEW).exists()


# --- H11 ---------------------------------------------------------------------------------------


def findings() -> dict[str, str]:
    """Open H11 findings: household → level. Checks read households that were surveyed."""
    for household in Household.objects.filter(years=None):
        HouseholdYearFactory(household=household)
    check_area("households.household", CITY, TODAY)
    rows = CheckResult.objects.open().filter(code=H11.code)
    return dict(rows.values_list("subject_id", "level"))


def test_a_household_without_helper_for_more_than_a_week_is_a_finding(day):
    poor, lifted = HouseholdFactory(), HouseholdFactory(status=PovertyStatus.EXITED_WITH_POLICY)
    HouseholdFactory(status=PovertyStatus.EXITED_NO_POLICY)
    PairingFactory()
    lately = PairingFactory(ends_on=datetime.date(2016, 12, 25), end_reason="other")
    long_ago = PairingFactory(ends_on=datetime.date(2016, 12, 24), end_reason="other")
    gone = PairingFactory(cadre__left_on=datetime.date(2016, 12, 24))
    just_gone = PairingFactory(cadre__left_on=datetime.date(2016, 12, 25))

    found = findings()

    assert found == {
        str(poor.pk): Level.ERROR,
        str(lifted.pk): Level.WARNING,
        str(long_ago.household_id): Level.ERROR,
        str(gone.household_id): Level.ERROR,
    }
    assert str(lately.household_id) not in found
    assert str(just_gone.household_id) not in found


def test_a_pairing_closes_the_finding(day):
    household = HouseholdFactory()
    assert str(household.pk) in findings()

    PairingFactory(household=household)

    assert findings() == {}
