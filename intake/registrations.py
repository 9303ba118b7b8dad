"""What this app tells the registries when the apps start."""

from django.db.models import Field, ForeignObject

from intake import checks, selectors, sheets, work
from intake.enums import BATCH_STEPS, WORK_STEPS, BatchState
from intake.lookups import Among
from intake.registers import SHEETS
from intake.services import commit, downloads, findings, plan, undo
from organization import jobs, navigation, subjects, trail, worklist
from organization import steps as step_tables
from organization.navigation import Entry
from organization.permissions import Permission
from organization.steps import StepTable
from organization.subjects import Subject

VERBS = {
    "import.uploaded": "上传导入表格",
    "import.answered": "确认名称",
    "import.failed": "文件未能处理",
    "import.retried": "重新处理",
    "import.submitted": "提交导入批次",
    "import.withdrawn": "撤回导入批次",
    "import.approved": "审核通过导入批次",
    "import.refused": "退回导入批次",
    "import.committed": "写入导入批次",
    "import.undo_requested": "申请撤销导入批次",
    "import.undo_refused": "未能撤销导入批次",
    "import.undone": "撤销导入批次",
    "import.downloaded": "下载导入文件",
}


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
    jobs.register(
        downloads.ERROR_WORKBOOK, downloads.build_errors, file_permission=Permission.IMPORT_VIEW
    )
    jobs.register(checks.JOB, findings.run_job)
    subjects.register(
        Subject("intake.importbatch", "导入批次", Permission.IMPORT_VIEW, "intake:batch_detail")
    )
    trail.name_verbs(VERBS)
    trail.name_origins("import", "导入第{}批", "intake.importbatch")
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
