"""Finding the people of a workbook again in the register."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from households.sheets.drafts import Draft, DraftMember
from households.sheets.known import Elsewhere, KnownHousehold, KnownMember, load_people
from organization.crypto import blind_index


@dataclass(slots=True)
class Match:
    """A draft beside the household that the register has under its number."""

    draft: Draft
    known: KnownHousehold | None
    members: dict[int, KnownMember] = field(default_factory=dict)
    """Row index → the member it is."""
    returning: dict[int, KnownMember] = field(default_factory=dict)
    """Row index → somebody of the register who belongs to no household now."""
    taken: set[int] = field(default_factory=set)

    @property
    def absent(self) -> list[KnownMember]:
        """Members of the register, then and now, whom the workbook does not name."""
        if self.known is None:
            return []
        return [
            member
            for member in self.known.members
            if member.pk not in self.taken and member.is_open and member.was_there
        ]


def match(draft: Draft, known: KnownHousehold | None) -> Match:
    """Say which member each row is: by 人编号, by ID number, by the name of one without either."""
    result = Match(draft, known)
    if known is None:
        return result
    by_number = {m.national_no: m for m in known.members if m.national_no}
    by_id = {m.id_no: m for m in known.members if m.id_no}
    unnumbered = {m.name: m for m in known.members if not m.id_no and not m.national_no}
    for member in draft.members:
        found = by_number.get(member.person_no or "") or by_id.get(member.id_no)
        if found is None and not member.id_no and not member.person_no:
            found = unnumbered.get(member.name or "")
        if found is not None and found.pk not in result.taken:
            result.members[member.index] = found
            result.taken.add(found.pk)
    return result


class People:
    """Everybody in the city whom a number of the workbook might name besides."""

    def __init__(self, matches: Iterable[Match], year: int) -> None:
        indexes, person_numbers = [], []
        for matched in matches:
            for member in matched.draft.members:
                known = matched.members.get(member.index)
                if member.id_no and (known is None or known.id_no != member.id_no):
                    member.id_index = blind_index(member.id_no)
                    indexes.append(member.id_index)
                if member.person_no and (known is None or known.national_no != member.person_no):
                    person_numbers.append(member.person_no)
        self.by_index: dict[str, Elsewhere] = {}
        self.by_number: dict[str, Elsewhere] = {}
        if indexes or person_numbers:
            self.by_index, self.by_number = load_people(indexes, person_numbers, year)

    def holder_of_id(self, member: DraftMember) -> Elsewhere | None:
        return self.by_index.get(member.id_index) if member.id_index else None

    def holder_of_number(self, member: DraftMember) -> Elsewhere | None:
        return self.by_number.get(member.person_no) if member.person_no else None
