"""States of what comes in from outside, and the steps between them."""

from django.db.models import TextChoices

from organization.permissions import Permission


class BatchState(TextChoices):
    """The way of a workbook from the upload into the register."""

    UPLOADED = "uploaded", "已上传"
    PLANNING = "planning", "核对中"
    PLANNED = "planned", "待提交"
    SUBMITTED = "submitted", "待审核"
    COMMITTING = "committing", "写入中"
    COMMITTED = "committed", "已生效"
    REFUSED = "refused", "已退回"
    FAILED = "failed", "未能处理"
    UNDOING = "undoing", "撤销中"
    UNDONE = "undone", "已撤销"
    WITHDRAWN = "withdrawn", "已撤回"

    @property
    def badge(self) -> str:
        """The level of the badge that shows it."""
        levels = {
            "planning": "open", "committing": "open", "undoing": "open", "planned": "soon",
            "submitted": "soon", "committed": "done", "refused": "urgent", "failed": "urgent",
            "undone": "off", "withdrawn": "off",
        }  # fmt: skip
        return levels.get(self.value, "neutral")


_S = BatchState
BATCH_STEPS: dict[tuple[BatchState, BatchState], Permission] = {
    (_S.UPLOADED, _S.PLANNING): Permission.IMPORT_UPLOAD,
    (_S.PLANNED, _S.PLANNING): Permission.IMPORT_UPLOAD,
    (_S.PLANNED, _S.SUBMITTED): Permission.IMPORT_UPLOAD,
    (_S.PLANNED, _S.WITHDRAWN): Permission.IMPORT_UPLOAD,
    (_S.PLANNING, _S.WITHDRAWN): Permission.IMPORT_UPLOAD,  # only when its work has failed
    (_S.SUBMITTED, _S.WITHDRAWN): Permission.IMPORT_UPLOAD,
    (_S.SUBMITTED, _S.REFUSED): Permission.IMPORT_APPROVE,
    (_S.SUBMITTED, _S.COMMITTING): Permission.IMPORT_APPROVE,
    (_S.COMMITTED, _S.UNDOING): Permission.IMPORT_APPROVE,
}
"""The steps that people take and what each needs. Buttons, verbs and `docs/states.md` read it."""

WORK_STEPS: frozenset[tuple[BatchState, BatchState]] = frozenset(
    {
        (_S.PLANNING, _S.PLANNED),
        (_S.PLANNING, _S.FAILED),
        (_S.PLANNED, _S.COMMITTING),  # the approval policy lets the batch through
        (_S.COMMITTING, _S.COMMITTED),
        (_S.UNDOING, _S.UNDONE),
        (_S.UNDOING, _S.COMMITTED),  # something newer touched the rows
    }
)
"""The steps that the worker takes by itself."""


class Download(TextChoices):
    """The workbooks of a batch that somebody may take out of the house."""

    ORIGINAL = "original", "原文件"
    ERRORS = "errors", "错误表"


ALIVE_STATES = frozenset(
    {
        _S.UPLOADED, _S.PLANNING, _S.PLANNED, _S.SUBMITTED, _S.COMMITTING, _S.COMMITTED, _S.UNDOING,
    }
)  # fmt: skip
"""A batch in one of these makes a second upload of the same bytes pointless."""

AT_WORK_STATES = frozenset({_S.UPLOADED, _S.PLANNING, _S.COMMITTING, _S.UNDOING})
"""A worker is busy with the batch, or about to be."""


class Outcome(TextChoices):
    """What the plan says of one object (household, unit, …) of a workbook."""

    NEW = "new", "新增"
    CHANGED = "changed", "变更"
    UNCHANGED = "unchanged", "无变化"
    CONFLICT = "conflict", "冲突"
    ERROR = "error", "错误"


WRITTEN_OUTCOMES = (Outcome.NEW, Outcome.CHANGED)
"""Only these reach the register; the others wait for a corrected workbook."""

REFUSED_OUTCOMES = (Outcome.CONFLICT, Outcome.ERROR)
"""What has no hints but faults: it waits for a corrected workbook."""


class Level(TextChoices):
    """How grave a finding is: an error bars the row, a warning goes to the work list."""

    ERROR = "E", "错误"
    WARNING = "W", "提示"

    @property
    def badge(self) -> str:
        """The level of the badge that shows it."""
        return "urgent" if self == Level.ERROR else "soon"


class FindingState(TextChoices):
    OPEN = "open", "待处理"
    CLOSED = "closed", "已消除"
