"""Who takes households through procedures, and what each stage is given."""

import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from households.enums import PovertyStatus
from organization.models import DemoClock, Procedure
from tests.factories import (
    CITY,
    GEXIN,
    YANGLINWEI,
    HouseholdFactory,
    HouseholdYearFactory,
    IncomeYearFactory,
    LivingConditionYearFactory,
    MemberYearFactory,
    make_user,
)

PNG = b"\x89PNG\r\n\x1a\n" + b"photo" * 20
SURVEY = {"surveyors": "张三、李四", "papers": "file"}
MEETING = {"representatives": 30, "attended": 21, "votes_for": 20, "papers": "file"}
POSTED = {"place": "村委会公告栏", "photo_start": "file"}


class People:
    """A village clerk, the township's leader, the city office; each in a browser of his own."""

    def __init__(self) -> None:
        self.clerk = self._browser("town_clerk", YANGLINWEI)
        self.leader = self._browser("town_leader", YANGLINWEI)
        self.office = self._browser("city_office", CITY)

    def _browser(self, role, code):
        client = Client()
        client.force_login(make_user(role, code))
        return client

    def open(self, code, *households, on, **facts):
        self.go_to(on)
        keys = [household.pk for household in households]
        url = reverse("organization:procedure_open")
        return self.clerk.post(url, {"kind": code, "selected": keys, "on": on, **facts})

    def take(self, who, on, **facts):
        """Take the stage that waits for all running procedures."""
        self.go_to(on)
        ones = Procedure.objects.running().order_by("pk")
        data = {"selected": [one.pk for one in ones], "on": on}
        data |= {f"outcome_{one.pk}": "passed" for one in ones}
        data |= {
            name: SimpleUploadedFile("材料.png", PNG) if value == "file" else value
            for name, value in facts.items()
        }
        return who.post(reverse("organization:stage_take"), data)

    def go_to(self, on):
        DemoClock.objects.update_or_create(defaults={"day": datetime.date.fromisoformat(on)})


def surveyed_household(status=PovertyStatus.PRE_EXIT, **income):
    """A household that passes every test of an exit."""
    household = HouseholdFactory(at=GEXIN, status=status)
    HouseholdYearFactory(household=household, data_year=2016)
    values = {"net_income_per_capita": 4000, **income}
    IncomeYearFactory(household=household, data_year=2016, **values)
    LivingConditionYearFactory(
        household=household, data_year=2016, water_safe=True, is_dangerous_house=False,
        house_area_m2=80,
    )  # fmt: skip
    for membership in household.memberships.all():
        MemberYearFactory(
            member=membership.member, household=household, data_year=2016, basic_medical=True
        )
    return household
