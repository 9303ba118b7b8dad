"""Forms of notices: the drafter's, the unit's, the acceptor's."""

from collections.abc import Sequence

from django import forms

from accountability.enums import ItemState, NoticeState
from accountability.forms.lines import LineForm
from accountability.models import Notice, NoticeItem
from accountability.selectors.notice_page import NoticePage
from accountability.services import walk
from accountability.services.drafts import DRAFT_FIELDS, Goal
from accountability.services.replies import (
    OUTSTANDING,
    Cover,
    DoneLine,
    PlanLine,
    items_with_evidence,
)
from organization.edit_form import EditForm
from organization.files_field import FilesField
from organization.services import edits


class NoticeForm(EditForm):
    """The words, the terms, and the goal of each item."""

    sections = [
        ("公文", ["title", "issuer", "copy_to", "contact"]),
        ("正文", ["reason", "basis", "demands", "reporting", "consequences"]),
        ("期限", ["asks_plan", "sign_days", "plan_days", "done_days"]),
    ]
    wide = {"title", "copy_to"}

    class Meta:
        model = Notice
        fields = DRAFT_FIELDS
        widgets = {
            name: forms.Textarea(attrs={"rows": 3})
            for name in ["reason", "basis", "demands", "reporting", "consequences"]
        }
        help_texts = {
            "reporting": "【】中的内容在编号时自动换成天数和日期",
            "asks_plan": "不须报方案的，签收后直接整改",
            "done_days": "自成文之日起算",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.items = list(self.instance.items.select_related("problem"))
        for item in self.items:
            self.fields[f"goal_{item.pk}"] = forms.CharField(
                label=f"第{item.position}项整改目标",
                max_length=200,
                initial=item.goal,
                help_text=item.problem.title,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"seen_{item.pk}"] = forms.CharField(
                required=False, widget=forms.HiddenInput, initial=edits.seen_of(item, ["goal"])
            )
        names = [f"goal_{item.pk}" for item in self.items]
        self.sections = [*self.sections, ("整改目标", names)]

    def goals(self) -> dict[int, Goal]:
        sent = self.cleaned_data
        return {
            item.pk: Goal(sent[f"goal_{item.pk}"], sent[f"seen_{item.pk}"]) for item in self.items
        }

    def show_again(self) -> None:
        super().show_again()
        goals = self.goals()
        for item in NoticeItem.objects.filter(pk__in=goals):
            goal = goals[item.pk]
            self.data[self.add_prefix(f"seen_{item.pk}")] = edits.seen_again(
                item, {"goal": goal.text}, goal.seen
            )


class StepForm(forms.Form):
    """One step of the table: to where, from the state that the page showed, and why."""

    seen = forms.ChoiceField(choices=NoticeState.choices, widget=forms.HiddenInput)
    to = forms.ChoiceField(choices=NoticeState.choices, widget=forms.HiddenInput)
    remark = forms.CharField(
        label="意见或原因", max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        step = (self["seen"].value(), self["to"].value())
        if step not in walk.WITH_REMARK:
            del self.fields["remark"]


class ReplyForm(LineForm):
    """What goes with a plan or a report, and the lines of its items."""

    written = ("reply_text", "reply_leader")

    reply_text = forms.CharField(label="总体情况", widget=forms.Textarea(attrs={"rows": 4}))
    reply_leader = forms.CharField(label="签字的单位领导", max_length=40)

    def __init__(
        self,
        data=None,
        *,
        notice: Notice,
        lines: Sequence[LineForm],
        keeps_only: bool = False,
    ):
        super().__init__(data, row=notice)
        self.lines, self.keeps_only = lines, keeps_only
        for name in self.written:
            self.fields[name].required = not keeps_only

    def show_again(self) -> None:
        super().show_again()
        for line in self.lines:
            line.show_again()

    def cover(self) -> Cover:
        """What stands above the lines, as far as it is valid."""
        given = self.stored | self.sent()
        return Cover(given["reply_text"], given["reply_leader"], self.cleaned_data["seen"])


class ItemForm(LineForm):
    """What is written about one item."""

    def __init__(self, data=None, files=None, *, item: NoticeItem, **kwargs):
        self.item = item
        super().__init__(data, files, row=item, prefix=f"item{item.pk}", **kwargs)


class PlanLineForm(ItemForm):
    written = ("cause", "measure", "leader", "responsible", "planned_on")

    cause = forms.CharField(label="原因", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    measure = forms.CharField(
        label="整改措施", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    leader = forms.CharField(label="责任领导", max_length=40, required=False)
    responsible = forms.CharField(label="责任人", max_length=40)
    planned_on = forms.DateField(label="完成时限")

    def __init__(self, *args, item: NoticeItem, keeps_only: bool = False, **kwargs):
        suggested = {"planned_on": item.notice.done_due_on}
        super().__init__(*args, item=item, suggested=suggested, **kwargs)
        for field in self.fields.values():
            field.required = field.required and not keeps_only

    def line(self) -> PlanLine:
        return PlanLine(item_id=self.item.pk, **self.cleaned_data)


class DoneLineForm(ItemForm):
    """Required as the report is: half of it can be kept, and evidence counts once uploaded."""

    written = ("result",)

    result = forms.CharField(
        label="完成情况", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    uploads = FilesField(label="佐证", help_text="整改前后照片、文件，可多选")

    def __init__(self, *args, item: NoticeItem, is_proven: bool, keeps_only: bool, **kwargs):
        super().__init__(*args, item=item, **kwargs)
        self.fields["result"].required = not keeps_only
        self.fields["uploads"].required = not (keeps_only or is_proven)
        self.fields["uploads"].error_messages["required"] = "请上传佐证，每项至少一份"

    def line(self) -> DoneLine:
        """What is reported; its files were kept before."""
        return DoneLine(self.item.pk, self.cleaned_data["result"], seen=self.cleaned_data["seen"])

    def kept(self) -> DoneLine:
        """What is kept, whether or not it is reported now."""
        return DoneLine(self.item.pk, **self.cleaned_data)


def plan_forms(notice: Notice, data=None, *, keeps_only: bool = False) -> list[PlanLineForm]:
    items = notice.items.select_related("problem", "notice")
    return [PlanLineForm(data, item=item, keeps_only=keeps_only) for item in items]


def done_forms(
    notice: Notice, data=None, files=None, *, keeps_only: bool = False
) -> list[DoneLineForm]:
    items = notice.items.filter(state__in=OUTSTANDING).select_related("problem", "notice")
    proven = items_with_evidence(list(items))
    return [
        DoneLineForm(data, files, item=item, is_proven=item.pk in proven, keeps_only=keeps_only)
        for item in items
    ]


class ExtensionForm(forms.Form):
    new_due_on = forms.DateField(label="申请延至")
    reason = forms.CharField(
        label="延期理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class DecisionForm(forms.Form):
    """Yes or no, with a word."""

    adopt = forms.TypedChoiceField(
        label="决定",
        choices=[("1", "同意"), ("0", "不同意")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="意见", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class JudgeForm(forms.Form):
    outcome = forms.ChoiceField(
        choices=[(ItemState.ACCEPTED, "验收合格"), (ItemState.RETURNED, "退回")]
    )
    note = forms.CharField(
        label="验收意见",
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "验收意见；退回须说明还缺什么"}),
    )


class ReturnForm(forms.Form):
    days = forms.IntegerField(label="补正期限（工作日）", min_value=1, max_value=60, initial=5)


class EscalateForm(forms.Form):
    explanation = forms.CharField(
        label="提级理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


def forms_of(page: NoticePage, choices: list[walk.Choice]) -> dict[str, forms.Form]:
    """A blank form for all that the page of a notice lets its reader write, by name."""
    asked = {choice.dialog: choice for choice in choices if choice.dialog and not choice.refusal}
    offered: dict[str, forms.Form] = {
        name: StepForm(initial={"seen": page.notice.state, "to": choice.to})
        for name, choice in asked.items()
    }
    if "return" in offered:
        offered["return"] = ReturnForm()
    if page.may_extend:
        offered["extension"] = ExtensionForm()
    if page.may_decide_extension:
        offered["decision"] = DecisionForm()
    if page.may_escalate:
        offered["escalate"] = EscalateForm()
    judged = {f"judge_{line.item.pk}": JudgeForm() for line in page.items if line.may_judge}
    return offered | judged
