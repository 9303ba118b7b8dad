"""Commands at the door: a database without tables, and refusals, are answered in a sentence."""

import os
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

COMMANDS = ["load_demo", "indicators", "backup"]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_database_without_tables_is_answered_in_a_sentence(command, tmp_path):
    environment = os.environ | {"XIANTAO_VAR": str(tmp_path), "DATABASE_URL": ""}
    done = subprocess.run(
        [sys.executable, "manage.py", command],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "请先运行 manage.py migrate" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.django_db
def test_a_refused_rule_is_answered_like_a_mistyped_argument():
    with pytest.raises(CommandError, match="没有"):
        call_command("export_workbook", "nothing", "out.xlsx", stdout=StringIO())
