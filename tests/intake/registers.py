"""Rows of the plain registers, and their way through the intake."""

import datetime
import io

from django.core.management import call_command

from intake.models import ImportBatch
from intake.services import approval, undo
from intake.services.upload import upload
from organization.models import User
from tests.intake.conftest import texts_of, work
from tests.workbooks.registers import sheet_file

BUREAU = {
    "code": "B01", "name": "市农业农村局（扶贫）", "short_name": "农业局", "kind": "市直部门",
    "division": "仙桃市", "phone": "0728-3222222", "starts_on": "2010-01-01",
}  # fmt: skip
STATION = {
    "code": "B02", "name": "杨林尾镇农技站", "kind": "镇办场园", "division": "杨林尾镇",
    "superior": "农业局", "starts_on": datetime.date(2012, 3, 1),
}  # fmt: skip
CADRE = {
    "number": "K001", "name": "张三丰", "sex": "男", "birth_year": 1975, "is_party_member": "是",
    "unit": "农技站", "title": "站长", "rank": "科员及以下", "phone": "13800001234",
    "duty": "主要负责人", "since": "2015-06-01", "document_no": "仙农〔2015〕7号",
}  # fmt: skip
ACCOUNT = {
    "username": "zhang.sf", "display_name": "张三丰", "division": "杨林尾镇", "role": "镇扶贫专干",
    "reach": "按区划", "grant_division": "杨林尾镇", "starts_on": "2016-01-01",
}  # fmt: skip


def planned(sheet: str, *rows: dict, by: User) -> ImportBatch:
    """Uploaded and compared, nothing written yet."""
    batch = upload(sheet, "表.xlsx", sheet_file(sheet, *rows), by=by, again=True)
    work()
    batch.refresh_from_db()
    return batch


def brought_in(sheet: str, *rows: dict, by: User) -> ImportBatch:
    """The whole way: planned, submitted, written."""
    batch = planned(sheet, *rows, by=by)
    assert not batch.counts["error"] + batch.counts["conflict"], texts_of(batch)
    approval.submit(batch, by=by)
    work()
    batch.refresh_from_db()
    assert batch.state == "committed"
    return batch


def taken_back(batch: ImportBatch, by: User) -> ImportBatch:
    undo.request_undo(batch, by=by, reason="填错了")
    work()
    batch.refresh_from_db()
    return batch


def exported(sheet: str, path, *options: str) -> bytes:
    call_command("export_workbook", sheet, path, *options, stdout=io.StringIO())
    return path.read_bytes()


def outcomes(batch: ImportBatch) -> list[str]:
    return list(batch.rows.order_by("row_number").values_list("outcome", flat=True))
