"""Code lists of the household block."""

from itertools import combinations

from django.db.models import TextChoices


class IdentificationStandard(TextChoices):
    """识别标准, AAC005."""

    NATIONAL = "01", "国家标准"
    PROVINCIAL = "02", "省定标准"
    CITY = "03", "市定标准"


class Attribute(TextChoices):
    """贫困户属性, AAC006, the three-way list of 2017 on; the source code is kept beside it."""

    GENERAL = "GENERAL", "一般贫困户"
    DIBAO = "DIBAO", "低保贫困户"
    TEKUN = "TEKUN", "特困供养贫困户"


class HouseholdType(TextChoices):
    """户类型 of the monitoring system (2021 on): what the household was before it was watched."""

    LIFTED = "LIFTED", "脱贫户"
    ORDINARY = "ORDINARY", "一般农户"


class Cause(TextChoices):
    """致贫原因, AAC007; 12 and 13 were added in 2017."""

    ILLNESS = "01", "因病"
    DISABILITY = "02", "因残"
    SCHOOLING = "03", "因学"
    DISASTER = "04", "因灾"
    LAND = "05", "缺土地"
    WATER = "06", "缺水"
    SKILL = "07", "缺技术"
    LABOR = "08", "缺劳力"
    CAPITAL = "09", "缺资金"
    TRANSPORT = "10", "交通条件落后"
    MOTIVATION = "11", "自身发展动力不足"
    MARRIAGE = "12", "因婚"
    FUNERAL = "13", "因丧"
    OTHER = "99", "其他"


OTHER_CAUSES = {
    **dict(Cause.choices),
    **{
        f"{first.value},{second.value}": f"{first.label}、{second.label}"
        for first, second in combinations(Cause, 2)
    },
}
"""其他致贫原因, AAC008: one or two codes, the smaller first."""


class NotExitReason(TextChoices):
    """未脱贫原因."""

    GUARANTEES_MISSING = "01", "收入超标但未实现两不愁三保障"
    NO_EFFECT_YET = "02", "享受扶持但当年成效不显著"
    ADDED_ON_REVIEW = "03", "“回头看”新纳入"
    DISABLED_NO_INCOME = "04", "因残致贫无固定收入"
    UNDER_TREATMENT = "05", "大病重病治疗中"
    SPENDING_ABOVE_INCOME = "06", "因病因学支出明显大于收入"
    INCOME_UNSTABLE = "07", "收入未稳定超过标准"
    TEKUN = "08", "五保贫困户"
    NO_LABOR_DIBAO = "09", "老弱病残无劳动能力的一类低保对象"
    RELOCATION_OPEN = "10", "易地搬迁未取得新房钥匙"
