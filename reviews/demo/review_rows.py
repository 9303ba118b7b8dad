"""Meetings of the five rhythms and what was decided in them (五个一)."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from households.demo.dice import dice
from organization.models import User
from organization.working_date import on_or_after_working_day
from reviews.demo.cast import CITY, Cast
from reviews.demo.organization_rows import OrganizationKeys
from reviews.models import ActionItem, Meeting

_PLACES = {
    "weekly": "市扶贫攻坚指挥部会议室",
    "monthly": "市委常委会议室",
    "quarterly": "各镇拉练现场",
    "half_year": "市会议中心",
}
_CHAIRS = {
    "weekly": "市扶贫办主任",
    "monthly": "市委书记",
    "quarterly": "市委副书记",
    "half_year": "市委副书记",
}
_INVITED = {"weekly": 38, "monthly": 64, "quarterly": 92, "half_year": 120}
_TOPICS = {
    "weekly": "通报上周工作进展；研究存在问题；安排下周工作",
    "monthly": "研究解决脱贫攻坚重大问题；审议项目资金安排；通报督办情况",
    "quarterly": "现场察看重点村和产业基地；分析调度扶贫工作；分组排名",
    "half_year": "检查评比；总结推广典型经验",
}
_MATTERS = (
    ("加快通组公路项目施工进度", "市交通运输局"),
    ("完成危房改造户年度竣工验收", "市住建委"),
    ("兑现贫困学生资助资金", "市教育局"),
    ("核查未参保贫困人口并完成代缴", "市卫计委"),
    ("拨付第二批统筹整合资金", "市财政局"),
    ("组织服装产业园专场招聘", "市人社局"),
    ("复核低保与建档立卡数据不一致户", "市民政局"),
    ("解决部分村冬季饮水水压不足", "市水利局"),
)


def write_meetings(
    cast: Cast, keys: OrganizationKeys, users: dict[str, User], until: date, seed: int
) -> None:
    """The meetings of the last year; decisions of the monthly ones, a few still open."""
    rng = dice(seed, "meetings")
    meetings = [
        _meeting(kind, period, day, users["office"], rng) for kind, period, day in _calendar(until)
    ]
    Meeting.objects.bulk_create(meetings)
    monthly = [meeting for meeting in meetings if meeting.kind == "monthly"]
    ActionItem.objects.bulk_create(
        _action(meeting, matter, keys.units[cast.by_name[unit].number], until, rng)
        for nth, meeting in enumerate(monthly)
        for matter, unit in (_MATTERS[nth % 8], _MATTERS[(nth + 3) % 8], _MATTERS[(nth + 5) % 8])
    )


def _calendar(until: date) -> Iterator[tuple[str, str, date]]:
    """(kind, period, day held) of every meeting of the year held by `until`."""
    year = until.year
    found = []
    for week in range(1, date(year, 12, 28).isocalendar().week + 1):
        monday = date.fromisocalendar(year, week, 1)
        found.append(("weekly", f"{year}-W{week:02d}", monday))
    found += [("monthly", f"{year}-{month:02d}", date(year, month, 22)) for month in range(1, 13)]
    found += [("quarterly", f"{year}-Q{nth}", date(year, nth * 3, 25)) for nth in range(1, 5)]
    found += [("half_year", f"{year}-H{nth}", date(year, nth * 6, 28)) for nth in (1, 2)]
    for kind, period, day in found:
        held_on = on_or_after_working_day(day)
        if held_on <= until:
            yield kind, period, held_on


def _meeting(kind: str, period: str, day: date, by: User, rng: random.Random) -> Meeting:
    invited = _INVITED[kind]
    return Meeting(
        kind=kind, period=period, division_id=CITY, held_on=day, place=_PLACES[kind],
        chair=_CHAIRS[kind], invited=invited, present=invited - int(rng.random() ** 2 * 4),
        topics=_TOPICS[kind], decisions="见议定事项" if kind == "monthly" else "", recorded_by=by,
    )  # fmt: skip


def _action(
    meeting: Meeting, matter: str, unit: int, until: date, rng: random.Random
) -> ActionItem:
    due_on = meeting.held_on + timedelta(days=25)
    done_on = due_on - timedelta(days=int(rng.random() * 12))
    is_done = done_on <= until and rng.random() < 0.95
    return ActionItem(
        meeting=meeting, division_code=CITY, matter=matter, unit_id=unit, due_on=due_on,
        state="done" if is_done else "open", closed_on=done_on if is_done else None,
        outcome="已按要求完成" if is_done else "",
    )  # fmt: skip
