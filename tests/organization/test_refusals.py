"""Whatever refuses, a rule, a model or the database, the user reads a sentence."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms import CharField, Form

from organization.errors import RuleError
from organization.models import Cadre, Unit, User
from organization.pages import refusals_into
from organization.refusals import refusal_of
from tests.factories import YANGLINWEI, CadreFactory, UnitFactory, make_user


class NameForm(Form):
    name = CharField()


def violation(write) -> IntegrityError:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        write()
    return caught.value


def test_a_constraint_speaks_on_either_engine(db):
    unit = UnitFactory()
    day = datetime.date(2016, 1, 1)

    ended = violation(lambda: Unit.objects.filter(pk=unit.pk).update(starts_on=day, ends_on=day))

    assert refusal_of(ended) == "终止日期须晚于起始日期"


def test_a_number_that_is_taken_is_named_by_its_field(db):
    cadre, other = CadreFactory(), CadreFactory()
    user = make_user("town_clerk", YANGLINWEI)

    number = violation(lambda: Cadre.objects.filter(pk=other.pk).update(number=cadre.number))
    name = violation(lambda: User.objects.create(username=user.username, division_id=YANGLINWEI))

    assert refusal_of(number) == "该干部编号已登记"
    assert refusal_of(name) == "该用户名已登记"


def test_what_no_user_can_cause_stays_a_fault(db):
    cadre = CadreFactory()

    missing = violation(lambda: Cadre.objects.filter(pk=cadre.pk).update(name=None))

    assert refusal_of(missing) is None
    assert refusal_of(KeyError("name")) is None
    with pytest.raises(IntegrityError), refusals_into(NameForm({})):
        raise missing


@pytest.mark.parametrize("error", [RuleError("不能办理"), ValidationError("不能办理")])
def test_a_refused_form_keeps_what_was_typed_and_says_why(error):
    form = NameForm({"name": "张三"})
    assert form.is_valid()

    with refusals_into(form):
        raise error

    assert form.non_field_errors() == ["不能办理"]
    assert form["name"].value() == "张三"
