"""From upload to commit and back: who may do what, and that nothing happens twice."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from households.models import Household, Member
from intake.enums import BatchState
from intake.models import ImportBatch
from intake.selectors import batches_to_decide, waiting_for
from intake.services import approval, undo
from intake.services.upload import UploadedBeforeError, upload
from organization import jobs
from organization.errors import RuleError, StaleError
from organization.models import AuditEntry, ChangeMark, Job, Notification, Parameter
from organization.working_date import fixed_working_date
from tests.factories import CITY, GEXIN, YANGLINWEI, make_user
from tests.intake.conftest import work
from tests.workbooks.households import DATA_DATE, workbook


@pytest.fixture
def submitted(take_in, maker, clerk):
    batch = take_in(workbook(maker.families(3)))
    approval.submit(batch, by=clerk)
    return batch


def commit(batch, by):
    approval.approve(batch, by=by, note="已核")
    work()
    batch.refresh_from_db()


def test_a_workbook_is_planned_and_nothing_is_written(take_in, maker):
    batch = take_in(workbook(maker.families(3)))

    assert batch.state == BatchState.PLANNED
    assert batch.counts["new"] == 3
    assert not Household.objects.exists()


def test_the_township_leader_lets_it_into_the_register(submitted, leader):
    commit(submitted, leader)

    assert submitted.state == BatchState.COMMITTED
    assert Household.objects.count() == 3
    assert set(Household.objects.values_list("village_id", flat=True)) == {GEXIN}
    assert AuditEntry.objects.filter(verb="household.registered").count() == 3
    assert ChangeMark.objects.filter(division_code=GEXIN, topic="household").exists()


def test_nobody_approves_his_own_batch(take_in, maker, places):
    both = make_user("city_office", username="both")
    batch = take_in(workbook(maker.families(1)), by=both)
    approval.submit(batch, by=both)

    with pytest.raises(RuleError, match="不能审核自己上传的批次"):
        approval.approve(batch, by=both)


def test_the_database_holds_that_another_person_decides(submitted, clerk):
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportBatch.objects.filter(pk=submitted.pk).update(decided_by=clerk)


def test_a_leader_of_another_township_may_not_decide(submitted):
    stranger = make_user("town_leader", "429004110000", username="stranger")

    with pytest.raises(PermissionDenied):
        approval.approve(submitted, by=stranger)


def test_the_city_office_waits_its_turn(submitted, leader, office):
    # Submitted on Saturday 31 December; 3 and 4 January are the two working days.
    with pytest.raises(RuleError, match="2017-01-05"):
        approval.approve(submitted, by=office)
    with fixed_working_date(datetime.date(2017, 1, 4)), pytest.raises(RuleError):
        approval.approve(submitted, by=office)
    with fixed_working_date(datetime.date(2017, 1, 5)):
        approval.approve(submitted, by=office)
    assert submitted.decided_by == office


def test_the_city_office_decides_at_once_where_the_township_has_nobody(submitted, office):
    assert list(batches_to_decide(office)) == [submitted]

    approval.approve(submitted, by=office)

    assert submitted.state == BatchState.COMMITTING


def test_a_refusal_needs_a_reason_and_writes_nothing(submitted, leader, clerk):
    with pytest.raises(RuleError, match="退回理由"):
        approval.refuse(submitted, by=leader, reason=" ")

    approval.refuse(submitted, by=leader, reason="人数不符")

    assert submitted.state == BatchState.REFUSED
    assert not Household.objects.exists()
    assert Notification.objects.filter(user=clerk, title__contains="已退回").exists()


def test_the_second_of_two_deciders_is_told(submitted, leader):
    late = ImportBatch.objects.get(pk=submitted.pk)
    approval.approve(submitted, by=leader)

    with pytest.raises(StaleError):
        approval.refuse(late, by=leader, reason="晚了")


def test_approvers_and_uploader_have_it_in_their_count(take_in, maker, clerk, leader):
    batch = take_in(workbook(maker.families(1)))
    assert (waiting_for(clerk), waiting_for(leader)) == (1, 0)

    approval.submit(batch, by=clerk)

    assert (waiting_for(clerk), waiting_for(leader)) == (0, 1)
    assert Notification.objects.filter(user=leader, title__contains="待您审核").exists()


def test_the_policy_spares_small_batches_the_approval(take_in, maker, clerk):
    Parameter.objects.create(
        key="approval_policy",
        division_id=CITY,
        starts_on=datetime.date(2016, 1, 1),
        value={"without_approval": ["households"], "max_households": 2},
    )
    small, large = take_in(workbook(maker.families(2))), take_in(workbook(maker.families(3)))

    approval.submit(small, by=clerk)
    approval.submit(large, by=clerk)

    assert (small.state, large.state) == (BatchState.COMMITTING, BatchState.SUBMITTED)
    assert "免审" in small.approval_rule


def test_the_same_bytes_are_recognised(take_in, maker, clerk):
    content = workbook(maker.families(1))
    first = take_in(content)

    with pytest.raises(UploadedBeforeError) as refusal:
        upload("households", "改了名.xlsx", content, by=clerk, data_date=DATA_DATE)

    assert refusal.value.batch == first
    assert str(first) in str(refusal.value)


def test_the_same_bytes_may_come_again_after_a_withdrawal(take_in, maker, clerk):
    content = workbook(maker.families(1))
    approval.withdraw(take_in(content), by=clerk)

    assert take_in(content).state == BatchState.PLANNED


def test_imported_again_nothing_changes(submitted, take_in, leader, clerk):
    commit(submitted, leader)
    with submitted.file.file.open() as file:
        again = take_in(file.read(), again=True)

    assert again.counts["unchanged"] == 3
    with pytest.raises(RuleError, match="没有可以写入"):
        approval.submit(again, by=clerk)


def test_a_job_delivered_twice_writes_once(submitted, leader):
    approval.approve(submitted, by=leader)
    job = Job.objects.get(kind="intake.commit")

    assert jobs.run(job.pk) is True
    assert jobs.run(job.pk) is False

    assert Household.objects.count() == 3


def test_a_killed_worker_leaves_nothing_and_is_taken_up_again(submitted, leader, monkeypatch):
    approval.approve(submitted, by=leader)
    job = Job.objects.get(kind="intake.commit")
    killed = RuntimeError("killed")

    def die(*args, **kwargs):
        raise killed

    with monkeypatch.context() as patched:
        patched.setattr("households.sheets.writing.audit.record_many", die)
        with pytest.raises(RuntimeError):
            jobs.run(job.pk)
    assert not Household.objects.exists()
    submitted.refresh_from_db()
    assert submitted.state == BatchState.COMMITTING

    long_ago = datetime.datetime(2016, 1, 1, tzinfo=datetime.UTC)
    Job.objects.filter(pk=job.pk).update(state="running", heartbeat_at=long_ago)
    assert jobs.run(job.pk) is True
    assert Household.objects.count() == 3


def test_undo_needs_the_right_to_approve_and_a_reason(submitted, leader, clerk):
    commit(submitted, leader)

    with pytest.raises(RuleError, match="不能撤销自己上传的批次"):
        undo.request_undo(submitted, by=clerk, reason="传错了")
    with pytest.raises(RuleError, match="撤销原因"):
        undo.request_undo(submitted, by=leader, reason="")


def test_undo_takes_everything_back_and_the_trail_keeps_it(submitted, leader):
    commit(submitted, leader)

    undo.request_undo(submitted, by=leader, reason="传错了年度")
    work()

    submitted.refresh_from_db()
    assert submitted.state == BatchState.UNDONE
    assert not Household.objects.exists()
    assert not Member.objects.exists()
    assert AuditEntry.objects.filter(verb="household.registered").count() == 3
    assert AuditEntry.objects.filter(verb="household.import_undone").count() == 3


def test_undo_is_refused_when_something_newer_touched_a_row(client, submitted, leader):
    commit(submitted, leader)
    touched = Household.objects.first()
    Household.objects.filter(pk=touched.pk).update(version=7)

    undo.request_undo(submitted, by=leader, reason="传错了年度")
    work()

    submitted.refresh_from_db()
    assert submitted.state == BatchState.COMMITTED
    assert Household.objects.count() == 3
    said = f"户编号{touched.national_no}{touched.head_name}（3人）在导入之后又被修改"
    assert said in Job.objects.get(kind="intake.undo").error
    client.force_login(leader)
    page = client.get(f"/import/{submitted.pk}/").content.decode()
    assert "未能撤销，本批仍然有效" in page
    assert said in page


def test_a_batch_is_seen_only_in_its_own_area(submitted):
    other = make_user("town_clerk", "429004110000", username="other")
    same = make_user("town_clerk", YANGLINWEI, username="same")

    def seen(user):
        return ImportBatch.objects.visible_to(user, "import.view").count()

    assert (seen(other), seen(same)) == (0, 1)
