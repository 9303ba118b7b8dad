"""Which words of accountability were law on which day.

The forms for party organisations and leading cadres come from 《中国共产党问责条例》 (8 July 2016),
the party's penalties from its regulations on discipline. Cases of public servants were 政纪处分
under 《行政机关公务员处分条例》 (1 June 2007) until the Supervision Law (20 March 2018) made them
政务处分.
"""

import datetime
from dataclasses import dataclass

from accountability.enums import SanctionForm


@dataclass(frozen=True)
class Term:
    """When a form may be used, half-open, and the rule to cite for it."""

    basis: str
    since: datetime.date
    until: datetime.date | None = None

    def holds_on(self, day: datetime.date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


_ACCOUNTABILITY = Term("《中国共产党问责条例》", datetime.date(2016, 7, 8))
_PARTY = Term("《中国共产党纪律处分条例》", datetime.date(2003, 12, 31))
_SUPERVISION_LAW = datetime.date(2018, 3, 20)
_ADMINISTRATIVE = Term("《行政机关公务员处分条例》", datetime.date(2007, 6, 1), _SUPERVISION_LAW)
_OFFICIAL_INTERIM = Term("《中华人民共和国监察法》", _SUPERVISION_LAW, datetime.date(2020, 7, 1))
_OFFICIAL = Term("《中华人民共和国公职人员政务处分法》", datetime.date(2020, 7, 1))

TERMS: dict[str, tuple[Term, ...]] = {
    **dict.fromkeys(
        [SanctionForm.CRITICISM, SanctionForm.ADMONITION, SanctionForm.ORGANIZATIONAL],
        (_ACCOUNTABILITY,),
    ),
    **{form: (_PARTY,) for form in SanctionForm if form.value.startswith("party_")},
    **{
        form: (_ADMINISTRATIVE,)
        for form in SanctionForm
        if form.value.startswith("administrative_")
    },
    **{
        form: (_OFFICIAL_INTERIM, _OFFICIAL)
        for form in SanctionForm
        if form.value.startswith("official_")
    },
}


def term_on(form: str, day: datetime.date) -> Term | None:
    """The rule under which `form` could be decided on `day`; None: it was not law."""
    return next((term for term in TERMS[form] if term.holds_on(day)), None)


def forms_on(day: datetime.date) -> list[SanctionForm]:
    """The forms that were law on a day."""
    return [form for form in SanctionForm if term_on(form, day)]
