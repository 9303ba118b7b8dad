"""Write docs/states.md from the tables of steps and procedures that the apps registered."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from organization.parameters import DEFINITIONS
from organization.permissions import PERMISSION_LABELS
from organization.procedures import Fact, ProcedureKind, Stage, all_kinds
from organization.steps import Line, StepTable, all_tables, lines_of

PLACE = settings.BASE_DIR / "docs" / "states.md"
HEAD = """# States

Written by `manage.py document_states` from the tables that verbs, buttons and tests read;
a test fails when it is out of date. Do not edit by hand.
"""


class Command(BaseCommand):
    help = "Write docs/states.md from the step tables."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="fail if the file is out of date")

    def handle(self, *args, check, **options):
        text = document()
        if check:
            if not PLACE.exists() or PLACE.read_text(encoding="utf-8") != text:
                raise CommandError("docs/states.md is out of date: run manage.py document_states")
            return
        PLACE.write_text(text, encoding="utf-8")
        self.stdout.write(f"wrote {PLACE.relative_to(settings.BASE_DIR)}")


def document() -> str:
    """The whole file."""
    tables = [_section(table) for table in all_tables()]
    return "\n".join([HEAD, *tables, *(_procedure(kind) for kind in all_kinds())])


def _procedure(kind: ProcedureKind) -> str:
    """The stages of a procedure in their order, with what each takes."""
    rows = [
        "| " + " | ".join([
            stage.label, stage.actor, PERMISSION_LABELS[stage.permission],
            "、".join(_asked(fact) for fact in stage.facts),
            _days(stage), kind.by_code[stage.returns_to].label if stage.returns_to else "",
            "是" if stage.may_reject else "",
        ]) + " |"
        for stage in kind.stages
    ]  # fmt: skip
    return "\n".join(
        [
            f"## 程序：{kind.title}",
            "",
            f"{kind.hint}。" if kind.hint else "",
            "",
            "| 环节 | 办理人 | 权限 | 记录和材料 | 期限 | 可退回至 | 可不通过 |",
            "|---|---|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _asked(fact: Fact) -> str:
    return fact.label if fact.is_required else f"{fact.label}（选填）"


def _days(stage: Stage) -> str:
    """Which parameters hold the days of a stage."""
    said = [f"{DEFINITIONS[stage.waits].label}后"] if stage.waits else []
    said += [DEFINITIONS[stage.term].label] if stage.term else []
    return "、".join(said)


def _section(table: StepTable) -> str:
    lines = lines_of(table)
    rows = [
        "| " + " | ".join([line.seen, line.to, line.label, line.actor, line.permission, line.needs])
        + " |"
        for line in lines
    ]  # fmt: skip
    return "\n".join(
        [
            f"## {table.title}",
            "",
            "```mermaid",
            "stateDiagram-v2",
            *_diagram(table, lines),
            "```",
            "",
            "| 自 | 至 | 步骤 | 办理人 | 权限 | 条件 |",
            "|---|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _diagram(table: StepTable, lines: list[Line]) -> list[str]:
    """Arrows between the names of the states; several steps between two stand on one arrow."""
    names = {state.label: state.name for state in table.states}
    drawn = [f'    state "{label}" as {name}' for label, name in names.items()]
    for line in lines:
        start = names.get(line.seen, "[*]")
        drawn.append(f"    {start} --> {names[line.to]}: {line.label}")
    return drawn
