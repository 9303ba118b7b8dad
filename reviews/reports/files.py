"""A report as a file: JSON, DOCX or XLSX, always from the one stored snapshot."""

import json

from organization.parameters import parameter
from reviews.enums import ReportKind
from reviews.models import ReviewReport
from reviews.reports import docx, xlsx
from reviews.reports.cells import date_said

FORMATS = {
    "json": "application/json",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ADDRESSEES = "各镇、办、场、园区，市直各有关单位："
COPIES = "市委办公室、市人大办公室、市政府办公室、市政协办公室、市纪委、市委组织部。"
DRAFT = "（草稿）"


def content(report: ReviewReport, name: str) -> bytes:
    """The bytes of one format."""
    if name == "docx":
        return docx.document(report.snapshot, report.commentary, letter(report))
    if name == "xlsx":
        return xlsx.workbook(report.snapshot, report.commentary, report.number or DRAFT)
    said = {
        "number": report.number,
        "state": report.state,
        "revision": report.revision,
        "digest": report.digest,
        "commentary": report.commentary,
        **report.snapshot,
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def letter(report: ReviewReport) -> docx.Letter:
    """What surrounds the text, by the letter heads in force when it was published."""
    day = report.published_on or report.last_day
    heads = parameter("letter_heads", day, report.division_id)
    head = heads["weekly" if report.kind == ReportKind.WEEKLY else "bulletin"]
    is_weekly = report.kind == ReportKind.WEEKLY
    return docx.Letter(
        mark=head["issuer"] if is_weekly else f"{head['issuer']}文件",
        issuer=head["issuer"],
        number=report.number or DRAFT,
        title=f"关于{report.division}{report.span.label}\n{_subject(report)}",
        addressees=ADDRESSEES,
        issued=date_said(report.published_on) if report.published_on else "（发布日期）",
        copies=COPIES,
        printed_by=heads["weekly"]["issuer"],
    )


_SUBJECTS = {
    ReportKind.WEEKLY: "精准扶贫工作进展情况的汇报",
    ReportKind.MONTHLY: "精准扶贫工作督办情况的通报",
    ReportKind.QUARTERLY: "精准扶贫工作现场拉练情况的通报",
    ReportKind.HALF_YEAR: "精准扶贫工作检查评比情况的通报",
    ReportKind.ANNUAL: "精准扶贫工作考核结账情况的通报",
}


def _subject(report: ReviewReport) -> str:
    revised = "（更正）" if report.revision > 1 else ""
    return f"{_SUBJECTS[ReportKind(report.kind)]}{revised}"


def file_name(report: ReviewReport, name: str) -> str:
    """仙桃市2016年11月精准扶贫工作督办通报.docx."""
    return f"{report.title}.{name}"
