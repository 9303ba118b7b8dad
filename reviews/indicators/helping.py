"""Who helps whom and how often they come: K08 and the five coverages, K09, K10."""

import datetime

from django.db.models import Exists, OuterRef, QuerySet

from assistance.models import Pairing, Visit
from assistance.selectors.coverage import COVERAGES
from organization.enums import DivisionLevel, Topic
from reviews.enums import Direction
from reviews.indicators import shapes
from reviews.indicators.people import REGISTER
from reviews.indicators.registry import Indicator, Part, Style, define

PAIRING = frozenset({Topic.PAIRING, Topic.STAFF})
VISIT = PAIRING | REGISTER | {Topic.VISIT}
_SHAPES = {
    "C1": shapes.DESIGNATIONS,
    "C2": shapes.KEY_VILLAGES,
    "C3": shapes.KEY_VILLAGES,
    "C4": shapes.HOUSEHOLDS,
    "C5": shapes.KEY_VILLAGES,
}
_WHAT = {
    "C1": "当日有在任市委常委包挂的重点镇÷重点镇×100%。",
    "C2": "当日有在任市“四大家”领导包挂的重点村÷重点村×100%。",
    "C3": "当日有市直部门包挂的重点村÷重点村×100%。",
    "C4": "当日有在岗帮扶责任人的户÷应结对户×100%；"
    "应结对户为有效户中未脱贫、预脱贫、返贫和脱贫享受政策的户。",
    "C5": "当日有规上企业包挂的重点村÷重点村×100%。",
}
_GAPS = {
    "C1": "没有市委常委包挂的重点镇",
    "C2": "没有市领导包挂的重点村",
    "C3": "没有市直部门包挂的重点村",
    "C4": "没有帮扶责任人的户",
    "C5": "没有规上企业包挂的重点村",
}
_TOPICS = {"C1": PAIRING, "C4": PAIRING | REGISTER}


def _coverage(code: str) -> Indicator:
    """A coverage of the five, from the very rows that its own page lists."""
    rule = COVERAGES[code]
    unit = "户" if code == "C4" else "个"
    covered = Part(f"已覆盖（{rule.label}）", unit, rule.covered, rule.place, _SHAPES[code])
    targets = Part(f"应覆盖（{rule.label}）", unit, rule.targets, rule.place, _SHAPES[code])
    return Indicator(
        "K08" if code == "C4" else code,
        "K08",
        "帮扶责任人覆盖率" if code == "C4" else f"{rule.label}覆盖率",
        _WHAT[code],
        covered,
        targets,
        Style.PERCENT,
        Direction.UP,
        topics=_TOPICS.get(code, PAIRING | {Topic.KEY_VILLAGE}),
        lowest=DivisionLevel.TOWNSHIP if code == "C1" else DivisionLevel.VILLAGE,
        gap=_GAPS[code],
    )


def _month_so_far(day: datetime.date) -> QuerySet:
    return Visit.objects.between(day.replace(day=1), day)


def _paired(day: datetime.date) -> QuerySet:
    return COVERAGES["C4"].covered(day)


def _visited(day: datetime.date) -> QuerySet:
    """Paired households that their own helper has visited this month."""
    own = Pairing.objects.with_active_helper(day).filter(
        household=OuterRef("household"), cadre=OuterRef("cadre")
    )
    visits = _month_so_far(day).filter(household=OuterRef("pk"))
    return _paired(day).filter(Exists(visits.filter(Exists(own))))


def _visits(day: datetime.date) -> QuerySet:
    helped = Pairing.objects.with_active_helper(day).filter(household=OuterRef("household"))
    return _month_so_far(day).filter(
        Exists(helped), household__in=COVERAGES["C4"].targets(day).order_by().values("pk")
    )


PAIRED = Part("有帮扶责任人的户", "户", _paired, "village_id", shapes.HOUSEHOLDS)
VISITED = Part("本月已由责任人走访的户", "户", _visited, "village_id", shapes.HOUSEHOLDS)
VISITS = Part("本月走访次数", "次", _visits, "household__village_id", shapes.VISITS)

define(
    *(_coverage(code) for code in ("C4", "C1", "C2", "C3", "C5")),
    Indicator(
        "K09", "K09", "当月走访率",
        "本月1日至当日由其帮扶责任人走访过的户÷有在岗帮扶责任人的应结对户×100%。"
        "月中按已过天数占全月的比例折算预警线。",
        VISITED, PAIRED, Style.PERCENT, Direction.UP, topics=VISIT, gap="本月未走访的户",
        grows_in_month=True,
    ),
    Indicator(
        "K10", "K10", "当月户均走访次数", "本月1日至当日的走访次数÷有在岗帮扶责任人的应结对户数。",
        VISITS, PAIRED, Style.MEAN, Direction.UP, 2, topics=VISIT,
    ),
)  # fmt: skip
