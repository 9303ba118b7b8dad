"""The blocks of a household form: place and contact, year, income, house, each person."""

import json

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from households.enums import IdType, JoinReason, Relation
from households.forms.fields import (
    KEEP,
    AccountField,
    CertificateField,
    IdNumberField,
    NameField,
    PhoneField,
    SecretField,
)
from households.forms.widgets import QuickSelect, QuickYesNo
from households.models import (
    Household,
    HouseholdYear,
    IncomeYear,
    LivingConditionYear,
    Member,
    MemberYear,
)
from households.services.people import BORN_AHEAD
from intake.identity import birth_date_of, sex_of
from organization.amounts import AmountField, amount_of_model
from organization.enums import Sex
from organization.masking import mask_account, mask_id, mask_phone
from organization.permissions import Permission
from organization.working_date import working_date
from villages.models import Village

BORN_AS_NUMBERED = "出生日期由证件号码确定，请清空此项；有误的，请重新填写证件号码"
JOIN_CHOICES = [each for each in JoinReason.choices if each[0] != JoinReason.RELATION_CHANGED]


class Block(forms.ModelForm):
    """A part of the page: columns of one row. It checks shape; verbs write.

    Unique numbers and the like are the verbs' business, so the model's own validation of the
    whole row is left out.
    """

    title = ""
    seldom: tuple[str, ...] = ()
    """Fields that are folded away until somebody needs them."""
    demanded: dict[str, str] = {}
    """Fields that may be blank in the register and that a check asks for: of whom, or nothing to
    say where it is everybody."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.validators += _bounds_of(self._meta.model, name)
            if isinstance(field, AmountField):
                field.widget.attrs["class"] = "num"
            if isinstance(field, forms.NullBooleanField):
                field.widget = QuickYesNo(field.widget.attrs)
            elif type(field.widget) is forms.Select:
                field.widget = QuickSelect(field.widget.attrs, field.widget.choices)
        for name, of_whom in self.demanded.items():
            self.fields[name].widget.attrs["data-demanded"] = of_whom

    def _post_clean(self):
        """Keep the row as it is stored: the verb compares it with what was typed."""

    @property
    def values(self) -> dict:
        """Columns to write; a secret left blank is left out."""
        return {
            name: "" if value is None and isinstance(self.fields[name], forms.CharField) else value
            for name, value in self.cleaned_data.items()
            if value is not KEEP
        }

    @property
    def values_if_any(self) -> dict:
        """The same, or nothing where nothing is entered and nothing is stored."""
        values = self.values
        is_blank = all(value in (None, "") for value in values.values())
        return {} if is_blank and self.instance.pk is None else values


def _bounds_of(model: type[models.Model], name: str) -> list:
    """What the column says of its values; the row's own validation does not run here."""
    bounds = (MinValueValidator, MaxValueValidator)
    return [each for each in model._meta.get_field(name).validators if isinstance(each, bounds)]


class FactsBlock(Block):
    """Place and contact of the household."""

    title = "住址与联系"

    phone = PhoneField(label="联系电话", max_length=20)
    bank_account = AccountField(label="一卡通账号", max_length=30)

    class Meta:
        model = Household
        fields = ["natural_village", "group_no", "address", "phone", "bank_name", "bank_account"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        stored = self.instance
        for name, mask in (("phone", mask_phone), ("bank_account", mask_account)):
            number = getattr(stored, name)
            self.initial[name] = ""
            self.fields[name].show_masked(mask(number) if number else "")


class YearBlock(Block):
    """What the household is, by the survey of a year."""

    title = "户情况"
    seldom = (
        "identification_standard", "household_type", "registered_population",
        "is_military_family", "is_only_child_family", "is_two_daughter_family",
    )  # fmt: skip
    demanded = {"cause_main": ""}

    class Meta:
        model = HouseholdYear
        fields = [
            "attribute", "identification_standard", "household_type", "cause_main",
            "causes_other", "planned_exit_year", "not_exit_reason", "registered_population",
            "is_military_family", "is_only_child_family", "is_two_daughter_family",
        ]  # fmt: skip

    def clean(self):
        cleaned = super().clean()
        main, others = cleaned.get("cause_main"), cleaned.get("causes_other") or ""
        if main and main in others.split(","):
            self.add_error("causes_other", "其他致贫原因不能与主要致贫原因相同")
        return cleaned


class IncomeBlock(Block):
    """Income and costs of a year in yuan; sums are computed."""

    title = "收入与支出（元）"
    seldom = (
        "rigid_medical", "rigid_education", "rigid_disaster", "rigid_other", "claims_income",
        "medical_reimbursement",
    )  # fmt: skip
    demanded = {"net_income_per_capita": ""}

    class Meta:
        model = IncomeYear
        formfield_callback = amount_of_model
        fields = [
            "wage_income", "business_income", "business_cost", "property_income",
            "family_planning_grant", "dibao_grant", "tekun_grant", "pension_grant",
            "ecology_grant", "other_transfer", "medical_reimbursement", "rigid_medical",
            "rigid_education", "rigid_disaster", "rigid_other", "claims_income",
            "net_income_per_capita",
        ]  # fmt: skip
        help_texts = {
            "net_income_per_capita": "填写了上面的分项时，由系统计算到分",
        }


class LivingBlock(Block):
    """House, water, land."""

    title = "生产生活条件"
    seldom = (
        "house_structure", "house_built_year", "house_appraisal_no", "house_appraised_on",
        "renovation_year", "is_relocated", "production_power", "irrigated_mu", "forest_mu",
        "reforested_mu", "orchard_mu", "dragon_head", "leader_driven", "internet",
    )  # fmt: skip

    class Meta:
        model = LivingConditionYear
        formfield_callback = amount_of_model
        fields = [
            "is_dangerous_house", "house_grade", "house_area_m2", "house_structure",
            "house_built_year", "house_appraisal_no", "house_appraised_on", "renovation_year",
            "is_relocated", "water_safe", "water_difficult", "domestic_power",
            "production_power", "broadcast_tv", "internet", "toilet", "fuel", "road_type",
            "road_distance_km", "arable_mu", "irrigated_mu", "forest_mu", "reforested_mu",
            "orchard_mu", "water_mu", "in_coop", "dragon_head", "leader_driven",
        ]  # fmt: skip
        labels = {
            "house_area_m2": "住房面积（㎡）",
            "arable_mu": "耕地面积（亩）",
            "irrigated_mu": "有效灌溉面积（亩）",
            "forest_mu": "林地面积（亩）",
            "reforested_mu": "退耕还林面积（亩）",
            "orchard_mu": "林果面积（亩）",
            "water_mu": "水面面积（亩）",
            "road_distance_km": "距主干路（公里）",
            "in_coop": "加入合作社",
            "dragon_head": "龙头企业带动",
            "leader_driven": "致富带头人带动",
            "is_dangerous_house": "是否危房",
            "is_relocated": "易地搬迁户",
            "production_power": "通生产用电",
            "domestic_power": "通生活用电",
            "broadcast_tv": "通广播电视",
            "internet": "通宽带",
            "toilet": "卫生厕所",
        }

    def clean(self):
        cleaned = super().clean()
        today = working_date()
        for name in ("house_built_year", "renovation_year"):
            if (cleaned.get(name) or 0) > today.year:
                self.add_error(name, f"不能晚于{today.year}年")
        if (cleaned.get("house_appraised_on") or today) > today:
            self.add_error("house_appraised_on", f"不能晚于{today}")
        return cleaned


class PersonBlock(Block):
    """What stays with a person."""

    name = NameField(label="姓名", max_length=50)
    id_no = IdNumberField(label="证件号码", max_length=22)
    phone = PhoneField(label="个人联系电话", max_length=20)

    class Meta:
        model = Member
        fields = ["name", "id_type", "id_no", "sex", "birth_date", "ethnicity", "phone"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, mask in (("id_no", mask_id), ("phone", mask_phone)):
            number = getattr(self.instance, name)
            self.initial[name] = ""
            self.fields[name].show_masked(mask(number) if number else "")
        for name in ("sex", "birth_date"):
            self.fields[name].required = False
            self.fields[name].widget.attrs["placeholder"] = "由证件号码带出"
        self._hide_what_the_number_tells()
        self._ask_while_typing()

    def _hide_what_the_number_tells(self) -> None:
        """Beside the masked number the birth date would give the whole of it away."""
        if self.instance.id_type == IdType.RESIDENT and self.instance.id_no:
            self.initial["birth_date"] = None

    def _ask_while_typing(self) -> None:
        """The number is answered at once: sex, birth date, or where it is registered already."""
        name = self.add_prefix("id_no")
        values = {"field": name, "member": str(self.instance.pk or "")}
        self.fields["id_no"].widget.attrs |= {
            "hx-post": reverse("households:id_check"),
            "hx-trigger": "change, input changed delay:600ms",
            "hx-target": f"#{self.prefix}-answer",
            "hx-params": f"{name},field,member",
            "hx-vals": json.dumps(values),
            "spellcheck": "false",
        }

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("id_type") != IdType.RESIDENT:
            cleaned["sex"] = cleaned.get("sex") or Sex.UNKNOWN
            if cleaned.get("birth_date") and cleaned["birth_date"] > working_date():
                self.add_error("birth_date", BORN_AHEAD)
            return cleaned
        typed = {name: cleaned.pop(name, None) for name in ("birth_date", "sex")}
        number = cleaned.get("id_no")
        is_hidden = number is KEEP
        if is_hidden:
            number = self.instance.id_no
            if not number:
                self.add_error("id_no", "请填写证件号码；没有号码的请另选证件类型")
        if number:
            self._compare_with_number(typed, number, is_hidden=is_hidden)
        return cleaned

    def _compare_with_number(self, typed: dict, number: str, *, is_hidden: bool) -> None:
        """Birth date and sex stand in the number; what is typed otherwise is told, not dropped.

        Beside a number that stays hidden a birth date is refused, be it right or wrong: the
        answer would tell what the mask hides.
        """
        born = birth_date_of(number)
        if not is_hidden and born > working_date():
            self.add_error("id_no", f"证件号码中的{BORN_AHEAD}第7至14位")
        if typed["birth_date"] and is_hidden:
            self.add_error("birth_date", BORN_AS_NUMBERED)
        elif typed["birth_date"] not in {None, born}:
            self._differs("birth_date", str(born))
        if "sex" in self.changed_data and typed["sex"] not in {"", None, sex_of(number)}:
            self._differs("sex", Sex(sex_of(number)).label)

    def _differs(self, name: str, told: str) -> None:
        label = self.fields[name].label
        self.add_error(name, f"证件号码中的{label}是{told}，请核对证件号码，或清空此项")


class PersonYearBlock(Block):
    """The survey of a person in a year."""

    seldom = (
        "skill_note", "school_name", "dropout_reason", "work_place", "work_employer",
        "public_post", "employee_medical", "employee_pension", "commercial_medical",
        "accident_subsidy", "political", "speaks_mandarin", "in_military", "relocation_member",
    )  # fmt: skip
    demanded = {
        "health": "", "basic_medical": "", "serious_illness_insured": "",
        "disability_no": "有残疾的必填", "student_status": "6至23岁必填",
        "education": "6岁以上非在校生必填", "pension": "16岁以上非在校生必填",
    }  # fmt: skip

    disease_name = SecretField(label="病种", max_length=60)
    disability_no = CertificateField(label="残疾人证号", max_length=22)

    class Meta:
        model = MemberYear
        fields = [
            "health", "disease_name", "disability_no", "labor", "skill_note", "education",
            "student_status", "school_name", "dropout_reason", "work_area", "work_place",
            "work_months", "work_employer", "public_post", "basic_medical",
            "serious_illness_insured", "employee_medical", "pension", "employee_pension",
            "commercial_medical", "accident_subsidy", "dibao", "tekun", "political",
            "speaks_mandarin", "in_military", "relocation_member",
        ]  # fmt: skip
        labels = {
            "basic_medical": "居民医保",
            "serious_illness_insured": "大病保险",
            "employee_medical": "职工医保",
            "pension": "居民养老",
            "employee_pension": "职工养老",
            "commercial_medical": "商业医疗险",
            "accident_subsidy": "意外险补贴",
            "dibao": "享受低保",
            "tekun": "特困供养",
            "speaks_mandarin": "会普通话",
            "in_military": "现役军人",
            "relocation_member": "易地搬迁人口",
            "dropout_reason": "辍学原因",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["disease_name"] = self.initial["disability_no"] = ""
        self.fields["disease_name"].show_masked("已填" if self.instance.disease_name else "")
        number = self.instance.disability_no
        self.fields["disability_no"].show_masked(mask_id(number) if number else "")

    @property
    def values(self) -> dict:
        """The columns; a secret left blank is the stored one, also into a new year's row."""
        kept = [name for name, value in self.cleaned_data.items() if value is KEEP]
        return super().values | {name: getattr(self.instance, name) for name in kept}


class JoinBlock(forms.Form):
    """How somebody comes into the household."""

    relation = forms.ChoiceField(label="与户主关系", choices=[("", "请选择"), *Relation.choices])
    join_reason = forms.ChoiceField(label="增加原因", choices=JOIN_CHOICES)
    joined_on = forms.DateField(label="增加日期")


class PlaceBlock(forms.Form):
    """Where and when a household is registered."""

    title = "登记"

    village = forms.ModelChoiceField(Village.objects.none(), label="行政村")
    identified_on = forms.DateField(label="识别时间")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        villages = Village.objects.visible_to(user, Permission.HOUSEHOLD_EDIT)
        self.fields["village"].queryset = villages.select_related("division").order_by("pk")
