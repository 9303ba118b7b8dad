from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "intake"
    verbose_name = "导入"

    def ready(self):
        from intake import registrations

        registrations.register_all()
