"""Writing many rows at once on both engines: COPY on PostgreSQL, executemany on SQLite.

Django's `bulk_create` is four to twelve times slower; a register import moves 81,076 people.
Values pass through the fields' own `get_db_prep_save`, so encryption, JSON and dates are the
model's, and blind indexes are filled from their source.
"""

import datetime
import functools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from enum import Enum
from itertools import islice
from typing import Any

from django.db import connection, models

from organization.crypto import encrypt
from organization.fields import BlindIndex, EncryptedText

_CHUNK = 5000
_NULL = r"\N"
_BOOLEANS = {None: _NULL, True: "t", False: "f"}
_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def insert_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    """Insert rows given as tuples in the order of `columns` (attnames); returns how many.

    Columns left out take their field's default; `BlindIndex` columns whose source is given are
    computed. Explicit primary keys come from `next_ids`. One statement, however many rows.
    """
    return _Writer(model, columns).write(rows)


def update_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    """Set `columns` of existing rows; each row is (pk, *values). A temporary table and one
    UPDATE … FROM, so the number of statements does not grow with the rows."""
    rows = list(rows)
    if not rows:
        return 0
    table = f"tmp_{model._meta.db_table}"
    pk = model._meta.pk
    fields = [_field(model, name) for name in columns]
    fields += [
        index
        for index in model._meta.concrete_fields
        if isinstance(index, BlindIndex) and index.source in columns
    ]
    names = [_column(field) for field in fields]
    quoted = [connection.ops.quote_name(name) for name in [_column(pk), *names]]
    target = connection.ops.quote_name(model._meta.db_table)
    prepared = _update_values(pk, fields, columns, rows)
    with connection.cursor() as cursor:
        types = ", ".join(
            f"{name} {field.db_type(connection)}"
            for name, field in zip(quoted, [_plain_pk(pk), *fields], strict=True)
        )
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ({types})")
        _load(cursor, table, quoted, prepared)
        settings = ", ".join(f"{name} = fresh.{name}" for name in quoted[1:])
        cursor.execute(
            f"UPDATE {target} SET {settings} FROM {table} AS fresh "  # noqa: S608
            f"WHERE {target}.{quoted[0]} = fresh.{quoted[0]}"
        )
        changed = cursor.rowcount
        cursor.execute(f"DROP TABLE {table}")
    return changed


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """Reserve `count` primary keys, so that children can be written beside their parents."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # OFFSET 0: the sequence is looked up once, not for every number.
            cursor.execute(
                "SELECT nextval(named.sequence) FROM "
                "(SELECT pg_get_serial_sequence(%s, %s)::regclass AS sequence OFFSET 0) AS named, "
                "generate_series(1, %s)",
                [table, model._meta.pk.column, count],
            )
            return [number for (number,) in cursor.fetchall()]
        # SQLite has one writer at a time (IMMEDIATE), so nobody else takes a number meanwhile.
        cursor.execute("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
        first = cursor.fetchone()[0] + 1
    return list(range(first, first + count))


class _Writer:
    """Prepares and writes rows of one model."""

    def __init__(self, model: type[models.Model], columns: Sequence[str]) -> None:
        self.model = model
        self.given = [_field(model, name) for name in columns]
        named = set(columns)
        rest = [f for f in model._meta.concrete_fields if f.attname not in named]
        self.indexes = [
            (field, list(columns).index(field.source))
            for field in rest
            if isinstance(field, BlindIndex) and field.source in named
        ]
        computed = {field for field, _ in self.indexes}
        self.defaults = [f for f in rest if f not in computed and not f.primary_key]
        fields = [*self.given, *(f for f, _ in self.indexes), *self.defaults]
        self.names = [connection.ops.quote_name(_column(field)) for field in fields]
        self.preparers = [_preparer(field) for field in self.given]

    def write(self, rows: Iterable[Sequence[Any]]) -> int:
        """Write the rows with one statement; they are prepared a few thousand at a time."""
        coming = iter(rows)
        first = list(islice(coming, _CHUNK))
        if not first:
            return 0
        self.count = 0
        table = connection.ops.quote_name(self.model._meta.db_table)
        with connection.cursor() as cursor:
            _load(cursor, table, self.names, self._stream(first, coming))
        return self.count

    def _stream(self, chunk: list[Sequence[Any]], coming: Iterator) -> Iterator[tuple]:
        while chunk:
            yield from self._prepared(chunk)
            self.count += len(chunk)
            chunk = list(islice(coming, _CHUNK))

    def _prepared(self, rows: list[Sequence[Any]]) -> list[tuple]:
        """The rows as the database takes them; column by column, for most need no touch."""
        given = list(zip(*rows, strict=True))
        if len(given) != len(self.given):
            raise ValueError(f"{len(self.given)} columns, rows of {len(given)} values")
        columns = [
            values if prepare is None else [prepare(value) for value in values]
            for prepare, values in zip(self.preparers, given, strict=True)
        ]
        columns += [
            [field.index_of(text) for text in given[place]] for field, place in self.indexes
        ]
        columns += [_default_column(field, len(rows)) for field in self.defaults]
        return list(zip(*columns, strict=True))


def _default_column(field: models.Field, length: int) -> list[Any]:
    """A default for each row; one that is computed (a moment, a UUID) anew for each."""
    prepare = _preparer(field) or _as_it_is
    if field.has_default() and callable(field.default):
        return [prepare(field.get_default()) for _ in range(length)]
    return [prepare(field.get_default())] * length


def _load(cursor: Any, table: str, names: list[str], rows: Iterable[Sequence[Any]]) -> None:
    if connection.vendor == "postgresql":
        cursor.copy_expert(f"COPY {table} ({', '.join(names)}) FROM STDIN", _CopyText(rows))
        return
    places = ", ".join(["%s"] * len(names))
    cursor.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})", rows)  # noqa: S608


class _CopyText:
    """Rows as the file that COPY reads, made while it reads, a few thousand at a time."""

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self._rows = iter(rows)

    def read(self, size: int) -> str:
        """The next rows, whole, whatever `size`; empty at the end."""
        chunk = list(islice(self._rows, _CHUNK))
        if not chunk:
            return ""
        columns = [_copy_column(values) for values in zip(*chunk, strict=True)]
        return "\n".join(map("\t".join, zip(*columns, strict=True))) + "\n"


def _copy_column(values: Sequence[Any]) -> Sequence[str]:
    """A column in COPY's text format; one look at a whole column of text tells that nothing in it
    needs an escape, which is nearly always so."""
    kinds = set(map(type, values))
    if kinds == {str}:
        return values if not _SPECIAL.search("".join(values)) else list(map(_copy_text, values))
    if kinds <= {bool, type(None)}:
        return [_BOOLEANS[value] for value in values]
    if kinds <= {int, type(None)}:
        return [_NULL if value is None else str(value) for value in values]
    if kinds == {str, type(None)} and not _SPECIAL.search("".join(filter(None, values))):
        return [_NULL if value is None else value for value in values]
    if all(issubclass(kind, _OFTEN_ALIKE) for kind in kinds):
        texts = {value: _copy_text(value) for value in set(values)}
        return [texts[value] for value in values]
    return list(map(_copy_text, values))


_OFTEN_ALIKE = (Enum, datetime.date, str, type(None))
"""Kinds of which a column has few different values, so that each is put into words once."""


def _copy_text(value: Any) -> str:
    """One value in COPY's text format."""
    if value is None or type(value) is bool:
        return _BOOLEANS[value]
    text = str(value)
    return text.translate(_ESCAPES) if _SPECIAL.search(text) else text


def _update_values(
    pk: models.Field, fields: Sequence[Any], columns: Sequence[str], rows: list
) -> list[list[Any]]:
    sources = list(columns)
    plain = [_preparer(field) or _as_it_is for field in fields]
    prepare_pk = _preparer(pk) or _as_it_is
    extra = [(field, sources.index(field.source)) for field in fields[len(sources) :]]
    return [
        [
            prepare_pk(key),
            *(
                prepare(value)
                for prepare, value in zip(
                    plain,
                    [*values, *(field.index_of(values[place]) for field, place in extra)],
                    strict=True,
                )
            ),
        ]
        for key, *values in rows
    ]


def _plain_pk(pk: models.Field) -> models.Field:
    """The key's column type without being serial."""
    if isinstance(pk, models.BigAutoField):
        return models.BigIntegerField()
    return pk.target_field if isinstance(pk, models.ForeignKey) else pk


def _as_it_is(value: Any) -> Any:
    return value


def _preparer(field: models.Field) -> Callable[[Any], Any] | None:
    """How a value of the field is written; None: as it is.

    Dates and amounts take short ways of their own: Django's go through the connection for every
    single value, which is most of the time of a large insert.
    """
    if isinstance(field, models.ForeignKey) or type(field) in _AS_THEY_ARE:
        return None
    if isinstance(field, models.JSONField):
        return _json_writer(field)
    if isinstance(field, models.DateField):
        return _date_writer(field)
    if type(field) is models.DecimalField:
        return _decimal_writer(field)
    if type(field) is EncryptedText:
        return _cipher_writer(field)
    if isinstance(field, EncryptedText):
        return lambda value: field.get_prep_value(value) if value else value
    return lambda value: field.get_db_prep_save(value, connection)


def _json_writer(field: models.JSONField) -> Callable[[Any], Any]:
    encode = (field.encoder or json.JSONEncoder)(ensure_ascii=False).encode

    def write(value: Any) -> Any:
        if value is None:
            return None
        return encode(value) if value != {} else "{}"

    return write


def _cipher_writer(field: EncryptedText) -> Callable[[Any], Any]:
    context = field.context()

    def write(value: Any) -> Any:
        return encrypt(str(value), context) if value else value

    return write


def _date_writer(field: models.DateField) -> Callable[[Any], Any]:
    """A register's day and moment are few, and written by the ten thousand."""

    @functools.lru_cache(maxsize=20_000)
    def write(value: Any) -> Any:
        return field.get_db_prep_save(value, connection)

    return write


def _decimal_writer(field: models.DecimalField) -> Callable[[Any], Any]:
    limit = 10 ** (field.max_digits - field.decimal_places)
    finest = -field.decimal_places

    def write(value: Any) -> Any:
        if value is None:
            return None
        if type(value) is int and -limit < value < limit:
            return str(value)
        number = Decimal(value) if type(value) is str else value
        if type(number) is Decimal and _fits(number, limit, finest):
            return format(number, "f")
        return field.get_db_prep_save(value, connection)

    return write


_AS_THEY_ARE = {
    models.CharField, models.TextField, models.IntegerField, models.BigIntegerField,
    models.SmallIntegerField, models.PositiveIntegerField, models.PositiveSmallIntegerField,
    models.BooleanField, models.AutoField, models.BigAutoField, BlindIndex,
}  # fmt: skip


def _fits(number: Decimal, limit: int, finest: int) -> bool:
    """Whether the column holds the number without rounding."""
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and -limit < number < limit and exponent >= finest


def _column(field: models.Field) -> str:
    """A concrete field has one."""
    return str(field.column)


def _field(model: type[models.Model], attname: str) -> models.Field:
    for field in model._meta.concrete_fields:
        if attname in {field.attname, field.name}:
            return field
    raise ValueError(f"{model.__name__} has no column {attname}")
