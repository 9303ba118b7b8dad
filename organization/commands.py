"""What every command of the house does alike: refusals are sentences, never a traceback."""

from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from organization.errors import NotFoundError, RuleError


class CityCommand(BaseCommand):
    """A command that works with the registers, so it needs the tables of this version."""

    requires_migrations_checks = True

    def check_migrations(self):
        """Refuse a database whose tables are missing or older than the code."""
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("数据库还没有本版本的表：请先运行 manage.py migrate 再试")

    def execute(self, *args, **options):
        """Answer a refused rule like a mistyped argument: on stderr, with status 1."""
        try:
            return super().execute(*args, **options)
        except (RuleError, NotFoundError) as refusal:
            raise CommandError(str(refusal)) from refusal
