"""What a field says by itself is an instruction, not the framework's remark."""

import pytest
from django import forms

from households.forms.people import LeaveForm


class Plain(forms.Form):
    name = forms.CharField()
    kind = forms.ChoiceField(choices=[("a", "甲")])
    day = forms.DateField()
    amount = forms.DecimalField()
    count = forms.IntegerField()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            {},
            {
                "name": "请填写",
                "kind": "请选择",
                "day": "请填写",
                "amount": "请填写",
                "count": "请填写",
            },
        ),
        (
            {"name": "x", "kind": "b", "day": "明天", "amount": "三千", "count": "两"},
            {
                "kind": "请从列表中选择",
                "day": "没有这个日期：请按年-月-日填写，如 2016-11-08",
                "amount": "请填阿拉伯数字，如 3000 或 12.5",
                "count": "请填整数，如 3",
            },
        ),
    ],
)
def test_each_kind_of_field_says_what_to_do(typed, said):
    assert {name: errors[0] for name, errors in Plain(typed).errors.items()} == said


def test_forms_of_the_house_say_so_too():
    """Their fields are made when their modules are read, which is after the words are in place."""
    assert LeaveForm.base_fields["on"].error_messages["required"] == "请填写"
    assert LeaveForm.base_fields["reason"].error_messages["required"] == "请选择"
