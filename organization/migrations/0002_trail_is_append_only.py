"""On PostgreSQL the application's role loses the right to change or delete the trail.

The role owns the table, so it could take the right back; that would be a deliberate act outside
the application, which the sealed chain notices. SQLite knows no rights: there Django's guard and
the chain remain.
"""

from django.db import migrations

TABLES = ("organization_auditentry", "organization_auditblock")


def revoke(apps, schema_editor):
    _for_each_table(schema_editor, "REVOKE UPDATE, DELETE ON {} FROM CURRENT_USER")


def give_back(apps, schema_editor):
    _for_each_table(schema_editor, "GRANT UPDATE, DELETE ON {} TO CURRENT_USER")


def _for_each_table(schema_editor, statement):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(statement.format(table))


class Migration(migrations.Migration):
    dependencies = [("organization", "0001_initial")]

    operations = [migrations.RunPython(revoke, give_back)]
