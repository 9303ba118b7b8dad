"""Pieces that reports of several kinds are made of. Each reads a photograph and writes blocks."""

from collections.abc import Sequence
from decimal import Decimal

from organization.enums import DivisionLevel
from reviews.enums import Direction
from reviews.indicators import Indicator
from reviews.reports import ranking
from reviews.reports.cells import (
    DASH,
    Block,
    Cell,
    better_first,
    count,
    difference_in_words,
    figure,
    moved,
    paragraph,
    table,
)
from reviews.reports.photograph import SMALL, Photograph
from reviews.selectors.reconciliation import Reconciliation, reconcile

HEADLINE = [
    "K01H", "K01P", "K02H", "K02P", "K03", "K05N", "K05", "V58", "V37", "K06", "S95", "K08", "K09",
    "K11", "K14", "K24", "K26", "N03",
]  # fmt: skip


def opening(photo: Photograph) -> str:
    """The state in one paragraph, every figure computed."""
    said = photo.said
    return (
        f"截至{photo.day.year}年{photo.day.month}月{photo.day.day}日，{photo.names[photo.code]}"
        f"在册建档立卡{said('K01H')}、{said('K01P')}，其中未脱贫{said('K02H')}、{said('K02P')}，"
        f"贫困发生率{said('K03')}；累计脱贫{said('K05N')}，占2014年建档立卡人口基数的{said('K05')}。"
        f"重点贫困村{said('V95')}，已出列{said('V58')}、未出列{said('V37')}；"
        f"驻村第一书记{said('S95')}在岗，帮扶责任人覆盖率{said('K08')}。"
    )


def movement(photo: Photograph, codes: Sequence[str], since: str) -> str:
    """What has moved since the last period, in words."""
    parts = []
    for code in codes:
        indicator = photo.indicator(code)
        now, before = photo.value(code).result, photo.earlier(code).result
        if now is not None and before is not None:
            apart = indicator.apart(now, before)
            parts.append(f"{indicator.name}{difference_in_words(indicator, apart)}")
    return f"与{since}相比，{'，'.join(parts)}。" if parts else ""


def headline(photo: Photograph, before: str) -> Block:
    """The main figures with those of the last period."""
    rows = []
    for code in HEADLINE:
        indicator = photo.indicator(code)
        now, earlier = photo.value(code), photo.earlier(code)
        rows.append(
            [
                indicator.name,
                figure(indicator, now),
                figure(indicator, earlier),
                moved(indicator, now, earlier),
            ]
        )
    return table("主要指标", ["指标", "本期", before, "变化"], rows)


def by_place(photo: Photograph, title: str, codes: Sequence[str], *, ranked: bool) -> Block:
    """A row for each place, the whole last; with the rank of each figure if wanted."""
    indicators = _speaking(photo, codes)
    places = [place.code for place in photo.places]
    order = {one.code: _rank_of(photo, one.code, places) for one in indicators} if ranked else {}
    rows = [
        [
            photo.names[place],
            *(
                _with_rank(
                    figure(indicator, photo.value(indicator.code, place)),
                    order.get(indicator.code, {}).get(place),
                )
                for indicator in indicators
            ),
        ]
        for place in places
    ]
    rows.append(["合计", *(figure(one, photo.value(one.code)) for one in indicators)])
    head = [kind_of_places(photo), *(indicator.name for indicator in indicators)]
    return table(title, head, rows, note="括号内为名次" if ranked else "")


def _speaking(photo: Photograph, codes: Sequence[str]) -> list[Indicator]:
    """Indicators that have a result for at least one of the places."""
    return [
        photo.indicator(code)
        for code in codes
        if any(photo.value(code, place.code).result is not None for place in photo.places)
    ]


def kind_of_places(photo: Photograph) -> str:
    return "镇办场园" if photo.division.level == DivisionLevel.CITY else "村"


def _with_rank(cell: Cell, rank: int | None) -> Cell:
    return cell if isinstance(cell, str) or rank is None else {**cell, "r": rank}


def _rank_of(photo: Photograph, code: str, places: Sequence[str]) -> dict[str, int]:
    """Rank of each place that has a result; ties share one; small places stand aside.

    Where all are equal nobody has a rank.
    """
    indicator = photo.indicator(code)
    if indicator.direction == Direction.NONE:
        return {}
    keys = {
        place: better_first(indicator, result)
        for place in places
        if (result := photo.value(code, place).result) is not None and not photo.is_small(place)
    }
    if len(set(keys.values())) < 2:
        return {}
    return {place: 1 + sum(other < key for other in keys.values()) for place, key in keys.items()}


def changes_by_place(photo: Photograph, title: str, codes: Sequence[str]) -> Block:
    """Each place's figures with an arrow against the last period."""
    indicators = _speaking(photo, codes)
    rows = []
    for place in [*(place.code for place in photo.places), photo.code]:
        row: list[Cell] = ["合计" if place == photo.code else photo.names[place]]
        for indicator in indicators:
            now, before = photo.value(indicator.code, place), photo.earlier(indicator.code, place)
            row.append(_with_arrow(figure(indicator, now), now.result, before.result))
        rows.append(row)
    head = [kind_of_places(photo), *(one.name for one in indicators)]
    return table(title, head, rows)


def _with_arrow(cell: Cell, now: Decimal | None, before: Decimal | None) -> Cell:
    if isinstance(cell, str) or now is None or before is None or now == before:
        return cell
    return {**cell, "t": f"{cell['t']}{'↑' if now > before else '↓'}"}


def ranking_table(photo: Photograph, title: str) -> Block:
    """Both groups by their index, with the move against the last period."""
    rows = [
        [
            rank.group,
            count(rank.rank),
            rank.place.name,
            {"t": f"{rank.score}", "n": str(rank.score), "s": "mean"},
            _moved_rank(rank),
        ]
        for rank in ranking.ranks(photo)
    ]
    head = ["组别", "名次", kind_of_places(photo), "综合指数", "较上期"]
    return table(title, head, rows)


def _moved_rank(rank: ranking.Rank) -> str:
    if rank.previous is None:
        return DASH
    by = rank.previous - rank.rank
    return f"升{by}位" if by > 0 else f"降{-by}位" if by < 0 else "持平"


def red_and_black(photo: Photograph) -> list[Block]:
    """Who stands first and last in each group, in words."""
    red, black = ranking.red_and_black(ranking.ranks(photo))
    names = "、".join(photo.indicator(code).name for code in ranking.RANKED_BY)
    return [
        paragraph(
            f"按{ranking.HEAVY}和{ranking.OTHERS}分组，以{names}八项指标同权计算综合指数"
            f"（组内最差为0、最好为100，缺项不计；在册不足{SMALL}户的不参与排名）。"
        ),
        paragraph(f"红榜：{_names(red)}。"),
        paragraph(f"黑榜：{_names(black)}。"),
    ]


def _names(found: Sequence[ranking.Rank]) -> str:
    return "、".join(rank.place.name for rank in found) or "无"


def reconciliations(photo: Photograph) -> list[Block]:
    """Two tables that account for every person since the base."""
    return [_reconciliation(one) for one in reconcile(photo.day, photo.code)]


def _reconciliation(one: Reconciliation) -> Block:
    base = f"{one.base_day.year}年{one.base_day.month}月{one.base_day.day}日基数"
    rows: list[list[Cell]] = [[base, "", "", count(one.base)]]
    rows += [[row.label, count(row.came), count(row.went), _signed(row.net)] for row in one.shown]
    rows.append([f"{one.day.year}年{one.day.month}月{one.day.day}日", "", "", count(one.result)])
    return table(f"{one.title}增减变动", ["项目", "增加（人）", "减少（人）", "净增减（人）"], rows)


def _signed(number: int) -> Cell:
    sign = "+" if number > 0 else "−" if number < 0 else ""
    return {"t": f"{sign}{abs(number):,}", "n": str(number), "s": "count"}
