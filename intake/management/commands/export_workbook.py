"""`manage.py export_workbook SHEET OUT.xlsx`: the register in the layout that imports read."""

from pathlib import Path

from django.core.management.base import CommandError

from intake import sheets
from intake.reports import export_workbook
from organization.commands import CityCommand
from organization.enums import DivisionLevel
from organization.models import Division
from organization.working_date import fixed_working_date


class Command(CityCommand):
    help = "按导入的表式导出；再导入时没有任何变化"

    def add_arguments(self, parser):
        parser.add_argument("sheet", help="、".join(sheets.labels()))
        parser.add_argument("file", type=Path)
        parser.add_argument("--division", help="区划代码，不填为全市")
        parser.add_argument("--layout", help="表式代码，不填为现行表式")

    def handle(self, *args, **options):
        with fixed_working_date() as day:
            sheet = sheets.sheet_of(options["sheet"])
            code = self._area(options["division"])
            layout = self._layout(sheet, options["layout"], day)
            count = export_workbook.write(options["file"], sheet, layout, code, day)
        self.stdout.write(f"已导出{count}行：{options['file']}")

    def _area(self, code):
        if code is None:
            cities = Division.objects.current().filter(level=DivisionLevel.CITY)
            return cities.values_list("code", flat=True).get()
        if not Division.objects.filter(code=code).exists():
            raise CommandError(f"没有区划代码{code}")
        return code

    def _layout(self, sheet, code, day):
        known = {layout.code: layout for layout in sheet.layouts}
        if code is None:
            return sheet.template_layout(day)
        if code not in known:
            raise CommandError(f"没有表式{code}，可用的有：{'、'.join(known)}")
        return known[code]
