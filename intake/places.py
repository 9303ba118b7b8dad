"""Village and township names as people write them, found in the division list, never guessed."""

import difflib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from organization.division_codes import LENGTH
from organization.enums import DivisionLevel
from organization.models import Division, User
from organization.scope import granted_ranges

_BRACKETED = re.compile(r"[（(]([^（）()]*)[)）]")
_VILLAGE_ENDINGS = (
    "社区居民委员会", "村民委员会", "社区居委会", "居民委员会", "村委会", "居委会", "社区", "村",
)  # fmt: skip
_TOWNSHIP_ENDINGS = ("街道办事处", "镇人民政府", "办事处", "街道", "回族镇", "镇", "乡")
OUT_OF_REACH = "不在您的管辖范围：请删去该行，或由所属镇办上传"


@dataclass(frozen=True)
class Question:
    """A name that fits several places; the user says which."""

    key: str
    name: str
    options: tuple[tuple[str, str], ...]
    """(code, label) of each place that it fits."""

    @property
    def sentence(self) -> str:
        return f"“{self.name}”可指{len(self.options)}处：请在批次页“名称确认”中选择"


@dataclass(frozen=True)
class Found:
    """What a name came to: a code, or a sentence saying why not."""

    code: str = ""
    refusal: str = ""
    at_township: bool = False
    """The township's cell is to blame, not the village's."""
    question: str = ""
    """Key of the question that the user has to answer first."""


@dataclass
class _Index:
    """Divisions of one level by the ways they are written."""

    exact: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    stems: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, code: str, names: Iterable[str], endings: tuple[str, ...]) -> None:
        for name in filter(None, map(tidy, names)):
            for known in _variants(name):
                _append(self.exact[known], code)
                _append(self.stems[_stem(known, endings)], code)

    def find(self, text: str, endings: tuple[str, ...]) -> list[str]:
        return self.exact.get(text) or self.stems.get(_stem(text, endings)) or []


class Places:
    """The division list of the city as one user's workbook meets it; read with one query."""

    def __init__(self, user: User | None, permission: str, answers: dict[str, str]) -> None:
        self.questions: dict[str, Question] = {}
        self._answers = answers
        self._ranges = granted_ranges(user, permission) if user else None
        self._found: dict[tuple[str, str], Found] = {}
        self._labels: dict[str, str] = {}
        self._townships = _Index()
        self._villages: dict[str, _Index] = defaultdict(_Index)
        self._names: dict[str, list[str]] = defaultdict(list)
        self._read()

    def _read(self) -> None:
        divisions = {division.code: division for division in Division.objects.all()}
        for division in divisions.values():
            current = _successor(division, divisions)
            names = [division.name, division.name_local, division.short_name]
            if division.level == DivisionLevel.TOWNSHIP:
                self._townships.add(current, names, _TOWNSHIP_ENDINGS)
            elif division.level == DivisionLevel.VILLAGE:
                township = divisions[current].parent_id
                self._villages[township].add(current, names, _VILLAGE_ENDINGS)
                self._names[township].append(division.short_name)
            self._labels[division.code] = division.short_name
        self._parents = {d.code: d.parent_id for d in divisions.values()}
        self._levels = {d.code: d.level for d in divisions.values()}
        successors = {code: _successor(d, divisions) for code, d in divisions.items()}
        self._open = {
            code: now if divisions[now].ends_on is None else "" for code, now in successors.items()
        }
        self.city_names = {
            name
            for d in divisions.values()
            if d.level == DivisionLevel.CITY
            for name in _variants(tidy(d.name))
        }

    def in_reach(self, code: str) -> bool:
        return self._ranges is None or any(area.holds(code) for area in self._ranges)

    def label(self, code: str) -> str:
        """张沟镇 革新村."""
        parent = self._parents.get(code)
        above = f"{self._labels[parent]} " if parent in self._labels else ""
        return above + self._labels.get(code, code)

    def label_of_village(self, code: str) -> str:
        """革新村; the code itself where its township has two of the name."""
        name = self._labels.get(code, code)
        indexed = self._villages[self._parents.get(code) or ""]
        return name if indexed.exact.get(tidy(name)) == [code] else code

    def township_label(self, village_code: str) -> str:
        return self._labels.get(self._parents.get(village_code, ""), "")

    def village(self, township: str | None, village: str | None) -> Found:
        """The village that the two cells name, within the user's reach."""
        names = tidy(township or ""), tidy(village or "")
        if names not in self._found:
            self._found[names] = self._look_up(*names)
        return self._found[names]

    def township(self, name: str | None) -> Found:
        """The township that a cell names; of several nothing is chosen."""
        codes = self._townships.find(tidy(name or ""), _TOWNSHIP_ENDINGS)
        if len(codes) != 1:
            return Found(refusal=f"找不到“{name or ''}”：请填写镇办场园的全称", at_township=True)
        return Found(codes[0])

    def area(self, name: str) -> Found:
        """The city, township or village that one cell names; 张沟镇革新村 names a village."""
        text = tidy(name)
        if len(text) == LENGTH and text.isdigit():
            found = self._open.get(text)
            return self._reached([found] if found else [], f"没有在用的区划代码{text}")
        if text in self.city_names:
            cities = [c for c, level in self._levels.items() if level == DivisionLevel.CITY]
            return self._reached([code for code in cities if self._open[code] == code], "")
        codes = self._townships.exact.get(text) or [
            *self._townships.stems.get(_stem(text, _TOWNSHIP_ENDINGS), ()),
            *self._below(text),
        ]
        codes = list(dict.fromkeys(codes))
        near = [code for code in codes if self.in_reach(code)]
        return (
            self._ask("", text, near)
            if len(near) > 1
            else self._reached(
                near or codes,
                f"本市没有“{name}”{_perhaps(text, list(self._labels.values()))}，请核对名称",
            )
        )

    def _reached(self, codes: list[str], refusal: str) -> Found:
        if not codes:
            return Found(refusal=refusal)
        return Found(codes[0]) if self.in_reach(codes[0]) else Found(refusal=OUT_OF_REACH)

    def _below(self, text: str) -> list[str]:
        """Villages of any township, or of the one that stands in front of the name."""
        found = self._fits(text, list(self._villages))
        for known, codes in self._townships.exact.items():
            if text.startswith(known) and len(text) > len(known):
                found += self._fits(text.removeprefix(known), codes)
        return found

    def name(self, code: str) -> str:
        """As `area` reads it back: 仙桃市, 张沟镇, 张沟镇 革新村."""
        if self._levels.get(code) != DivisionLevel.VILLAGE:
            return self._labels.get(code, code)
        return code if self.label_of_village(code) == code else self.label(code)

    def asked(self, names: Iterable[str]) -> list[dict]:
        """The questions for the user, with how many rows wait for each; `names` are the places
        of the rows, as questions are keyed."""
        counts = Counter(names)
        return [
            {
                "key": question.key,
                "name": question.name,
                "options": [list(option) for option in question.options],
                "count": counts[question.key],
            }
            for question in self.questions.values()
        ]

    def _look_up(self, township: str, village: str) -> Found:
        if not village:
            return Found(refusal="行政村没有填写")
        if len(village) == LENGTH and village.isdigit():
            return self._by_code(village)
        townships = self._townships.find(township, _TOWNSHIP_ENDINGS) if township else []
        if township and not townships:
            return Found(refusal=self._no_township(township), at_township=True)
        fits = self._fits(village, townships or list(self._villages))
        if not fits:
            return Found(refusal=self._no_village(village, townships))
        near = [code for code in fits if self.in_reach(code)]
        if not near:
            return Found(refusal=OUT_OF_REACH, at_township=bool(township))
        return Found(near[0]) if len(near) == 1 else self._ask(township, village, near)

    def _by_code(self, code: str) -> Found:
        if self._levels.get(code) != DivisionLevel.VILLAGE:
            return Found(refusal="区划代码不是本市的村（社区）代码")
        return Found(code) if self.in_reach(code) else Found(refusal=OUT_OF_REACH)

    def _fits(self, village: str, townships: list[str]) -> list[str]:
        indexes = [self._villages[code] for code in townships]
        exact = [code for index in indexes for code in index.exact.get(village, ())]
        if exact:
            return exact
        stem = _stem(village, _VILLAGE_ENDINGS)
        return [code for index in indexes for code in index.stems.get(stem, ())]

    def _ask(self, township: str, village: str, codes: list[str]) -> Found:
        key = f"{township}|{village}"
        answer = self._answers.get(key)
        if answer in codes:
            return Found(answer)
        options = tuple((code, self.label(code)) for code in sorted(codes))
        name = f"{township}{village}"
        question = self.questions.setdefault(key, Question(key, name, options))
        return Found(refusal=question.sentence, question=key)

    def _no_township(self, name: str) -> str:
        known = [self._labels[code] for code in self._villages]
        return f"本市没有“{name}”{_perhaps(name, known)}，请核对乡（镇）名称"

    def _no_village(self, name: str, townships: list[str]) -> str:
        if not townships:
            known = [name for names in self._names.values() for name in names]
            return f"本市没有“{name}”{_perhaps(name, known)}，请核对行政村名称"
        known = [name for code in townships for name in self._names[code]]
        where = "、".join(self._labels[code] for code in townships)
        return f"{where}没有“{name}”{_perhaps(name, known)}，请核对行政村名称"


def tidy(name: str) -> str:
    """Half-width, no blanks, without the city in front."""
    text = "".join(unicodedata.normalize("NFKC", name).split())
    return text.removeprefix("仙桃市") if len(text) > 3 else text


def _variants(name: str) -> list[str]:
    """The name itself, without its bracket, and what the bracket says: 群合(新豆沟)村委会."""
    inside = _BRACKETED.findall(name)
    outside = _BRACKETED.sub("", name)
    return list(dict.fromkeys([name, outside, *inside])) if inside else [name]


def _stem(name: str, endings: tuple[str, ...]) -> str:
    for ending in endings:
        if name.endswith(ending) and len(name) > len(ending):
            return name.removesuffix(ending)
    return name


def _perhaps(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=2, cutoff=0.5)
    return f"（是否为{'或'.join(dict.fromkeys(near))}？）" if near else ""


def _append(codes: list[str], code: str) -> None:
    if code not in codes:
        codes.append(code)


def _successor(division: Division, divisions: dict[str, Division]) -> str:
    """The division that holds today what this one held."""
    seen = set()
    while division.successor_id and division.code not in seen:
        seen.add(division.code)
        division = divisions[division.successor_id]
    return division.code
