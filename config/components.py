"""Tags and filters every template has without loading: components with a body, and formats.

Pieces without a body are plain includes under ``templates/components/``; see ``docs/look.md``.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, Form
from django.forms.utils import flatatt
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from pypinyin import Style, lazy_pinyin

from organization.amounts import money_said, rounded
from organization.navigation import may_open

register = template.Library()

NOTHING = "—"
LEVELS = ("urgent", "soon", "open", "done", "neutral", "off")

# --- numbers ------------------------------------------------------------------------------------


def _decimal(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value))
    except (InvalidOperation, ValueError):
        return None


def _fixed(number: Decimal, places: int) -> str:
    # Python's own format() rounds half to even.
    return f"{rounded(number, places):,}"


@register.filter
def money(value: Any) -> str:
    """An amount in yuan (元) with thousands and two decimals: 1,234,567.00."""
    number = _decimal(value)
    return NOTHING if number is None else _fixed(number, 2)


@register.filter
def wan(value: Any) -> str:
    """An amount in yuan (元) as headlines say it: 1.10亿元, 3,456.78万元, 800元."""
    number = _decimal(value)
    return NOTHING if number is None else money_said(number)


@register.filter
def number(value: Any, places: int = 0) -> str:
    """A count or measure with thousands: 81,076."""
    amount = _decimal(value)
    return NOTHING if amount is None else _fixed(amount, places)


@register.filter
def percent(value: Any, places: int = 1) -> str:
    """A ratio (0.667) as a percentage (66.7%)."""
    ratio = _decimal(value)
    return NOTHING if ratio is None else _fixed(ratio * 100, places) + "%"


@register.filter
def signed(value: Any, places: int = 0) -> str:
    """A change with its sign, with a true minus: +12, −3, 0."""
    change = _decimal(value)
    if change is None:
        return NOTHING
    text = _fixed(abs(change), places)
    if change == 0:
        return text
    return ("+" if change > 0 else "−") + text


# --- dates --------------------------------------------------------------------------------------


@register.filter
def day(value: dt.date | None) -> str:
    """A date as it stands in tables: 2016-11-08."""
    return value.strftime("%Y-%m-%d") if value else NOTHING


@register.filter
def cn_date(value: dt.date | None) -> str:
    """A date as it stands in sentences and letters: 2016年11月8日."""
    return f"{value.year}年{value.month}月{value.day}日" if value else NOTHING


@register.filter
def last_day(value: dt.date | None) -> str:
    """The last day inside a half-open period, of which the first day without is stored (本日止)."""
    return day(value - dt.timedelta(days=1)) if value else "至今"


@register.filter
def next_day(value: dt.date) -> dt.date:
    """The day after."""
    return value + dt.timedelta(days=1)


@register.filter
def moment(value: dt.datetime | None) -> str:
    """A moment in local time to the minute: 2016-11-08 14:05."""
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else NOTHING


@register.filter
def iso_date(value: Any) -> str:
    """What a date input needs as its value, however the locale has formatted it."""
    return str(value).replace("/", "-") if value else ""


# --- text and lists -----------------------------------------------------------------------------


@register.filter
def dash(value: Any) -> Any:
    """The value, or a dash where there is none; 0 is a value."""
    return NOTHING if value is None or value == "" else value


@register.filter
@lru_cache(maxsize=20_000)
def letters(text: Any) -> str:
    """First letters of the pinyin of a label (张沟镇 → zgz), by which a list is searched."""
    return "".join(lazy_pinyin(str(text), style=Style.FIRST_LETTER)).lower()


@register.simple_tag
def select_options(options: list[dict]) -> SafeString:
    """The choices of a list; in Python, for a template takes a tenth of a second for a thousand."""
    return format_html_join(
        "",
        '\n<option value="{}" data-letters="{}"{}>{}</option>',
        (
            (one["value"], letters(str(one["label"])), flatatt(one["attrs"]), option_label(one))
            for one in options
        ),
    )


def option_label(option: dict) -> str:
    """What a choice says: our words for "nothing chosen" instead of dashes."""
    label = str(option["label"])
    if str(option["value"]) in {"", "unknown"}:
        return {"---------": "请选择", "未知": "全部"}.get(label, label)
    return label


@register.filter
def page_window(page: Any) -> Iterable[int | str]:
    """Page numbers around the present one, with gaps."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


# --- forms --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Section:
    """A titled group of a form's visible fields."""

    slug: str
    title: str
    fields: list[BoundField]

    @property
    def has_errors(self) -> bool:
        return any(field.errors for field in self.fields)


@register.filter
def sections(form: Form) -> list[Section]:
    """The form's fields in the groups that its ``sections`` names; the rest in one without title.

    ``sections`` is a list of (title, names of fields) on the form class.
    """
    visible = {field.name: field for field in form.visible_fields()}
    groups = []
    for index, (title, names) in enumerate(getattr(form, "sections", ()), start=1):
        fields = [visible.pop(name) for name in names if name in visible]
        if fields:
            groups.append(Section(f"section-{index}", title, fields))
    if visible:
        rest = Section("section-rest", "其他" if groups else "", list(visible.values()))
        groups.append(rest)
    return groups


WIDE_WIDGETS = {"textarea", "checkboxselectmultiple", "radioselect", "clearablefile", "file"}
LIST_WIDGETS = {"checkboxselectmultiple", "radioselect", "range", "daterange"}


@register.filter
def is_wide(field: BoundField) -> bool:
    """Whether a field takes the whole width: long text, files, lists, or named in ``form.wide``."""
    return field.widget_type in WIDE_WIDGETS or field.name in getattr(field.form, "wide", ())


@register.filter
def duty(field: BoundField) -> str:
    """What stands beside the label of a field that may be left blank: 选填, or of whom the checks
    ask it all the same (``form.demanded``); nothing where everybody must fill it in."""
    if field.field.required:
        return ""
    return getattr(field.form, "demanded", {}).get(field.name, "选填")


@register.filter
def is_date_bound(name: str) -> bool:
    """Whether an input of a range is a day, as django-filter names them."""
    return name.endswith(("_after", "_before"))


@register.filter
def is_list(field: BoundField) -> bool:
    """Whether a field is a group of boxes or a range, which takes a legend, not a label."""
    return field.widget_type in LIST_WIDGETS


@register.filter
def open_to(url: str, user: Any) -> str:
    """The address if the user's roles let him open it, else nothing."""
    return url if may_open(user, url) else ""


@register.filter
def is_chosen_again(field: BoundField) -> bool:
    """Whether a file was chosen and is gone, the form being shown again: browsers keep none."""
    return field.form.is_bound and field.html_name in field.form.files


@register.filter
def refused_heading(form: Form) -> str:
    """What stands above the errors of a form; a form that saves nothing says its own."""
    return getattr(form, "refused_heading", "还不能保存，请更正以下内容")


@register.filter
def error_links(form: Form) -> list[tuple[str, str, str]]:
    """(id, label, message) of every error at a visible field, in the order of the page."""
    return [
        (field.id_for_label or field.auto_id, str(field.label), message)
        for section in sections(form)
        for field in section.fields
        for message in field.errors
    ]


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the query string of the list without it."""

    label: str
    value: str
    query: str


def _choice_label(field: BoundField, value: Any) -> str:
    labels = {str(key): label for key, label in getattr(field.field, "choices", ())}
    if isinstance(value, dt.date):
        return day(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(labels.get(str(value), value))


def _chip_text(field: BoundField, value: Any) -> str:
    if isinstance(value, slice):
        bounds = [
            "" if end is None else _choice_label(field, end) for end in (value.start, value.stop)
        ]
        return "至".join(bounds)
    if hasattr(value, "all") or isinstance(value, list | tuple | set):
        return "、".join(_choice_label(field, one) for one in value)
    return _choice_label(field, value)


@register.simple_tag(takes_context=True)
def filter_chips(context: Context, filterset: Any) -> list[Chip]:
    """The filters in force of a FilterSet, each with the link that takes it off."""
    form = filterset.form
    if not form.is_bound or not form.is_valid():
        return []
    chips = []
    for field in form.visible_fields():
        value = form.cleaned_data.get(field.name)
        query = context["request"].GET.copy()
        # A range or multi widget writes several parameters: name_min, name_after, name_0 …
        names = [key for key in query if key == field.name or key.startswith(f"{field.name}_")]
        if field.name == "order" or not names or value in (None, "", [], ()):
            continue
        for name in [*names, "page"]:
            query.pop(name, None)
        chips.append(Chip(str(field.label), _chip_text(field, value), query.urlencode()))
    return chips


# --- pieces -------------------------------------------------------------------------------------


@register.simple_tag
def icon_url(name: str) -> str:
    """Where one symbol of the sprite lies."""
    return f"{static('img/icons.svg')}#{name}"


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """One symbol of the sprite ``static/img/icons.svg``, decoration only."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}"></use></svg>',
        extra,
        icon_url(name),
    )


@register.simple_tag
def badge(text: Any, level: str = "neutral") -> SafeString:
    """A status: word, shape and colour; `level` is one of LEVELS."""
    if level not in LEVELS:
        raise template.TemplateSyntaxError(f"badge: level {level!r} is none of {LEVELS}")
    shape = icon(f"shape-{level}", "solid")
    return format_html('<span class="badge {}">{}{}</span>', level, shape, text)


@register.simple_tag(takes_context=True)
def sort_link(context: Context, label: str, key: str, param: str = "order") -> SafeString:
    """A column's head that sorts the list by `key`, and turns the order when used again."""
    query = context["request"].GET.copy()
    now = query.get(param, "")
    query[param] = f"-{key}" if now == key else key
    query.pop("page", None)
    arrow, said = {key: ("▲", "，现为升序"), f"-{key}": ("▼", "，现为降序")}.get(now, ("", ""))
    return format_html(
        '<a href="?{}" title="按{}排序{}">{}<span class="arrow" aria-hidden="true">{}</span></a>',
        query.urlencode(),
        label,
        said,
        label,
        arrow,
    )


TILE_WIDTH, TILE_HEIGHT = 92, 58


@register.inclusion_tag("components/tile_map.html")
def tile_map(title: str, tiles: list[dict]) -> dict:
    """A map of equal tiles, one per township, roughly where it lies.

    Each tile: ``name``, ``value`` (formatted), ``column`` and ``row`` on the grid, ``shade``
    (0 no data, 1 light … 4 dark), ``url`` (may be empty), ``worst`` (needs somebody).
    """
    placed = [
        tile | {"x": tile["column"] * TILE_WIDTH, "y": tile["row"] * TILE_HEIGHT} for tile in tiles
    ]
    columns = max((tile["column"] for tile in tiles), default=0) + 1
    rows = max((tile["row"] for tile in tiles), default=0) + 1
    return {
        "title": title,
        "tiles": placed,
        "width": columns * TILE_WIDTH,
        "height": rows * TILE_HEIGHT,
    }


@register.simple_block_tag(takes_context=True)
def panel(context: Context, content: str, title: str, **options: Any) -> str:
    """A titled part of a page; none where its ``src`` is not for the user's roles.

    Options: ``id``; ``count`` and ``note`` after the title; ``more`` (url) with ``more_label``;
    ``src`` (url): the body is fetched after the page and stands in for the one written here;
    ``flush``: no padding, for a table; ``level="urgent"``.
    """
    known = dict.fromkeys(("id", "note", "more", "more_label", "src", "flush", "level"), "")
    known["count"] = None
    if unknown := options.keys() - known.keys():
        raise template.TemplateSyntaxError(f"panel: unknown {sorted(unknown)}")
    values = known | options | {"title": title, "content": content}
    if values["src"] and not may_open(context["request"].user, values["src"]):
        return ""
    return render_to_string("components/panel.html", values)


@register.simple_block_tag
def dialog(
    content: str,
    id: str,  # noqa: A002
    title: str,
    form: BaseForm | None = None,
    wide: bool = False,
) -> str:
    """A window over the page, opened by any ``<button data-dialog="id">``.

    With the ``form`` that stands in it, it comes back open when that form was refused.
    """
    is_refused = form is not None and bool(form.errors)
    values = {"id": id, "title": title, "wide": wide, "content": content, "is_open": is_refused}
    return render_to_string("components/dialog.html", values)


@register.simple_block_tag
def field(content: str, bound: BoundField) -> str:
    """A form field whose control is written by hand; label, hint and errors as everywhere."""
    return render_to_string("components/field.html", {"field": bound, "control": content})
