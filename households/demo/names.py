"""Chinese names by sex and generation (姓名). Invented; likeness to a person is chance."""

import random

from households.demo.dice import Weighted

MALE, FEMALE = "1", "2"

# The surnames of the plain between 汉江 and 东荆河, roughly as often as there; the second line are
# those whose reading as a surname differs from the everyday one (曾 Zēng, 单 Shàn, 覃 Qín …), which
# a search by pinyin has to know, and the two-character ones.
_SURNAMES = {
    "陈": 62, "李": 60, "王": 56, "刘": 54, "张": 52, "杨": 34, "胡": 27, "周": 27, "黄": 25,
    "肖": 24, "吴": 22, "徐": 20, "彭": 19, "郭": 18, "赵": 18, "许": 16, "邓": 15, "罗": 15,
    "何": 14, "曹": 14, "程": 13, "雷": 12, "万": 12, "谢": 12, "汪": 12, "朱": 12, "郑": 12,
    "孙": 12, "代": 11, "潘": 11, "熊": 11, "唐": 10, "马": 10, "别": 9, "付": 9, "董": 9,
    "田": 9, "袁": 9, "余": 9, "夏": 8, "严": 8, "叶": 8, "毛": 8, "邵": 8, "高": 8, "林": 8,
    "蔡": 8, "梁": 7, "汤": 7, "冯": 7, "向": 6, "魏": 6, "丁": 6, "范": 6, "龚": 6, "涂": 6,
    "姚": 6, "樊": 5, "江": 5, "易": 5, "戴": 5, "尹": 5, "鄢": 4, "邹": 5, "颜": 4, "贺": 4,
    "苏": 4, "沈": 4, "阮": 3, "段": 3, "石": 3, "吕": 4, "宋": 5, "韩": 4, "卢": 3, "蒋": 3,
    "方": 4, "金": 3, "白": 2, "康": 2, "秦": 2, "艾": 2, "昌": 2, "关": 2, "龙": 3,
    "曾": 9, "单": 2, "覃": 3, "解": 2, "仇": 2, "区": 1, "查": 3, "尉迟": 0.4, "欧阳": 2.5,
    "任": 3, "华": 2, "盖": 0.5, "朴": 0.4, "乐": 1, "缪": 0.6, "翟": 1, "晁": 0.4, "郗": 0.3,
    "司马": 0.4, "诸葛": 0.6, "上官": 0.4, "令狐": 0.2, "尧": 0.3, "郄": 0.2, "逄": 0.2,
}  # fmt: skip
SURNAMES = Weighted(_SURNAMES)
HUI_SURNAMES = Weighted({"马": 40, "答": 12, "沙": 5, "白": 6, "海": 4, "米": 3, "张": 6, "杨": 5})

# Given names by the decade's taste: born before 1955, to 1979, to 1999, later.
_MALE_FIRST = (
    "德 国 家 传 先 正 大 文 光 良 昌 明 仁 义 学 士 长 玉 振 为 仲 维 世 永 安 茂 声 道 万 后",
    "国 建 爱 新 志 卫 红 军 光 明 永 良 先 正 学 文 长 小 华 金 水 云 海 保 为 传 家 德 成 祖",
    "志 伟 勇 建 文 俊 海 小 晓 国 永 明 鹏 红 青 春 立 少 金 云 亚 新 宏 庆 兴 中 远 雄 杰 向",
    "子 梓 浩 宇 俊 博 睿 佳 家 文 思 明 天 泽 嘉 皓 晨 逸 梦 承 奕 一 瑞 景 志 鑫 锦 启 铭 弘",
)
_MALE_LAST = (
    "安 元 才 生 发 全 福 寿 山 清 堂 银 富 贵 春 荣 祥 炳 林 松 年 焕 高 礼 兴 柏 义 炎 汉 望",
    "平 军 华 明 兵 强 国 文 林 清 洪 红 春 华 桥 高 斌 祥 忠 雄 刚 才 成 生 新 海 洲 兵 权 虎",
    "华 军 涛 勇 波 伟 斌 杰 鹏 飞 峰 辉 超 磊 刚 强 亮 明 毅 雄 松 林 敏 俊 锋 浩 凯 洋 龙 进",
    "轩 宇 豪 杰 睿 涵 然 航 熙 晨 阳 博 辰 浩 哲 宸 泽 彬 毅 恒 瑞 楠 皓 宁 昊 源 翔 森 霖 坤",
)
_FEMALE_FIRST = (
    "秀 桂 玉 菊 金 银 腊 冬 春 凤 翠 月 兰 素 传 先 昌 荷 香 友 爱 元 华 珍 美 青 幺 大 小 四",
    "秀 红 爱 小 桂 玉 美 丽 春 金 翠 艳 菊 凤 云 秋 腊 冬 新 国 水 海 元 荣 先 巧 红 燕 月 群",
    "丽 艳 红 小 晓 玉 婷 春 海 静 雪 莉 敏 娟 芳 燕 琴 慧 梦 倩 亚 美 文 双 晶 佳 秋 雅 金 青",
    "子 梓 欣 雨 思 诗 梦 佳 若 可 语 嘉 雅 一 心 怡 紫 静 奕 婉 芷 妍 依 晨 艺 馨 书 沐 清 锦",
)
_FEMALE_LAST = (
    "英 兰 珍 秀 香 枝 姣 梅 姑 云 莲 芝 容 贞 娥 芳 翠 凤 菊 桂 荣 姐 华 娣 清 元 仙 桃 玉 淑",
    "英 兰 珍 娥 芳 平 红 荣 华 琼 梅 霞 云 容 香 萍 莲 秀 枝 艳 群 玲 蓉 桃 清 霞 凤 琴 菊 花",
    "芳 娟 丽 艳 霞 玲 燕 萍 琴 娜 婷 静 敏 蓉 慧 倩 莉 琳 梅 红 雪 晶 颖 云 洁 妮 华 玉 蕾 平",
    "涵 萱 怡 彤 琪 妍 雯 瑶 馨 悦 欣 琳 涵 颖 宁 菲 雨 晴 婷 诺 然 蕊 瑜 希 桐 玥 熙 嫣 露 楠",
)
# Characters that real registers carry and that fonts, encodings and input methods stumble over:
# outside GB2312 (喆 堃 玥 祎 犇 昇 珺), CJK extension A (䶮 㛃) and the supplementary plane (𬭎).
_RARE_MALE = "喆 堃 昇 犇 淼 祎 珺 垚 璟 䶮 𬭎 燊 赟 頔".split()
_RARE_FEMALE = "玥 祎 珺 淼 璟 㛃 婳 翀 妘 靓 昕 媖 嫚 琎".split()

# One stands for the names with a middle dot, which a rule must let through.
DOTTED_NAMES = ("阿依古丽·买买提", "吉克·阿果", "帕提古丽·艾山", "阿米娜·依明")


def _tastes(first: tuple[str, ...], last: tuple[str, ...]) -> list[tuple[list[str], list[str]]]:
    return [(one.split(), two.split()) for one, two in zip(first, last, strict=True)]


_TASTES = {
    MALE: _tastes(_MALE_FIRST, _MALE_LAST),
    FEMALE: _tastes(_FEMALE_FIRST, _FEMALE_LAST),
}
_RARE = {MALE: _RARE_MALE, FEMALE: _RARE_FEMALE}


def _taste(born_in: int) -> int:
    if born_in < 1955:
        return 0
    if born_in < 1980:
        return 1
    return 2 if born_in < 2000 else 3


def given_name(rng: random.Random, sex: str, born_in: int) -> str:
    """A given name as parents of that year liked them; one in three hundred is hard to type."""
    chance = rng.random()
    if chance < 0.0033:
        return rng.choice(_RARE[sex])
    first, last = _TASTES[sex][_taste(born_in)]
    if chance < 0.12:
        return last[int(rng.random() * len(last))]
    return first[int(rng.random() * len(first))] + last[int(rng.random() * len(last))]
