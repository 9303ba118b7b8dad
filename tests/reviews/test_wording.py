"""How reports say that figures moved."""

from decimal import Decimal

import pytest

from reviews.indicators import known_indicator
from reviews.reports.cells import difference_in_words, difference_said


@pytest.mark.parametrize(
    ("code", "now", "before", "short", "long"),
    [
        ("K01P", "80379", "80435", "−56人", "减少56人"),
        ("K02H", "17647", "17647", "持平", "持平"),
        ("K03", "0.04504", "0.04506", "−0.01个百分点", "下降0.01个百分点"),  # 4.50 %, 4.51 %
        ("K03", "0.04504", "0.04501", "持平", "持平"),  # 4.50 % both times
        ("K08", "0.9988", "0.9967", "+0.21个百分点", "上升0.21个百分点"),
    ],
)
def test_a_change_is_what_the_two_figures_show(code, now, before, short, long):
    indicator = known_indicator(code)
    apart = indicator.apart(Decimal(now), Decimal(before))

    assert difference_said(indicator, apart) == short
    assert difference_in_words(indicator, apart) == long
