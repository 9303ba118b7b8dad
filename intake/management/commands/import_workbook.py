"""`manage.py import_workbook SHEET FILE`: plan a workbook, and write it with --commit."""

import datetime
import json
from pathlib import Path

from django.core.management.base import CommandError

from intake import sheets
from intake.reports import error_workbook
from intake.services.operator import Result, import_file
from organization.commands import CityCommand
from organization.models import User
from organization.working_date import fixed_working_date


class Command(CityCommand):
    help = "核对一份表格；加 --commit 才写入登记簿"

    def add_arguments(self, parser):
        parser.add_argument("sheet", help="、".join(sheets.labels()))
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="username", help="按该用户的管辖范围核对")
        parser.add_argument("--date", type=datetime.date.fromisoformat, help="数据截至日期")
        parser.add_argument("--commit", action="store_true", help="写入登记簿")
        parser.add_argument("--errors", type=Path, help="把错误表写到这个文件")
        parser.add_argument("--json", action="store_true", help="只输出一个JSON对象")

    def handle(self, *args, **options):
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"读不到文件：{error.strerror} {options['file']}") from None
        with fixed_working_date() as day:
            result = import_file(
                options["sheet"],
                options["file"].name,
                content,
                by=self._user(options["username"]),
                data_date=options["date"] or day,
                commit=options["commit"],
                say=self._say if not options["json"] else sheets.silent,
            )
            self._report(result, options)

    def _user(self, username):
        if not username:
            return None
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"没有在用的账号“{username}”")
        return user

    def _say(self, step, done, total):
        self.stderr.write(f"{step} {done}/{total}" if total else step)

    def _report(self, result: Result, options):
        if options["errors"]:
            options["errors"].write_bytes(error_workbook.build(result.batch))
        figures = result.figures()
        if options["json"]:
            self.stdout.write(json.dumps(figures, ensure_ascii=False))
            return
        self.stdout.write(
            "{state_label}：{rows}行，{households}个对象；新增{new}、变更{changed}、无变化{unchanged}、"
            "冲突{conflicts}、错误{errors}；用时{seconds}秒".format(
                **figures, state_label=f"{result.batch}{result.batch.get_state_display()}"
            )
        )
