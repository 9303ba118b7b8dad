"""What happened in a period: problems, notices, decisions, projects. Read as of its last day.

Nothing here names a person of a household: a problem stands with its place, unit and title.
"""

from collections import Counter
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from accountability.enums import ProblemCategory
from accountability.models import Notice, Pledge, PledgeTarget, Problem
from assistance.enums import ProjectState
from assistance.models import Disbursement, ProjectStep
from households.enums import PovertyEvent, Validity
from households.models import PovertySpan, ValiditySpan
from organization.pieces import working_days_late
from reviews.enums import ActionState
from reviews.indicators import indicator_of, known_indicator
from reviews.models import ActionItem, Meeting
from reviews.reports.cells import DASH, Block, count, date_said, figure, paragraph, table
from reviews.reports.photograph import Photograph

AREAS = {
    "精准识别": [ProblemCategory.IDENTIFICATION, ProblemCategory.EXIT],
    "档案规范管理": [ProblemCategory.ARCHIVES, ProblemCategory.DATA],
    "结对帮扶": [ProblemCategory.PAIRING, ProblemCategory.POSTING],
    "项目建设": [ProblemCategory.PROJECT, ProblemCategory.FUND],
}
"""The four areas of supervision that the city's report names."""
_SHOWN = 30


def _within(photo: Photograph, field: str) -> Q:
    return Q(**{f"{field}__gte": photo.first_day, f"{field}__lte": photo.day})


def _standing(photo: Photograph) -> Q:
    return Q(closed_on__isnull=True) | Q(closed_on__gt=photo.day)


# --- problems ----------------------------------------------------------------------------------


def _problems(photo: Photograph) -> QuerySet:
    return Problem.objects.inside(photo.code).filter(found_on__lte=photo.day)


def supervised(photo: Photograph) -> Block:
    """How much was looked at and found in the period, in words."""
    found = _problems(photo).filter(_within(photo, "found_on"))
    places = Counter(found.values_list("division_id", flat=True))
    towns = {code[:9] for code in places}
    sources = Counter(problem.get_source_display() for problem in found.only("source"))
    by_source = "、".join(f"{name}{number}个" for name, number in sources.most_common())
    if not places:
        return paragraph("本期问题台账未登记新问题。")
    return paragraph(
        f"本期新登记问题{sum(places.values())}个，涉及{len(towns)}个镇办场园、"
        f"{len(places)}个村（单位），来源为：{by_source}。"
    )


def four_areas(photo: Photograph) -> Block:
    """Found, settled and standing problems in the four supervised areas."""
    rows = [
        [name, *_area_counts(photo, Q(category__in=categories))]
        for name, categories in AREAS.items()
    ]
    named = [category for categories in AREAS.values() for category in categories]
    rows.append(["其他", *_area_counts(photo, ~Q(category__in=named))])
    return table(
        "专项督查情况", ["督查重点", "本期新增", "本期销号", "期末未销号", "其中反弹"], rows
    )


def _area_counts(photo: Photograph, which: Q) -> list:
    rows = Problem.objects.inside(photo.code).filter(which)
    numbers = rows.aggregate(
        new=Count("pk", filter=_within(photo, "found_on")),
        settled=Count("pk", filter=_within(photo, "closed_on")),
        standing=Count("pk", filter=_standing(photo) & Q(found_on__lte=photo.day)),
        relapsed=Count("pk", filter=_standing(photo) & Q(found_on__lte=photo.day, is_relapse=True)),
    )
    return [count(numbers[name]) for name in ("new", "settled", "standing", "relapsed")]


def standing_problems(photo: Photograph, title: str, *, limit: int = _SHOWN) -> Block:
    """The gravest problems not settled at the end of the period, with who answers."""
    found: Any = _problems(photo).filter(_standing(photo))
    rows = found.for_list()
    rows = rows.order_by("-severity", "found_on", "number")
    return _problem_table(title, rows[:limit])


def new_problems(photo: Photograph, title: str, *, limit: int = _SHOWN) -> Block:
    found: Any = _problems(photo).filter(_within(photo, "found_on"))
    rows = found.for_list()
    return _problem_table(title, rows.order_by("-severity", "found_on", "number")[:limit])


def _problem_table(title: str, problems: Any) -> Block:
    rows = [
        [
            problem.number,
            f"{problem.division.parent or ''}{problem.division.short_name}"
            if problem.division.level == "village"
            else problem.division.short_name,
            str(problem.unit),
            problem.title + ("（反弹）" if problem.is_relapse else ""),
            problem.get_severity_display(),
            problem.found_on.isoformat(),
        ]
        for problem in problems
    ]
    return table(title, ["编号", "村（单位）", "责任单位", "问题", "程度", "发现日期"], rows)


# --- notices -----------------------------------------------------------------------------------


def notices_of_period(photo: Photograph) -> Block:
    """Issued, closed and late at the end of the period, in words."""
    notices = Notice.objects.inside(photo.code).delivered_by(photo.day)
    sent = notices.filter(_within(photo, "sent_on")).count()
    closed = notices.filter(_within(photo, "closed_on")).count()
    late = photo.said("N03")
    return paragraph(
        f"本期送达整改通知{sent}件，验收销号{closed}件；期末逾期{late}。"
        f"本年累计送达{photo.said('N01')}，整改率{photo.said('K26')}，按期整改率{photo.said('K26T')}。"
    )


def late_notices(photo: Photograph, title: str) -> Block:
    """Notices with which a unit was late at the end of the period."""
    rows = known_indicator("N03").numerator.rows_in(photo.day, photo.code)
    rows = rows.select_related("unit").order_by("done_term", "pk")
    lines = [
        [
            notice.number,
            str(notice.unit),
            notice.title,
            notice.done_term.isoformat(),
            count(working_days_late(notice.done_term, photo.day)),
        ]
        for notice in rows[:_SHOWN]
    ]
    return table(title, ["文号", "受文单位", "标题", "整改截止", "逾期（工作日）"], lines)


def by_unit(photo: Photograph, title: str) -> Block:
    """Each unit's notices of the year: issued, closed, late."""
    issued = known_indicator("N01").numerator.rows_in(photo.day, photo.code)
    late = known_indicator("N03").numerator.rows_in(photo.day, photo.code)
    lates = Counter(late.order_by().values_list("unit_id", flat=True))
    grouped = (
        issued.order_by()
        .values("unit_id", "unit__name")
        .annotate(issued=Count("pk"), closed=Count("pk", filter=Q(closed_on__lte=photo.day)))
        .order_by("-issued", "unit__code")
    )
    rows = [
        [
            line["unit__name"],
            count(line["issued"]),
            count(line["closed"]),
            count(lates[line["unit_id"]]),
        ]
        for line in grouped[:_SHOWN]
    ]
    return table(title, ["单位", "本年送达", "已销号", "逾期"], rows)


def consequences(photo: Photograph) -> Block:
    """Letters, interviews and sanctions of the year, in words."""
    return paragraph(
        f"本年以来，下达专项整改督办函{photo.said('A05')}，约谈{photo.said('A12')}，"
        f"问责{photo.said('A05P')}。"
    )


# --- decisions and meetings --------------------------------------------------------------------


def decisions(photo: Photograph, title: str) -> Block:
    """Decisions of earlier meetings that were open in the period, with what came of them."""
    items = (
        ActionItem.objects.inside(photo.code)
        .filter(Q(closed_on__isnull=True) | Q(closed_on__gte=photo.first_day))
        .filter(meeting__held_on__lte=photo.day)
        .select_related("unit")
    )
    rows = [
        [item.matter, str(item.unit), item.due_on.isoformat(), _state_of(item, photo)]
        for item in items.order_by("due_on", "pk")[:_SHOWN]
    ]
    return table(title, ["事项", "责任单位", "时限", "状态"], rows)


def _state_of(item: ActionItem, photo: Photograph) -> str:
    if item.closed_on and item.closed_on <= photo.day:
        return ActionState(item.state).label
    return "逾期" if item.due_on < photo.day else ActionState.OPEN.label


def meeting_of_period(photo: Photograph) -> Block:
    """The meeting that the rhythm asks for: when, where, who came; or that it is not recorded."""
    meeting = Meeting.objects.filter(
        kind=photo.period.kind, period=photo.period.text, division_id=photo.code
    ).first()
    if meeting is None or meeting.held_on > photo.day:
        return paragraph("本期会议（活动）尚未登记召开情况。")
    return paragraph(
        f"{date_said(meeting.held_on)}在{meeting.place}召开{meeting.get_kind_display()}，"
        f"{meeting.chair}主持，应到{meeting.invited}人、实到{meeting.present}人。"
        f"议题：{meeting.topics}"
    )


def due_next(photo: Photograph, title: str) -> Block:
    """What falls due in the next period."""
    until = photo.period.following().last_day
    notices: Any = Notice.objects.inside(photo.code).standing_on(photo.day)
    notices = notices.with_terms_of(photo.day).filter(done_term__gt=photo.day, done_term__lte=until)
    items = ActionItem.objects.inside(photo.code).filter(_standing(photo))
    items = items.filter(due_on__gt=photo.day, due_on__lte=until, meeting__held_on__lte=photo.day)
    rows = [
        ["整改", notice.number, str(notice.unit), notice.done_term.isoformat()]
        for notice in notices.select_related("unit").order_by("done_term", "pk")[:_SHOWN]
    ]
    rows += [
        ["议定事项", item.matter, str(item.unit), item.due_on.isoformat()]
        for item in items.select_related("unit").order_by("due_on", "pk")[:_SHOWN]
    ]
    return table(title, ["类别", "事项", "责任单位", "期限"], rows)


# --- business ----------------------------------------------------------------------------------


def household_business(photo: Photograph, title: str) -> Block:
    """Households by event of the period: identified, listed, lifted, returned, removed."""
    spans = PovertySpan.objects.inside(photo.code).filter(_within(photo, "starts_on"))
    by_event = Counter(spans.order_by().values_list("event", flat=True))
    rows: list[list[Any]] = [[event.label, count(by_event[event])] for event in PovertyEvent]
    closed = ValiditySpan.objects.inside(photo.code).filter(
        _within(photo, "starts_on"), validity=Validity.INVALID
    )
    by_reason = Counter(span.get_reason_display() for span in closed.only("reason"))
    rows += [[f"转为无效：{name}", count(number)] for name, number in by_reason.most_common()]
    return table(title, ["业务", "本期户数"], [row for row in rows if row[1]["n"] != "0"])


def project_business(photo: Photograph, title: str) -> Block:
    """Projects by the step they took in the period, and what was paid."""
    steps = ProjectStep.objects.inside(photo.code).filter(_within(photo, "entered_on"))
    by_state = Counter(steps.order_by().values_list("state", flat=True))
    rows = [[state.label, count(by_state[state])] for state in ProjectState if by_state[state]]
    return table(title, ["进入状态", "本期项目数"], rows)


def paid_in_period(photo: Photograph) -> Block:
    paid = Disbursement.objects.inside(photo.code).filter(_within(photo, "paid_on"))
    amount = paid.aggregate(total=Sum("amount"))["total"] or 0
    return paragraph(
        f"本期拨付项目资金{amount:,.2f}元；资金拨付率{photo.said('K24')}，"
        f"本年统筹资金{photo.said('F01')}，累计投入帮扶资金{photo.said('F02')}。"
    )


# --- pledges -----------------------------------------------------------------------------------


def pledges_settled(photo: Photograph, title: str) -> Block:
    """What was promised for the year beside what the indicators say."""
    targets = (
        PledgeTarget.objects.filter(year=photo.day.year, pledge__in=_pledges(photo))
        .select_related("pledge__unit", "pledge__division")
        .order_by("pledge__division_id", "pledge__unit__code", "indicator_code")
    )
    rows = []
    for target in targets[: _SHOWN * 4]:
        indicator = indicator_of(target.indicator_code)
        place = target.pledge.division_id
        actual: Any = DASH
        if indicator and place in photo.now[indicator.code]:
            actual = figure(indicator, photo.value(indicator.code, place))
        rows.append(
            [
                str(target.pledge.unit),
                target.label,
                f"{target.value.normalize():f}{target.unit_of_measure}",
                actual,
            ]
        )
    return table(title, ["单位", "承诺指标", "目标", "实际"], rows)


def _pledges(photo: Photograph) -> QuerySet:
    return Pledge.objects.inside(photo.code).in_force(photo.day)
