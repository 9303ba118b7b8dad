"""Pledges, the responsibility chain, interviews, sanctions."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from accountability.enums import (
    InterviewState,
    PledgeState,
    ProblemCategory,
    ResponsibilityKind,
    SanctionForm,
)
from accountability.models import Interview, Notice, Pledge, Sanction
from accountability.sanction_terms import forms_on, term_on
from accountability.selectors.chain import responsible
from accountability.selectors.pledges import pledge_coverage
from accountability.services import interviews, pledges, sanctions
from accountability.services.pledges import Target
from accountability.services.responsibility import assign_responsibility, end_responsibility
from accountability.services.sanctions import Decision
from organization.errors import RuleError
from organization.models import Attachment, AuditEntry
from tests.accountability.conftest import a_pledge, a_sanction, an_interview, on, photo
from tests.factories import (
    CITY,
    GEXIN,
    YANGLINWEI,
    CadreFactory,
    DivisionFactory,
    PostingFactory,
    UnitFactory,
    make_user,
)

DAY = datetime.date(2016, 12, 31)
MAIN, POLICY, ASSISTANCE = ResponsibilityKind
TARGETS = [Target(2016, "K05N", "累计脱贫人口", Decimal(3200), "人")]


# --- the chain ------------------------------------------------------------------------------


def test_the_nearest_area_answers_and_the_category_before_the_general(city, day):
    office = make_user("city_office")
    bureau, housing, village = UnitFactory(), UnitFactory(), UnitFactory()
    since = datetime.date(2016, 1, 1)
    whole_city, gexin = DivisionFactory(code=CITY), DivisionFactory(code=GEXIN)
    assign_responsibility(whole_city, POLICY, bureau, post="局长", starts_on=since, by=office)
    assign_responsibility(
        whole_city, POLICY, housing, post="局长", starts_on=since, by=office,
        category=ProblemCategory.HOUSING,
    )  # fmt: skip
    assign_responsibility(gexin, MAIN, village, post="村支书", starts_on=since, by=office)

    assert responsible(DAY, GEXIN, MAIN).unit == village
    assert responsible(DAY, YANGLINWEI, MAIN).unit == city.town
    assert responsible(DAY, GEXIN, POLICY).unit == bureau
    assert responsible(DAY, GEXIN, POLICY, ProblemCategory.HOUSING).unit == housing
    assert responsible(datetime.date(2015, 12, 31), GEXIN, MAIN).unit == city.town


def test_without_a_registration_the_head_and_the_first_secretary_answer(city, day):
    secretary = CadreFactory()
    PostingFactory(at=GEXIN, cadre=secretary)

    main = responsible(DAY, GEXIN, MAIN)
    assistance = responsible(DAY, GEXIN, ASSISTANCE)

    assert (main.unit, main.post, main.cadre) == (city.town, "镇长", city.head)
    assert (assistance.unit, assistance.cadre) == (secretary.unit, secretary)
    assert responsible(DAY, GEXIN, POLICY) is None
    assert responsible(DAY, YANGLINWEI, ASSISTANCE) is None


def test_a_new_responsibility_ends_the_old_one_the_same_day(city, day):
    office, first, second = make_user("city_office"), UnitFactory(), UnitFactory()
    gexin = DivisionFactory(code=GEXIN)
    old = assign_responsibility(
        gexin, MAIN, first, post="支书", starts_on=datetime.date(2016, 1, 1), by=office
    )
    assign_responsibility(
        gexin, MAIN, second, post="支书", starts_on=datetime.date(2016, 7, 1), by=office
    )

    old.refresh_from_db()
    assert old.ends_on == datetime.date(2016, 7, 1)
    ended = AuditEntry.objects.get(verb="responsibility.ended")
    assert (ended.subject_id, ended.before) == (str(old.pk), {"ends_on": None})
    assert ended.after == {"ends_on": "2016-07-01"}
    assert responsible(datetime.date(2016, 6, 30), GEXIN, MAIN).unit == first
    assert responsible(datetime.date(2016, 7, 1), GEXIN, MAIN).unit == second
    with pytest.raises(RuleError, match="更晚的起始日期"):
        assign_responsibility(
            gexin, MAIN, first, post="支书", starts_on=datetime.date(2016, 3, 1), by=office
        )
    with pytest.raises(PermissionDenied):
        end_responsibility(old, on=DAY, by=city.clerk)


# --- pledges --------------------------------------------------------------------------------


def test_a_signed_pledge_has_a_number_and_holds_for_three_years(city, day):
    office = make_user("city_office")
    pledge = pledges.draft_pledge(city.town, duties="减贫", targets=TARGETS, by=office)

    pledges.sign_pledge(
        pledge, signed_on=datetime.date(2016, 3, 1), scan=photo("扫描件.png"), by=office
    )

    assert pledge.number == "仙扶责〔2016〕1号"
    assert (pledge.starts_on, pledge.ends_on) == (
        datetime.date(2016, 3, 1),
        datetime.date(2019, 3, 1),
    )
    assert Pledge.objects.in_force(datetime.date(2019, 2, 28)).get() == pledge
    assert not Pledge.objects.in_force(datetime.date(2019, 3, 1)).exists()
    assert Attachment.objects.of(pledge).get().purpose == "signed_scan"


def test_a_unit_has_one_pledge_at_a_time(city, day):
    a_pledge(city, day=datetime.date(2016, 3, 1))
    office = make_user("city_office")
    second = pledges.draft_pledge(city.town, duties="减贫", targets=TARGETS, by=office)

    with pytest.raises(RuleError, match="已有责任状仙扶责〔2016〕1号，期限至2019-02-28"):
        pledges.sign_pledge(second, signed_on=DAY, by=office)


def test_a_pledge_ends_early_only_with_a_reason_and_a_document(city, day):
    pledge, office = a_pledge(city), make_user("city_office")
    with pytest.raises(RuleError, match="一定三年不变"):
        pledges.end_pledge(pledge, on=DAY, reason="机构撤并", document_no="", by=office)

    pledges.end_pledge(
        pledge, on=DAY, reason="机构撤并", document_no="仙扶组〔2016〕9号", by=office
    )

    assert (pledge.state, pledge.ends_on) == (PledgeState.ENDED, DAY)
    assert not Pledge.objects.in_force(DAY).exists()


def test_a_signed_pledge_is_not_changed(city, day):
    pledge = a_pledge(city)

    with pytest.raises(RuleError, match="不能再修改"), transaction.atomic():
        pledges.edit_pledge(pledge, duties="改", targets=TARGETS, by=make_user("city_office"))

    assert pledge.targets.count() == 1


def test_a_target_stands_once_for_a_year(city, day):
    with pytest.raises(RuleError, match="填写了两次"):
        pledges.draft_pledge(
            city.town, duties="减贫", targets=TARGETS * 2, by=make_user("city_office")
        )


def test_the_list_says_which_units_have_no_pledge(city, day):
    office = make_user("city_office")
    before = pledge_coverage(office, DAY)
    a_pledge(city)
    after = pledge_coverage(office, DAY)

    assert after.covered == before.covered + 1
    assert city.town in before.missing
    assert city.town not in after.missing


def test_a_pledge_is_made_and_signed_on_the_pages(city, day, client, log_in):
    log_in("city_office")
    client.post(
        "/accountability/pledges/new/",
        {
            "unit": city.town.pk, "signer": city.head.number, "signer_title": "镇长",
            "duties": "完成减贫任务", "target_K05N_2016": "3200", "target_K08_2016": "100",
        },
    )  # fmt: skip
    pledge = Pledge.objects.get()
    client.post(f"/accountability/pledges/{pledge.pk}/sign/", {"signed_on": "2016-12-30"})

    page = client.get(f"/accountability/pledges/{pledge.pk}/").content.decode()

    assert "仙扶责〔2016〕1号" in page
    assert "3,200" in page
    assert [t.indicator_code for t in pledge.targets.all()] == ["K05N", "K08"]


def test_saving_a_pledge_keeps_what_it_promises_beyond_the_usual(city, day, client, log_in):
    """Targets by an indicator that the form does not offer, and of a year outside the term."""
    office = log_in("city_office")
    promised = [
        Target(2016, "K08", "帮扶责任人覆盖率", 100, "%"),
        Target(2016, "K10", "当月走访率", 95, "%"),
        Target(2020, "K10", "当月走访率", 98, "%"),
    ]
    pledge = pledges.draft_pledge(city.town, duties="职责", targets=promised, by=office)
    url = f"/accountability/pledges/{pledge.pk}/edit/"
    form = client.get(url).context["form"]
    opened = {name: form[name].value() or "" for name in form.fields if name != "unit"}

    client.post(url, opened | {"duties": "新的职责"})

    kept = pledge.targets.values_list("year", "indicator_code", "label", "value")
    assert set(kept) == {(t.year, t.indicator_code, t.label, t.value) for t in promised}
    pledge.refresh_from_db()
    assert pledge.duties == "新的职责"


# --- interviews -----------------------------------------------------------------------------


def test_an_interview_is_unknown_to_the_unit_until_it_is_notified(city, day):
    interview = an_interview(city)
    seen = Interview.objects.visible_to(city.clerk, "notice.view")
    assert not seen.exists()

    interviews.notify_interview(interview, by=city.supervisor)

    assert seen.get().number == "仙扶约〔2016〕1号"


def test_minutes_need_the_statement_and_the_demands(city, day):
    interview = an_interview(city)
    interviews.notify_interview(interview, by=city.supervisor)

    with pytest.raises(RuleError, match="说明与表态"):
        interviews.record_interview(
            interview, interviews.Minutes(DAY, "镇长", "王", " ", "整改"), by=city.supervisor
        )


def test_a_unit_does_not_close_its_own_interview(city, day):
    interview = an_interview(city)
    interviews.notify_interview(interview, by=city.supervisor)
    minutes = interviews.Minutes(DAY, "镇长", "王", "认识到", "整改")
    interviews.record_interview(interview, minutes, by=city.supervisor)
    insider = make_user("organizer", unit=city.town)

    with pytest.raises(RuleError, match="不能办结本单位的约谈"):
        interviews.close_interview(interview, note="已好", by=insider)

    interviews.close_interview(interview, note="复查到位", by=city.supervisor)
    assert (interview.state, interview.closed_on) == (InterviewState.CLOSED, DAY)


# --- sanctions ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "day", "basis"),
    [
        (SanctionForm.ADMINISTRATIVE_WARNING, "2016-11-08", "《行政机关公务员处分条例》"),
        (SanctionForm.ADMINISTRATIVE_WARNING, "2018-03-19", "《行政机关公务员处分条例》"),
        (SanctionForm.ADMINISTRATIVE_WARNING, "2018-03-20", None),
        (SanctionForm.OFFICIAL_WARNING, "2016-11-08", None),
        (SanctionForm.OFFICIAL_WARNING, "2018-03-20", "《中华人民共和国监察法》"),
        (SanctionForm.OFFICIAL_WARNING, "2020-07-01", "《中华人民共和国公职人员政务处分法》"),
        (SanctionForm.ADMONITION, "2016-07-07", None),
        (SanctionForm.ADMONITION, "2016-07-08", "《中国共产党问责条例》"),
        (SanctionForm.PARTY_WARNING, "2016-11-08", "《中国共产党纪律处分条例》"),
    ],
)
def test_a_form_is_law_on_the_day_or_it_is_not(form, day, basis):
    term = term_on(form, datetime.date.fromisoformat(day))

    assert (term.basis if term else None) == basis


def test_every_form_has_a_time_in_which_it_is_law():
    ever = {form for year in range(2005, 2030) for form in forms_on(datetime.date(year, 9, 1))}

    assert ever == set(SanctionForm)


def test_a_sanction_by_a_word_that_is_not_law_yet_is_refused(city):
    with on(2016, 12, 31):
        decision = Decision("单玉梅", "书记", SanctionForm.OFFICIAL_WARNING, "虚报", DAY, "市纪委")

        with pytest.raises(RuleError, match="2016-12-31还没有或已不再适用“政务警告”"):
            sanctions.record_sanction(city.town, decision, by=make_user("discipline"))


def test_the_name_of_a_sanctioned_person_is_in_no_table_and_no_trail(city, day):
    a_sanction(city)

    with connection.cursor() as cursor:
        cursor.execute("SELECT person FROM accountability_sanction")
        assert "单玉梅" not in cursor.fetchone()[0]
    entry = AuditEntry.objects.get(verb="sanction.recorded")
    assert "protected" in entry.after["person"]
    assert Sanction.objects.get().person == "单玉梅"


def test_only_the_discipline_inspection_records_sanctions(city, day):
    decision = Decision("单玉梅", "书记", SanctionForm.PARTY_WARNING, "虚报", DAY, "市纪委")

    for role in ["supervisor", "city_office", "city_leader", "organizer"]:
        with pytest.raises(PermissionDenied):
            sanctions.record_sanction(city.town, decision, by=make_user(role))


def test_the_year_is_a_query(city, day):
    """The report's 5 letters, 12 interviews and 5 persons are counted like this."""
    a_sanction(city)
    interview = an_interview(city)
    interviews.notify_interview(interview, by=city.supervisor)
    minutes = interviews.Minutes(DAY, "镇长", "王", "认识到", "整改")
    interviews.record_interview(interview, minutes, by=city.supervisor)

    letters = Notice.objects.issued().filter(kind="L2", issued_on__year=2016)
    assert letters.count() == 0
    assert Interview.objects.held().filter(held_on__year=2016).count() == 1
    assert Sanction.objects.filter(decided_on__year=2016).count() == 1
