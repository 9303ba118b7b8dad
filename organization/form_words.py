"""What a form field says by itself, in words that tell a clerk what to do.

Django's own Chinese sentences name the fault in a programmer's words (该字段是必填项). A field
looks its sentences up through its classes when it is made; what a form says on purpose stays.
"""

from django import forms
from django.core import validators

WORDS: dict[type[forms.Field], dict[str, str]] = {
    forms.Field: {"required": "请填写"},
    forms.CharField: {
        "max_length": "最多%(limit_value)d个字，现有%(show_value)d个，请删减",
        "min_length": "至少%(limit_value)d个字，现有%(show_value)d个，请写明白些",
    },
    forms.ChoiceField: {"required": "请选择", "invalid_choice": "请从列表中选择"},
    forms.ModelChoiceField: {"required": "请选择", "invalid_choice": "请从列表中选择"},
    forms.MultipleChoiceField: {"required": "请选择", "invalid_choice": "请从列表中选择"},
    forms.IntegerField: {"invalid": "请填整数，如 3"},
    forms.DecimalField: {"invalid": "请填阿拉伯数字，如 3000 或 12.5"},
    forms.DateField: {"invalid": "没有这个日期：请按年-月-日填写，如 2016-11-08"},
    forms.EmailField: {"invalid": "请填写完整的电子邮箱地址"},
    forms.FileField: {"required": "请选择文件"},
}


_BOUNDS: dict[type[validators.BaseValidator], str] = {
    validators.MinValueValidator: "不能小于%(limit_value)s",
    validators.MaxValueValidator: "不能大于%(limit_value)s",
}
_DIGITS = {
    "invalid": "请填阿拉伯数字，如 3000 或 12.5",
    "max_digits": "数字太大：最多%(max)s位",
    "max_decimal_places": "最多%(max)s位小数",
    "max_whole_digits": "数字太大：整数部分最多%(max)s位",
}


def put_into_words() -> None:
    """Give Django's fields these sentences; before the first form is made."""
    for validator, sentence in _BOUNDS.items():
        validator.message = sentence
    validators.DecimalValidator.messages = _DIGITS
    for field, words in WORDS.items():
        field.default_error_messages = {**vars(field).get("default_error_messages", {}), **words}
