"""Rows of assistance for tests; written to the tables directly, past the verbs."""

import datetime
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from assistance.enums import (
    BenefitKind,
    FundClass,
    LeaderBody,
    ProjectCategory,
    ProjectState,
    TownshipDesignationKind,
    VillagePairingKind,
    VisitKind,
)
from assistance.models import (
    ActionPlan,
    ActionTask,
    Allocation,
    FundSource,
    LeaderPost,
    Pairing,
    Project,
    ProjectBenefit,
    TownshipDesignation,
    TownshipPairing,
    VillagePairing,
    Visit,
)
from organization.enums import UnitKind
from tests.factories import (
    CITY,
    GEXIN,
    YANGLINWEI,
    CadreFactory,
    DivisionFactory,
    HouseholdFactory,
    UnitFactory,
    VillageFactory,
)

START = datetime.date(2015, 3, 1)


class PairingFactory(DjangoModelFactory):
    class Meta:
        model = Pairing

    household = factory.SubFactory(HouseholdFactory)
    cadre = factory.SubFactory(CadreFactory)
    unit = factory.LazyAttribute(lambda o: o.cadre.unit)
    starts_on = START


class VisitFactory(DjangoModelFactory):
    class Meta:
        model = Visit

    household = factory.SubFactory(HouseholdFactory)
    cadre = factory.SubFactory(CadreFactory)
    visited_on = datetime.date(2016, 12, 10)
    kind = VisitKind.CONDITIONS
    content = "了解今年收入和过冬情况"


class VillagePairingFactory(DjangoModelFactory):
    class Meta:
        model = VillagePairing

    class Params:
        at = GEXIN
        by_leader = factory.Trait(
            kind=VillagePairingKind.LEADER, cadre=factory.SubFactory(CadreFactory), unit=None
        )
        by_enterprise = factory.Trait(
            kind=VillagePairingKind.ENTERPRISE,
            unit=factory.SubFactory(UnitFactory, kind=UnitKind.ENTERPRISE),
        )

    village = factory.LazyAttribute(lambda o: VillageFactory(code=o.at))
    kind = VillagePairingKind.UNIT
    unit = factory.SubFactory(UnitFactory)
    starts_on = START


class LeaderPostFactory(DjangoModelFactory):
    class Meta:
        model = LeaderPost

    cadre = factory.SubFactory(CadreFactory)
    body = LeaderBody.PARTY
    title = "市委常委"
    is_standing_committee = True
    starts_on = START


class TownshipDesignationFactory(DjangoModelFactory):
    class Meta:
        model = TownshipDesignation

    class Params:
        at = YANGLINWEI

    division = factory.LazyAttribute(lambda o: DivisionFactory(code=o.at))
    kind = TownshipDesignationKind.KEY
    starts_on = START


class TownshipPairingFactory(DjangoModelFactory):
    class Meta:
        model = TownshipPairing

    class Params:
        at = YANGLINWEI

    division = factory.LazyAttribute(lambda o: DivisionFactory(code=o.at))
    cadre = factory.SubFactory(CadreFactory)
    starts_on = START


class ProjectFactory(DjangoModelFactory):
    class Meta:
        model = Project
        skip_postgeneration_save = True

    class Params:
        at = GEXIN

    number = factory.Sequence(lambda n: f"XT2016-{n:04d}")
    name = factory.Sequence(lambda n: f"革新村桃树订单种植{n}期")
    category = ProjectCategory.INDUSTRY
    division = factory.LazyAttribute(lambda o: DivisionFactory(code=o.at))
    unit = factory.SubFactory(UnitFactory)
    plan_year = 2016
    content = "新建桃园200亩"
    performance_target = "带动34户，亩均增收5000元"
    starts_on = datetime.date(2016, 3, 1)
    due_on = datetime.date(2016, 11, 30)
    planned_amount = Decimal("300000.00")
    state = ProjectState.APPROVED


class FundSourceFactory(DjangoModelFactory):
    class Meta:
        model = FundSource

    number = factory.Sequence(lambda n: f"ZJ2016-{n:03d}")
    name = factory.Sequence(lambda n: f"2016年第{n}批专项扶贫资金")
    fund_class = FundClass.CITY
    year = 2016
    division = factory.LazyFunction(lambda: DivisionFactory(code=CITY))
    ordered_on = datetime.date(2016, 2, 1)
    amount = Decimal("1000000.00")
    arrived_amount = Decimal("1000000.00")


class AllocationFactory(DjangoModelFactory):
    """An allocation together with the sums that the verbs would have raised."""

    class Meta:
        model = Allocation

    project = factory.SubFactory(ProjectFactory)
    source = factory.SubFactory(FundSourceFactory)
    amount = Decimal("200000.00")
    allocated_on = datetime.date(2016, 4, 1)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        for row in (kwargs["source"], kwargs["project"]):
            row.allocated_amount += kwargs["amount"]
            row.save(update_fields=["allocated_amount"])
        return super()._create(model_class, *args, **kwargs)


class ProjectBenefitFactory(DjangoModelFactory):
    class Meta:
        model = ProjectBenefit

    project = factory.SubFactory(ProjectFactory)
    household = factory.SubFactory(HouseholdFactory)
    kind = BenefitKind.ORDER
    benefited_on = datetime.date(2016, 11, 1)
    amount = Decimal("5000.00")


class ActionPlanFactory(DjangoModelFactory):
    class Meta:
        model = ActionPlan

    number = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"产业扶贫行动{n}")
    starts_on = datetime.date(2016, 1, 1)


class ActionTaskFactory(DjangoModelFactory):
    class Meta:
        model = ActionTask
        skip_postgeneration_save = True

    plan = factory.SubFactory(ActionPlanFactory)
    number = factory.Sequence(lambda n: f"1-{n}")
    content = "建设桃树订单基地"
    indicator = "面积"
    target = Decimal("200.00")
    measure = "亩"
    division = factory.LazyFunction(lambda: DivisionFactory(code=CITY))
    lead_unit = factory.SubFactory(UnitFactory)
    starts_on = datetime.date(2016, 1, 1)
    due_on = datetime.date(2016, 12, 31)
