from django.apps import AppConfig


class AccountabilityConfig(AppConfig):
    name = "accountability"
    verbose_name = "问责"

    def ready(self):
        from accountability import registrations

        registrations.register_all()
