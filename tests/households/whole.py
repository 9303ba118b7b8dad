"""A household that has everything, and what its pages say of it."""

import re

from households.models import Household
from tests.factories import (
    HouseholdFactory,
    HouseholdYearFactory,
    IncomeYearFactory,
    LivingConditionYearFactory,
    MemberYearFactory,
)


def whole_household(**fields) -> Household:
    """A household with a survey of 2016."""
    household = HouseholdFactory(**fields)
    for membership in household.memberships.all():
        MemberYearFactory(member=membership.member, household=household)
    HouseholdYearFactory(household=household, size=household.memberships.count())
    IncomeYearFactory(household=household)
    LivingConditionYearFactory(household=household)
    return household


def text_of(response) -> str:
    return response.content.decode()


def without_tokens(response) -> str:
    """The page less its form tokens, which are masked anew each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text_of(response))


def typed(client, url: str) -> dict[str, str]:
    """What a browser would send back of a form page that nobody touched."""
    sheet = client.get(url).context["sheet"]
    sent = {
        "c-version": str(sheet.control["version"].value()),
        "c-seen": sheet.control["seen"].value(),
    }
    for key, value in sheet.seen.items():
        sent[key] = "" if value.startswith("secret:") else value
    return sent
