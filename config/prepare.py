"""Makes the database ready to work with: tables, then on an empty one the first data.

`python -m config.prepare` is what `make run` calls between the broker and the web server. With
`DEMO=0` it starts a real city instead of the demonstration city.
"""

import os
import sys

import django
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command, get_commands


def is_empty() -> bool:
    """Whether no division stands in the database yet: everything else hangs on one."""
    return not apps.get_model("organization", "Division").objects.exists()


def load_first_data() -> None:
    """The demonstration city, or with DEMO=0 a real one."""
    demo = os.environ.get("DEMO", "1") != "0"
    if ("load_demo" if demo else "init_city") not in get_commands():  # until they are written
        print("初始数据的装载程序尚未提供，数据库暂为空。", flush=True)
    elif demo:
        print("正在装入演示城市（约两分钟，只在首次）……", flush=True)
        call_command("load_demo")
    else:
        chosen = {"--divisions": os.environ.get("DIVISIONS"), "--admin": os.environ.get("ADMIN")}
        given = [part for option, value in chosen.items() if value for part in (option, value)]
        call_command("init_city", *given)


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
    try:
        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
        if is_empty():
            load_first_data()
    except (ImproperlyConfigured, CommandError) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
