"""The columns of the national system's two household exports, and how their cells are read.

A field is the same whichever layout carries it; `HOUSEHOLD_FIELDS` and the like say to which
table each belongs.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from households.enums import (
    Attribute,
    Cause,
    Education,
    Ethnicity,
    Health,
    HouseholdType,
    Labor,
    MonitoringKind,
    PovertyStatus,
    Relation,
    StudentStatus,
    WorkArea,
)
from households.enums.status import NATIONAL_STATUS
from intake import cells
from intake.identity import read_identity
from intake.layouts import Column, Layout


def _labels(choices: Any) -> dict[str, str]:
    return dict(choices.choices)


_RELATION_WRITINGS = {
    "01": "本人 本人或户主 户主本人 户主(本人)",
    "02": "妻 妻子 夫 丈夫 妻或夫 爱人",
    "03": "子 儿子 长子 次子 三子 独生子 之儿子",
    "04": "女 女儿 长女 次女 三女 独生女 之女儿",
    "05": "儿媳 媳妇 儿媳妇",
    "06": "女婿",
    "07": "孙子 孙",
    "08": "孙女",
    "09": "外孙 外孙子 之外孙",
    "10": "外孙女",
    "11": "父 父亲 之父亲",
    "12": "母 母亲 之母亲",
    "13": "岳父",
    "14": "岳母",
    "15": "公公",
    "16": "婆婆",
    "17": "祖父 爷爷",
    "18": "祖母 奶奶",
    "19": "外祖父 外公 姥爷",
    "20": "外祖母 外婆 姥姥",
    "21": "兄弟姐妹 兄 弟 姐 妹 哥 哥哥 弟弟 姐姐 妹妹 兄弟 姐妹",
    "22": "兄弟媳妇 嫂子 弟媳",
    "23": "叔伯 叔叔 伯伯 伯父 叔父",
    "24": "侄儿 侄子 之侄子",
    "25": "侄女",
    "26": "曾孙子 曾孙",
    "27": "曾孙女",
    "28": "孙媳 孙媳妇",
    "29": "孙女婿",
}
_EDUCATION_WRITINGS = {
    "01": "文盲 半文盲 文盲半文盲 文盲、半文盲 文盲/半文盲",
    "04": "高中(中专) 高中或中专 高中/中专 中专 中职 技校 高中及中专 普通高中",
    "05": "大专 专科 大学专科 大专以上",
    "07": "本科 大学本科 本科以上 研究生 硕士 博士",
    "06": "学龄前",
}
_STUDENT_WRITINGS = {
    "01": "非在校 不在校 否 无",
    "02": "幼儿园 学前",
    "03": "小学生",
    "04": "初一 初中一年级",
    "05": "初二 初中二年级",
    "06": "初三 初中三年级",
    "07": "高一 普通高中一年级",
    "08": "高二 普通高中二年级",
    "09": "高三 普通高中三年级",
    "10": "中专一年级",
    "11": "中专二年级",
    "12": "中专三年级",
    "13": "大专一年级 高职高专一年级",
    "14": "大专二年级 高职高专二年级",
    "15": "大专三年级 高职高专三年级",
    "16": "大学 大学生 本科 大专 在校大学生",
    "16.m": "硕士 硕士研究生",
    "16.d": "博士",
}
_HEALTH_WRITINGS = {"02": "慢性病 长期慢病", "03": "大病 重病 患大病", "04": "残疾人 身体残疾"}
_LABOR_WRITINGS = {
    "01": "普通劳力",
    "02": "技能劳力 有技能劳动力",
    "03": "丧失劳力",
    "04": "无劳力",
    "05": "弱劳动力 半劳动力 弱(半)劳动力 弱劳力 半劳力 弱劳动力/半劳动力",
}
_WORK_WRITINGS = {
    "01": "乡镇内务工 乡镇内 镇内务工 本镇务工 本乡镇内务工",
    "02": "乡镇外县内务工 乡镇外县内 县内务工 市内务工 乡(镇)外市内务工",
    "03": "县外省内 省内县外务工 省内务工 市外省内务工",
    "04": "省外 外省务工",
    "": "未务工 无 否 不务工 在家",
}
_STATUS_WRITINGS = {
    PovertyStatus.EXITED_WITH_POLICY: "已脱贫 脱贫 已脱贫享受政策 脱贫户",
    PovertyStatus.EXITED_NO_POLICY: "稳定脱贫 已脱贫不享受政策 已脱贫(不享受政策)",
    PovertyStatus.POOR: "贫困 贫困户",
    PovertyStatus.RETURNED: "已返贫",
}
_ATTRIBUTE_WRITINGS = {
    Attribute.GENERAL: "一般农户 一般贫困 01 1 05 5",
    Attribute.DIBAO: "低保户 低保 02 2 04 4",
    Attribute.TEKUN: "五保户 五保贫困户 五保 特困供养户 特困户 特困供养 03 3",
}
_CAUSE_WRITINGS = {
    "01": "疾病 患病",
    "02": "残疾",
    "03": "上学 就学",
    "04": "灾害 自然灾害",
    "05": "缺地",
    "07": "缺少技术 技术缺乏",
    "08": "缺劳动力 缺少劳动力 缺乏劳动力",
    "09": "缺少资金 资金缺乏",
    "10": "交通落后",
    "11": "自身发展动力不足(懒惰) 发展动力不足 自身发展力不足",
    "99": "其它",
}
_TYPE_WRITINGS = {
    HouseholdType.LIFTED: "已脱贫户 建档立卡户 脱贫不稳定户",
    HouseholdType.ORDINARY: "普通农户 一般户 农户",
}
_KIND_WRITINGS = {
    MonitoringKind.UNSTABLE: "脱贫不稳定 1",
    MonitoringKind.MARGINAL: "边缘户 边缘易致贫 2",
    MonitoringKind.SUDDEN: "突发严重困难 3",
    "": "非监测对象 无 否",
}


def _aliases(writings: Mapping[Any, str]) -> dict[str, str]:
    return {word: code for code, words in writings.items() for word in words.split()}


def _without_zhi(choices: Any) -> dict[str, str]:
    """之子 is written 子 as well."""
    return {label.removeprefix("之"): code for code, label in choices.choices}


_read_relation = cells.code(
    _labels(Relation), aliases=_without_zhi(Relation) | _aliases(_RELATION_WRITINGS)
)
_read_attribute = cells.code(_labels(Attribute), aliases=_aliases(_ATTRIBUTE_WRITINGS))
_read_status = cells.code(
    _labels(PovertyStatus), aliases={**NATIONAL_STATUS} | _aliases(_STATUS_WRITINGS)
)
_read_ethnicity = cells.code(
    _labels(Ethnicity),
    aliases={label.removesuffix("族"): code for code, label in Ethnicity.choices if label[1:]},
)
_ELIMINATED = {"是": True, "已消除": True, "风险已消除": True, "消除": True}
_NOT_ELIMINATED = {"否": False, "未消除": False, "风险未消除": False}


def _read_eliminated(cell: Any) -> bool | None:
    """是 or 否; the national system also writes 已消除 and 未消除."""
    known = (_ELIMINATED | _NOT_ELIMINATED).get(re.sub(r"\s", "", cells.plain_text(cell)))
    return cells.yes_no(cell) if known is None else known


_MONEY = cells.amount(Decimal(-1000000), Decimal(10000000))

PROVINCE = Column("province", "省", cells.text(), ("省份", "省(自治区、直辖市)", "省(区、市)"),
                  required=False, repeats=True)  # fmt: skip
PREFECTURE = Column("prefecture", "市", cells.text(), ("市(盟、州)", "地市", "市(州)"),
                    required=False, repeats=True)  # fmt: skip
COUNTY = Column("county", "县(市、区、旗)", cells.text(), ("县", "县(区)", "县(市、区)", "区县",
                "县市区", "市县"), required=False, repeats=True, width=14)  # fmt: skip
TOWNSHIP = Column("township", "乡(镇)", cells.text(), ("乡镇", "镇", "乡(镇、街道)", "镇办场园",
                  "乡镇(街道)", "镇(办)"), required=False, repeats=True, width=14)  # fmt: skip
VILLAGE = Column("village", "行政村", cells.text(), ("村", "村名", "行政村(社区)", "村(社区)",
                 "所在村"), repeats=True, width=14)  # fmt: skip
NATURAL_VILLAGE = Column("natural_village", "自然村", cells.text(40),
                         ("自然村(湾)", "湾", "自然湾"), required=False, repeats=True)  # fmt: skip
HOUSEHOLD_NO = Column(
    "household_no", "户编号", cells.number_text(shortest=8, longest=20, what="户编号"),
    ("户编码", "家庭编号", "户号", "贫困户编号"), repeats=True, width=22,
    hint="国家系统的户编号；同一户各成员相同",
)  # fmt: skip
PERSON_NO = Column(
    "person_no", "人编号", cells.number_text(shortest=8, longest=20, what="人编号"),
    ("人员编号", "人口编号", "成员编号"), required=False, width=22,
)  # fmt: skip
NAME = Column("name", "姓名", cells.person_name, ("成员姓名", "家庭成员姓名", "贫困人口姓名"),
              repeats=True)  # fmt: skip
IDENTITY = Column(
    "identity", "证件号码", read_identity,
    ("身份证号", "身份证号码", "证件号", "公民身份号码", "身份证件号码"), mask="id", width=24,
    hint="18位身份证号；残疾人可填20位残疾人证号。请先把该列设为“文本”格式",
)  # fmt: skip
SIZE = Column("size", "人数", cells.whole_number(1, 40, "人"),
              ("家庭人口", "家庭人口数", "家庭人数", "人口数", "户人口数"),
              required=False, repeats=True, width=8)  # fmt: skip
RELATION = Column("relation", "与户主关系", _read_relation,
                  ("与户主的关系", "户主关系", "家庭关系"), repeats=True)  # fmt: skip
ETHNICITY = Column("ethnicity", "民族", _read_ethnicity, (), required=False, repeats=True, width=10)
EDUCATION = Column("education", "文化程度", cells.code(_labels(Education),
                   aliases=_aliases(_EDUCATION_WRITINGS)), ("学历", "受教育程度"),
                   required=False, repeats=True)  # fmt: skip
STUDENT = Column("student_status", "在校生状况", cells.code(_labels(StudentStatus),
                 aliases=_aliases(_STUDENT_WRITINGS)), ("在校情况", "在校状况", "在校生情况"),
                 required=False, repeats=True)  # fmt: skip
HEALTH = Column("health", "健康状况", cells.codes(_labels(Health),
                aliases=_aliases(_HEALTH_WRITINGS)), ("身体状况", "健康情况"),
                required=False, repeats=True, mask="health")  # fmt: skip
LABOR = Column("labor", "劳动技能", cells.code(_labels(Labor), aliases=_aliases(_LABOR_WRITINGS)),
               ("劳动能力", "劳动力", "劳动技能(劳动能力)"), required=False,
               repeats=True)  # fmt: skip
WORK_AREA = Column("work_area", "务工状况", cells.code(_labels(WorkArea),
                   aliases=_aliases(_WORK_WRITINGS)), ("务工情况", "务工区域", "务工地点"),
                   required=False, repeats=True, width=18)  # fmt: skip
WORK_MONTHS = Column("work_months", "务工时间(月)", cells.whole_number(0, 12, "个月"),
                     ("务工时间", "务工月数", "务工时间(个月)"), required=False,
                     repeats=True)  # fmt: skip
SERIOUS_2016 = Column("serious_illness_insured", "是否参加大病医疗", cells.yes_no,
                      ("是否参加大病保险", "大病医疗", "大病保险", "是否参加大病医疗保险"),
                      required=False, repeats=True)  # fmt: skip
SERIOUS_2021 = Column("serious_illness_insured", "是否参加大病保险", cells.yes_no,
                      (*SERIOUS_2016.synonyms, "是否参加大病医疗"), required=False,
                      repeats=True)  # fmt: skip
STATUS = Column("status", "脱贫属性", _read_status, ("脱贫状态", "脱贫标识", "是否脱贫"),
                repeats=True, width=18)  # fmt: skip
ATTRIBUTE = Column("attribute", "贫困户属性", _read_attribute, ("贫困户类型", "农户属性"),
                   required=False, repeats=True)  # fmt: skip
CAUSE_2016 = Column("cause_main", "主要致贫原因", cells.code(_labels(Cause),
                    aliases=_aliases(_CAUSE_WRITINGS)), ("致贫原因", "致贫原因1"),
                    required=False, repeats=True, width=16)  # fmt: skip
CAUSE_2021 = Column("cause_main", "致贫原因1", CAUSE_2016.read, ("主要致贫原因", "致贫原因",
                    "致贫返贫风险1"), required=False, repeats=True, width=16)  # fmt: skip
DANGEROUS_2016 = Column("is_dangerous_house", "是否危房户", cells.yes_no, ("危房户", "是否危房"),
                        required=False, repeats=True)  # fmt: skip
DANGEROUS_2021 = Column("is_dangerous_house", "危房户", cells.yes_no, ("是否危房户", "是否危房"),
                        required=False, repeats=True)  # fmt: skip
WATER_SAFE_2016 = Column("water_safe", "是否饮水安全", cells.yes_no, ("饮水是否安全", "饮水安全",
                         "是否解决安全饮用水"), required=False, repeats=True)  # fmt: skip
WATER_SAFE_2021 = Column("water_safe", "是否解决安全饮用水", cells.yes_no, ("是否饮水安全",
                         "饮水是否安全", "是否解决安全饮水"), required=False,
                         repeats=True)  # fmt: skip
WATER_DIFFICULT = Column("water_difficult", "是否饮水困难", cells.yes_no,
                         ("饮水是否困难", "饮水困难"), required=False, repeats=True)  # fmt: skip
INCOME = Column("net_income_per_capita", "人均纯收入", _MONEY, ("家庭人均纯收入", "人均纯收入(元)",
                "年人均纯收入", "上年度人均纯收入"), required=False, repeats=True,
                width=14)  # fmt: skip
PHONE_2016 = Column("phone", "联系电话", cells.phone,
                    ("电话", "户联系电话", "联系方式", "手机号码"), required=False,
                    mask="phone", repeats=True, width=15)  # fmt: skip
PHONE_2021 = Column("phone", "户联系电话", cells.phone, ("联系电话", "家庭联系电话"),
                    required=False, mask="phone", repeats=True, width=15)  # fmt: skip
MEMBER_PHONE = Column("member_phone", "人联系电话", cells.phone, ("个人联系电话", "本人联系电话"),
                      required=False, mask="phone", width=15)  # fmt: skip
ORDINAL = Column("ordinal", "序号", cells.text(20), ("No.", "序"), required=False, width=6)
DATA_DATE = Column("data_date", "数据日期", cells.date, ("数据时间", "数据截至日期", "统计日期"),
                   repeats=True)  # fmt: skip
IDENTIFIED = Column("identified_on", "首次识别时间", cells.date,
                    ("户识别时间", "识别时间", "首次识别日期"), required=False,
                    repeats=True)  # fmt: skip
MEMBER_IDENTIFIED = Column("member_identified_on", "人员识别时间", cells.date, ("人识别时间",
                           "成员识别时间"), required=False, repeats=True)  # fmt: skip
HOUSEHOLD_TYPE = Column("household_type", "户类型", cells.code(_labels(HouseholdType),
                        aliases=_aliases(_TYPE_WRITINGS)), ("农户类型",), repeats=True)  # fmt: skip
KIND = Column("monitoring_kind", "易返贫致贫户(监测对象)类型", cells.code(_labels(MonitoringKind),
              aliases=_aliases(_KIND_WRITINGS)), ("监测对象类型", "监测对象类别", "监测户类型"),
              required=False, repeats=True, width=18)  # fmt: skip
ELIMINATED = Column("eliminated", "风险是否消除", _read_eliminated,
                    ("风险消除状态", "是否消除风险"), required=False, repeats=True)  # fmt: skip
RISK_ON = Column("risk_identified_on", "风险识别时间", cells.date, ("监测识别时间", "识别监测时间",
                 "监测对象识别时间"), required=False, repeats=True)  # fmt: skip
ELIMINATED_ON = Column("eliminated_on", "风险消除时间", cells.date, ("风险消除日期",),
                       required=False, repeats=True)  # fmt: skip

LAYOUT_2016 = Layout(
    "national_2016",
    "国家系统表式（2016—2020年）",
    (
        PROVINCE, PREFECTURE, COUNTY, TOWNSHIP, VILLAGE, NATURAL_VILLAGE, HOUSEHOLD_NO, PERSON_NO,
        NAME, IDENTITY, SIZE, RELATION, ETHNICITY, EDUCATION, STUDENT, HEALTH, LABOR, WORK_AREA,
        WORK_MONTHS, SERIOUS_2016, STATUS, ATTRIBUTE, CAUSE_2016, DANGEROUS_2016,
        WATER_SAFE_2016, WATER_DIFFICULT, INCOME, PHONE_2016,
    ),
    since=2014,
)  # fmt: skip
LAYOUT_2021 = Layout(
    "national_2021",
    "防返贫监测系统表式（2021年起）",
    (
        ORDINAL, DATA_DATE, COUNTY, TOWNSHIP, VILLAGE, NATURAL_VILLAGE, HOUSEHOLD_NO, PERSON_NO,
        NAME, IDENTITY, SIZE, RELATION, ETHNICITY, EDUCATION, STUDENT, HEALTH, LABOR, WORK_MONTHS,
        SERIOUS_2021, CAUSE_2021, DANGEROUS_2021, WATER_SAFE_2021, INCOME, PHONE_2021,
        MEMBER_PHONE, IDENTIFIED, MEMBER_IDENTIFIED, HOUSEHOLD_TYPE, KIND, ELIMINATED, RISK_ON,
        ELIMINATED_ON,
    ),
    since=2021,
)  # fmt: skip

# --- where each field is kept --------------------------------------------------------------

HOUSEHOLD_FIELDS = ("natural_village", "phone", "identified_on")
"""Of the household itself; a blank cell leaves them as they are."""
YEAR_FIELDS = ("size", "household_type", "attribute", "cause_main")
INCOME_FIELDS = ("net_income_per_capita",)
LIVING_FIELDS = ("is_dangerous_house", "water_safe", "water_difficult")
MEMBER_YEAR_FIELDS = (
    "education", "student_status", "health", "labor", "work_area", "work_months",
    "serious_illness_insured",
)  # fmt: skip
"""Of one data year: the row is as the workbook has it, blanks included."""
HOUSE_WIDE = (
    *HOUSEHOLD_FIELDS, *YEAR_FIELDS, *INCOME_FIELDS, *LIVING_FIELDS, "status", "monitoring_kind",
    "eliminated", "risk_identified_on", "eliminated_on",
)  # fmt: skip
"""The same for the whole household: on the head's row only, or repeated."""
TEXT_FIELDS = frozenset(
    {
        "natural_village", "phone", "household_type", "attribute", "cause_main", "education",
        "student_status", "health", "labor", "work_area", "ethnicity", "member_phone",
    }
)  # fmt: skip
"""Kept as '' where blank; all others as NULL."""
LABELS = {
    column.name: column.label for layout in (LAYOUT_2021, LAYOUT_2016) for column in layout.columns
}
CHOICES = {
    "relation": _labels(Relation), "ethnicity": _labels(Ethnicity), "education": _labels(Education),
    "student_status": _labels(StudentStatus), "labor": _labels(Labor),
    "work_area": _labels(WorkArea), "attribute": _labels(Attribute), "cause_main": _labels(Cause),
    "household_type": _labels(HouseholdType), "status": _labels(PovertyStatus),
    "monitoring_kind": _labels(MonitoringKind),
}  # fmt: skip
_HEALTH_LABELS = _labels(Health)


def spoken(name: str, value: Any) -> str:
    """A value as a workbook and a page show it."""
    if value is None or value == "":
        return ""
    if name == "health":
        return "、".join(_HEALTH_LABELS.get(code, code) for code in value.split(","))
    if isinstance(value, bool):
        return "是" if value else "否"
    choices = CHOICES.get(name)
    return choices.get(value, str(value)) if choices else str(value)
