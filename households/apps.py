from django.apps import AppConfig


class HouseholdsConfig(AppConfig):
    name = "households"
    verbose_name = "户档案"

    def ready(self):
        from households import registrations

        registrations.register_all()
