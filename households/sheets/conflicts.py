"""What a workbook may not change: who is registered elsewhere, statuses, heads, places."""

from collections.abc import Iterator
from typing import Any

from households.enums import HouseholdType, PovertyStatus, Relation, Validity
from households.enums.status import EXITED
from households.sheets.columns import LABELS, spoken
from households.sheets.drafts import DraftMember
from households.sheets.known import Elsewhere, KnownHousehold, KnownMember
from households.sheets.matching import Match, People
from intake.places import Places

Conflict = tuple[int, str, str, str]
"""(row index, sentence, field, value found)."""
BY_PROCEDURE = "状态只能通过程序变更，不能用表格改写"


class Conflicts:
    """Looks at one household of the workbook after the other."""

    def __init__(self, places: Places, people: People, data_date: Any) -> None:
        self.places = places
        self.people = people
        self.day = data_date

    def of(self, match: Match) -> list[Conflict]:
        known = match.known
        if known is None:
            return [*self._people(match), *self._incomplete(match)]
        if not self.places.in_reach(known.village):
            town = self.places.township_label(known.village)
            return [(match.draft.first, f"该户编号已在{town}登记", "household_no", "")]
        return [
            *self._place(match, known),
            *self._validity(match, known),
            *self._people(match),
            *self._heads(match),
            *self._status(match, known),
            *self._monitoring(match, known),
            *self._income(match, known),
        ]

    # --- the household -----------------------------------------------------------------------

    def _place(self, match: Match, known: KnownHousehold) -> Iterator[Conflict]:
        if match.draft.village != known.village:
            registered = self.places.label(known.village)
            yield (
                match.draft.first,
                f"该户登记在{registered}：表格不能把户移到别的村，请在户档案中办理",
                "village",
                self.places.label(match.draft.village),
            )

    def _validity(self, match: Match, known: KnownHousehold) -> Iterator[Conflict]:
        if known.validity == Validity.INVALID:
            yield (match.draft.first, "该户已退出登记，不能再导入", "household_no", "")

    def _incomplete(self, match: Match) -> Iterator[Conflict]:
        """What a household needs before it can be registered from a workbook."""
        values, first = match.draft.values, match.draft.first
        if values.get("monitoring_kind") and not values.get("risk_identified_on"):
            yield (first, "监测对象应填写风险识别时间", "risk_identified_on", "")

    # --- the people --------------------------------------------------------------------------

    def _people(self, match: Match) -> Iterator[Conflict]:
        for member in match.draft.members:
            known = match.members.get(member.index)
            if known is not None:
                yield from self._known_person(member, known)
                yield from self._relation(member, known)
            else:
                yield from self._new_person(match, member)

    def _known_person(self, member: DraftMember, known: KnownMember) -> Iterator[Conflict]:
        if member.person_no and known.national_no and member.person_no != known.national_no:
            yield (
                member.index,
                f"登记的人编号为{known.national_no}：请核对是否同一人",
                "person_no",
                member.person_no,
            )
        if member.id_no and member.id_no != known.id_no:
            holder = self.people.holder_of_id(member)
            if holder:
                yield (member.index, self._registered(holder), "identity", member.id_no)

    def _relation(self, member: DraftMember, known: KnownMember) -> Iterator[Conflict]:
        if member.relation and member.relation != known.relation and not known.is_open:
            yield (
                member.index,
                f"数据日期之后其与户主关系已变更，当时为“{spoken('relation', known.relation)}”",
                "relation",
                spoken("relation", member.relation),
            )

    def _new_person(self, match: Match, member: DraftMember) -> Iterator[Conflict]:
        holder = self.people.holder_of_id(member)
        if holder and holder.member.household_id:
            yield (member.index, self._registered(holder), "identity", member.id_no)
        elif holder:
            match.returning[member.index] = holder.member
        elif not member.id_no:
            yield (member.index, "新增人员应填写证件号码", "identity", "")
        other = self.people.holder_of_number(member)
        if other and (holder is None or other.member.pk != holder.member.pk):
            yield (
                member.index,
                "该人编号已属于另一人：请核对",
                "person_no",
                member.person_no or "",
            )

    def _registered(self, holder: Elsewhere) -> str:
        """Where somebody is registered, as much of it as the user may know."""
        if not holder.village:
            return "该证件号码已属于登记簿中的另一人：请核对"
        if not self.places.in_reach(holder.village):
            return f"已在{self.places.township_label(holder.village)}登记"
        place = self.places.label(holder.village)
        return f"已登记在{place}（户编号{holder.household_no}）：先在原户办理减少后再导入"

    def _heads(self, match: Match) -> Iterator[Conflict]:
        """The head in the register who is not in the workbook would stay the head."""
        staying = [m for m in match.absent if m.relation == Relation.HEAD]
        if staying and match.draft.head:
            yield (
                match.draft.head.index,
                f"登记的户主{staying[0].name}不在表内：请先在户档案中办理户主变更",
                "relation",
                "户主",
            )

    # --- status ------------------------------------------------------------------------------

    def _status(self, match: Match, known: KnownHousehold) -> Iterator[Conflict]:
        values = match.draft.values
        status = values.get("status")
        if status and status != known.status:
            now = spoken("status", known.status) or "未纳入"
            yield (
                match.draft.first, f"登记为“{now}”：{BY_PROCEDURE}", "status",
                spoken("status", status),
            )  # fmt: skip
        kind = values.get("household_type")
        if kind and not _fits(kind, known.status):
            now = spoken("status", known.status) or "未纳入"
            yield (
                match.draft.first, f"登记的脱贫状态为“{now}”：{BY_PROCEDURE}", "household_type",
                spoken("household_type", kind),
            )  # fmt: skip

    def _monitoring(self, match: Match, known: KnownHousehold) -> Iterator[Conflict]:
        values = match.draft.values
        kind = values.get("monitoring_kind")
        if not kind:
            return
        ended = values.get("eliminated_on") if values.get("eliminated") else None
        stated = (kind, values.get("risk_identified_on"), ended)
        now = known.monitoring
        if now is None:
            yield (
                match.draft.first,
                "登记中不是监测对象：监测对象须通过识别程序纳入",
                "monitoring_kind",
                spoken("monitoring_kind", kind),
            )
        elif stated != now:
            names = ("monitoring_kind", "risk_identified_on", "eliminated_on")
            for name, told, kept in zip(names, stated, now, strict=True):
                if told != kept:
                    shown = spoken(name, kept) or "空"
                    yield (
                        match.draft.first, f"登记的{LABELS[name]}为{shown}：{BY_PROCEDURE}", name,
                        spoken(name, told),
                    )  # fmt: skip

    def _income(self, match: Match, known: KnownHousehold) -> Iterator[Conflict]:
        amount = match.draft.values.get("net_income_per_capita")
        if amount is None or not known.income_has_parts or known.income is None:
            return
        if amount != known.income.values[0]:
            yield (
                match.draft.first,
                f"登记的{known.income.values[0]}元由收入明细算出：请在户档案中修改明细",
                "net_income_per_capita",
                str(amount),
            )


def _fits(kind: str, status: str) -> bool:
    """Whether 户类型 agrees with the poverty status: a lifted household was registered as poor,
    an ordinary one never was."""
    if kind == HouseholdType.LIFTED:
        return status in EXITED
    return not status


def initial_status(values: dict[str, Any]) -> PovertyStatus | None:
    """The status with which a new household enters the register."""
    if values.get("status"):
        return PovertyStatus(values["status"])
    if values.get("household_type") == HouseholdType.LIFTED:
        return PovertyStatus.EXITED_WITH_POLICY
    return None
