"""What a user may enter on the import pages; the verbs decide."""

from django import forms

from intake.enums import Download
from intake.models import ImportBatch
from intake.pages import Rights
from intake.sheets import sheets_for
from organization.services.reveal import SHORTEST_REASON
from organization.working_date import working_date


class UploadForm(forms.Form):
    """A workbook and what it cannot say of itself."""

    sheet = forms.ChoiceField(label="表种", widget=forms.Select(attrs={"data-plain": ""}))
    file = forms.FileField(
        label="文件",
        help_text=".xlsx、.xls 或 .csv；表头在第几行、列的先后、多余的列都不要紧",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        error_messages={"empty": "文件是空的（0字节）：请确认已保存后重新上传"},
    )
    data_date = forms.DateField(
        label="数据截至日期",
        required=False,
        help_text="仅用于农户表：表内没有“数据日期”列时必填，如年度数据填该年12月31日",
    )
    again = forms.BooleanField(
        label="仍然上传（同一份文件曾经上传过）", required=False, widget=forms.HiddenInput()
    )
    wide = {"file"}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        offered = sheets_for(user)
        self.fields["sheet"].choices = [(sheet.code, sheet.label) for sheet in offered]
        self.fields["data_date"].initial = working_date()
        if not any(sheet.asks_data_date for sheet in offered):
            del self.fields["data_date"]

    def offer_again(self) -> None:
        """The same bytes were uploaded before: let the user insist."""
        self.fields["again"].widget = forms.CheckboxInput()

    def clean_data_date(self):
        day = self.cleaned_data["data_date"]
        if day and day > working_date():
            raise forms.ValidationError("数据截至日期不能晚于今天")
        return day


class AnswerForm(forms.Form):
    """Which place each doubtful name means."""

    def __init__(self, *args, batch: ImportBatch, **kwargs):
        super().__init__(*args, **kwargs)
        for number, question in enumerate(batch.questions):
            self.fields[f"name_{number}"] = forms.ChoiceField(
                label=f"“{question['name']}”（{question['count']}行）指",
                choices=[("", "请选择"), *question["options"]],
                required=False,
                initial=batch.answers.get(question["key"], ""),
                widget=forms.Select(attrs={"data-plain": ""}),
            )
        self._keys = [question["key"] for question in batch.questions]

    def clean(self) -> dict[str, dict[str, str]]:
        """The answers by the key of their question."""
        chosen = super().clean()
        return {
            "answers": {
                key: chosen.get(f"name_{number}", "") for number, key in enumerate(self._keys)
            }
        }


class NoteForm(forms.Form):
    """An opinion on approval; may be left out."""

    note = forms.CharField(
        label="审核意见", required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


class RevealForm(forms.Form):
    """Why somebody wants another's workbook, in which all numbers are in clear."""

    reason = forms.CharField(
        label="下载事由",
        min_length=SHORTEST_REASON,
        max_length=100,
        help_text="文件含完整的证件号码和电话，下载将记入操作记录",
    )


class ReasonForm(forms.Form):
    """A reason that must be given."""

    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


def forms_of(batch: ImportBatch, rights: Rights) -> dict[str, forms.Form]:
    """A blank form for all that this user may write to a batch now, by name."""
    offered: dict[str, forms.Form] = {}
    if batch.questions and rights.withdraw:
        offered["answer"] = AnswerForm(batch=batch)
    if rights.download == "reason":
        offered |= {what.value: RevealForm(prefix=what) for what in Download}
    if rights.decide:
        offered |= {"approve": NoteForm(), "refuse": ReasonForm(prefix="refuse")}
    if rights.undo:
        offered["undo"] = ReasonForm(prefix="undo")
    return offered
