"""How Django's forms are drawn: with the house's own field markup."""

from django.forms.renderers import DjangoTemplates
from django.template import loader

OWN_WIDGETS = frozenset(
    {
        "django/forms/widgets/date.html",
        "django/forms/widgets/select.html",
        "django_filters/widgets/multiwidget.html",
    }
)


class OfficeFormRenderer(DjangoTemplates):
    """Draws forms, fields and some widgets from ``templates/``, everything else as Django does."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"

    def get_template(self, template_name):
        if template_name.startswith("components/") or template_name in OWN_WIDGETS:
            return loader.get_template(template_name)
        return super().get_template(template_name)
