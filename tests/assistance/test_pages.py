"""The pages of assistance, through the door that users take."""

import datetime
import uuid
from decimal import Decimal

import pytest
from django.urls import reverse

from assistance.enums import ProjectState, VillagePairingKind
from assistance.models import Disbursement, Pairing, Project, TownshipPairing, VillagePairing, Visit
from organization.enums import Rank, UnitKind
from organization.models import ProblemSignal
from tests.assistance.factories import (
    ActionTaskFactory,
    AllocationFactory,
    FundSourceFactory,
    LeaderPostFactory,
    PairingFactory,
    ProjectBenefitFactory,
    ProjectFactory,
    TownshipDesignationFactory,
    TownshipPairingFactory,
    VillagePairingFactory,
    VisitFactory,
)
from tests.factories import (
    CITY,
    GEXIN,
    XIANFENG,
    YANGLINWEI,
    CadreFactory,
    HouseholdFactory,
    KeyVillageFactory,
    PostingFactory,
    UnitFactory,
    VillageFactory,
)
from tests.refused import page_of

TODAY = datetime.date(2016, 12, 31)


def text(answer) -> str:
    return answer.content.decode()


def url(name: str, *args) -> str:
    return reverse(f"assistance:{name}", args=args)


@pytest.fixture
def city(day):
    """Something of everything, in two townships."""
    leader = LeaderPostFactory().cadre
    TownshipDesignationFactory(at=YANGLINWEI)
    TownshipPairingFactory(at=YANGLINWEI, cadre=leader)
    KeyVillageFactory(at=GEXIN)
    KeyVillageFactory(at=XIANFENG)
    VillagePairingFactory(at=GEXIN)
    VillagePairingFactory(at=GEXIN, by_leader=True, cadre=leader)
    pairing = PairingFactory(household__size__name="王建国", cadre__name="何帮扶")
    HouseholdFactory(size__name="单玉梅")
    VisitFactory(household=pairing.household, cadre=pairing.cadre, problem="屋顶漏雨")
    allocation = AllocationFactory(project__name="革新村桃园")
    ProjectBenefitFactory(project=allocation.project, household=pairing.household)
    ActionTaskFactory()
    return pairing


PAGES = [
    "overview", "load_panel", "pairing_list", "area_list", "visit_list", "project_list",
    "fund_list", "action_list",
]  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", ["city_office", "city_leader", "town_clerk", "supervisor"])
def test_every_page_opens_for_the_offices(client, log_in, city, name, role):
    log_in(role, YANGLINWEI if role == "town_clerk" else CITY)

    assert client.get(url(name)).status_code == 200


def test_every_detail_opens(client, log_in, city):
    log_in("city_office")
    project = Project.objects.get()

    for address in [
        url("pairing_detail", city.pk),
        url("household_panel", city.household_id),
        url("village_panel", GEXIN),
        url("visit_detail", Visit.objects.get().pk),
        url("project_detail", project.pk),
        url("fund_detail", project.allocations.get().source_id),
        *(url("gaps", code) for code in ["C1", "C2", "C3", "C4", "C5"]),
        *(f"{url('gaps', code)}?view=covered" for code in ["C1", "C2", "C3", "C4", "C5"]),
    ]:
        assert client.get(address).status_code == 200, address
    assert client.get(url("gaps", "C9")).status_code == 404


def test_the_overview_says_the_state_in_words_and_figures(client, log_in, city):
    log_in("city_leader")

    page = text(client.get(url("overview")))

    assert "还有1个村没有市“四大家”领导包挂重点村" in page
    assert "1户没有干部职工帮扶贫困户" in page
    assert "1 / 2 户" in page
    assert "杨林尾镇" in page


def test_the_list_of_gaps_loses_the_row_that_is_paired(client, log_in, city):
    log_in("town_clerk", YANGLINWEI)
    waiting = HouseholdFactory(size__name="覃德元")
    cadre = CadreFactory(unit=VillagePairing.objects.filter(unit__isnull=False).get().unit)
    assert "覃德元户" in text(client.get(url("gaps", "C4")))

    client.post(url("pair", waiting.pk), {"cadre": cadre.pk, "starts_on": "2016-12-31"})

    assert Pairing.objects.filter(household=waiting, cadre=cadre).exists()
    client.get(url("mine"))  # takes the message away, which names the household
    page = text(client.get(url("gaps", "C4")))
    assert "覃德元户" not in page
    assert "单玉梅户" in page


def test_a_refused_pairing_keeps_what_was_chosen(client, log_in, city):
    log_in("town_clerk", YANGLINWEI)
    household = HouseholdFactory()

    answer = client.post(
        url("pair", household.pk), {"cadre": city.cadre_id, "starts_on": "2016-12-20"}
    )

    page = text(answer)
    assert "已帮扶1户，达到上限1户" in page
    assert f'value="{city.cadre_id}" checked' in page
    assert 'value="2016-12-20"' in page
    assert not household.pairings.exists()


def test_the_search_for_a_helper_finds_and_says_the_load(client, log_in, city):
    log_in("town_clerk", YANGLINWEI)
    household = HouseholdFactory()

    answer = client.post(
        url("candidates", household.pk), {"q": "何帮"}, headers={"hx-request": "true"}
    )

    page = text(answer)
    assert "何帮扶" in page
    assert "已达上限" in page
    assert "已帮扶1户，已达上限" in page


def test_without_script_the_search_is_a_button_of_the_form(client, log_in, city):
    log_in("town_clerk", YANGLINWEI)
    household = HouseholdFactory()

    page = text(
        client.post(url("pair", household.pk), {"q": "hbf", "starts_on": "2016-12-01", "find": "1"})
    )

    assert "何帮扶" in page
    assert 'value="2016-12-01"' in page
    assert "请先查找并选定" not in page


def test_a_township_chooses_only_among_cadres_it_may_know(client, log_in, city):
    log_in("town_clerk", YANGLINWEI)
    stranger = CadreFactory()
    household = HouseholdFactory()

    answer = client.post(
        url("pair", household.pk), {"cadre": stranger.pk, "starts_on": "2016-12-31"}
    )

    assert answer.status_code == 200
    assert not household.pairings.exists()


def test_a_pairing_is_handed_over_and_ended_by_form(client, log_in, city):
    log_in("city_office")
    successor = CadreFactory()
    facts = {"cadre": successor.pk, "on": "2016-12-31", "reason": "transfer"}

    refused = text(client.post(url("hand_over", city.pk), facts))
    assert "提前解除须写明理由" in refused
    client.post(url("hand_over", city.pk), {**facts, "exception_reason": "调往外地"})

    city.refresh_from_db()
    assert city.ends_on == TODAY
    new = city.successor
    assert new.cadre == successor

    answer = client.post(
        url("pairing_end", new.pk),
        {"ends_on": "2017-01-01", "reason": "health", "exception_reason": "住院"},
    )
    assert answer.status_code == 302
    new.refresh_from_db()
    assert (new.ends_on, new.end_reason) == (datetime.date(2017, 1, 1), "health")


def test_a_proposal_is_shown_then_confirmed(client, log_in, city):
    log_in("city_office")
    unit = UnitFactory()
    cadres = [CadreFactory(unit=unit, rank=Rank.STAFF) for _ in range(2)]
    second = HouseholdFactory()
    address = f"{url('proposals')}?village={GEXIN}&unit={unit.pk}"

    page = text(client.get(address))
    assert "单玉梅户" in page
    waiting = Pairing.objects.count()
    waiting_there = city.household.village.households.exclude(pk=second.pk)
    first = waiting_there.get(head_name="单玉梅")
    client.post(
        address,
        {
            "starts_on": "2016-12-31",
            f"household-{first.pk}": cadres[0].pk,
            f"household-{second.pk}": "",
        },
    )

    assert Pairing.objects.count() == waiting + 1
    assert first.pairings.get().cadre == cadres[0]


def test_a_proposal_somebody_else_was_quicker_with_is_shown_again(client, log_in, city):
    log_in("city_office")
    cadre = CadreFactory()
    address = f"{url('proposals')}?village={GEXIN}&unit={cadre.unit_id}"

    page = text(
        client.post(
            address,
            {"starts_on": "2016-12-31", f"household-{city.household_id}": cadre.pk},
        )
    )

    assert "已由他人结对" in page
    assert Pairing.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "field"),
    [("leader", "leader"), ("unit", "department"), ("enterprise", "enterprise")],
)
def test_a_village_is_taken_on_by_form(client, log_in, city, kind, field):
    log_in("city_office")
    parties = {
        "leader": LeaderPostFactory().cadre,
        "department": UnitFactory(kind=UnitKind.DEPARTMENT),
        "enterprise": UnitFactory(kind=UnitKind.ENTERPRISE),
    }
    address = url("pair_village", XIANFENG)

    missing = text(client.post(address, {"kind": kind, "starts_on": "2016-12-31"}))
    assert "请选择" in missing
    client.post(address, {"kind": kind, "starts_on": "2016-12-31", field: parties[field].pk})

    row = VillagePairing.objects.get(village=XIANFENG)
    assert row.party == parties[field]
    client.post(
        url("area_end", "villages", row.pk),
        {"ends_on": "2017-01-01", "reason": "other", "exception_reason": "调整"},
    )
    row.refresh_from_db()
    assert row.end_reason == "other"


def test_a_member_of_the_committee_takes_on_a_township_by_form(client, log_in, city):
    log_in("city_office")
    cadre = LeaderPostFactory().cadre

    client.post(
        url("pair_township"),
        {"division": YANGLINWEI, "cadre": cadre.pk, "starts_on": "2016-12-31"},
    )

    assert TownshipPairing.objects.filter(cadre=cadre, division=YANGLINWEI).exists()


def test_a_township_does_not_arrange_leaders_or_departments(client, log_in, city):
    log_in("town_clerk", YANGLINWEI)
    unit = UnitFactory()

    answer = client.post(
        url("pair_village", GEXIN),
        {"kind": VillagePairingKind.UNIT, "starts_on": "2016-12-31", "department": unit.pk},
    )

    assert answer.status_code == 403
    assert not VillagePairing.objects.filter(unit=unit).exists()


# --- visits ------------------------------------------------------------------------------------


@pytest.fixture
def helper(city, log_in):
    return log_in("helper", None, cadre=city.cadre)


def test_a_helper_begins_with_his_own_households(client, helper, city):
    answer = client.get(url("overview"))
    assert answer.url == url("mine")

    page = text(client.get(url("mine")))
    assert "王建国户" in page
    assert "21天" not in page
    assert f"{url('visit_record', city.household_id)}?from=mine" in page
    assert "单玉梅" not in page


def test_a_visit_is_recorded_once_however_often_the_form_is_sent(client, helper, city):
    form = {
        "key": str(uuid.uuid4()),
        "visited_on": "2016-12-31",
        "kind": "6",
        "content": "宣传大病保险政策",
        "problem": "药费未报销",
    }

    first = client.post(url("visit_record", city.household_id), form)
    again = client.post(url("visit_record", city.household_id), form)

    assert first.url == again.url == reverse("households:detail", args=[city.household_id])
    from_mine = f"{url('visit_record', city.household_id)}?from=mine"
    assert client.post(from_mine, form).url == url("mine")
    visit = Visit.objects.get(key=form["key"])
    assert (visit.cadre, visit.recorded_by) == (helper.cadre, helper)
    assert ProblemSignal.objects.filter(subject_id=str(visit.pk)).count() == 1
    unsaid = page_of(client.post(url("visit_solve", visit.pk), {"remark": " "}))
    assert "解决情况" in unsaid
    too_long = page_of(client.post(url("visit_solve", visit.pk), {"remark": "已补报" * 67}))
    assert "已补报" * 67 in too_long
    assert ProblemSignal.objects.open().exists()
    client.post(url("visit_solve", visit.pk), {"remark": "已到镇卫生院补报"})
    assert not ProblemSignal.objects.open().exists()


def test_a_refused_visit_keeps_what_was_typed(client, helper, city):
    page = text(
        client.post(
            url("visit_record", city.household_id),
            {
                "key": str(uuid.uuid4()),
                "visited_on": "2017-01-05",
                "kind": "2",
                "content": "看望老人，送去棉被",
            },
        )
    )

    assert "走访日期不能晚于今天" in page
    assert "看望老人，送去棉被" in page
    assert Visit.objects.count() == 1


def test_a_helper_sees_no_other_household_of_the_village(client, helper):
    other = HouseholdFactory()

    assert client.get(url("visit_record", other.pk)).status_code == 404
    assert client.get(url("household_panel", other.pk)).status_code == 404


def test_a_first_secretary_sees_his_village_on_his_page(client, log_in, city):
    posting = PostingFactory(at=GEXIN)
    log_in("first_secretary", GEXIN, cadre=posting.cadre)

    page = text(client.get(url("mine")))

    assert "革新村" in page
    assert "1户没有帮扶责任人" in page


# --- projects and money ------------------------------------------------------------------------


def test_a_project_is_declared_by_form_and_goes_to_the_library(client, log_in, day):
    office = log_in("city_office")
    VillageFactory(code=GEXIN)
    form = {
        "number": "XT2016-0001",
        "name": "革新村桃树订单种植",
        "category": "industry",
        "level": "village",
        "plan_year": "2016",
        "division": GEXIN,
        "unit": UnitFactory().pk,
        "content": "建桃园200亩",
        "starts_on": "2016-03-01",
        "due_on": "2016-11-30",
        "planned_amount": "300000",
    }
    client.post(url("project_create"), form)
    project = Project.objects.get()
    move = url("project_move", project.pk)
    client.post(move, {"to": "town_reviewed", "on": "2016-12-31"})

    refused = text(
        client.post(move, {"to": "in_library", "on": "2016-12-31", "document_no": "仙扶发1号"})
    )
    assert "入库内容不完整，请补充：绩效目标" in refused
    client.post(
        url("project_edit", project.pk),
        {**form, "performance_target": "带动34户，亩均增收5000元"},
    )
    client.post(move, {"to": "in_library", "on": "2016-12-31", "document_no": "仙扶发1号"})

    project.refresh_from_db()
    assert project.state == ProjectState.IN_LIBRARY
    assert [step.state for step in project.steps.all()] == [
        "declared",
        "town_reviewed",
        "in_library",
    ]
    assert project.steps.last().taken_by == office


def test_money_is_set_aside_and_paid_by_form(client, log_in, day):
    log_in("city_office")
    source, project = FundSourceFactory(), ProjectFactory()

    refused = text(
        client.post(
            url("allocate", project.pk),
            {"source": source.pk, "amount": "300000.01", "allocated_on": "2016-12-31"},
        )
    )
    assert "尚可安排 300,000.00 元" in refused
    assert "300000.01" in refused
    client.post(
        url("allocate", project.pk),
        {"source": source.pk, "amount": "250000", "allocated_on": "2016-12-31"},
    )
    allocation = project.allocations.get()
    client.post(
        url("allocation_act", allocation.pk, "pay"),
        {"amount": "100000.50", "paid_on": "2016-12-31", "payee": "县建公司"},
    )

    assert Disbursement.objects.get().amount == Decimal("100000.50")
    page = text(client.get(url("project_detail", project.pk)))
    assert "149,999.50" in page


def test_benefits_of_a_project_add_up_to_a_line(client, log_in, city):
    log_in("city_office")
    project = Project.objects.get()

    client.post(
        url("benefit_add", project.pk),
        {
            "household_no": city.household.household_no,
            "member_name": "王建国",
            "kind": "job",
            "benefited_on": "2016-12-01",
            "amount": "24000",
            "months": "10",
            "employer": "毛嘴服装厂",
        },
    )

    page = text(client.get(url("project_detail", project.pk)))
    assert "毛嘴服装厂" in page
    assert "24,000.00" in page


def test_a_job_without_employer_is_refused_in_words(client, log_in, city):
    log_in("city_office")
    project = Project.objects.get()

    page = text(
        client.post(
            url("benefit_add", project.pk),
            {
                "household_no": city.household.household_no,
                "member_name": "王建国",
                "kind": "job",
                "benefited_on": "2016-12-01",
                "amount": "24000",
            },
        )
    )

    assert "务工就业须选受益人并填写用工单位" in page
    assert project.benefits.count() == 1


def test_an_action_task_is_reported(client, log_in, day):
    log_in("city_office")
    task = ActionTaskFactory(number="3-1")

    client.post(
        url("action_report", task.pk),
        {"month": "2016-12-01", "value": "200", "evidence": "验收单12份"},
    )

    assert task.progress.get().value == 200
    assert "完成1项" in text(client.get(url("action_list")))


# --- who sees what -----------------------------------------------------------------------------


def test_a_township_sees_its_own_rows_alone(client, log_in, city):
    elsewhere = PairingFactory(
        household=HouseholdFactory(at=XIANFENG, size__name="尉迟明"), cadre__name="外镇干部"
    )
    log_in("town_clerk", YANGLINWEI)

    for name in ["pairing_list", "visit_list", "project_list", "overview"]:
        page = text(client.get(url(name)))
        assert "尉迟明" not in page
        assert "外镇干部" not in page
    for address in [
        url("pairing_detail", elsewhere.pk),
        url("pair", elsewhere.household_id),
        url("pairing_end", elsewhere.pk),
        url("hand_over", elsewhere.pk),
        url("household_panel", elsewhere.household_id),
        url("village_panel", XIANFENG),
    ]:
        assert client.get(address).status_code == 404, address
    assert "尉迟明" not in text(client.get(f"{url('gaps', 'C4')}?area={XIANFENG}&view=covered"))


def test_a_department_sees_its_own_pairings_with_masked_names(client, log_in, city):
    PairingFactory(household__size__name="别人家")
    log_in("department", None, unit=city.unit)

    page = text(client.get(url("pairing_list")))

    assert "何帮扶" in page
    assert "王*国户" in page
    assert "王建国" not in page
    assert "别" not in page
    assert client.get(url("pairing_detail", city.pk)).status_code == 200


@pytest.mark.parametrize("role", ["admin", "town_admin"])
def test_administrators_have_no_business_here(client, log_in, city, role):
    log_in(role)

    for name in PAGES:
        assert client.get(url(name)).status_code == 403, name


def test_names_go_by_post_and_never_into_the_address(client, log_in, city):
    log_in("city_office")

    answer = client.post(url("pairing_list"), {"name": "wjg"})

    assert answer.status_code == 302
    assert "wjg" not in answer.url
    page = text(client.get(answer.url))
    assert "王建国户" in page


@pytest.mark.parametrize("state", ["in_force", "overdue", "helper_gone", "ended", "all"])
def test_pairings_by_state(client, log_in, day, state):
    log_in("city_office")
    fresh = PairingFactory(starts_on=datetime.date(2016, 12, 20), household__size__name="新户")
    visited = PairingFactory(household__size__name="走访户")
    VisitFactory(household=visited.household, cadre=visited.cadre)
    PairingFactory(household__size__name="超期户")
    PairingFactory(cadre__left_on=TODAY, household__size__name="离开户")
    PairingFactory(ends_on=TODAY, end_reason="other", household__size__name="解除户")
    expected = {
        "in_force": {"新户", "走访户", "超期户", "离开户"},
        "overdue": {"超期户", "离开户"},
        "helper_gone": {"离开户"},
        "ended": {"解除户"},
        "all": {"新户", "走访户", "超期户", "离开户", "解除户"},
    }
    assert fresh

    page = text(client.get(f"{url('pairing_list')}?state={state}"))

    shown = {name for name in expected["all"] if f"{name}户" in page}
    assert shown == expected[state]


# --- how many statements -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["pairing_list", "visit_list", "area_list", "project_list", "fund_list", "mine"]
)
def test_lists_take_as_many_statements_for_20_rows_as_for_1(client, log_in, queries_of, city, name):
    log_in("helper", None, cadre=city.cadre) if name == "mine" else log_in("city_office")
    few = queries_of(url(name))

    for _ in range(20):
        pairing = PairingFactory(cadre=city.cadre)
        VisitFactory(household=pairing.household, cadre=city.cadre)
        VillagePairingFactory(at=XIANFENG)
        AllocationFactory()

    assert len(queries_of(url(name))) == len(few) <= 18


@pytest.mark.parametrize("code", ["C2", "C4"])
def test_gaps_take_as_many_statements_for_20_rows_as_for_1(client, log_in, queries_of, city, code):
    log_in("city_office")
    few = queries_of(url("gaps", code))

    for number in range(20):
        HouseholdFactory()
        KeyVillageFactory(at=f"4290041103{number:02d}")

    assert len(queries_of(url("gaps", code))) == len(few)


def test_details_take_as_many_statements_for_20_rows_as_for_1(client, log_in, queries_of, city):
    log_in("city_office")
    project = Project.objects.get()
    addresses = [
        url("project_detail", project.pk),
        url("household_panel", city.household_id),
        url("village_panel", GEXIN),
        url("fund_detail", project.allocations.get().source_id),
    ]
    few = [len(queries_of(address)) for address in addresses]

    for _ in range(20):
        VisitFactory(household=city.household)
        PairingFactory(household=city.household)
        VillagePairingFactory(at=GEXIN)
        AllocationFactory(
            project=ProjectFactory(), source=project.allocations.first().source,
            amount=Decimal(10),
        )  # fmt: skip
        ProjectBenefitFactory(project=project)

    assert [len(queries_of(address)) for address in addresses] == few


def test_htmx_gets_the_very_fragment_the_whole_page_shows(client, log_in, city):
    log_in("city_office")

    for name in ["pairing_list", "visit_list", "project_list"]:
        headers = {"hx-request": "true", "hx-target": "results"}
        fragment = text(client.get(url(name), headers=headers)).strip()
        assert fragment.startswith('<section id="results"')
        assert fragment in text(client.get(url(name)))
