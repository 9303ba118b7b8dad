from django.apps import AppConfig

from organization.form_words import put_into_words


class OrganizationConfig(AppConfig):
    name = "organization"
    verbose_name = "组织"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        put_into_words()  # every room is configured before models and forms are made

    def ready(self):
        from organization import registrations

        registrations.register_all()
