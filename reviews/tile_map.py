"""Where the townships stand on a schematic map: tiles in a grid, no true borders (示意图).

Column and row of each unit of Xiantao, from west to east and north to south; a place that is not
listed (another city, a new unit) stands in rows below, in the order of its code.
"""

from collections.abc import Sequence

COLUMNS = 8
WIDTH, HEIGHT = 76, 48
"""Of a tile, in the drawing's own units; six characters of 12 fit."""
PLACES = {
    "429004100000": (0, 0),  # 郑场镇
    "429004101000": (1, 0),  # 毛嘴镇
    "429004103000": (2, 0),  # 三伏潭镇
    "429004104000": (3, 0),  # 胡场镇
    "429004003000": (4, 0),  # 龙华山街道
    "429004001000": (5, 0),  # 沙嘴街道
    "429004105000": (6, 0),  # 长埫口镇
    "429004405000": (7, 0),  # 赵西垸林场
    "429004401000": (0, 1),  # 九合垸原种场
    "429004102000": (1, 1),  # 剅河镇
    "429004408000": (2, 1),  # 排湖风景区
    "429004004000": (3, 1),  # 杜湖街道
    "429004002000": (4, 1),  # 干河街道
    "429004407000": (5, 1),  # 畜禽良种场
    "429004106000": (6, 1),  # 西流河镇
    "429004402000": (7, 1),  # 沙湖原种场
    "429004114000": (1, 2),  # 陈场镇
    "429004111000": (2, 2),  # 郭河镇
    "429004110000": (3, 2),  # 张沟镇
    "429004109000": (4, 2),  # 彭场镇
    "429004108000": (5, 2),  # 杨林尾镇
    "429004107000": (6, 2),  # 沙湖镇
    "429004113000": (1, 3),  # 通海口镇
    "429004112000": (2, 3),  # 沔城回族镇
    "429004404000": (6, 3),  # 五湖渔场
}


def laid_out(codes: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Column and row of every place."""
    known = {code: PLACES[code] for code in codes if code in PLACES}
    below = 1 + max((row for _, row in known.values()), default=-1)
    others = sorted(set(codes) - set(known))
    return known | {
        code: (place % COLUMNS, below + place // COLUMNS) for place, code in enumerate(others)
    }
