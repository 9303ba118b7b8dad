"""The tables: which stages a household goes through for what."""

from households.enums import Cause, Elimination, InvalidReason, MonitoringKind, NotExitReason
from households.procedures import effects, guards
from households.procedures.stages import (
    APPROVES,
    CITY,
    DOCUMENT,
    HANDLES,
    TOWN,
    VILLAGE,
    announced,
    appraised,
    city_approval,
    papers,
    posted,
    surveyed,
    town_review,
)
from organization.procedures import Effect, Fact, FactKind, ProcedureKind, Stage

HOUSEHOLD = "households.household"
_STATUS, _WATCH = "status", "watch"
NOTICE = "households:notice"
_CAUSES = tuple(Cause.choices)


def _proposed(label: str, evidence: str, effect: Effect) -> tuple[Stage, ...]:
    """Put forward by the village, reviewed by the township, decided by the city."""
    return (
        Stage("proposed", label, HANDLES, VILLAGE, (papers(evidence),)),
        town_review("proposed"),
        city_approval("proposed", effect=effect),
    )


def _identification(effect: Effect) -> tuple[Stage, ...]:
    """农户申请, 两公示一公告: the ten stages, and what follows the announcement."""
    return (
        Stage(
            "applied", "农户申请", HANDLES, VILLAGE,
            (papers("贫困户申请书和承诺授权书", name="application"),),
        ),
        surveyed("入户调查核实"),
        Stage(
            "compared", "部门信息比对", APPROVES, CITY,
            (
                Fact("result", "比对结果", FactKind.CHOICE,
                     choices=(("clear", "未发现疑点"), ("explained", "有疑点，已作说明"))),
                Fact("explanation", "疑点说明", FactKind.LONG_TEXT, is_required=False),
            ),
            returns_to="surveyed", may_reject=True,
        ),
        appraised(),
        *posted("first_notice", "第一次公示"),
        town_review("surveyed"),
        *posted("second_notice", "第二次公示", TOWN),
        city_approval("surveyed"),
        announced(effect),
        Stage(
            "entered", "录入系统、发放扶贫手册", HANDLES, TOWN,
            (Fact("handbook_no", "扶贫手册编号", is_required=False),), term="entry_days",
        ),
    )  # fmt: skip


IDENTIFY = ProcedureKind(
    "identify", "识别纳入", HOUSEHOLD, _STATUS, HANDLES, _identification(effects.identify),
    guards.can_be_identified,
    opening=(
        Fact("round", "识别类别", FactKind.CHOICE,
             choices=(("new", "新识别"), ("lookback", "“回头看”补录"))),
    ),
    on_reject=effects.not_identified, objection_returns_to="surveyed",
    notice_url=NOTICE,
    hint="农户申请、入户核实、信息比对、民主评议、两公示一公告，公告之日起列为“未脱贫”",
)  # fmt: skip

RETURN = ProcedureKind(
    "return", "返贫", HOUSEHOLD, _STATUS, HANDLES, _identification(effects.return_to_poverty),
    guards.can_return,
    opening=(Fact("cause", "返贫原因", FactKind.CHOICE, choices=_CAUSES),),
    objection_returns_to="surveyed", notice_url=NOTICE,
    hint="已脱贫户再次致贫，按识别程序办理",
)  # fmt: skip

LIST_PRE_EXIT = ProcedureKind(
    "list_pre_exit", "列入预脱贫", HOUSEHOLD, _STATUS, HANDLES,
    (
        Stage("proposed", "村级提出名单", HANDLES, VILLAGE, (papers("预脱贫名单"),)),
        town_review("proposed", effect=effects.list_pre_exit),
    ),
    guards.can_be_listed, hint="计划本年脱贫的户，年初列入",
)  # fmt: skip

EXIT = ProcedureKind(
    "exit", "脱贫退出", HOUSEHOLD, _STATUS, HANDLES,
    (
        appraised(),
        surveyed(
            guard=guards.passes_exit_tests,
            panel=("退出检验", "households:exit_tests_panel"),
            also=(Fact("is_provided", "不愁吃、不愁穿已逐户核实", FactKind.CHECKED),),
        ),
        Stage(
            "consented", "拟退出户认可", HANDLES, VILLAGE, (papers("脱贫确认书"),),
            may_reject=True,
        ),
        *posted(),
        town_review("surveyed"),
        city_approval("surveyed"),
        announced(effects.exit_poverty),
    ),
    guards.can_exit, reasons=tuple(NotExitReason.choices), on_reject=effects.fail_exit,
    objection_returns_to="surveyed",
    notice_url=NOTICE,
    hint="民主评议、入户核实、拟退出户认可、公示、审核审批、公告，公告之日起列为“已脱贫”",
)  # fmt: skip

END_POLICY = ProcedureKind(
    "end_policy", "不再享受政策", HOUSEHOLD, _STATUS, HANDLES,
    _proposed("村级提出", "核实材料", effects.end_policy),
    guards.policy_can_end,
    opening=(Fact("reason", "理由", FactKind.LONG_TEXT),),
    hint="收入长期稳定超过标准的已脱贫户",
)  # fmt: skip

REMOVE = ProcedureKind(
    "remove", "清退", HOUSEHOLD, _STATUS, HANDLES,
    (
        surveyed(),
        appraised(),
        *posted(),
        town_review("surveyed"),
        city_approval("surveyed", effect=effects.remove_error),
    ),
    guards.is_registered,
    opening=(Fact("reason", "错评情形", FactKind.LONG_TEXT),),
    objection_returns_to="surveyed", notice_url=NOTICE,
    hint="识别有误的户，核实、评议、公示、审批后移出登记",
)  # fmt: skip

CLOSE_NATURAL = ProcedureKind(
    "close_natural", "整户自然减少", HOUSEHOLD, _STATUS, HANDLES,
    (
        Stage("proposed", "登记证明", HANDLES, VILLAGE, (papers("死亡、婚嫁、迁移等证明"),)),
        town_review("proposed", effect=effects.close_natural),
    ),
    guards.is_empty, hint="成员已全部减少的户",
)  # fmt: skip

CLOSE = ProcedureKind(
    "close", "移出登记", HOUSEHOLD, _STATUS, HANDLES,
    _proposed("登记证明", "迁移证明或重复录入的核实材料", effects.close_for_reason),
    guards.is_registered,
    opening=(
        Fact("reason", "原因", FactKind.CHOICE, choices=tuple(
            (one.value, one.label) for one in (InvalidReason.MOVED_OUT, InvalidReason.DUPLICATE)
        )),
    ),
    hint="整户迁出，或重复录入的户",
)  # fmt: skip

RESTORE = ProcedureKind(
    "restore", "恢复登记", HOUSEHOLD, _STATUS, HANDLES,
    _proposed("登记理由", "核实材料", effects.restore),
    guards.was_registered,
    opening=(Fact("reason", "理由", FactKind.LONG_TEXT),),
    hint="误移出登记的户",
)  # fmt: skip

WATCH = ProcedureKind(
    "watch", "纳入监测", HOUSEHOLD, _WATCH, HANDLES,
    (
        surveyed(also=(papers("承诺授权书", name="consent"),)),
        appraised(),
        *posted(),
        town_review("surveyed"),
        city_approval("surveyed"),
        announced(effects.watch),
    ),
    guards.can_be_watched,
    opening=(
        Fact("watch_kind", "监测对象类型", FactKind.CHOICE, choices=tuple(MonitoringKind.choices)),
        Fact("risk", "主要风险", FactKind.CHOICE, choices=_CAUSES),
        Fact("channel", "发现渠道", FactKind.CHOICE, choices=(
            ("applied", "农户自主申报"), ("visited", "基层干部排查"), ("warned", "部门筛查预警"),
        )),
    ),
    objection_returns_to="surveyed", notice_url=NOTICE,
    hint="有返贫致贫风险的农户，不论是否曾建档立卡",
)  # fmt: skip

RISK_GONE = ProcedureKind(
    "risk_gone", "风险消除", HOUSEHOLD, _WATCH, HANDLES,
    (
        surveyed(guard=guards.is_stable),
        appraised(),
        *posted(),
        town_review("surveyed"),
        Stage(
            "city_confirmed", "市级确认公告", APPROVES, CITY, (DOCUMENT,),
            term="city_approval_days", returns_to="surveyed", may_reject=True,
            needs_another=True, effect=effects.risk_gone,
        ),
    ),
    guards.is_watched,
    opening=(
        Fact("how", "消除方式", FactKind.CHOICE, choices=tuple(Elimination.choices)),
    ),
    objection_returns_to="surveyed", notice_url=NOTICE,
    hint="收入持续稳定、三保障和饮水安全有保障的监测对象",
)  # fmt: skip

KINDS = (
    IDENTIFY, LIST_PRE_EXIT, EXIT, END_POLICY, RETURN, REMOVE, CLOSE_NATURAL, CLOSE, RESTORE,
    WATCH, RISK_GONE,
)  # fmt: skip
