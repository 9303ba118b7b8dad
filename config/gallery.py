"""All components on one page, in all their states, for whoever builds or judges the look."""

import datetime as dt
from types import SimpleNamespace

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from organization.permissions import open_to_all

LONGEST_VILLAGE = "许农场村委会（许大垸农场）"
LONGEST_NAME = "买买提·阿卜杜拉·吐尔逊"
TOWNSHIPS = [
    "沙嘴街道", "干河街道", "龙华山街道", "杜湖街道", "郑场镇", "毛嘴镇", "剅河镇", "三伏潭镇",
    "胡场镇", "长埫口镇", "西流河镇", "沙湖镇", "杨林尾镇", "彭场镇", "张沟镇", "郭河镇",
    "沔城回族镇", "通海口镇", "陈场镇", "九合垸原种场", "沙湖原种场", "五湖渔场", "赵西垸林场",
    "畜禽良种场", "排湖风景区",
]  # fmt: skip


class ExampleForm(forms.Form):
    """One field of each kind."""

    sections = [
        ("基本情况", ["head", "township", "identified_on", "members", "cause"]),
        ("收入与住房", ["income", "unit", "safe_house", "benefits"]),
        ("附件", ["remark", "photo"]),
    ]

    head = forms.CharField(label="户主", max_length=60)
    township = forms.ChoiceField(
        label="镇办场园", choices=[("", "请选择"), *((name, name) for name in TOWNSHIPS)]
    )
    identified_on = forms.DateField(label="识别日期", help_text="以村民代表会议评议日期为准")
    members = forms.IntegerField(label="家庭人口", min_value=1, max_value=20)
    cause = forms.ChoiceField(
        label="主要致贫原因",
        choices=[("1", "因病"), ("2", "因残"), ("3", "缺技术")],
        required=False,
    )
    income = forms.DecimalField(
        label="人均纯收入（元）",
        help_text="上一年度10月1日至本年度9月30日，可输入“1.2万”",
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    unit = forms.ChoiceField(
        label="入户道路",
        choices=[("a", "水泥路"), ("b", "砂石路"), ("c", "泥土路")],
        widget=forms.RadioSelect,
    )
    safe_house = forms.BooleanField(label="住房已经安全鉴定", required=False)
    benefits = forms.MultipleChoiceField(
        label="享受政策",
        choices=[("a", "低保"), ("b", "健康扶贫"), ("c", "教育资助"), ("d", "易地搬迁")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    remark = forms.CharField(label="备注", widget=forms.Textarea, required=False)
    photo = forms.FileField(label="现场照片", required=False, help_text="JPG 或 PNG，不超过10MB")

    def clean(self):
        cleaned = super().clean()
        if (cleaned.get("income") or 0) > 100_000:
            raise forms.ValidationError("人均纯收入超过10万元的农户不能登记为建档立卡户")
        return cleaned


class ExampleFilterForm(forms.Form):
    """What a FilterSet's form is to the bar and its chips."""

    township = forms.ChoiceField(
        label="镇办场园",
        choices=[("", "全部"), *((name, name) for name in TOWNSHIPS)],
        required=False,
    )
    status = forms.ChoiceField(
        label="状态",
        choices=[("", "全部"), ("poor", "未脱贫"), ("lifted", "已脱贫")],
        required=False,
    )
    year = forms.IntegerField(label="脱贫年度", required=False)


LEVELS = [
    ("逾期3天", "urgent"),
    ("还有2天", "soon"),
    ("办理中", "open"),
    ("已脱贫", "done"),
    ("未脱贫", "neutral"),
    ("已注销", "off"),
]
ICONS = [
    "home", "households", "village", "handshake", "notice", "review", "import", "export", "people",
    "user", "settings", "bell", "search", "help", "calendar", "phone", "camera", "download",
    "upload", "print", "filter", "columns", "close", "check", "plus", "edit", "eye", "lock",
    "logout", "area", "flag", "file", "image", "list", "money", "project", "undo", "refresh",
    "more", "menu", "clock", "warning", "info", "forbidden", "offline", "chevron-down",
    "chevron-left", "chevron-right", "education", "scale", "attendance", "emblem",
]  # fmt: skip


def _row(index: int) -> dict:
    text, level = LEVELS[index % len(LEVELS)]
    row = {
        "head": ["张大明", "剅家旺", "李秀英"][index % 3],
        "place": f"{TOWNSHIPS[index % 25]} 革新村委会",
        "members": index % 6 + 1,
        "income": 2_736 + index * 31,
        "text": text,
        "level": level,
        "off": level == "off",
    }
    if index == 2:
        place = f"龙华山街道 {LONGEST_VILLAGE}"
        row |= {"head": LONGEST_NAME, "place": place, "income": 999_999_999.99}
    return row


def _bars() -> dict:
    rates = [0.98 - index * 0.017 for index in range(len(TOWNSHIPS))]
    return {
        "id": "example-bars",
        "title": "各镇脱贫进度",
        "unit": "",
        "note": "截至2016年12月31日",
        "spec": {
            "kind": "bars",
            "percent": True,
            "categories": TOWNSHIPS,
            "mean": 0.667,
            "target": 0.9,
            "small": [name.endswith("场") for name in TOWNSHIPS],
            "highlight": [24],
            "links": ["/components/"] * 25,
            "series": [{"name": "脱贫进度", "values": rates}],
        },
        "head": ["镇办场园", "脱贫进度"],
        "rows": [[name, f"{rate:.1%}"] for name, rate in zip(TOWNSHIPS, rates, strict=True)],
    }


def _line() -> dict:
    months = [f"2016-{month:02d}" for month in range(1, 13)]
    done = [None, 2100, 4800, 9300, 15000, 21000, 26400, 31000, 36800, 43900, 49100, 54043]
    planned = [4500 * month for month in range(1, 13)]
    return {
        "id": "example-line",
        "title": "累计脱贫人口",
        "unit": "人",
        "note": "按月",
        "spec": {
            "kind": "line",
            "unit": "人",
            "categories": months,
            "series": [
                {"name": "实际", "values": done},
                {"name": "计划", "values": planned, "dashed": True},
            ],
        },
        "head": ["月份", "实际", "计划"],
        "rows": [list(row) for row in zip(months, done, planned, strict=True)],
    }


def _columns() -> dict:
    sources, before, now = ["中央", "省级", "市级", "社会"], [41, 23, 12, 4], [52, 31, 19, 8]
    return {
        "id": "example-columns",
        "title": "帮扶资金",
        "unit": "百万元",
        "note": "",
        "spec": {
            "kind": "columns",
            "unit": "百万元",
            "categories": sources,
            "series": [{"name": "2015年", "values": before}, {"name": "2016年", "values": now}],
        },
        "head": ["来源", "2015年", "2016年"],
        "rows": [list(row) for row in zip(sources, before, now, strict=True)],
    }


def _dots() -> dict:
    towns, days = TOWNSHIPS[4:12], [231, 228, 226, 222, 221, 215, 207, 199]
    return {
        "id": "example-dots",
        "title": "驻村天数",
        "unit": "天",
        "note": "第一书记，本年",
        "spec": {
            "kind": "dots",
            "unit": "天",
            "categories": towns,
            "target": 220,
            "series": [{"name": "平均", "values": days}],
        },
        "head": ["镇", "平均天数"],
        "rows": [list(row) for row in zip(towns, days, strict=True)],
    }


def _tiles() -> list[dict]:
    return [
        {
            "name": name,
            "value": f"{98 - index * 1.7:.1f}%",
            "column": index % 7,
            "row": index // 7,
            "shade": 4 - index // 7,
            "url": "#",
            "worst": index == 24,
        }
        for index, name in enumerate(TOWNSHIPS)
    ]


def _figure(label: str, value: str, **options: str) -> dict:
    known = dict.fromkeys(
        ("unit", "url", "definition", "level", "change", "since", "target", "note"), ""
    )
    return known | {"label": label, "value": value} | options


def _figures() -> list[dict]:
    return [
        _figure("建档立卡人口", "81,076", unit="人", url="#", definition="#"),
        _figure(
            "贫困发生率", "2.4%", level="soon", change="−0.3个百分点", since="较上月",
            target="2.0%", url="#", definition="#",
        ),
        _figure(
            "整改逾期", "3", unit="件", level="urgent", url="#", note="最长逾期11天：杨林尾镇"
        ),
        _figure("投入资金", "12,345,678.90", unit="万元", note="截至12月31日"),
        _figure("驻村在岗率", "—", note="数据待重算"),
    ]  # fmt: skip


def _record() -> dict:
    """What stands on a detail page."""
    return {
        "facts": [
            ("户主", LONGEST_NAME),
            ("所在村", f"沔城回族镇 {LONGEST_VILLAGE}"),
            ("证件号码", "429000********0011"),
            ("联系电话", None),
            ("人均纯收入", "3,450.00元"),
        ],
        "events": [
            {"at": "2016-12-30", "title": "整改逾期", "by": "系统", "level": "urgent"},
            {"at": "2016-12-12", "title": "脱贫公示", "by": "王建国", "text": "公示7天无异议"},
            {"at": "2016-11-08", "title": "入户走访", "by": "李秀英", "url": "#"},
        ],
        "steps": [
            {"label": "签发", "state": "done", "note": "12-01"},
            {"label": "签收", "state": "done", "note": "12-02"},
            {"label": "整改", "state": "late", "note": "逾期3天"},
            {"label": "验收", "state": ""},
            {"label": "销号", "state": ""},
        ],
        "attachments": [
            {
                "name": "整改前后对比照片（杨林尾镇革新村村级光伏电站）.jpg",
                "url": "#",
                "size": 2_345_678,
                "by": "王建国",
                "at": "2016-12-20 09:12",
                "is_image": True,
            },
            {
                "name": "整改报告.docx",
                "url": "#",
                "size": 45_678,
                "by": "王建国",
                "at": "2016-12-20 09:14",
                "is_image": False,
            },
        ],
    }


@require_safe
@open_to_all("Invented examples only, for whoever builds or judges the look.")
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in every state."""
    refused = {"head": "", "income": "很多", "identified_on": "2016-13-40", "members": "99"}
    tabs = [("全部", "?", True, 27103), ("未脱贫", "?view=poor", False, 8914)]
    tabs.append(("本月待办", "?view=due", False, None))
    context = _record() | {
        "levels": LEVELS,
        "tabs": [dict(zip(("label", "url", "active", "count"), tab, strict=True)) for tab in tabs],
        "page": Paginator([_row(index) for index in range(120)], 12).get_page(
            request.GET.get("page")
        ),
        "none": Paginator([], 12).get_page(1),
        "filter": SimpleNamespace(form=ExampleFilterForm(request.GET, auto_id="filter_%s")),
        "form": ExampleForm(initial={"identified_on": dt.date(2016, 11, 8)}),
        "refused": ExampleForm(refused, auto_id="refused_%s"),
        "short_form": ExampleForm(auto_id="short_%s"),
        "charts": [_bars(), _line(), _columns(), _dots()],
        "tiles": _tiles(),
        "figures": _figures(),
        "icons": ICONS,
    }
    return render(request, "components_gallery.html", context)
