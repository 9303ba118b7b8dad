"""The import pages, as the people of a township use them."""

import io

import openpyxl
import pytest
from django.test import TestCase
from django.urls import reverse

from households.models import Household
from households.sheets.columns import LAYOUT_2016
from intake.enums import BatchState
from intake.models import ImportBatch
from intake.services import approval, downloads
from intake.services.operator import import_file
from organization.models import AuditEntry
from tests.factories import YANGLINWEI, ZHANGGOU, make_user
from tests.intake.conftest import as_file, url, work
from tests.refused import open_dialog
from tests.workbooks.households import DATA_DATE, rows_of, workbook
from tests.workbooks.people import Maker

UPLOAD = reverse("intake:upload")


def post_file(client, content, name="表.xlsx", **extra):
    data = {"sheet": "households", "file": as_file(content, name), "data_date": "2016-12-31"}
    return client.post(UPLOAD, data | extra)


def test_upload_submit_approve_in_the_browser(client, clerk, leader, maker):
    client.force_login(clerk)
    answer = post_file(client, workbook(maker.families(2)))
    batch = ImportBatch.objects.get()
    assert answer["Location"] == url("batch_detail", batch)
    assert "核对中" in client.get(url("batch_detail", batch)).content.decode()
    work()
    page = client.get(url("batch_detail", batch)).content.decode()
    assert "提交审核" in page
    assert "审核通过" not in page
    assert "已核对、待提交的导入批次" in client.get("/my-work/").content.decode()
    client.post(url("submit", batch))
    assert "待提交的导入批次" not in client.get("/my-work/").content.decode()

    client.force_login(leader)
    assert "待审核的导入批次" in client.get("/my-work/").content.decode()
    assert str(batch) in client.get(reverse("intake:decide_list")).content.decode()
    assert "审核通过" in client.get(url("batch_detail", batch)).content.decode()
    client.post(url("approve", batch), {"note": "已核"})
    work()

    assert Household.objects.count() == 2
    assert "已生效" in client.get(url("batch_detail", batch)).content.decode()


def test_a_useless_file_is_answered_at_the_field_and_what_was_typed_stays(client, clerk):
    client.force_login(clerk)

    answer = post_file(client, b"no workbook at all")

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "已损坏或不是真正的Excel文件" in page
    assert 'value="2016-12-31"' in page
    assert not ImportBatch.objects.exists()


def test_the_same_file_again_leads_to_the_earlier_batch_and_may_be_insisted_on(
    client, clerk, maker
):
    client.force_login(clerk)
    content = workbook(maker.families(1))
    post_file(client, content)
    batch = ImportBatch.objects.get()

    page = post_file(client, content).content.decode()
    assert url("batch_detail", batch) in page
    assert "仍然上传" in page
    assert post_file(client, content, again="on").status_code == 302


def test_a_batch_that_has_a_successor_says_so(client, clerk, maker, take_in):
    client.force_login(clerk)
    faulty, mended = (take_in(workbook(maker.families(1))) for _ in range(2))

    assert url("batch_detail", mended) in client.get(url("batch_detail", faulty)).content.decode()
    assert "已有更新的一批" not in client.get(url("batch_detail", mended)).content.decode()
    approval.withdraw(faulty, by=clerk)
    assert "已有更新的一批" not in client.get(url("batch_detail", faulty)).content.decode()


@pytest.mark.parametrize("edit", [{}, {"health": "亚健康"}, {"identity": "429000195001010017"}])
def test_the_batch_page_shows_no_whole_number(client, clerk, maker, take_in, edit):
    rows = rows_of([maker.family()])
    rows[0] |= edit
    batch = take_in(workbook(rows=rows))
    client.force_login(clerk)

    page = client.get(url("batch_detail", batch)).content.decode()

    assert not any(str(row["identity"]) in page or row["phone"] in page for row in rows)


def test_somebody_of_another_township_finds_no_such_batch(client, take_in, maker):
    batch = take_in(workbook(maker.families(1)))
    client.force_login(make_user("town_clerk", ZHANGGOU, username="stranger"))

    for name in ("batch_detail", "progress"):
        assert client.get(url(name, batch)).status_code == 404
    for name in ("errors", "original", "submit", "withdraw", "answer", "undo", "retry"):
        assert client.post(url(name, batch)).status_code == 404


def test_a_clerk_does_not_approve_even_by_address(client, clerk, take_in, maker):
    batch = take_in(workbook(maker.families(1)))
    approval.submit(batch, by=clerk)
    client.force_login(clerk)

    assert client.post(url("approve", batch)).status_code == 403


def test_the_tabs_lead_to_the_rows_of_an_outcome(client, clerk, take_in, maker):
    rows = rows_of(maker.families(3))
    rows[0]["health"] = "亚健康"
    batch = take_in(workbook(rows=rows))
    client.force_login(clerk)

    first = client.get(url("batch_detail", batch))
    new = client.get(url("batch_detail", batch), {"view": "new"})

    assert [line.row.outcome for line in first.context["lines"]] == ["error"]
    assert [line.row.outcome for line in new.context["lines"]] == ["new", "new"]


def test_as_many_hints_are_counted_as_their_tab_shows(client, clerk, take_in, maker):
    """A household that is refused has faults, whatever hints it has besides."""
    rows = rows_of(maker.families(2))
    for row in rows:
        row["education"] = ""
    rows[0]["health"] = "亚健康"
    batch = take_in(workbook(rows=rows))
    client.force_login(clerk)

    page = client.get(url("batch_detail", batch), {"view": "warned"})

    assert (len(page.context["lines"]), batch.tally["warnings"]) == (1, 1)


def test_what_an_import_wrote_leads_to_its_batch(client, clerk, leader, take_in, maker):
    batch = take_in(workbook(maker.families(1)))
    approval.submit(batch, by=clerk)
    approval.approve(batch, by=leader)
    work()
    address = reverse("households:trail_panel", args=[Household.objects.get().pk])
    link = f'<a href="{url("batch_detail", batch)}">导入第{batch.pk}批</a>'

    client.force_login(clerk)
    assert link in client.get(address).content.decode()
    client.force_login(make_user("village_clerk", YANGLINWEI, username="village"))
    page = client.get(address).content.decode()
    assert f"导入第{batch.pk}批" in page
    assert link not in page


def test_the_preview_takes_as_many_queries_for_twenty_households_as_for_one(
    client, clerk, take_in, queries_of
):
    client.force_login(clerk)
    few = take_in(workbook(Maker([("杨林尾镇", "革新村")], seed=1).families(1)))
    many = take_in(workbook(Maker([("杨林尾镇", "革新村")], seed=2).families(20)))

    counts = [len(queries_of(url("batch_detail", batch))) for batch in (few, many)]
    assert counts[0] == counts[1]


def test_the_list_takes_as_many_queries_for_twenty_batches_as_for_one(
    client, clerk, take_in, queries_of, maker
):
    client.force_login(clerk)
    take_in(workbook(maker.families(1)))
    one = len(queries_of(reverse("intake:batch_list")))
    for _ in range(19):
        ImportBatch.objects.create(
            sheet="households",
            file=ImportBatch.objects.first().file,
            file_name="x.xlsx",
            division_code=clerk.division_id,
            created_by=clerk,
        )

    assert len(queries_of(reverse("intake:batch_list"))) == one


def test_template_original_and_error_workbook_are_workbooks(client, clerk, take_in, maker):
    content = workbook(maker.families(1), edit=lambda rows: rows[0].update(health="亚健康"))
    batch = take_in(content)
    client.force_login(clerk)

    template = client.get(reverse("intake:template", args=["households"]))
    head = [
        cell.value for cell in openpyxl.load_workbook(io.BytesIO(template.content)).worksheets[0][1]
    ]
    original = b"".join(client.post(url("original", batch)).streaming_content)
    errors = openpyxl.load_workbook(io.BytesIO(client.post(url("errors", batch)).content))

    assert head == [column.label for column in LAYOUT_2016.columns]
    assert original == content
    assert "错误说明" in [cell.value for cell in errors.active[1]]


@pytest.mark.parametrize("name", ["original", "errors"])
def test_another_has_the_workbook_with_a_reason_alone(client, leader, faulty, name):
    client.force_login(leader)

    assert client.get(url(name, faulty)).status_code == 405
    assert "下载事由：" in open_dialog(client.post(url(name, faulty)), name)
    short = open_dialog(client.post(url(name, faulty), {f"{name}-reason": "看看"}), name)
    assert 'value="看看"' in short
    assert not AuditEntry.objects.filter(verb="import.downloaded").exists()
    answer = client.post(url(name, faulty), {f"{name}-reason": "核对人数"})

    assert answer["Content-Disposition"].startswith("attachment")
    entry = AuditEntry.objects.get(verb="import.downloaded")
    assert (entry.actor, entry.subject_id, entry.remark) == (leader, str(faulty.pk), "核对人数")
    assert entry.after == {"download": name}


def test_a_reason_that_will_not_do_comes_back_in_its_dialog(client, clerk, leader, take_in, maker):
    batch = take_in(workbook(maker.families(1)))
    approval.submit(batch, by=clerk)
    client.force_login(leader)
    long = "证件号码与户口簿不符。" * 30

    refused = open_dialog(client.post(url("refuse", batch), {"refuse-reason": long}), "refuse")
    approved = client.post(url("approve", batch), {"note": long})

    assert long in refused
    assert "理由：" in refused
    assert long in open_dialog(approved, "approve")
    assert f'href="/import/{batch.pk}/?view=' in approved.content.decode(), "tabs lead to the page"
    batch.refresh_from_db()
    assert batch.state == "submitted"


def test_the_uploader_has_his_own_workbook_freely_and_it_stands_in_the_trail(client, clerk, faulty):
    client.force_login(clerk)

    assert client.post(url("original", faulty)).status_code == 200

    assert AuditEntry.objects.get(verb="import.downloaded").actor == clerk


def test_the_errors_of_a_large_workbook_are_written_by_a_worker(client, clerk, faulty, monkeypatch):
    monkeypatch.setattr(downloads, "BUILT_AT_ONCE", 1)
    client.force_login(clerk)

    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = client.post(f"/import/{faulty.pk}/errors/")

    assert "下载导入" in client.get(answer.url).content.decode()
    file = client.get(f"{answer.url}file/")
    assert openpyxl.load_workbook(io.BytesIO(b"".join(file.streaming_content))).active.max_row > 1


@pytest.mark.parametrize("name", ["original", "errors"])
def test_who_may_not_see_whole_numbers_has_no_workbook(client, faulty, name):
    client.force_login(make_user("city_leader", username="mayor"))

    page = client.get(url("batch_detail", faulty)).content.decode()

    assert "下载原文件" not in page
    assert client.post(url(name, faulty), {f"{name}-reason": "想看一看"}).status_code == 403


def test_the_administrator_of_accounts_finds_no_batch_of_households(client, faulty):
    """Separation of powers: no row, no workbook, no decision (三员分立)."""
    client.force_login(make_user("admin", username="root"))

    assert list(client.get("/import/").context["page"].object_list) == []
    for name in ("batch_detail", "progress"):
        assert client.get(url(name, faulty)).status_code == 404
    for name in ("original", "errors"):
        data = {f"{name}-reason": "想看一看"}
        assert client.post(url(name, faulty), data).status_code == 404
    assert client.get(f"/api/v1/import-batches/{faulty.pk}/").status_code == 404
    assert client.get(reverse("intake:decide_list")).status_code == 403


def test_the_sample_of_the_demonstration_shows_every_outcome(client, clerk, take_in, maker):
    import_file(
        "households", "a.xlsx", workbook(maker.families(25)), by=None, data_date=DATA_DATE,
        commit=True,
    )  # fmt: skip
    client.force_login(clerk)

    sample = client.get(reverse("intake:sample", args=["households"]))
    batch = take_in(sample.content)

    assert batch.state == BatchState.PLANNED
    assert batch.counts["new"] == 1
    assert batch.counts["unchanged"] > 0
    assert batch.counts["changed"] > 0
    assert batch.counts["conflict"] > 0
    assert batch.counts["error"] > 5


def test_progress_reloads_the_page_when_the_work_is_over(client, clerk, take_in, maker):
    client.force_login(clerk)
    post_file(client, workbook(maker.families(1)))
    batch = ImportBatch.objects.get()
    assert "HX-Refresh" not in client.get(url("progress", batch))

    work()

    assert client.get(url("progress", batch))["HX-Refresh"] == "true"
