from pathlib import Path

from django.core.management.base import CommandError

from organization.commands import CityCommand
from organization.services.divisions import load_divisions


class Command(CityCommand):
    help = "载入行政区划表（code,name,level,parent_code）；重复载入不产生变化"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *args, **options):
        try:
            new, renamed = load_divisions(options["file"])
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"区划：新增{new}个，更名{renamed}个")
