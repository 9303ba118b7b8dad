"""The commands that import and export."""

import io
import json

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from households.models import Household
from tests.workbooks.households import workbook


def test_the_command_plans_and_writes_only_when_told(tmp_path, clerk, maker):
    path, errors = tmp_path / "in.xlsx", tmp_path / "errors.xlsx"
    path.write_bytes(workbook(maker.families(2), edit=lambda rows: rows[0].update(health="好")))

    def run(*options):
        out = io.StringIO()
        call_command("import_workbook", "households", str(path), "--json", *options, stdout=out)
        return json.loads(out.getvalue())

    planned = run("--as", "clerk", "--errors", str(errors))
    assert (planned["households"], planned["new"], planned["errors"]) == (2, 1, 1)
    assert not Household.objects.exists()
    assert openpyxl.load_workbook(errors)
    written = run("--commit")
    assert Household.objects.count() == 1
    assert {"rows", "members", "changed", "unchanged", "conflicts", "seconds"} <= written.keys()
    assert run("--commit")["unchanged"] == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["households", "nowhere.xlsx"], "读不到文件"),
        (["houses", __file__], "没有“houses”这一表种"),
        (["households", __file__], "只能导入"),
        (["households", __file__, "--as", "nobody"], "没有在用的账号"),
    ],
)
def test_the_command_says_what_is_wrong(places, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("import_workbook", *arguments)


def test_the_export_command_writes_what_the_import_reads(tmp_path, places, maker):
    source, path = tmp_path / "in.xlsx", tmp_path / "out.xlsx"
    source.write_bytes(workbook(maker.families(3)))
    call_command("import_workbook", "households", str(source), "--commit", stdout=io.StringIO())
    call_command("export_workbook", "households", str(path), stdout=io.StringIO())

    out = io.StringIO()
    call_command("import_workbook", "households", str(path), "--commit", "--json", stdout=out)

    assert json.loads(out.getvalue())["unchanged"] == 3
