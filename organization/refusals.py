"""Every way in which the house says no, as the sentence that the user reads.

A rule refuses by `RuleError`, a model by `ValidationError`, the database by the constraint it
held to. Pages, forms and the API ask here, so that none of them answers 500.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import cast

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Field, Model, UniqueConstraint

from organization.errors import RuleError

_COLUMNS = re.compile(r"Key \(([^)]*)\)=")
_SQLITE = re.compile(r"(?:UNIQUE|CHECK) constraint failed: (?:index ')?([^']+)")


def refusal_of(error: BaseException) -> str | None:
    """The sentence of a refusal; None if the error is none but a fault of ours."""
    if isinstance(error, RuleError):
        return str(error)
    if isinstance(error, ValidationError):
        return "；".join(error.messages)
    if isinstance(error, IntegrityError):
        return _sentence_of(error)
    return None


@contextmanager
def refused(tell: Callable[[str], None]) -> Iterator[None]:
    """Hand the sentence of a refusal inside to `tell`; a fault of ours goes on."""
    try:
        yield
    except (RuleError, ValidationError, IntegrityError) as error:
        sentence = refusal_of(error)
        if sentence is None:
            raise
        tell(sentence)


def _sentence_of(error: IntegrityError) -> str | None:
    """What the violated constraint says; None for one that no user can violate (NOT NULL, keys)."""
    by_name, by_columns = _sentences()
    told = getattr(error.__cause__, "diag", None)
    if told is not None:  # PostgreSQL
        columns = _COLUMNS.search(told.message_detail or "")
        where = f"{told.table_name}: {_sorted(columns[1])}" if columns else ""
        return by_name.get(told.constraint_name or "") or by_columns.get(where)
    found = _SQLITE.search(str(error))
    if found is None:
        return None
    table = found[1].partition(".")[0]
    columns_said = found[1].replace(f"{table}.", "")
    return by_name.get(found[1]) or by_columns.get(f"{table}: {_sorted(columns_said)}")


def _sorted(columns: str) -> str:
    return ", ".join(sorted(column.strip() for column in columns.split(",")))


def _columns(model: type[Model], constraint: UniqueConstraint) -> str:
    fields = [cast("Field", model._meta.get_field(name)) for name in constraint.fields]
    return ", ".join(sorted(str(field.column) for field in fields))


@cache
def _sentences() -> tuple[dict[str, str], dict[str, str]]:
    """The sentences by the constraint's name, and those of uniqueness by table and columns."""
    by_name: dict[str, str] = {}
    by_columns: dict[str, str] = {}
    for model in apps.get_models():
        table = model._meta.db_table
        for field in model._meta.local_concrete_fields:
            if field.unique and not field.primary_key:
                by_columns[f"{table}: {field.column}"] = f"该{field.verbose_name}已登记"
        for constraint in model._meta.constraints:
            if constraint.violation_error_message == constraint.default_violation_error_message:
                continue
            sentence = str(constraint.violation_error_message)
            by_name[constraint.name] = sentence
            if isinstance(constraint, UniqueConstraint) and constraint.fields:
                by_columns.setdefault(f"{table}: {_columns(model, constraint)}", sentence)
    return by_name, by_columns
