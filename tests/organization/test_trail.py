import datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from organization import audit, trail, trail_facts
from organization.models import AuditBlock, AuditEntry
from organization.pages import CappedPaginator
from organization.trail_seal import first_broken_block, seal
from tests.factories import CITY, CadreFactory, HouseholdFactory, make_user


def write(unit_row, verb="unit.updated", **after):
    return audit.record(None, verb, unit_row, after=after)


def tamper(sql: str, *values) -> None:
    """What somebody with the database open could do; the application cannot."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_the_trail_cannot_be_changed_through_the_application(unit):
    entry = write(unit("A"), phone="1")

    for attempt in (
        lambda: AuditEntry.objects.update(verb="x"),
        lambda: AuditEntry.objects.all().delete(),
        lambda: AuditEntry.objects.bulk_update([entry], ["verb"]),
        entry.save,
        entry.delete,
    ):
        with pytest.raises(TypeError):
            attempt()


def test_a_sealed_trail_is_whole(unit):
    row = unit("A")
    for number in range(5):
        write(row, phone=str(number))

    assert seal().entry_count == 5
    assert seal() is None
    write(row, phone="later")
    assert seal().number == 2
    assert first_broken_block() is None
    call_command("verify_trail", verbosity=0)


def test_a_changed_entry_is_noticed_in_the_block_it_stands_in(unit):
    row = unit("A")
    write(row, phone="1")
    seal()
    write(row, phone="2")
    second = seal()

    tamper("UPDATE organization_auditentry SET remark = 'x' WHERE id = %s", second.last_id)

    assert first_broken_block() == second
    with pytest.raises(CommandError, match="第2块"):
        call_command("verify_trail")


def test_a_removed_entry_is_noticed(unit):
    row = unit("A")
    entries = [write(row, phone=str(n)) for n in range(3)]
    block = seal()

    tamper("DELETE FROM organization_auditentry WHERE id = %s", entries[1].pk)

    assert first_broken_block() == block


def test_a_removed_block_is_noticed(unit):
    row = unit("A")
    for number in range(3):
        write(row, phone=str(number))
        seal()

    tamper("DELETE FROM organization_auditblock WHERE number = 2")

    assert first_broken_block().number == 3


def test_an_entry_that_arrives_late_is_sealed_by_the_next_block(unit):
    row = unit("A")
    write(row)
    number = write(row).pk + 1
    # A long transaction holds `number` while a later entry is already there and sealed.
    AuditEntry(
        id=number + 1,
        verb="unit.updated",
        subject_kind="organization.unit",
        subject_id=str(row.pk),
        division_code=row.division_id,
    ).save_base(force_insert=True)
    assert seal().missing_ids == [[number, number]]

    late = AuditEntry(
        id=number,
        verb="unit.updated",
        subject_kind="organization.unit",
        subject_id=str(row.pk),
        division_code=row.division_id,
    )
    late.save_base(force_insert=True)
    block = seal()

    assert block.late_ids == [number]
    assert first_broken_block() is None
    tamper("UPDATE organization_auditentry SET remark = 'x' WHERE id = %s", number)
    assert first_broken_block() == block


def test_protected_values_stand_encrypted_and_show_as_changed(unit):
    row = unit("A")
    entry = audit.record(None, "unit.updated", row, after={"phone": audit.Protected("13907280001")})

    assert "13907280001" not in str(AuditEntry.objects.values_list("after", flat=True).get())
    (line,) = trail.lines([entry], make_user("city_office"))
    assert [(change.label, change.after) for change in line.changes] == [("联系电话", "已变更")]


def test_many_acts_are_written_with_as_many_statements_as_few(unit, django_assert_num_queries):
    row = unit("A")
    acts = [audit.Act("unit.updated", "organization.unit", str(row.pk), row.division_id)]

    with django_assert_num_queries(1):
        audit.record_many(None, acts, batch="b1")
    with django_assert_num_queries(1):
        assert audit.record_many(None, acts * 40, batch="b2") == 40
    assert AuditEntry.objects.filter(batch="b2").count() == 40


def test_blocks_are_chained_one_to_the_next(unit):
    row = unit("A")
    hashes = []
    for number in range(3):
        write(row, phone=str(number))
        hashes.append(seal().hash)

    assert list(AuditBlock.objects.values_list("previous_hash", flat=True)) == ["", *hashes[:2]]


@pytest.mark.parametrize("pk", ["abc", "1" * 40, "１"])
def test_a_key_that_is_none_has_no_trail(client, log_in, pk):
    log_in("city_office")

    assert client.get(f"/trail/organization.unit/{pk}/").status_code == 404


def test_the_page_says_facts_in_words_not_in_codes(client, log_in, unit):
    row = unit("A")
    admin = log_in("city_office")
    audit.record(admin, "attachment.added", row, after={"attachment": 7, "purpose": "evidence"})
    audit.record(admin, "personal.revealed", row, after={"field": "id_no"})
    audit.record(
        admin, "unit.updated", row,
        before={"division": None}, after={"division": CITY, "kind": row.kind},
    )  # fmt: skip

    page = client.get("/trail/").content.decode()

    for words in (
        "附件编号：7",
        "用途：佐证",
        "字段：证件号码",
        "仙桃市",
        row.get_kind_display(),
    ):
        assert words in page
    for code in ("attachment：", "purpose", "evidence", "id_no", CITY):
        assert code not in page


def test_a_name_that_stands_where_a_key_belongs_is_shown_as_it_was_written(client, log_in, unit):
    """Entries cannot be changed: whatever somebody once wrote must not take the page away."""
    row = unit("A")
    admin = log_in("city_office")
    audit.record(admin, "cadre.added", CadreFactory(), after={"unit": "市邮政局"})
    audit.record(admin, "cadre.added", CadreFactory(), after={"unit": row})

    page = client.get("/trail/").content.decode()

    assert "市邮政局" in page
    assert str(row) in page


def test_a_household_is_named_by_its_number_and_nobody_by_his_name(db):
    """Who reads the trail of a pairing may be one who sees no household."""
    household = HouseholdFactory(size__name="张云红")
    act = AuditEntry(
        at=timezone.now(), verb="pairing.started", subject_kind="assistance.pairing",
        subject_id="1", before={}, after={"household": household.pk},
    )  # fmt: skip

    (line,) = trail.lines([act], make_user("city_office"))

    assert [change.after for change in line.changes] == [f"户号{household.household_no}"]


def test_every_fact_of_a_household_has_a_name():
    """A field without a Chinese name would stand on the page as an identifier."""
    for kind in ("households.household", "households.member", "organization.user"):
        entry = AuditEntry(
            subject_kind=kind,
            before={},
            after={
                "12.phone": {"protected": "x"}, "relation": "01", "size": 3, "data_year": 2016,
                "members": [[1, "王某"]], "identified_on": "2014-05-01", "12.work_months": 5,
            }
            if kind != "organization.user"
            else {"username": "a", "role": "admin", "reach": "own", "ends_on": "2016-12-31"},
        )  # fmt: skip
        changes = trail_facts.Reader([entry]).changes_of(entry)
        assert [change.label for change in changes if change.label.isascii()] == []


def test_the_days_of_a_search_are_ours_and_use_the_index_of_the_moment(
    client, log_in, unit, queries_of
):
    row = unit("A")
    log_in("city_office")
    moments = {
        "evening before": (2016, 11, 7, 15, 59), "midnight": (2016, 11, 7, 16, 0),
        "last minute": (2016, 11, 8, 15, 59), "next day": (2016, 11, 8, 16, 0),
    }  # fmt: skip
    for name, moment in moments.items():  # 16:00 UTC is midnight in Xiantao
        write(row, phone=name)
        at = datetime.datetime(*moment, tzinfo=datetime.UTC)
        tamper("UPDATE organization_auditentry SET at = %s WHERE id = (SELECT MAX(id) FROM "
               "organization_auditentry)", at)  # fmt: skip

    asked = queries_of("/trail/?since=2016-11-08&until=2016-11-08")
    page = client.get("/trail/?since=2016-11-08&until=2016-11-08").content.decode()

    assert [name in page for name in moments] == [False, True, True, False]
    of_trail = [sql for sql in asked if 'FROM "organization_auditentry"' in sql]
    assert of_trail
    assert not [sql for sql in of_trail if "cast_date" in sql or "::date" in sql]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_days_at_the_end_of_the_calendar_find_all_or_nothing(client, log_in, unit, day):
    write(unit("A"))
    log_in("city_office")

    for name in ("since", "until"):
        assert client.get("/trail/", {name: day}).status_code == 200


def test_nobody_counts_a_trail_of_millions(client, log_in, unit, queries_of, monkeypatch):
    row = unit("A")
    log_in("city_office")
    monkeypatch.setattr(CappedPaginator, "MOST", 60)
    audit.record_many(
        None, [audit.Act("unit.updated", "organization.unit", str(row.pk), CITY)] * 60, batch="b"
    )
    assert "共 <strong>60</strong> 条</p>" in client.get("/trail/").content.decode()

    write(row, phone="1")
    asked = queries_of("/trail/?page=9")
    page = client.get("/trail/?page=9").content.decode()

    assert "共 <strong>60</strong> 条以上" in page
    assert "第 51–60 条" in page
    counts = [sql for sql in asked if "COUNT(" in sql and "auditentry" in sql]
    assert counts
    assert all("LIMIT 61" in sql for sql in counts)
    answer = client.get("/api/v1/trail/").json()
    assert answer["count"] == 60


def test_what_stayed_is_not_told_and_moments_stand_by_the_clock_on_the_wall():
    entry = AuditEntry(
        subject_kind="organization.attachment",
        before={"size": 3, "day": "2016-12-31"},
        after={"size": 3, "day": "2017-01-01", "reason": "2016-12-31T16:05:09.671Z"},
    )

    changes = trail_facts.Reader([entry]).changes_of(entry)

    assert [(one.label, one.before, one.after) for one in changes] == [
        ("日期", "2016-12-31", "2017-01-01"),
        ("理由", "", "2017-01-01 00:05"),
    ]


def test_who_seals_second_at_once_gives_way(unit, monkeypatch):
    """Both have read the same last block; the number of the next is taken."""
    row = unit("A")
    write(row)
    seal()
    write(row)
    taken = AuditBlock.objects.get()

    def at_the_same_number(block, **kwargs):
        block.number = taken.number
        return Model.save(block, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(AuditBlock, "save", at_the_same_number)
        assert seal() is None
    assert AuditBlock.objects.count() == 1
    assert seal().entry_count == 1
    assert first_broken_block() is None
