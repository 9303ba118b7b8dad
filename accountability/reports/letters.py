"""The text of an official document as it is printed: one content for page, DOCX and PDF."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from accountability.enums import NoticeKind
from accountability.models import Interview, Notice, NoticeItem

HEADING, SUBHEADING, TEXT = "heading", "subheading", "text"
DIGITS = "〇一二三四五六七八九十"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the body: an 一、 heading (黑体), a （一） heading (楷体) or text (仿宋)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Table:
    """The attachment: a title, labels, rows, and the share of the width of each column."""

    title: str
    head: list[str]
    rows: list[list[str]]
    widths: list[int]


@dataclass(frozen=True)
class Letter:
    """An official document (GB/T 9704-2012).

    `is_letter` is the 信函格式 of a 函; otherwise the usual 文件格式 of a 通知. `mark` is the red
    mark on top. A document without a number is a draft and says so.
    """

    is_letter: bool
    mark: str
    number: str
    title: str
    addressee: str
    body: list[Paragraph]
    issuer: str
    date: datetime.date | None
    attachment: Table | None = None
    remark: str = ""
    copies: str = ""
    is_void: bool = False
    printed_by: str = ""
    lines: list[tuple[str, str]] = field(default_factory=list)

    @property
    def title_lines(self) -> list[str]:
        return title_lines(self.title)

    @property
    def is_draft(self) -> bool:
        return not self.number

    @property
    def file_name(self) -> str:
        return f"{self.number or '拟稿'} {self.title}.docx"


def notice_letter(notice: Notice) -> Letter:
    """The letter of a notice."""
    items = list(notice.items.select_related("problem__division__parent"))
    is_letter = notice.kind == NoticeKind.L2
    return Letter(
        is_letter=is_letter,
        mark=notice.issuer if is_letter else f"{notice.issuer}文件",
        number=notice.number,
        title=notice.title,
        addressee=notice.unit.name,
        body=_body(notice, items),
        issuer=notice.issuer,
        date=notice.issued_on,
        attachment=_items_table(notice, items),
        remark=f"（联系人：{notice.contact}）" if notice.contact else "",
        copies=notice.copy_to,
        is_void=notice.state == "cancelled",
        printed_by=notice.issuer,
    )


def _body(notice: Notice, items: Sequence[NoticeItem]) -> list[Paragraph]:
    parts = [
        ("存在的主要问题", [_problem(n, item) for n, item in enumerate(items, start=1)]),
        ("办理依据", [notice.basis]),
        ("整改要求", [notice.demands]),
        ("报送要求", [_terms(notice), notice.reporting]),
        ("逾期后果", [notice.consequences]),
    ]
    filled = [(title, texts) for title, texts in parts if any(texts)]
    body = _texts(notice.reason)
    for number, (title, texts) in enumerate(filled, start=1):
        body.append(Paragraph(HEADING, f"{DIGITS[number]}、{title}"))
        for text in texts:
            body.extend(_texts(text))
    return body


def _terms(notice: Notice) -> str:
    """The terms whose passing has consequences, as they count; the drafter's words follow."""
    said = f"请自送达之日起{notice.sign_days}个工作日内签收"
    if notice.asks_plan and "报送整改方案" not in notice.reporting:
        said += f"，自签收之日起{notice.plan_days}个工作日内报送整改方案"
    return f"{said}。"


def _problem(number: int, item: NoticeItem) -> str:
    problem = item.problem
    place = problem.division.short_name
    where = "" if problem.division_id == item.notice.division_id else f"{place}："
    return f"{number}.{where}{problem.title.rstrip('。')}。{problem.facts.strip()}"


def _texts(text: str) -> list[Paragraph]:
    return [Paragraph(TEXT, line.strip()) for line in text.splitlines() if line.strip()]


def _items_table(notice: Notice, items: Sequence[NoticeItem]) -> Table | None:
    if not items:
        return None
    until = cn_date(notice.done_due_on)
    return Table(
        title=f"{notice.unit.name}整改清单",
        head=["序号", "问题", "整改目标", "整改措施", "责任领导", "责任人", "整改时限"],
        rows=[
            [
                str(item.position), item.problem.title, item.goal, item.measure, item.leader,
                item.responsible, until,
            ]
            for item in items
        ],
        widths=[5, 22, 23, 18, 8, 9, 15],
    )  # fmt: skip


def interview_letter(interview: Interview, issuer: str) -> Letter:
    """The notice of an interview (约谈通知)."""
    when = f"{cn_date(interview.planned_on)}，{interview.place}"
    materials = interview.materials or "书面说明材料"
    opening = f"经研究，决定对{interview.interviewee}进行约谈。现将有关事项通知如下："
    sections = [
        ("约谈事由", interview.reason),
        ("约谈时间和地点", when),
        ("约谈人", interview.interviewer),
        ("有关要求", f"请按时参加，携带{materials}。不得无故缺席或委托他人。"),
    ]
    body = [Paragraph(TEXT, opening)]
    for number, (title, text) in enumerate(sections, start=1):
        body.append(Paragraph(HEADING, f"{DIGITS[number]}、{title}"))
        body.extend(_texts(text))
    return Letter(
        is_letter=False,
        mark=f"{issuer}文件",
        number=interview.number,
        title=f"关于约谈{interview.unit}负责人的通知",
        addressee=interview.unit.name,
        body=body,
        issuer=issuer,
        date=interview.notified_on,
        is_void=interview.state == "cancelled",
        printed_by=issuer,
    )


def interview_minutes(interview: Interview, issuer: str) -> Letter:
    """The minutes (约谈纪要): attendees listed, no addressee, no seal."""
    plan_due, done_due = cn_date(interview.plan_due_on), cn_date(interview.result_due_on)
    terms = f"{plan_due}前报整改方案，{done_due}前整改到位。"
    sections = [
        ("通报问题", interview.reason),
        ("被约谈人说明与表态", interview.statement),
        ("整改要求", interview.demands),
        ("整改时限", terms),
    ]
    body = []
    for number, (title, text) in enumerate(sections, start=1):
        body.append(Paragraph(HEADING, f"{DIGITS[number]}、{title}"))
        body.extend(_texts(text))
    return Letter(
        is_letter=False,
        mark="约谈纪要",
        number=interview.number,
        title=f"约谈{interview.unit}负责人纪要",
        addressee="",
        body=body,
        issuer=issuer,
        date=interview.held_on,
        lines=[
            ("时间", cn_date(interview.held_on)),
            ("地点", interview.place),
            ("主持", interview.interviewer),
            ("被约谈人", interview.interviewee),
            ("参加", interview.attendees),
            ("记录", interview.recorder),
        ],
    )


def cn_date(day: datetime.date | None) -> str:
    """2016年11月8日, as dates stand in documents (without leading zeros); nothing for none."""
    if day is None:
        return ""
    return f"{day.year}年{day.month}月{day.day}日"


def title_lines(title: str) -> list[str]:
    """A title in lines of at most 20 characters, broken between words and nearly equal."""
    if len(title) <= TITLE_WIDTH:
        return [title]
    breaks = [found.start() for found in _BREAKS.finditer(title)] or [len(title) // 2]
    place = min(breaks, key=lambda place: abs(place - len(title) / 2))
    return title_lines(title[:place]) + title_lines(title[place:])


TITLE_WIDTH = 20
_BREAKS = re.compile("脱贫攻坚|工作|开展|有关|专项|负责人")
