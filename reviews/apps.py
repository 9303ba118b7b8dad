from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = "督查报告"

    def ready(self):
        from reviews import registrations

        registrations.register_all()
