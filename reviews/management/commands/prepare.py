"""Makes the database ready to work with; `make run` calls it before the web server."""

import os

from django.core.management import BaseCommand, call_command

from organization.models import Division
from organization.working_date import is_demo
from reviews.demo.accounts import PASSWORD, USERNAMES


class Command(BaseCommand):
    """`manage.py prepare`: tables, then into an empty database the demonstration city.

    With DEMO=0 in the environment a real city is begun instead (`init_city`; DIVISIONS and ADMIN
    are its options).
    """

    help = "准备数据库：建表；空库装入演示城市，DEMO=0 时启用真实的市"

    def handle(self, **options) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        if Division.objects.exists():
            if is_demo():
                self.stdout.write(f"演示账号（密码均为 {PASSWORD}）：{'、'.join(USERNAMES)}")
        elif os.environ.get("DEMO", "1") != "0":
            self.stdout.write("正在装入演示城市（约两分钟，只在首次）……")
            self.stdout.flush()
            call_command("load_demo", stdout=self.stdout)
        else:
            options = {"--divisions": "DIVISIONS", "--admin": "ADMIN"}
            given = {option: os.environ.get(name) for option, name in options.items()}
            words = [word for option, value in given.items() if value for word in (option, value)]
            call_command("init_city", *words, stdout=self.stdout)
