"""Two townships whose codes begin alike are neighbours, not one inside the other."""

import datetime

import pytest

from organization.working_date import fixed_working_date
from reviews.indicators import all_indicators
from reviews.selectors.figures import compute
from tests.factories import HouseholdFactory

DAY = datetime.date(2016, 12, 31)


@pytest.mark.django_db
def test_the_figures_of_two_townships_are_both_found():
    for place, households in (("429004100201", 1), ("429004110201", 2)):
        HouseholdFactory.create_batch(households, at=place)
    k01 = [one for one in all_indicators() if one.code == "K01H"]

    with fixed_working_date(DAY):
        figures = compute(DAY, ["429004100000", "429004110000"], k01)

    counted = {place: value.numerator for (_, place), value in figures.values.items()}
    assert counted == {"429004100000": 1, "429004110000": 2}
