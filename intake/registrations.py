"""What this app tells the registries when the apps start."""

from django.db.models import Field, ForeignObject

from intake import checks, selectors, sheets, work
from intake.enums import BATCH_STEPS, WORK_STEPS, BatchState
from intake.lookups import Among
from intake.registers import SHEETS
from intake.services import commit, findings, plan, undo
from organization import jobs, navigation, subjects, worklist
from organization import steps as step_tables
from organization.navigation import Entry
from organization.permissions import Permission
from organization.steps import StepTable
from organization.subjects import Subject


def register_all() -> None:
    Field.register_lookup(Among)
    ForeignObject.register_lookup(Among)
    for sheet in SHEETS:
        sheets.register(sheet)
    all_steps = {**BATCH_STEPS, **dict.fromkeys(sorted(WORK_STEPS))}
    step_tables.register(StepTable("intake-1-batch", "导入批次", BatchState, all_steps))
    jobs.register("intake.plan", plan.run)
    jobs.register("intake.commit", commit.run)
    jobs.register("intake.undo", undo.run)
    jobs.register(checks.JOB, findings.run_job)
    subjects.register(
        Subject("intake.importbatch", "导入批次", Permission.IMPORT_VIEW, "intake:batch_detail")
    )
    worklist.register(Permission.IMPORT_APPROVE, work.batches_to_decide)
    worklist.register(Permission.IMPORT_UPLOAD, work.own_batches_to_submit)
    navigation.register(
        Entry(
            label="导入",
            url_name="intake:batch_list",
            icon="import",
            permission=Permission.IMPORT_VIEW,
            order=60,
            count=selectors.waiting_for,
        )
    )
