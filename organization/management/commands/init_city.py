from pathlib import Path

from django.core.management.base import CommandError

from organization.commands import CityCommand
from organization.services.start import DIVISIONS_FILE, init_city


class Command(CityCommand):
    help = "从空库启用一个真实的市：区划、第一位管理员（一次性密码），并列出还缺什么"

    def add_arguments(self, parser):
        parser.add_argument("--divisions", type=Path, default=DIVISIONS_FILE)
        parser.add_argument("--admin", default="admin", help="第一位管理员的用户名")

    def handle(self, *args, **options):
        try:
            started = init_city(options["divisions"], options["admin"])
        except OSError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"已载入{started.city}及以下区划{started.divisions}个。")
        if started.password:
            self.stdout.write(
                f"管理员 {options['admin']}，一次性密码 {started.password}"
                "（只显示这一次，首次登录须修改）"
            )
        else:
            self.stdout.write(f"管理员 {options['admin']} 已存在，未改动。")
        for line in started.missing:
            self.stdout.write(f"尚缺：{line}")
        self.stdout.write("登录后打开“启用清单”，按步骤登记或导入。")
