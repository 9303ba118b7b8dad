"""Writing accounts and grants of a plan, set-based, with their trail."""

from collections.abc import Iterator

from django.contrib.auth.hashers import make_password

from intake.models import ImportRow
from intake.registers.accounts import EMPTY
from intake.registers.base import (
    Known,
    State,
    ids_of,
    states_of,
)
from intake.sheets import Context
from organization import audit
from organization.audit import Act
from organization.bulk import insert_rows, next_ids, update_rows
from organization.models import Cadre, Grant, Unit, User

_ACCOUNT = ("display_name", "division", "unit", "cadre")
_STORED = ["display_name", "division_id", "unit_id", "cadre_id"]


class Writer:
    """Accounts, grants and their trail, with a fixed number of statements."""

    def __init__(self, rows: list[ImportRow], known: dict[str, Known], context: Context) -> None:
        self.rows, self.known, self.context = rows, known, context
        new = [row.key for row in rows if row.key not in known]
        self.ids = dict(zip(new, next_ids(User, len(new)), strict=True)) if new else {}
        self.ids |= {key: there.pk for key, there in known.items()}
        self.acts: list[Act] = []

    def write(self) -> dict[int, str]:
        self._accounts()
        self._grants()
        audit.record_many(self.context.by, self.acts, batch=self.context.trail_batch)
        return {row.pk: str(self.ids[row.key]) for row in self.rows}

    def _accounts(self) -> None:
        new = [row for row in self.rows if row.key not in self.known]
        states = [row.payload["new"] for row in new]
        insert_rows(
            User,
            ["id", "username", "password", *_STORED],
            [
                (self.ids[row.key], row.key, make_password(None), *values)
                for row, values in zip(new, _stored(states), strict=True)
            ],
        )
        changed = [row for row in self.rows if row.key in self.known and _account_changes(row)]
        update_accounts([(self.ids[row.key], row.payload["new"]) for row in changed])
        written = [*new, *changed]
        units = ids_of(Unit, "code", (state["unit"] for state in states_of(written)))
        cadres = ids_of(Cadre, "number", (state["cadre"] for state in states_of(written)))
        for row in written:
            told = [_told(row, state, units, cadres) for state in row.payload.values()]
            before, after = told[0], told[1] | ({} if told[0] else {"username": row.key})
            self._act(row, "user.updated" if before else "user.created",
                      before=before, after=after)  # fmt: skip

    def _grants(self) -> None:
        given = [(row, g) for row in self.rows for g in row.payload["new"]["grants"] if not g[0]]
        keys = next_ids(Grant, len(given)) if given else []
        units = ids_of(Unit, "code", (grant[4] for _, grant in given))
        by = self.context.by.pk if self.context.by else None
        insert_rows(
            Grant,
            ["id", "user_id", "role", "reach", "division_id", "unit_id", "starts_on", "ends_on",
             "note", "granted_by_id"],
            [
                (pk, self.ids[row.key], *grant[1:4], grant[4] and units[grant[4]], *grant[5:8], by)
                for pk, (row, grant) in zip(keys, given, strict=True)
            ],
        )  # fmt: skip
        for pk, (row, grant) in zip(keys, given, strict=True):
            after = {"user": self.ids[row.key], "role": grant[1], "reach": grant[2]}
            self._grant_act(row, "grant.given", pk, after=after)
        ended = [(row, old, new) for row in self.rows for old, new in _ended(row)]
        update_rows(Grant, ["ends_on"], [(new[0], new[6]) for _, _, new in ended])
        for row, old, new in ended:
            self._grant_act(
                row, "grant.ended", new[0], before={"ends_on": old[6]}, after={"ends_on": new[6]}
            )

    def _act(self, row: ImportRow, verb: str, **sides: State) -> None:
        pk = str(self.ids[row.key])
        self.acts.append(Act(verb, "organization.user", pk, row.division_code, **sides))

    def _grant_act(self, row: ImportRow, verb: str, pk: int, **sides: State) -> None:
        self.acts.append(Act(verb, "organization.grant", str(pk), row.division_code, **sides))


def _stored(states: list[State]) -> list[tuple]:
    units = ids_of(Unit, "code", (state["unit"] for state in states))
    cadres = ids_of(Cadre, "number", (state["cadre"] for state in states))
    return [
        (s["display_name"], s["division"], units.get(s["unit"]), cadres.get(s["cadre"]))
        for s in states
    ]


def update_accounts(states: list[tuple[int, State]]) -> None:
    stored = _stored([state for _, state in states])
    update_rows(
        User, _STORED, [(pk, *values) for (pk, _), values in zip(states, stored, strict=True)]
    )


def _account_changes(row: ImportRow) -> list[str]:
    old, new = row.payload["old"] or EMPTY, row.payload["new"]
    return [name for name in _ACCOUNT if new[name] != old[name]]


def _told(row: ImportRow, state: State, units: dict[str, int], cadres: dict[str, int]) -> State:
    """What changed of an account as the trail keeps it: unit and cadre by their key."""
    names = _account_changes(row) if state else []
    told = {name: state[name] for name in names}
    for name, ids in (("unit", units), ("cadre", cadres)):
        if name in told:
            told[name] = ids.get(told[name])
    return told


def _ended(row: ImportRow) -> Iterator[tuple[list, list]]:
    old = {grant[0]: grant for grant in row.payload["old"].get("grants", ())}
    for grant in row.payload["new"]["grants"]:
        if grant[0] and grant != old[grant[0]]:
            yield old[grant[0]], grant
