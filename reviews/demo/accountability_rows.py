"""The ledger of the demonstration city, written in the words that the verbs use."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accountability.enums import NoticeKind
from accountability.models import (
    Interview,
    Notice,
    NoticeItem,
    NoticeReply,
    NumberSeries,
    Pledge,
    PledgeTarget,
    Problem,
    Responsibility,
    Sanction,
)
from accountability.reports.texts import first_goal, first_words, with_terms
from accountability.services.replies import EVIDENCE
from households.demo.population import Population
from organization.models import Unit, User
from organization.services.attachments import attach
from organization.services.notifications import notify
from organization.working_date import add_working_days
from reviews.demo.cast import CITY, HEAD, Cast, UnitFacts
from reviews.demo.ledger import (
    NOTICE_DAYS,
    OWN_DEPARTMENT,
    OWN_TOWNSHIP,
    POLICY_RESPONSIBILITIES,
    InterviewFacts,
    Ledger,
    NoticeFacts,
    ProblemFacts,
    SanctionFacts,
    pledging_units,
)
from reviews.demo.organization_rows import OrganizationKeys
from reviews.demo.pictures import example_photo

_CODES = {"L1": "仙扶办", "L2": "仙扶督", "interview": "仙扶约", "pledge": "仙扶责"}
_CHAIN_SINCE = date(2016, 1, 1)
_PLEDGE_DAY = date(2016, 2, 26)
_MEASURE = "对照问题逐项整改，明确专人负责，限时完成，并在全单位排查同类问题。"
_RESULT = "已整改到位，经入户核对属实，相关资料已补齐。"


class LedgerWriter:
    """Writes the ledger; knows the keys, the accounts and how units answer."""

    def __init__(self, cast: Cast, keys: OrganizationKeys, users: dict[str, User]) -> None:
        self.cast = cast
        self.keys = keys
        self.users = users
        self._photo = example_photo()
        self._counts: dict[tuple[str, int], int] = {}
        self._units = {
            unit.pk: unit
            for unit in Unit.objects.exclude(kind="village").select_related("division")
        }

    # --- the chain and the pledges ---------------------------------------------------------------

    def write_responsibilities(self, until: date) -> None:
        """Main responsibility of city and townships, policy responsibility of departments."""
        if until < _CHAIN_SINCE:
            return
        government = next(unit for unit in self.cast.units if unit.kind == "government")
        rows = [self._responsibility(CITY, "main", "", government, "市人民政府")]
        rows += [
            self._responsibility(code, "main", "", unit, unit.of_duty(HEAD).title)
            for code, unit in self.cast.townships.items()
        ]
        rows += [
            self._responsibility(CITY, "policy", category, self.cast.by_name[name], "主要负责人")
            for category, name in POLICY_RESPONSIBILITIES.items()
        ]
        Responsibility.objects.bulk_create(rows)

    def _responsibility(
        self, division: str, kind: str, category: str, unit: UnitFacts, post: str
    ) -> Responsibility:
        head = next((cadre for cadre in unit.cadres if cadre.duty == HEAD), None)
        return Responsibility(
            division_id=division, kind=kind, category=category,
            unit_id=self.keys.units[unit.number], post=post,
            cadre_id=self.keys.cadres[head.number] if head else None,
            document_no="仙扶组发〔2016〕9号", starts_on=_CHAIN_SINCE,
        )  # fmt: skip

    def write_pledges(self, until: date) -> None:
        """Three-year pledges of townships and departments; one draft, one still to be written."""
        if until < _PLEDGE_DAY:
            return
        signed, drafting = pledging_units(self.cast)
        pledges = [self._pledge(unit, nth) for nth, unit in enumerate(signed, start=1)]
        pledges.append(self._draft_pledge(drafting, until))
        Pledge.objects.bulk_create(pledges)
        targets = [target for pledge in pledges for target in _targets(pledge)]
        PledgeTarget.objects.bulk_create(targets)
        self._counts[_CODES["pledge"], _PLEDGE_DAY.year] = len(signed)

    def _pledge(self, unit: UnitFacts, nth: int) -> Pledge:
        head = unit.of_duty(HEAD)
        return Pledge(
            number=f"{_CODES['pledge']}〔2016〕{nth}号", unit_id=self.keys.units[unit.number],
            division_id=unit.division, counterparty="中共仙桃市委、仙桃市人民政府",
            signer_id=self.keys.cadres[head.number], signer_title=head.title,
            duties=_DUTIES[unit.kind], state="signed", drafted_by=self.users["office"],
            signed_on=_PLEDGE_DAY, starts_on=_PLEDGE_DAY, ends_on=date(2019, 2, 26),
        )  # fmt: skip

    def _draft_pledge(self, unit: UnitFacts, until: date) -> Pledge:
        return Pledge(
            unit_id=self.keys.units[unit.number], division_id=unit.division,
            counterparty="中共仙桃市委、仙桃市人民政府", duties=_DUTIES[unit.kind],
            drafted_by=self.users["office"], starts_on=until,
        )  # fmt: skip

    # --- problems and notices --------------------------------------------------------------------

    def write_ledger(self, ledger: Ledger) -> None:
        """Problems first, then what was done about them, then the series of numbers."""
        problems = {id(facts): self._problem(facts) for facts in ledger.problems}
        Problem.objects.bulk_create(problems.values())
        for facts in ledger.notices:
            self._write_notice(facts, [problems[id(problem)] for problem in facts.problems])
        Interview.objects.bulk_create(self._interview(facts) for facts in ledger.interviews)
        for facts in ledger.sanctions:
            self._sanction(facts).save()
        NumberSeries.objects.bulk_create(
            NumberSeries(code=code, year=year, last=last)
            for (code, year), last in sorted(self._counts.items())
        )

    def _next(self, code: str, year: int) -> int:
        self._counts[code, year] = self._counts.get((code, year), 0) + 1
        return self._counts[code, year]

    def _problem(self, facts: ProblemFacts) -> Problem:
        year = facts.found_on.year
        head = facts.unit.of_duty(HEAD)
        return Problem(
            number=f"WT{year}-{self._next('WT', year):05d}", source=facts.source,
            category=facts.category, severity=facts.severity, level=facts.level,
            title=facts.title, facts=facts.facts, division_id=facts.division,
            responsibility=facts.responsibility, unit_id=self.keys.units[facts.unit.number],
            cadre_id=self.keys.cadres[head.number], responsible_post=head.title,
            found_on=facts.found_on, reported_by=self.users["supervisor"], state=facts.state,
            closed_on=facts.closed_on, closing_note=facts.note,
        )  # fmt: skip

    def _answering(self, unit: UnitFacts) -> User:
        """Who signs for the unit: its own account, else the office, which enters the paper."""
        if unit.division == OWN_TOWNSHIP:
            return self.users["township"]
        return self.users["department" if unit.name == OWN_DEPARTMENT else "office"]

    def _write_notice(self, facts: NoticeFacts, problems: Sequence[Problem]) -> None:
        unit = self._units[self.keys.units[facts.unit.number]]
        notice = self._notice(facts, unit, problems)
        notice.save()
        NoticeItem.objects.bulk_create(
            self._item(facts, notice, problem, position)
            for position, problem in enumerate(problems, start=1)
        )
        NoticeReply.objects.bulk_create(self._replies(facts, notice))
        if facts.reported_on:
            for item in notice.items.all():
                photo = SimpleUploadedFile("整改后照片（示例）.png", self._photo, "image/png")
                attach(photo, to=item, purpose=EVIDENCE, by=item.done_by)
        elif self._answering(facts.unit) is not self.users["office"]:
            self._tell(notice)

    def _tell(self, notice: Notice) -> None:
        """The note that the unit got when the notice was sent."""
        notify(
            [self.users["township" if notice.division_id == OWN_TOWNSHIP else "department"]],
            title=f"请签收：{notice.number} {notice.title}",
            body=f"请于{notice.sign_due_on}前签收，{notice.done_due_on}前完成整改",
            url=reverse("accountability:notice_detail", args=[notice.pk]),
            fingerprint=f"notice:{notice.pk}:sent",
        )

    def _notice(self, facts: NoticeFacts, unit: Unit, problems: Sequence[Problem]) -> Notice:
        code, day = _CODES[facts.kind], facts.sent_on
        sign_days, plan_days, done_days = NOTICE_DAYS[facts.kind]
        words = first_words(NoticeKind(facts.kind), unit, problems, day)
        done_due = facts.due["done"]
        words["reporting"] = with_terms(words["reporting"], plan_days, done_due)
        with_unit = facts.state in ("sent", "received", "rectifying")
        due_on = facts.due[facts.state] if with_unit else None
        return Notice(
            kind=facts.kind, state=facts.state, unit=unit, division_id=unit.division_id,
            number=f"{code}〔{day.year}〕{self._next(code, day.year)}号", **words,
            contact=f"{self.users['supervisor'].display_name} 0728-3220000",
            asks_plan=facts.kind == "L2", sign_days=sign_days, plan_days=plan_days,
            done_days=done_days, drafted_on=day - timedelta(days=4),
            drafted_by=self.users["supervisor"], reviewed_on=day - timedelta(days=2),
            reviewed_by=self.users["office"], signed_on=day, signed_by=self.users["supervisor"],
            issued_on=day, sent_on=day, received_on=facts.received_on,
            received_by=self._answering(facts.unit) if facts.received_on else None,
            closed_on=facts.closed_on,
            closed_by=self.users["supervisor2"] if facts.closed_on else None,
            sign_due_on=facts.due["sent"], plan_due_on=facts.due["received"],
            done_due_on=done_due, due_on=due_on, moved_on=facts.moved_on,
        )  # fmt: skip

    def _item(
        self, facts: NoticeFacts, notice: Notice, problem: Problem, position: int
    ) -> NoticeItem:
        item = NoticeItem(
            notice=notice, problem=problem, position=position, goal=first_goal(problem),
            leader=facts.unit.of_duty(HEAD).name,
        )  # fmt: skip
        if facts.plan_on:
            item.cause, item.measure = "责任压得不实，日常检查不够。", _MEASURE
            item.responsible, item.planned_on = "分管负责人", facts.due["done"]
        if facts.reported_on:
            item.state, item.result = "done", _RESULT
            item.done_by = self._answering(facts.unit)
        if facts.closed_on:
            item.state, item.check_note = "accepted", "现场复核合格"
            item.checked_on, item.checked_by = facts.closed_on, self.users["supervisor2"]
            item.checked_at = datetime.combine(facts.closed_on, time(3), UTC)
        return item

    def _replies(self, facts: NoticeFacts, notice: Notice) -> list[NoticeReply]:
        replies = []
        for kind, day, decided_on, text in (
            ("plan", facts.plan_on, facts.plan_accepted_on, f"整改方案：{_MEASURE}"),
            ("report", facts.reported_on, facts.closed_on, f"整改报告：{_RESULT}"),
        ):
            if day is not None:
                replies.append(
                    NoticeReply(
                        notice=notice, kind=kind, text=text, submitted_on=day,
                        leader=facts.unit.of_duty(HEAD).name,
                        submitted_by=self._answering(facts.unit),
                        outcome="accepted" if decided_on else "pending", decided_on=decided_on,
                        decided_by=self.users["supervisor2"] if decided_on else None,
                    )
                )  # fmt: skip
        return replies

    # --- interviews and sanctions ----------------------------------------------------------------

    def _interview(self, facts: InterviewFacts) -> Interview:
        day, head = facts.held_on, facts.unit.of_duty(HEAD)
        number = self._next(_CODES["interview"], day.year)
        place = f"{facts.village.township_name}{facts.village.short_name}"
        return Interview(
            number=f"{_CODES['interview']}〔{day.year}〕{number}号",
            state="closed" if facts.closed_on else "held",
            unit_id=self.keys.units[facts.unit.number], division_id=CITY,
            cadre_id=self.keys.cadres[head.number],
            interviewee=f"{facts.unit.name}{head.title} {head.name}",
            interviewer="市扶贫攻坚领导小组副组长",
            reason=f"所派{place}驻村工作队脱贫成效不明显，帮扶措施不实。",
            materials="驻村帮扶工作情况说明", planned_on=day, place="市扶贫攻坚指挥部会议室",
            notified_on=day - timedelta(days=5), held_on=day,
            attendees="市扶贫办、市委组织部负责人", recorder="市扶贫办督查科",
            statement="认识到帮扶责任落实不到位，表示调整充实工作队，按期完成帮扶任务。",
            demands="十个工作日内报整改方案，三十个工作日内见到成效。",
            plan_due_on=add_working_days(day, 10), result_due_on=add_working_days(day, 30),
            closed_on=facts.closed_on,
            closing_note="整改到位，经现场核查属实" if facts.closed_on else "",
            created_by=self.users["supervisor"],
        )  # fmt: skip

    def _sanction(self, facts: SanctionFacts) -> Sanction:
        return Sanction(
            person=facts.name, post=facts.post, unit_id=self.keys.units[facts.unit.number],
            division_id=facts.unit.division, form=facts.form,
            basis="《中国共产党纪律处分条例》《行政机关公务员处分条例》", facts=facts.facts,
            decided_on=facts.decided_on, decided_by_body="中共仙桃市纪律检查委员会、市监察局",
            document_no=f"仙纪〔{facts.decided_on.year}〕{facts.decided_on.timetuple().tm_yday}号",
            recovered_amount=facts.recovered, recorded_by=self.users["discipline"],
        )  # fmt: skip


_DUTIES = {
    "township": "履行脱贫攻坚主体责任，完成年度减贫和贫困村出列任务，做到识别、帮扶、退出精准。",
    "department": "履行行业扶贫政策落实责任，派强驻村工作队，结对帮扶贫困户，不脱贫、不脱钩。",
}


def _targets(pledge: Pledge) -> list[PledgeTarget]:
    wanted = [("K08", "帮扶责任人覆盖率", "100"), ("K09", "当月走访率", "95")]
    if pledge.division_id != CITY:
        wanted.append(("K04", "年度减贫计划完成率", "100"))
    return [
        PledgeTarget(
            pledge=pledge, year=year, indicator_code=code, label=label, unit_of_measure="%",
            value=value,
        )
        for year in (2016, 2017, 2018)
        for code, label, value in wanted
    ]  # fmt: skip


def write_accountability(
    population: Population,
    cast: Cast,
    ledger: Ledger,
    keys: OrganizationKeys,
    users: dict[str, User],
) -> None:
    """Everything of the accountability floor."""
    writer = LedgerWriter(cast, keys, users)
    writer.write_responsibilities(population.until)
    writer.write_pledges(population.until)
    writer.write_ledger(ledger)
