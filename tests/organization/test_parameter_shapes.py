"""A wrong value of a policy parameter is refused in words, in the verb and at its field."""

import datetime
import re

import pytest

from organization.errors import RuleError
from organization.models import Division
from organization.parameter_words import read, spoken
from organization.parameters import DEFINITIONS, parameter
from organization.services.policy import set_parameter
from tests.factories import CITY

DAY = datetime.date(2016, 12, 31)
HEADS = DEFINITIONS["letter_heads"].default
CAPS = DEFINITIONS["pairing_cap"].default


@pytest.mark.parametrize("definition", DEFINITIONS.values(), ids=lambda one: one.key)
def test_every_default_has_the_shape_it_asks_for(definition):
    assert definition.shape(definition.default) == definition.default


STRUCTURED = [one for one in DEFINITIONS.values() if one.kind == "json"]


@pytest.mark.parametrize("definition", STRUCTURED, ids=lambda one: one.key)
def test_a_structured_value_is_written_in_words_and_read_back(definition):
    said = spoken(definition.default)

    assert read(said, definition.default) == definition.default
    assert not re.search(r"[a-z_]{3,}", said), "no English word"


def test_a_table_is_edited_line_by_line(client, log_in, day):
    log_in("city_office", CITY)
    page = client.get("/parameters/indicator_alerts/")
    assert "K08 帮扶责任人覆盖率：关注 1，需处理 0.95" in page.content.decode()

    value = page.context["form"]["value"].value().replace("关注 1，", "关注 0.99，")
    client.post(
        "/parameters/indicator_alerts/",
        {"value": value, "division": CITY, "starts_on": "2016-12-31", "document_no": "仙扶发1号"},
    )

    lines = parameter("indicator_alerts", DAY, CITY)
    assert lines["K08"] == {"soon": "0.99", "urgent": "0.95"}
    assert lines["K09"] == {"soon": "0.95", "urgent": "0.80"}
    assert (
        "K08 帮扶责任人覆盖率：关注 0.99"
        in client.get("/parameters/indicator_alerts/").content.decode()
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("village_days_target", 367),
        ("village_days_target", -1),
        ("village_days_target", "220"),
        ("village_days_target", True),
        ("exit_income_line", "-1"),
        ("exit_income_line", "NaN"),
        ("exit_income_line", "3146.005"),
        ("draft_due", "6:00"),
        ("draft_due", "25:00"),
        ("indicator_alerts", {"K03": 5}),
        ("indicator_alerts", {"K03": {"soon": 0.02}}),
        ("indicator_alerts", {"K03": {"later": "1"}}),
        ("indicator_alerts", {"x": {}}),
        ("indicator_alerts", []),
        ("pairing_cap", 3),
        ("pairing_cap", {**CAPS, "king": 1}),
        ("pairing_cap", {**CAPS, "staff": "1"}),
        ("pairing_cap", {key: value for key, value in CAPS.items() if key != "staff"}),
        ("visit_overdue_days", [60, 31]),
        ("visit_overdue_days", []),
        ("notice_reminders", {"a": 1}),
        ("letter_heads", {**HEADS, "L1": {"code": "仙扶办"}}),
        ("letter_heads", {key: value for key, value in HEADS.items() if key != "L2"}),
        ("approval_policy", {"without_approval": "households", "max_households": 5}),
        ("approval_policy", {"without_approval": []}),
    ],
)
def test_a_value_of_another_shape_is_refused_and_the_old_one_stays(key, value, log_in):
    office = log_in("city_office", CITY)
    before = parameter(key, DAY, CITY)

    with pytest.raises(RuleError):
        set_parameter(
            key, Division.objects.get(pk=CITY), value, starts_on=DAY, document_no="号", by=office
        )

    assert parameter(key, DAY, CITY) == before


def test_the_form_says_at_the_field_what_is_wrong_and_keeps_it(client, log_in, day):
    log_in("city_office", CITY)

    page = client.post(
        "/parameters/pairing_cap/",
        {"value": "3", "division": CITY, "starts_on": "2016-12-31", "document_no": "仙扶发1号"},
    )

    assert page.status_code == 200
    assert page.context["form"].errors["value"] == ["第1行“3”写法不对，应如“厅级：5”"]
    assert page.context["form"]["value"].value() == "3"
