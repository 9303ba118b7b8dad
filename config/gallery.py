"""All components on one page, in all their states, for whoever builds or judges the look."""

import datetime as dt
from types import SimpleNamespace

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import render

LONGEST_VILLAGE = "许农场村委会（许大垸农场）"
LONGEST_NAME = "买买提·阿卜杜拉·吐尔逊"
TOWNSHIPS = (
    "沙嘴街道 干河街道 龙华山街道 杜湖街道 郑场镇 毛嘴镇 剅河镇 三伏潭镇 胡场镇 长埫口镇 西流河镇 沙湖镇 "
    "杨林尾镇 彭场镇 张沟镇 郭河镇 沔城回族镇 通海口镇 陈场镇 九合垸原种场 沙湖原种场 五湖渔场 赵西垸林场 "
    "畜禽良种场 排湖风景区"
).split()


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


def _rows() -> list[dict]:
    levels = [("逾期3天", "urgent"), ("还有2天", "soon"), ("办理中", "open"), ("已脱贫", "done")]
    levels += [("未脱贫", "neutral"), ("已注销", "off")]
    rows = []
    for index in range(120):
        text, level = levels[index % len(levels)]
        rows.append(
            {
                "head": LONGEST_NAME if index == 2 else ["张大明", "剅家旺", "李秀英"][index % 3],
                "place": f"{TOWNSHIPS[index % 25]} {LONGEST_VILLAGE if index == 2 else '革新村委会'}",
                "members": index % 6 + 1,
                "income": 999_999_999.99 if index == 2 else 2_736 + index * 31,
                "text": text,
                "level": level,
                "off": level == "off",
            }
        )
    return rows


def _charts() -> list[dict]:
    rates = sorted(((0.98 - index * 0.017, name) for index, name in enumerate(TOWNSHIPS)))
    rates.reverse()
    months = [f"2016-{month:02d}" for month in range(1, 13)]
    lifted = [None, 2100, 4800, 9300, 15000, 21000, 26400, 31000, 36800, 43900, 49100, 54043]
    return [
        {
            "id": "example-bars", "title": "各镇脱贫进度", "unit": "", "note": "截至2016年12月31日",
            "spec": {
                "kind": "bars", "percent": True, "categories": [name for _, name in rates],
                "mean": 0.667, "target": 0.9, "small": [name.endswith("场") for _, name in rates],
                "highlight": [24], "links": ["/components/"] * 25,
                "series": [{"name": "脱贫进度", "values": [rate for rate, _ in rates]}],
            },
            "head": ["镇办场园", "脱贫进度"], "rows": [[n, f"{r:.1%}"] for r, n in rates],
        },
        {
            "id": "example-line", "title": "累计脱贫人口", "unit": "人", "note": "按月",
            "spec": {
                "kind": "line", "unit": "人", "categories": months,
                "series": [
                    {"name": "实际", "values": lifted},
                    {"name": "计划", "values": [4500 * n for n in range(1, 13)], "dashed": True},
                ],
            },
            "head": ["月份", "实际", "计划"],
            "rows": [[m, v, 4500 * n] for n, (m, v) in enumerate(zip(months, lifted, strict=True), 1)],
        },
        {
            "id": "example-columns", "title": "帮扶资金", "unit": "万元", "note": "",
            "spec": {
                "kind": "columns", "unit": "万元", "categories": ["中央", "省级", "市级", "社会"],
                "series": [{"name": "2015年", "values": [4100, 2300, 1200, 400]},
                           {"name": "2016年", "values": [5200, 3100, 1900, 800]}],
            },
            "head": ["来源", "2015年", "2016年"],
            "rows": [["中央", 4100, 5200], ["省级", 2300, 3100], ["市级", 1200, 1900], ["社会", 400, 800]],
        },
        {
            "id": "example-dots", "title": "驻村天数", "unit": "天", "note": "第一书记，本年",
            "spec": {
                "kind": "dots", "unit": "天", "categories": TOWNSHIPS[4:12], "target": 220,
                "series": [{"name": "平均", "values": [231, 228, 226, 222, 221, 215, 207, 199]}],
            },
            "head": ["镇", "平均天数"], "rows": [],
        },
    ]  # fmt: skip


def _figures() -> list[dict]:
    return [
        {"label": "建档立卡人口", "value": "81,076", "unit": "人", "url": "#", "definition": "#"},
        {"label": "贫困发生率", "value": "2.4%", "level": "soon", "change": "−0.3个百分点",
         "since": "较上月", "target": "2.0%", "url": "#", "definition": "#"},
        {"label": "整改逾期", "value": "3", "unit": "件", "level": "urgent", "url": "#",
         "note": "最长逾期11天：杨林尾镇"},
        {"label": "投入资金", "value": "12,345,678.90", "unit": "万元", "note": "截至12月31日"},
        {"label": "驻村在岗率", "value": "—", "note": "数据待重算"},
    ]  # fmt: skip


def gallery(request):
    """Show every component in every state."""
    refused = {"head": "", "income": "很多", "identified_on": "2016-13-40", "members": "99"}
    events = [
        {"at": "2016-12-30", "title": "整改逾期", "by": "系统", "level": "urgent"},
        {"at": "2016-12-12", "title": "脱贫公示", "by": "张沟镇 王建国", "text": "公示7天无异议"},
        {"at": "2016-11-08", "title": "入户走访", "by": "市审计局 李秀英", "url": "#"},
    ]
    steps = [
        {"label": "签发", "state": "done", "note": "12-01"},
        {"label": "签收", "state": "done", "note": "12-02"},
        {"label": "整改", "state": "late", "note": "逾期3天"},
        {"label": "验收", "state": ""},
        {"label": "销号", "state": ""},
    ]
    context = {
        "levels": [("逾期3天", "urgent"), ("还有2天", "soon"), ("办理中", "open"),
                   ("已销号", "done"), ("未脱贫", "neutral"), ("已注销", "off")],
        "tabs": [
            SimpleNamespace(label="全部", url="?", active=True, count=27103),
            SimpleNamespace(label="未脱贫", url="?view=poor", active=False, count=8914),
            SimpleNamespace(label="本月待办", url="?view=due", active=False, count=None),
        ],
        "page": Paginator(_rows(), 12).get_page(request.GET.get("page")),
        "none": Paginator([], 12).get_page(1),
        "filter": SimpleNamespace(form=ExampleFilterForm(request.GET)),
        "form": ExampleForm(initial={"identified_on": dt.date(2016, 11, 8)}),
        "refused": ExampleForm(refused, auto_id="refused_%s"),
        "short_form": ExampleForm(auto_id="short_%s"),
        "charts": _charts(),
        "figures": _figures(),
        "events": events,
        "steps": steps,
        "facts": [("户主", LONGEST_NAME), ("所在村", f"沔城回族镇 {LONGEST_VILLAGE}"),
                  ("证件号码", "429000********0011"), ("联系电话", None), ("人均纯收入", "3,450.00元")],
        "attachments": [
            {"name": "整改前后对比照片（杨林尾镇革新村村级光伏电站）.jpg", "url": "#", "size": 2_345_678,
             "by": "王建国", "at": "2016-12-20 09:12", "is_image": True},
            {"name": "整改报告.docx", "url": "#", "size": 45_678, "by": "王建国",
             "at": "2016-12-20 09:14", "is_image": False},
        ],
        "icons": ["home", "households", "village", "handshake", "notice", "review", "import",
                  "export", "people", "user", "settings", "bell", "search", "help", "calendar",
                  "phone", "camera", "download", "upload", "print", "filter", "columns", "close",
                  "check", "plus", "edit", "eye", "lock", "logout", "area", "flag", "file", "image",
                  "list", "money", "project", "undo", "refresh", "more", "menu", "clock",
                  "warning", "info", "forbidden", "offline", "chevron-down", "education", "scale",
                  "attendance"],
    }  # fmt: skip
    return render(request, "components_gallery.html", context)


gallery.open_because = "shows invented examples only, to whoever is signed in"
