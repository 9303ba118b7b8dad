"""Conditions that a search puts on households and on people."""

from django.db.models import Q

from households.models.members import Membership
from households.terms import Kind, Term
from intake.identity import upgraded
from organization.crypto import blind_index, long_tail_index, tail_index
from organization.division_codes import code_range
from organization.models import Division
from organization.models.divisions import spoken_name
from organization.pinyin import full, initials

SHORTEST_NUMBER = 5
SHORTEST_PLACE = 2
PlaceNames = list[tuple[str, str]]


def is_person(term: Term, prefix: str = "") -> Q:
    """What a word asks of a member, any of it; numbers only by their keyed hashes.

    `prefix` leads to the member ("member__") where the rows are not members themselves.
    """
    lookups = _person_lookups(term)
    return Q(*((prefix + name, value) for name, value in lookups), _connector=Q.OR)


def _person_lookups(term: Term) -> list[tuple[str, str]]:
    text = term.text
    match term.kind:
        case Kind.CHINESE:
            return [("name__contains", text)]
        case Kind.LETTERS:
            return [("initials__startswith", text), ("pinyin__startswith", text)]
        case Kind.ID:
            whole = upgraded(text) if len(text) == 15 and text.isdigit() else text
            return [("id_index", blind_index(whole))]
        case Kind.TAIL_6:
            return [("id_tail6", long_tail_index(text))]
        case Kind.TAIL_4:
            return [("id_tail4", tail_index(text)), ("phone_tail", tail_index(text))]
        case Kind.PHONE:
            return [("phone_index", blind_index(text)), ("national_no", text)]
    return [("national_no", text)]


def _is_household(term: Term) -> Q:
    """What a word asks of a household itself, apart from its people and its place."""
    text = term.text
    match term.kind:
        case Kind.ID:
            return Q(household_no=text)
        case Kind.TAIL_4:
            return Q(phone_tail=tail_index(text))
        case Kind.PHONE:
            return Q(phone_index=blind_index(text)) | Q(national_no=text)
        case Kind.NUMBER if len(text) >= SHORTEST_NUMBER:
            return Q(household_no__startswith=text) | Q(national_no=text)
    return Q()


def has_person(term: Term) -> Q:
    """Households to which somebody belongs now whom the word fits."""
    people = Membership.objects.open().filter(is_person(term, "member__"))
    return Q(pk__in=people.order_by().values("household"))


def fits(terms: list[Term]) -> Q:
    """Households that meet every word: by their people, themselves, or their place."""
    names = _place_names() if any(_may_be_place(term, terms) for term in terms) else []
    everything = Q()
    for term in terms:
        places = _in_places(term, names) if _may_be_place(term, terms) else Q()
        everything &= has_person(term) | _is_household(term) | places
    return everything


def _may_be_place(term: Term, terms: list[Term]) -> bool:
    """A single word of letters is a name; with others (zg zs) it may be the place."""
    if len(term.text) < SHORTEST_PLACE:
        return False
    return term.kind == Kind.CHINESE or (term.kind == Kind.LETTERS and len(terms) > 1)


def _place_names() -> PlaceNames:
    """(code, name) of townships and villages: as listed, as called here, as spoken."""
    rows = Division.objects.current().filter(parent__isnull=False)
    return [
        (code, name)
        for code, *both in rows.values_list("code", "name", "name_local")
        for name in {form for name in both if name for form in (name, spoken_name(name))}
    ]


def _in_places(term: Term, names: PlaceNames) -> Q:
    """Households in places whose name holds the word, or reads like it."""
    inside = Q()
    for code, name in names:
        if _is_called(name, term):
            low, high = code_range(code)
            inside |= Q(village_id__gte=low, village_id__lte=high)
    return inside


def _is_called(name: str, term: Term) -> bool:
    if term.kind == Kind.CHINESE:
        return term.text in name
    return full(name).startswith(term.text) or initials(name).startswith(term.text)
