from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = "督查报告"

    def ready(self):
        from reviews import deployment, registrations

        registrations.register_all()
        deployment.register_checks()
