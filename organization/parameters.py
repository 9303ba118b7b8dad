"""Dated policy parameters: the keys and their meaning are code, the values are rows.

Numbers that differ by year and place (lines, targets, deadlines, caps) are never constants in a
rule: a rule reads `parameter(key, day, division)`. A row of the nearest area wins (village,
township, city); where no row holds on the day, the default below does, with its provenance.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from organization.division_codes import ancestors
from organization.enums import Rank
from organization.models import Parameter
from organization.parameter_shapes import (
    Shape,
    alert_lines,
    approval_policy,
    clock,
    count_by,
    day_offsets,
    letter_heads,
    money,
    rising_days,
    whole,
)


@dataclass(frozen=True)
class Definition:
    """A parameter as the editor shows it. `kind`: integer, decimal, text or json."""

    key: str
    label: str
    kind: str
    shape: Shape
    default: Any
    unit: str = ""
    group: str = "通用"
    provenance: str = "系统建议值，可调整"
    help_text: str = ""


DEFINITIONS = {
    definition.key: definition
    for definition in [
        Definition(
            "base_population_2014",
            "2014年建档立卡人口基数",
            "integer",
            whole(1, 100_000_000),
            81076,
            "人",
            "指标",
            "省扶贫办调研报道（2019-11）",
        ),
        Definition(
            "agricultural_population",
            "农业户籍人口",
            "integer",
            whole(1, 1_000_000_000),
            1138708,
            "人",
            "指标",
            "由81076人与贫困发生率7.12%推算",
        ),
        Definition(
            "exit_income_line",
            "脱贫收入线",
            "decimal",
            money,
            "3146.00",
            "元/人·年",
            "识别与退出",
            "2800×1.06ⁿ系列，以省扶贫办当年文件为准",
        ),
        Definition(
            "indicator_alerts",
            "指标预警线",
            "json",
            alert_lines,
            {
                "K03": {"soon": "0.02"},
                "K08": {"soon": "1", "urgent": "0.95"},
                "K09": {"soon": "0.95", "urgent": "0.80"},
                "K11": {"soon": "0.95", "urgent": "0.85"},
                "K14": {"soon": "0.99", "urgent": "0.95"},
                "K24": {"soon": "0.80", "urgent": "0.60"},
                "K26": {"soon": "0.90", "urgent": "0.70"},
                "K26T": {"soon": "0.90", "urgent": "0.70"},
                "N03": {"urgent": "1"},
            },
            "",
            "指标",
            help_text="越高越好的指标低于此数、越低越好的指标达到此数即提示；比率写小数",
        ),
        Definition(
            "village_days_target",
            "第一书记年在村天数",
            "integer",
            whole(0, 366),
            220,
            "天",
            "驻村",
            "市情通报",
        ),
        Definition(
            "pairing_cap",
            "每名干部帮扶户数上限",
            "json",
            count_by(*Rank.values),
            {
                "bureau": 5,
                "division_head": 5,
                "division_deputy": 4,
                "section_head": 3,
                "section_deputy": 2,
                "staff": 1,
                "technical": 1,
                "village_cadre": 12,
                "enterprise": 1,
            },
            "户",
            "结对帮扶",
            help_text="超过上限须说明理由，不作禁止",
        ),
        Definition(
            "pairing_term_years",
            "结对与责任状年限",
            "integer",
            whole(1, 20),
            3,
            "年",
            "结对帮扶",
            "市情通报",
        ),
        Definition(
            "visit_overdue_days",
            "未走访预警天数",
            "json",
            rising_days,
            [31, 45, 60],
            "天",
            "结对帮扶",
        ),
        Definition(
            "notice_plan_days", "报整改方案期限", "integer", whole(1, 250), 5, "工作日", "整改"
        ),
        Definition("notice_sign_days", "签收期限", "integer", whole(1, 250), 1, "工作日", "整改"),
        Definition(
            "notice_done_days", "完成整改期限", "integer", whole(1, 250), 15, "工作日", "整改"
        ),
        Definition(
            "notice_reminders",
            "到期提醒",
            "json",
            day_offsets,
            [-3, -1, 1],
            "工作日",
            "整改",
            help_text="负数为到期前，正数为逾期后",
        ),
        Definition("relapse_months", "反弹认定期", "integer", whole(0, 120), 6, "月", "整改"),
        Definition(
            "notice_l1_done_days", "督办通知办结期限", "integer", whole(1, 250), 7, "工作日", "整改"
        ),
        Definition(
            "interview_plan_days",
            "约谈后报整改方案期限",
            "integer",
            whole(1, 250),
            10,
            "工作日",
            "整改",
        ),
        Definition(
            "interview_done_days",
            "约谈后完成整改期限",
            "integer",
            whole(1, 250),
            30,
            "工作日",
            "整改",
        ),
        Definition(
            "public_notice_days",
            "公示天数",
            "integer",
            whole(1, 60),
            7,
            "日历日",
            "识别与退出",
            "各地通行5至7天",
            help_text="张贴次日为第1天，末日24时截止，遇节假日顺延至下一工作日",
        ),
        Definition(
            "meeting_quorum",
            "民主评议到会比例下限",
            "integer",
            whole(0, 100),
            66,
            "%",
            "识别与退出",
            help_text="实到人数占应到人数的比例",
        ),
        Definition(
            "meeting_majority",
            "民主评议同意比例下限",
            "integer",
            whole(0, 99),
            50,
            "%",
            "识别与退出",
            help_text="同意人数占实到人数的比例，须超过此数",
        ),
        Definition(
            "survey_days", "入户核实期限", "integer", whole(1, 250), 10, "工作日", "识别与退出"
        ),
        Definition(
            "town_review_days", "镇级审核期限", "integer", whole(1, 250), 10, "工作日", "识别与退出"
        ),
        Definition(
            "city_approval_days",
            "市级审批期限",
            "integer",
            whole(1, 250),
            15,
            "工作日",
            "识别与退出",
        ),
        Definition(
            "entry_days",
            "录入和明确帮扶责任人期限",
            "integer",
            whole(1, 250),
            10,
            "工作日",
            "识别与退出",
        ),
        Definition(
            "letter_heads",
            "公文机关代字与发文机关",
            "json",
            letter_heads("L1", "L2", "interview", "pledge", "bulletin", "weekly"),
            {
                "L1": {"code": "仙扶办", "issuer": "仙桃市扶贫攻坚领导小组办公室"},
                "L2": {"code": "仙扶督", "issuer": "仙桃市扶贫攻坚领导小组"},
                "interview": {"code": "仙扶约", "issuer": "仙桃市扶贫攻坚领导小组"},
                "pledge": {"code": "仙扶责", "issuer": "仙桃市扶贫攻坚领导小组"},
                "bulletin": {"code": "仙扶通报", "issuer": "仙桃市扶贫攻坚领导小组"},
                "weekly": {"code": "仙扶例会", "issuer": "仙桃市扶贫攻坚领导小组办公室"},
            },
            "",
            "整改",
            help_text="“通报”是月、季、半年和年度的通报，“周例会材料”是每周的材料",
        ),
        Definition(
            "approval_policy",
            "导入免审批次",
            "json",
            approval_policy,
            {"without_approval": [], "max_households": 0},
            "",
            "导入",
            help_text="列出的表种、且不超过户数上限的批次提交即生效，其余须他人审核；"
            "表种可填：农户、单位、干部、用户、重点村",
        ),
        Definition(
            "approval_fallback_days",
            "转市扶贫办审核",
            "integer",
            whole(0, 60),
            2,
            "工作日",
            "导入",
            help_text="镇分管领导空缺，或超过此期限未审，由市扶贫办审核",
        ),
        Definition(
            "draft_due",
            "报告草稿时点",
            "text",
            clock,
            "06:00",
            "",
            "报告",
            help_text="周期结束后次日",
        ),
        Definition(
            "idle_minutes",
            "无操作自动退出",
            "integer",
            whole(1, 720),
            30,
            "分钟",
            "安全",
            "等级保护三级",
        ),
        Definition(
            "lock_after_failures",
            "连续失败锁定次数",
            "integer",
            whole(3, 100),
            5,
            "次",
            "安全",
            "等级保护三级",
        ),
        Definition(
            "lock_minutes",
            "锁定时长",
            "integer",
            whole(1, 1440),
            20,
            "分钟",
            "安全",
            "等级保护三级",
        ),
        Definition(
            "small_count", "人数少于此数的统计不显示", "integer", whole(0, 100), 5, "", "安全"
        ),
    ]
}


class ParameterValues(dict[str, Any]):
    """All values of one parameter in force on a day, by the division that set them."""

    def __init__(self, key: str, values: dict[str, Any]) -> None:
        super().__init__(values)
        self.default = DEFINITIONS[key].default

    def near(self, code: str) -> Any:
        """The value that holds in a division: of the nearest area, else the default."""
        return next((self[area] for area in ancestors(code) if area in self), self.default)


def parameter(key: str, day: datetime.date, division_code: str) -> Any:
    """The value in force on `day` for a division: nearest area first, then the default.

    One query: what asks for many divisions takes `parameters_by_division`.

    Raises:
        KeyError: no such parameter is defined.
    """
    rows = Parameter.objects.as_of(day).filter(key=key, division_id__in=ancestors(division_code))
    return ParameterValues(key, dict(rows.values_list("division_id", "value"))).near(division_code)


def parameters(keys: Iterable[str], day: datetime.date, division_code: str) -> dict[str, Any]:
    """The values of several keys in force on `day` for one division, in one query.

    Raises:
        KeyError: no such parameter is defined.
    """
    found: dict[str, dict[str, Any]] = {key: {} for key in keys}
    rows = Parameter.objects.as_of(day).filter(
        key__in=found, division_id__in=ancestors(division_code)
    )
    for key, area, value in rows.values_list("key", "division_id", "value"):
        found[key][area] = value
    return {key: ParameterValues(key, values).near(division_code) for key, values in found.items()}


def parameters_by_division(key: str, day: datetime.date) -> ParameterValues:
    """All values of one key in force on `day`; for set-based rules."""
    rows = Parameter.objects.as_of(day).filter(key=key)
    return ParameterValues(key, dict(rows.values_list("division_id", "value")))
