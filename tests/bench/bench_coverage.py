"""The five coverages of the whole city and the first page of overdue helpers, beside hand-written
SQL for the same figures."""

from pathlib import Path

from django.db import connection

from assistance.models import Pairing
from assistance.selectors.coverage import coverage
from assistance.selectors.visits import overdue_pairings, pairing_lines
from organization.working_date import read_working_date

BASE = "city"
RUNS = 5
CITY = "429004000000"
PAGE = 50
FIRST_LIMIT = 31

_HELPED = """
    FROM households_household h
    JOIN households_validityspan v ON v.household_id = h.id AND v.validity = 'VALID'
         AND v.starts_on <= %(day)s AND (v.ends_on IS NULL OR v.ends_on > %(day)s)
    JOIN households_povertyspan p ON p.household_id = h.id
         AND p.status IN ('POOR', 'RETURNED', 'PRE_EXIT', 'EXITED_WITH_POLICY')
         AND p.starts_on <= %(day)s AND (p.ends_on IS NULL OR p.ends_on > %(day)s)
"""
_HELPER = """
    EXISTS (SELECT 1 FROM assistance_pairing a JOIN organization_cadre c ON c.id = a.cadre_id
            WHERE a.household_id = h.id AND a.starts_on <= %(day)s
            AND (a.ends_on IS NULL OR a.ends_on > %(day)s)
            AND (c.left_on IS NULL OR c.left_on > %(day)s))
"""
_VILLAGES = """
    SELECT COUNT(*) AS total, COALESCE(SUM(CASE WHEN EXISTS (
        SELECT 1 FROM assistance_villagepairing a WHERE a.village_id = k.village_id
        AND a.kind = %(kind)s AND a.starts_on <= %(day)s
        AND (a.ends_on IS NULL OR a.ends_on > %(day)s)) THEN 1 ELSE 0 END), 0)
    FROM villages_keyvillage k
    WHERE k.starts_on <= %(day)s AND (k.ends_on IS NULL OR k.ends_on > %(day)s)
"""
_OVERDUE = """
    FROM assistance_pairing a
    WHERE a.starts_on <= %(day)s AND (a.ends_on IS NULL OR a.ends_on > %(day)s)
    AND a.starts_on < %(since)s AND NOT EXISTS (
        SELECT 1 FROM assistance_visit v WHERE v.household_id = a.household_id
        AND v.cadre_id = a.cadre_id AND v.visited_on >= %(since)s)
"""


def ours(folder: Path) -> dict:
    day = read_working_date()
    rows = coverage(day, CITY)
    late = overdue_pairings(Pairing.objects.inside(CITY), day, CITY)
    total = late.count()
    pairing_lines(late.for_list().order_by("-starts_on", "-pk")[:PAGE], day, CITY)
    helped = rows[3]
    return {"covered": helped.covered, "households": helped.total, "overdue": total}


def reference(folder: Path) -> dict:
    day = read_working_date()
    facts = {"day": day, "since": day.fromordinal(day.toordinal() - FIRST_LIMIT)}
    with connection.cursor() as cursor:
        for kind in ("leader", "unit", "enterprise"):
            cursor.execute(_VILLAGES, {**facts, "kind": kind})
            cursor.fetchone()
        cursor.execute(f"SELECT COUNT(*) {_HELPED}", facts)
        households = cursor.fetchone()[0]
        cursor.execute(f"SELECT COUNT(*) {_HELPED} WHERE {_HELPER}", facts)
        covered = cursor.fetchone()[0]
        cursor.execute(f"SELECT COUNT(*) {_OVERDUE}", facts)
        overdue = cursor.fetchone()[0]
        cursor.execute(f"SELECT a.id {_OVERDUE} ORDER BY a.id DESC LIMIT {PAGE}", facts)
        cursor.fetchall()
    return {"covered": covered, "households": households, "overdue": overdue}
