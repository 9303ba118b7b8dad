"""A form field that takes several files."""

from django import forms
from django.core.files.uploadedfile import UploadedFile

from organization.errors import RuleError
from organization.services.attachments import KINDS, check_upload

ACCEPTED_FILES = ",".join(KINDS)


class FilesInput(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Any number of files, each of a kind that may be attached."""

    def __init__(self, *, required=False, **kwargs):
        attrs = {"accept": ACCEPTED_FILES}
        super().__init__(widget=FilesInput(attrs=attrs), required=required, **kwargs)

    def clean(self, data, initial=None):
        single = super().clean
        files = [file for file in (data if isinstance(data, list | tuple) else [data]) if file]
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        for file in files:
            self._check(file)
        return [single(file) for file in files]

    @staticmethod
    def _check(file: UploadedFile) -> None:
        try:
            check_upload(file)
        except RuleError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
