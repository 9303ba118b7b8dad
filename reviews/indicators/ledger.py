"""Problems, notices and their consequences; the quality of the data; meetings: K14 to K30."""

import datetime

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from accountability.enums import NoticeKind, ReplyKind, ReplyOutcome
from accountability.models import Interview, Notice, NoticeReply, Problem, Sanction
from households.models import Household
from intake.enums import Level
from intake.models import CheckResult
from organization.enums import DivisionLevel, Topic
from reviews.enums import Direction
from reviews.indicators import shapes
from reviews.indicators.people import HOUSEHOLDS, REGISTER
from reviews.indicators.registry import Indicator, Part, Style, define
from reviews.models import Meeting

CHECK = frozenset({Topic.CHECK})
NOTICE = frozenset({Topic.NOTICE})
PROBLEM = frozenset({Topic.PROBLEM})


def _year_so_far(day: datetime.date, field: str) -> Q:
    return Q(**{f"{field}__year": day.year, f"{field}__lte": day})


# --- data quality ------------------------------------------------------------------------------


def _found_by(day: datetime.date) -> QuerySet:
    """Findings that stood open at the end of `day`."""
    still = Q(closed_on__isnull=True) | Q(closed_on__gt=day)
    return CheckResult.objects.filter(still, first_found_on__lte=day)


def _sound_households(day: datetime.date) -> QuerySet:
    """Registered households without an error that stood on `day`."""
    errors = _found_by(day).filter(
        level=Level.ERROR,
        subject_kind=Household._meta.label_lower,
        subject_id=Cast(OuterRef("pk"), CharField()),
    )
    return Household.objects.valid(day).filter(~Exists(errors))


def _findings_of_year(day: datetime.date) -> QuerySet:
    stood = Q(closed_on__isnull=True) | Q(closed_on__gte=day.replace(month=1, day=1))
    return CheckResult.objects.filter(stood, first_found_on__lte=day)


def _findings_mended(day: datetime.date) -> QuerySet:
    return _findings_of_year(day).filter(closed_on__lte=day)


# --- problems and notices ----------------------------------------------------------------------


def _unsettled(day: datetime.date) -> QuerySet:
    still = Q(closed_on__isnull=True) | Q(closed_on__gt=day)
    return Problem.objects.filter(still, found_on__lte=day)


def _issued(day: datetime.date) -> QuerySet:
    """Notices delivered this year by `day`, whatever became of them."""
    return Notice.objects.delivered_by(day).filter(sent_on__year=day.year)


def _closed(day: datetime.date) -> QuerySet:
    return _issued(day).filter(closed_on__lte=day)


def _due(day: datetime.date) -> QuerySet:
    """Notices delivered this year whose day of completion is past."""
    return _issued(day).with_terms_of(day).filter(done_term__lt=day)


def _closed_in_time(day: datetime.date) -> QuerySet:
    reported = NoticeReply.objects.filter(
        notice=OuterRef("pk"),
        kind=ReplyKind.REPORT,
        outcome=ReplyOutcome.ACCEPTED,
        submitted_on__lte=OuterRef("done_term"),
    )
    in_time = Q(closed_on__lte=F("done_term")) | Q(Exists(reported))
    return _due(day).filter(in_time, closed_on__lte=day)


def _answered(kind: ReplyKind, day: datetime.date) -> Exists:
    """The unit had handed it in by `day` and had not got it back."""
    got_back = Q(outcome=ReplyOutcome.RETURNED, decided_on__lte=day)
    replies = NoticeReply.objects.filter(notice=OuterRef("pk"), kind=kind, submitted_on__lte=day)
    return Exists(replies.exclude(got_back))


def _overdue(day: datetime.date) -> QuerySet:
    """Notices with which the unit was late at the end of `day`: sign-for, plan or completion."""
    unsigned = Q(sign_due_on__lt=day) & (Q(received_on__isnull=True) | Q(received_on__gt=day))
    no_plan = Q(asks_plan=True, plan_term__lt=day) & ~Q(_answered(ReplyKind.PLAN, day))
    not_done = Q(done_term__lt=day)
    not_reported = ~Q(_answered(ReplyKind.REPORT, day))
    standing = Notice.objects.standing_on(day).with_terms_of(day)
    return standing.filter(not_reported).filter(unsigned | no_plan | not_done)


def _letters(day: datetime.date) -> QuerySet:
    return _issued(day).filter(kind=NoticeKind.L2)


def _interviewed(day: datetime.date) -> QuerySet:
    return Interview.objects.held().filter(_year_so_far(day, "held_on"))


def _sanctioned(day: datetime.date) -> QuerySet:
    return Sanction.objects.filter(_year_so_far(day, "decided_on"))


def _meetings(day: datetime.date) -> QuerySet:
    return Meeting.objects.filter(_year_so_far(day, "held_on"))


SOUND = Part("无错误的在册户", "户", _sound_households, "village_id", shapes.HOUSEHOLDS)
FINDINGS = Part("本年存在的数据问题", "个", _findings_of_year, "division_code", shapes.FINDINGS)
MENDED = Part("已消除的数据问题", "个", _findings_mended, "division_code", shapes.FINDINGS)
UNSETTLED = Part("未销号问题", "个", _unsettled, "division_id", shapes.PROBLEMS)
ISSUED = Part("本年下发整改通知", "件", _issued, "division_id", shapes.NOTICES)
CLOSED = Part("已销号整改通知", "件", _closed, "division_id", shapes.NOTICES)
DUE = Part("本年已到期整改通知", "件", _due, "division_id", shapes.NOTICES)
CLOSED_IN_TIME = Part("按期销号整改通知", "件", _closed_in_time, "division_id", shapes.NOTICES)
OVERDUE = Part("逾期整改通知", "件", _overdue, "division_id", shapes.NOTICES)
LETTERS = Part("本年专项整改督办函", "件", _letters, "division_id", shapes.NOTICES)
INTERVIEWED = Part("本年约谈", "次", _interviewed, "division_id", shapes.INTERVIEWS)
SANCTIONED = Part("本年问责", "人", _sanctioned, "division_id", shapes.SANCTIONS)
PRESENT = Part("实到人次", "人次", _meetings, "division_id", shapes.MEETINGS, "present")
INVITED = Part("应到人次", "人次", _meetings, "division_id", shapes.MEETINGS, "invited")

define(
    Indicator(
        "K14", "K14", "数据质量合格率", "当日在册户中没有“错误”级核查问题的户÷在册户×100%。",
        SOUND, HOUSEHOLDS, Style.PERCENT, Direction.UP, topics=CHECK | REGISTER,
        gap="有错误的在册户",
    ),
    Indicator(
        "K15", "K15", "数据问题整改率", "本年1月1日至当日存在过的核查问题中，已消除的÷全部×100%。",
        MENDED, FINDINGS, Style.PERCENT, Direction.UP, topics=CHECK, gap="未消除的数据问题",
    ),
    Indicator(
        "Q01", "K26", "未销号问题", "当日问题台账中尚未销号或不予立项的问题。",
        UNSETTLED, direction=Direction.DOWN, topics=PROBLEM,
    ),
    Indicator(
        "N01", "K26", "本年整改通知", "本年至当日送达的督办通知和专项整改督办函，作废的不计。",
        ISSUED, topics=NOTICE,
    ),
    Indicator(
        "N03", "K26", "逾期整改",
        "当日仍在受文单位办理、已超过签收、报方案或整改期限，且未报整改报告的整改通知。",
        OVERDUE, direction=Direction.DOWN, topics=NOTICE,
    ),
    Indicator(
        "K26", "K26", "问题整改率", "本年送达的整改通知中，至当日已销号的÷本年送达的×100%。",
        CLOSED, ISSUED, Style.PERCENT, Direction.UP, topics=NOTICE, gap="未销号整改通知",
    ),
    Indicator(
        "K26T", "K26", "按期整改率",
        "本年送达、整改期限已过的整改通知中，在期限内销号或在期限内报告并经验收的÷期限已过的×100%。",
        CLOSED_IN_TIME, DUE, Style.PERCENT, Direction.UP, topics=NOTICE, gap="未按期销号整改通知",
    ),
    Indicator(
        "A05", "K26", "本年专项整改督办函", "本年至当日由市扶贫攻坚领导小组下达的专项整改督办函。",
        LETTERS, topics=NOTICE, lowest=DivisionLevel.TOWNSHIP,
    ),
    Indicator(
        "A12", "K26", "本年约谈", "本年至当日已进行的约谈。",
        INTERVIEWED, topics=frozenset({Topic.INTERVIEW}), lowest=DivisionLevel.TOWNSHIP,
    ),
    Indicator(
        "A05P", "K26", "本年问责", "本年至当日作出问责决定的人数。",
        SANCTIONED, topics=frozenset({Topic.SANCTION}), lowest=DivisionLevel.TOWNSHIP,
        sensitive=True,
    ),
    Indicator(
        "K30", "K30", "会议到会率",
        "本年至当日登记的例会、联席会、拉练、评比、考核会议的实到人次÷应到人次×100%。",
        PRESENT, INVITED, Style.PERCENT, Direction.UP, topics=frozenset({Topic.MEETING}),
        lowest=DivisionLevel.TOWNSHIP,
    ),
)  # fmt: skip
