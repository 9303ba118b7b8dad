"""The nine actions of the demonstration city (九大行动): plans, tasks, monthly progress."""

from dataclasses import dataclass, field
from datetime import date

from households.demo.dice import dice
from households.demo.population import Population


@dataclass(slots=True)
class TaskFacts:
    """One line of an action plan with its monthly progress."""

    number: str
    content: str
    indicator: str
    target: int
    measure: str
    department: str
    due_on: date
    progress: list[tuple[date, int]] = field(default_factory=list)


# The decision above, then the nine; only the first three are named by the report.
PLANS = (
    ("关于全力推进精准扶贫精准脱贫的决定", "市委办公室", False),
    ("资金整合行动方案", "市财政局", True),
    ("医疗救助行动方案", "市卫计委", True),
    ("产业扶贫行动方案", "市农业局", True),
    ("教育扶贫行动方案", "市教育局", False),
    ("安居扶贫行动方案", "市住建委", False),
    ("转移就业行动方案", "市人社局", False),
    ("社会保障兜底行动方案", "市民政局", False),
    ("基础设施建设行动方案", "市交通运输局", False),
    ("社会帮扶行动方案", "市扶贫办", False),
)
_TASKS = (
    ("1", "整合各类涉农资金", "统筹资金到位", 11_000, "万元"),
    ("1", "资金拨付到项目", "拨付项目资金", 8_000, "万元"),
    ("2", "为贫困人口代缴城乡居民医保", "代缴人数", 80_000, "人"),
    ("2", "贫困患者住院救助", "救助人次", 6_200, "人次"),
    ("2", "家庭医生签约服务", "签约户数", 26_000, "户"),
    ("3", "建设特色产业基地", "产业基地", 95, "个"),
    ("3", "发放产业奖补", "奖补户数", 6_000, "户"),
    ("3", "发展村级光伏电站", "光伏电站", 40, "座"),
    ("4", "落实贫困学生资助", "资助学生", 9_500, "人次"),
    ("4", "雨露计划补助", "补助学生", 820, "人"),
    ("5", "实施农村危房改造", "改造户数", 1_900, "户"),
    ("5", "复核住房安全等级", "复核户数", 26_500, "户"),
    ("6", "贫困劳动力技能培训", "培训人次", 3_000, "人次"),
    ("6", "园区就近就业", "就业人数", 980, "人"),
    ("7", "低保应保尽保复核", "复核户数", 7_600, "户"),
    ("7", "特困人员供养", "供养人数", 3_100, "人"),
    ("8", "通组公路硬化", "硬化里程", 260, "公里"),
    ("8", "安全饮水管网延伸", "受益村", 95, "个"),
    ("8", "农村电网改造", "改造台区", 120, "个"),
    ("9", "规上企业包挂重点村", "包挂村", 95, "个"),
    ("9", "社会捐赠帮扶", "捐赠资金", 800, "万元"),
)  # fmt: skip
_LATE = {"5": 0.86, "8": 0.93}
"""Plans whose first task fell behind in 2016."""


def tasks(population: Population, seed: int) -> list[TaskFacts]:
    """Lines of the nine plans for 2016 and what each month had reached."""
    rng = dice(seed, "actions")
    found = []
    for nth, (plan, content, indicator, target, measure) in enumerate(_TASKS):
        due_on = (date(2016, 12, 20), date(2016, 11, 30), date(2016, 9, 30))[nth % 3]
        task = TaskFacts(f"{plan}-{nth + 1}", content, indicator, target, measure, "", due_on)
        task.department = PLANS[int(plan)][1]
        share = _LATE.get(plan, 1.0) if nth in (10, 16) else 1.0
        months = due_on.month - 2
        for step in range(1, months + 1):
            month = date(2016, 2 + step, 1)
            if month <= population.until:
                pace = min(1.0, step / months * rng.uniform(0.92, 1.06))
                reached = share if step == months else min(pace, 0.97) * share
                task.progress.append((month, int(target * reached)))
        found.append(task)
    return found
