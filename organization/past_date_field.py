"""The day on which something happened."""

from django import forms

from organization.working_date import working_date


class PastDateField(forms.DateField):
    """Today at the latest; the verb asks again, the form tells it with everything else."""

    def validate(self, value):
        super().validate(value)
        today = working_date()
        if value and value > today:
            raise forms.ValidationError(f"不能晚于今天（{today}）", code="ahead")
