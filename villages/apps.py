from django.apps import AppConfig


class VillagesConfig(AppConfig):
    name = "villages"
    verbose_name = "村与驻村"

    def ready(self):
        from villages import registrations

        registrations.register_all()
