"""What comes in from outside: files, batches, their rows, and what checks found."""

from intake.models.batches import ImportBatch, ImportRow
from intake.models.files import StoredFile
from intake.models.findings import CheckResult

__all__ = ["CheckResult", "ImportBatch", "ImportRow", "StoredFile"]
