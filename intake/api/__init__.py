"""Workbooks over the API: kinds, and batches on their way into the register."""

from intake.api.batches import ImportBatchViewSet
from intake.api.kinds import SheetViewSet


def register(router) -> None:
    router.register("import-sheets", SheetViewSet, basename="import-sheet")
    router.register("import-batches", ImportBatchViewSet, basename="import-batch")
