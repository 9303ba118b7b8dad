"""The leader's first page, as the browser asks for it, beside bare reads of the stored figures.

The reference fetches with two hand-written statements what the page cannot do without: the
figures of the city and its townships on the day, and the trend of two of them. So the ratio says
what the page itself costs: who is asking, what is late, the sentence, the charts, the HTML.
"""

from pathlib import Path

from django.db import connection
from django.test import Client

from organization.models import User
from organization.working_date import read_working_date

BASE = "city"
RUNS = 7
CITY = "429004000000"

_FIGURES = """
    SELECT indicator, division_code, numerator, denominator, computed_at, stale_since
    FROM reviews_indicatorvalue
    WHERE day = %s AND (division_code = %s OR division_code IN (
        SELECT code FROM organization_division WHERE parent_id = %s))
"""
_TREND = """
    SELECT indicator, day, numerator, denominator FROM reviews_indicatorvalue
    WHERE division_code = %s AND indicator IN ('K02P', 'K05') ORDER BY indicator, day
"""


def ours(folder: Path) -> dict:
    browser = Client(headers={"host": "127.0.0.1"})
    browser.force_login(User.objects.get(username="leader"))
    answer = browser.get("/", follow=True)
    if answer.status_code != 200 or "81,076" not in answer.content.decode():
        raise RuntimeError(f"no dashboard: {answer.status_code}")
    return {"bytes": len(answer.content)}


def reference(folder: Path) -> dict:
    day = read_working_date()
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, [day, CITY, CITY])
        figures = len(cursor.fetchall())
        cursor.execute(_TREND, [CITY])
        return {"figures": figures, "trend": len(cursor.fetchall())}
