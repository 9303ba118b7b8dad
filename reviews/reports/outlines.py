"""What each kind of report says, in its order (周例会、月督办、季通报、半年检查、年度结账)."""

from collections.abc import Callable
from typing import Any

from reviews.enums import ReportKind
from reviews.reports import affairs, sections
from reviews.reports.cells import commentary, paragraph, section
from reviews.reports.photograph import Photograph

Sections = list[dict[str, Any]]
PROGRESS = ["K04", "K08", "K09", "K11", "K14", "K23S", "K23C", "K24", "K29"]
WEEKLY_PROGRESS = ["K09", "K11", "K14", "K24", "K29"]
QUARTERLY_PROGRESS = ["K04", "K06", "K23S", "K23C", "K23A", "K24"]
MOVED = ["K01P", "K02H", "K02P", "K03"]
_QUARTERS_GONE = {1: 25, 2: 50, 3: 75, 4: 100}


def outline(photo: Photograph) -> Sections:
    """The sections of the report that the photograph was taken for."""
    return _OUTLINES[photo.period.kind](photo)


def _weekly(photo: Photograph) -> Sections:
    return [
        section(
            "一、本周概况",
            paragraph(sections.opening(photo)),
            paragraph(sections.movement(photo, MOVED, "上周")),
            sections.headline(photo, "上周"),
        ),
        section("二、上周议定事项落实情况", affairs.decisions(photo, "议定事项")),
        section(
            "三、各镇办场园进展",
            sections.changes_by_place(photo, "重点指标（箭头为较上周）", WEEKLY_PROGRESS),
        ),
        section(
            "四、业务办理",
            affairs.household_business(photo, "识别、退出与清退"),
            affairs.project_business(photo, "项目进程"),
            affairs.paid_in_period(photo),
        ),
        section(
            "五、问题清单",
            affairs.new_problems(photo, "本周新增"),
            affairs.standing_problems(photo, "未销号问题（按严重程度前五）", limit=5),
        ),
        section(
            "六、督办事项",
            affairs.notices_of_period(photo),
            affairs.late_notices(photo, "逾期整改通知"),
        ),
        section("七、需研究解决的问题", commentary()),
        section("八、下周到期事项", affairs.due_next(photo, "下周到期")),
    ]


def _monthly(photo: Photograph) -> Sections:
    return [
        section(
            "一、督办基本情况",
            paragraph(sections.opening(photo)),
            paragraph(sections.movement(photo, MOVED, "上月末")),
            affairs.supervised(photo),
        ),
        section(
            "二、工作进展",
            sections.headline(photo, "上月末"),
            sections.by_place(photo, "各镇办场园工作进展及排名", PROGRESS, ranked=True),
            affairs.paid_in_period(photo),
        ),
        section("三、重点工作专项督查", affairs.four_areas(photo)),
        section("四、存在的主要问题", affairs.standing_problems(photo, "未销号问题")),
        section(
            "五、问题整改情况",
            affairs.notices_of_period(photo),
            affairs.by_unit(photo, "各单位整改情况"),
            affairs.late_notices(photo, "逾期整改通知"),
            affairs.consequences(photo),
        ),
        section("六、红黑榜", *sections.red_and_black(photo)),
        section("七、工作要求", commentary()),
        section(
            "附件1　综合排名表",
            sections.ranking_table(photo, "分组综合排名"),
        ),
        section("附件2　本月新增问题清单", affairs.new_problems(photo, "问题清单")),
        section("附件3　人口增减变动", *sections.reconciliations(photo)),
    ]


def _quarterly(photo: Photograph) -> Sections:
    gone = _QUARTERS_GONE[photo.period.number]
    return [
        section("一、组织情况", affairs.meeting_of_period(photo)),
        section(
            "二、总体进展",
            paragraph(sections.opening(photo)),
            paragraph(sections.movement(photo, MOVED, "上季度末")),
            sections.headline(photo, "上季度末"),
        ),
        section("三、综合排名", sections.ranking_table(photo, "分组综合排名及较上季度变化")),
        section(
            "四、分析调度",
            paragraph(
                f"本年时间进度为{gone}%。年度减贫计划完成{photo.said('K04')}，"
                f"重点村出列率{photo.said('K06')}，项目开工率{photo.said('K23S')}、"
                f"完工率{photo.said('K23C')}、验收率{photo.said('K23A')}，"
                f"资金拨付率{photo.said('K24')}。"
            ),
            sections.by_place(photo, "各镇办场园对照时间进度", QUARTERLY_PROGRESS, ranked=True),
        ),
        section(
            "五、存在问题与整改",
            affairs.four_areas(photo),
            affairs.standing_problems(photo, "未销号问题"),
            affairs.notices_of_period(photo),
            affairs.consequences(photo),
        ),
        section("六、点评与表态", *sections.red_and_black(photo)),
        section("七、下季度重点", commentary()),
    ]


def _half_year(photo: Photograph) -> Sections:
    return [
        section(
            "一、检查评比方式", affairs.meeting_of_period(photo), *sections.red_and_black(photo)
        ),
        section(
            "二、总体情况",
            paragraph(sections.opening(photo)),
            paragraph(sections.movement(photo, MOVED, "上期末")),
            sections.headline(photo, "上期末"),
        ),
        section("三、评比排名", sections.ranking_table(photo, "分组综合排名")),
        section(
            "四、分项情况",
            sections.by_place(photo, "各镇办场园分项指标及排名", PROGRESS, ranked=True),
        ),
        section(
            "五、共性问题与个性问题",
            affairs.four_areas(photo),
            affairs.standing_problems(photo, "未销号问题"),
        ),
        section(
            "六、奖惩与问责", affairs.consequences(photo), affairs.by_unit(photo, "各单位整改情况")
        ),
        section("七、典型经验与下步要求", commentary()),
    ]


def _annual(photo: Photograph) -> Sections:
    year = photo.period.year
    return [
        section(
            "一、全年总体情况",
            paragraph(sections.opening(photo)),
            paragraph(sections.movement(photo, MOVED, "上年末")),
            sections.headline(photo, "上年末"),
        ),
        section(
            "二、指标完成情况",
            sections.by_place(photo, "各镇办场园全年指标及排名", PROGRESS, ranked=True),
        ),
        section("三、综合排名", sections.ranking_table(photo, "分组综合排名")),
        section("四、责任状结账", affairs.pledges_settled(photo, f"{year}年度目标与实际")),
        section(
            "五、问题整改与问责",
            affairs.four_areas(photo),
            affairs.notices_of_period(photo),
            affairs.by_unit(photo, "各单位整改情况"),
            affairs.consequences(photo),
        ),
        section("六、资金与项目", affairs.paid_in_period(photo)),
        section("七、考核结论与结果运用", *sections.red_and_black(photo), commentary()),
        section("附件　人口增减变动", *sections.reconciliations(photo)),
    ]


_OUTLINES: dict[str, Callable[[Photograph], Sections]] = {
    ReportKind.WEEKLY: _weekly,
    ReportKind.MONTHLY: _monthly,
    ReportKind.QUARTERLY: _quarterly,
    ReportKind.HALF_YEAR: _half_year,
    ReportKind.ANNUAL: _annual,
}
