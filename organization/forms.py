"""What users may enter on the ground floor; verbs decide and write."""

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts

from organization import parameter_words
from organization.cadre_field import CadreField
from organization.edit_form import EditForm, Remembers
from organization.enums import Duty, Reach
from organization.errors import RuleError
from organization.models import Cadre, Division, Unit, User
from organization.parameters import Definition
from organization.permissions import Permission, Role
from organization.phones import PHONE_RULE, is_phone
from organization.place_field import PlaceField
from organization.refusals import refused
from organization.services.policy import newest_value
from organization.services.sign_in import check_own_password
from organization.services.units import BIRTH_YEARS
from organization.services.users import USERNAME, USERNAME_RULE, grantable_roles

REACHES = [choice for choice in Reach.choices if choice[0] != Reach.CASE]
"""What an administrator gives; a case is named by the procedure it belongs to."""


class SignInForm(forms.Form):
    refused_heading = "未能登录"

    username = forms.CharField(
        label="用户名",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label="密码",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PasswordForm(forms.Form):
    """One's own new password, twice, with the old one."""

    old_password = forms.CharField(
        label="原密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new_password = forms.CharField(
        label="新密码",
        strip=False,
        help_text="；".join(password_validators_help_texts()),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    repeated = forms.CharField(
        label="再输一次新密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, user: User, address: str | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.address = user, address

    def clean_old_password(self):
        given = self.cleaned_data["old_password"]
        with refused(lambda sentence: self.add_error("old_password", sentence)):
            check_own_password(self.user, given, address=self.address)
        return given

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("new_password") != cleaned.get("repeated"):
            self.add_error("repeated", "两次输入的新密码不一致")
        return cleaned


class TokenForm(forms.Form):
    label = forms.CharField(label="用途", max_length=40)


class UserForm(forms.Form):
    """A new account with its first grant."""

    demanded = {"grant_division": "按区划授权的必填", "grant_unit": "按单位授权的必填"}

    sections = [
        ("账号", ["username", "display_name", "division", "unit", "cadre"]),
        ("授权", ["role", "reach", "grant_division", "grant_unit", "starts_on", "ends_on", "note"]),
    ]

    username = forms.RegexField(
        USERNAME,
        label="用户名",
        help_text="字母开头，3至40位字母、数字、点、横线或下划线",
        error_messages={"invalid": USERNAME_RULE},
    )
    display_name = forms.CharField(label="姓名", max_length=50)
    division = PlaceField(label="管理区划")
    unit = forms.ModelChoiceField(Unit.objects.none(), label="所在单位", required=False)
    cadre = CadreField(
        label="对应干部",
        required=False,
        help_text="填写姓名或编号；第一书记、帮扶责任人须对应到干部，才能看到本人联系的户和村",
        error_messages={"missing": "没有找到该干部，或他已有账号，请核对姓名或编号"},
    )

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["division"].queryset = _divisions_of(by)
        self.fields["unit"].queryset = Unit.objects.visible_to(by, Permission.USER_MANAGE).open()
        self.fields["cadre"].cadres = _cadres_without_user(by)
        self.fields.update(GrantForm(by=by).fields)

    def clean(self):
        return _whole_reach(self, super().clean())


class GrantForm(forms.Form):
    """A role, its reach, its period."""

    demanded = {"grant_division": "按区划授权的必填", "grant_unit": "按单位授权的必填"}

    role = forms.ChoiceField(label="角色")
    reach = forms.ChoiceField(label="范围方式", choices=REACHES)
    grant_division = PlaceField(
        label="区划范围",
        required=False,
        help_text="按区划授权时选择",
    )
    grant_unit = forms.ModelChoiceField(
        Unit.objects.none(), label="单位范围", required=False, help_text="按单位授权时选择"
    )
    starts_on = forms.DateField(label="授权起始日期")
    ends_on = forms.DateField(label="授权终止日期", required=False, help_text="自该日起不再有效")
    note = forms.CharField(label="授权依据", max_length=100, required=False)

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        roles = [(role, Role(role).label) for role in grantable_roles(by)]
        self.fields["role"].choices = [("", "请选择"), *roles]
        self.fields["grant_division"].queryset = _divisions_of(by)
        self.fields["grant_unit"].queryset = Unit.objects.visible_to(
            by, Permission.USER_MANAGE
        ).open()

    def clean(self):
        return _whole_reach(self, super().clean())


class StandInForm(GrantForm):
    """A grant in place of somebody for some days."""

    stands_in_for = forms.ModelChoiceField(User.objects.none(), label="代理对象", required=False)

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, by=by, **kwargs)
        self.fields["stands_in_for"].queryset = User.objects.visible_to(by, Permission.USER_MANAGE)


def _whole_reach(form: forms.Form, cleaned: dict) -> dict:
    if cleaned.get("reach") == Reach.DIVISION and not cleaned.get("grant_division"):
        form.add_error("grant_division", "按区划授权须选择区划")
    if cleaned.get("reach") == Reach.UNIT and not cleaned.get("grant_unit"):
        form.add_error("grant_unit", "按单位授权须选择单位")
    return cleaned


def _divisions_of(by: User):
    from_codes = [g.division_id for g in by.grants_for(Permission.USER_MANAGE) if g.division_id]
    found = Division.objects.none()
    for code in from_codes:
        found = found | Division.objects.inside(code)
    return found.filter(ends_on__isnull=True).order_by("code")


def _cadres_without_user(by: User):
    cadres = Cadre.objects.visible_to(by, Permission.USER_MANAGE)
    return cadres.in_service().filter(user__isnull=True).select_related("unit")


class ReasonForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=100)


class HandOverForm(forms.Form):
    """To whom an account's grants pass when its owner leaves."""

    to = forms.ModelChoiceField(User.objects.none(), label="接手人")
    on = forms.DateField(label="交接日期")
    reason = forms.CharField(label="离开原因", max_length=100)

    def __init__(self, *args, by: User, leaver: User, **kwargs):
        super().__init__(*args, **kwargs)
        others = User.objects.visible_to(by, Permission.USER_MANAGE).filter(is_active=True)
        self.fields["to"].queryset = others.exclude(pk__in=[leaver.pk, by.pk])


class WithPhone(forms.BaseForm):
    """A form with a telephone number; one entered before the rule stays until it is changed."""

    def clean_phone(self):
        phone = self.cleaned_data["phone"]
        if phone and "phone" in self.changed_data and not is_phone(phone):
            raise forms.ValidationError(PHONE_RULE)
        return phone


class UnitForm(WithPhone, EditForm):
    class Meta:
        model = Unit
        fields = [
            "code",
            "name",
            "short_name",
            "kind",
            "division",
            "superior",
            "phone",
            "starts_on",
        ]
        field_classes = {"division": PlaceField}

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        places = Division.objects.none()
        for grant in by.grants_for(Permission.UNIT_EDIT):
            if grant.division_id:
                places = places | Division.objects.inside(grant.division_id)
        self.fields["division"].queryset = places.filter(ends_on__isnull=True).order_by("code")
        self.fields["superior"].queryset = Unit.objects.open().exclude(pk=self.instance.pk)


class CadreForm(WithPhone, EditForm):
    class Meta:
        model = Cadre
        fields = [
            "number", "name", "sex", "birth_year", "is_party_member", "unit", "rank", "title",
            "phone",
        ]  # fmt: skip
        widgets = {"phone": forms.TextInput(attrs={"inputmode": "tel"})}

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.visible_to(by, Permission.CADRE_EDIT).open()

    def clean_birth_year(self):
        year = self.cleaned_data["birth_year"]
        if year is not None and year not in BIRTH_YEARS:
            raise forms.ValidationError(f"出生年份应在{BIRTH_YEARS[0]}至{BIRTH_YEARS[-1]}之间")
        return year


class PostForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.none(), label="单位")
    title = forms.CharField(label="职务", max_length=40)
    duty = forms.ChoiceField(label="分工", choices=Duty.choices)
    starts_on = forms.DateField(label="任职日期")
    document_no = forms.CharField(label="任职文号", max_length=40, required=False)

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.visible_to(by, Permission.CADRE_EDIT).open()


class DivisionForm(forms.Form):
    name_local = forms.CharField(
        label="当地习称", max_length=60, required=False, help_text="与官方名称不同时填写，如双剅村"
    )


class SuccessionForm(forms.Form):
    """Which division takes over, and from when."""

    successor = PlaceField(label="承接区划")
    on = forms.DateField(label="生效日期", help_text="自该日起归入承接区划")

    def __init__(self, *args, division: Division, **kwargs):
        super().__init__(*args, **kwargs)
        peers = Division.objects.current().filter(level=division.level).exclude(pk=division.pk)
        self.fields["successor"].queryset = peers.filter(parent_id=division.parent_id)


class EndForm(forms.Form):
    on = forms.DateField(label="终止日期", help_text="自该日起不再有效")


class RowEndForm(forms.Form):
    """The same in a row of a table, where there is no room for label and hint."""

    on = forms.DateField(
        label="终止日期",
        widget=forms.DateInput(attrs={"aria-label": "终止日期，自该日起不再有效"}),
    )


class ParameterForm(Remembers, forms.Form):
    """A new value of one parameter; the kind of the value decides the field."""

    division = PlaceField(label="适用区划")
    starts_on = forms.DateField(label="生效日期")
    document_no = forms.CharField(label="依据文号", max_length=60)
    provenance = forms.CharField(label="来源说明", max_length=120, required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, definition: Definition, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.key = definition.key
        self.initial["seen"] = newest_value(definition.key)
        areas = Division.objects.none()
        for grant in by.grants_for(Permission.PARAMETER_EDIT):
            if grant.division_id:
                areas = areas | Division.objects.inside(grant.division_id)
        self.fields["division"].queryset = areas.filter(ends_on__isnull=True)
        self.definition = definition
        self.fields["value"] = _value_field(definition)
        self.order_fields(["value", "division", "starts_on", "document_no", "provenance"])

    def clean_value(self):
        with refused(lambda sentence: self.add_error("value", sentence)):
            return self.definition.shape(self.cleaned_data["value"])

    def show_again(self) -> None:
        self.data = self.data.copy()
        self.data["seen"] = newest_value(self.key)


def _value_field(definition: Definition) -> forms.Field:
    label = f"取值（{definition.unit}）" if definition.unit else "取值"
    match definition.kind:
        case "integer":
            return forms.IntegerField(label=label)
        case "decimal":
            return forms.DecimalField(label=label, max_digits=14, decimal_places=2)
        case "json":
            return _StructuredField(label=label, initial=definition.default)
    return forms.CharField(label=label, max_length=200)


class _StructuredField(forms.JSONField):
    """A list or a table, written in words (`organization.parameter_words`); programs send JSON."""

    widget = forms.Textarea(attrs={"rows": 9, "spellcheck": "false"})
    default_error_messages = {"invalid": "写法不对，请照现行取值的样式填写"}

    def to_python(self, value):
        text = (value or "").strip() if isinstance(value, str | None) else value
        if not isinstance(text, str) or text[:1] in {"{", "["}:
            return super().to_python(value)
        try:
            return parameter_words.read(text, self.initial)
        except RuleError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def prepare_value(self, value):
        return value if isinstance(value, str) else parameter_words.spoken(value)

    def bound_data(self, data, initial):
        return initial if self.disabled else data
