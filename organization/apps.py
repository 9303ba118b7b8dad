from django.apps import AppConfig


class OrganizationConfig(AppConfig):
    name = "organization"
    verbose_name = "组织"

    def ready(self):
        from organization import registrations

        registrations.register_all()
