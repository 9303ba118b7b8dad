"""The list taken out as a workbook: at once, or by a worker when it is long."""

import datetime
import io

import pytest
from django.core.files.storage import default_storage
from django.test import TestCase
from django.utils import timezone
from python_calamine import CalamineWorkbook

from households.models import Household
from households.services import exporting
from organization import jobs
from organization.models import AuditEntry, Job
from tests.factories import GEXIN, XIANFENG, YANGLINWEI, ZHANGGOU, HouseholdFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]


def test_the_export_holds_the_rows_of_the_page_and_leaves_a_trail(client, log_in):
    clerk = log_in("town_clerk", YANGLINWEI)
    HouseholdFactory(at=GEXIN)
    HouseholdFactory(at=XIANFENG)

    answer = client.post("/households/export/?columns=cause")

    assert answer.status_code == 200
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    trail = AuditEntry.objects.get(verb="household.exported")
    assert (trail.actor, trail.after) == (clerk, {"count": 1})


def test_a_long_list_is_written_by_a_worker_for_who_asked(client, log_in, monkeypatch):
    monkeypatch.setattr(exporting, "EXPORTED_AT_ONCE", 1)
    clerk = log_in("town_clerk", YANGLINWEI)
    for _ in range(3):
        HouseholdFactory(at=GEXIN)
    HouseholdFactory(at=ZHANGGOU[:9] + "201")

    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = client.post("/households/export/?order=household_no&columns=")

    job = Job.objects.get()
    page = client.get(answer.url)
    assert f"下载{job.file_name}" in page.content.decode()
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(b"".join(client.get(f"/jobs/{job.pk}/file/").streaming_content))
    )
    rows = book.get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[2:]] == [h.head_name for h in Household.objects.inside(GEXIN)]
    assert AuditEntry.objects.get(verb="household.exported").actor == clerk
    log_in("city_office")
    assert client.get(f"/jobs/{job.pk}/file/").status_code == 404


def test_the_file_of_a_job_is_dropped_when_it_is_old(client, log_in, monkeypatch):
    monkeypatch.setattr(exporting, "EXPORTED_AT_ONCE", 0)
    log_in("town_clerk", YANGLINWEI)
    HouseholdFactory(at=GEXIN)
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post("/households/export/")
    job = Job.objects.get()

    assert jobs.drop_old_files() == 0
    Job.objects.update(finished_at=timezone.now() - jobs.FILES_KEPT - datetime.timedelta(hours=1))
    assert jobs.drop_old_files() == 1
    assert not default_storage.exists(job.file.name)
    assert client.get(f"/jobs/{job.pk}/file/").status_code == 404


def test_a_file_asks_for_the_right_again_when_it_is_fetched(client, log_in, monkeypatch):
    monkeypatch.setattr(exporting, "EXPORTED_AT_ONCE", 0)
    clerk = log_in("town_clerk", YANGLINWEI)
    HouseholdFactory(at=GEXIN)
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post("/households/export/?columns=")
    job = Job.objects.get()
    assert client.get(f"/jobs/{job.pk}/file/").status_code == 200

    clerk.grants.update(ends_on=datetime.date(2016, 12, 31))

    assert client.get(f"/jobs/{job.pk}/file/").status_code == 403
    assert client.get(f"/api/v1/jobs/{job.pk}/content/").status_code == 403


def test_a_filter_that_is_refused_exports_nothing(client, log_in):
    log_in("town_clerk", YANGLINWEI)
    HouseholdFactory(at=GEXIN)
    HouseholdFactory(at=XIANFENG)

    answer = client.post(f"/households/export/?township={ZHANGGOU}", follow=True)

    assert "筛选条件有误，没有导出" in answer.content.decode()
    assert not AuditEntry.objects.filter(verb="household.exported").exists()
