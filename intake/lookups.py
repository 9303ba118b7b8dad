"""Finding rows by any number of values with one statement."""

import json

from django.db.models import CharField, Lookup


class Among(Lookup):
    """`column__among=values`: like `__in`, for tens of thousands of values.

    One parameter instead of one per value, which SQLite limits and which makes a statement's
    text grow: an array on PostgreSQL, a JSON list on SQLite. Registered in `registrations`.
    Many values are given as a set or as a dictionary's keys: Django looks into each of a list.
    """

    lookup_name = "among"
    prepare_rhs = False

    def get_prep_lookup(self):
        field = self.lhs.output_field
        if isinstance(field, CharField) and all(type(value) is str for value in self.rhs):
            return list(self.rhs)
        return [field.get_prep_value(value) for value in self.rhs]

    def get_db_prep_lookup(self, value, connection):
        return "%s", [value]

    def as_postgresql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        kind = self.lhs.output_field.db_type(connection).split("(")[0]
        kind = {"bigserial": "bigint", "serial": "integer"}.get(kind, kind)
        return f"{column} = ANY(%s::{kind}[])", [*params, self.rhs]

    def as_sqlite(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        sql = f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608
        return sql, [*params, json.dumps(self.rhs)]

    def as_sql(self, compiler, connection):
        raise NotImplementedError(connection.vendor)
