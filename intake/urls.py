"""Addresses of the intake, under /import/."""

from django.urls import path

from intake.views import batches, downloads, steps

app_name = "intake"
urlpatterns = [
    path("", batches.batch_list, name="batch_list"),
    path("decide/", batches.decide_list, name="decide_list"),
    path("upload/", batches.upload, name="upload"),
    path("upload/<slug:sheet>/template/", downloads.template, name="template"),
    path("upload/<slug:sheet>/sample/", downloads.sample, name="sample"),
    path("<int:pk>/", batches.batch_detail, name="batch_detail"),
    path("<int:pk>/progress/", batches.progress, name="progress"),
    path("<int:pk>/file/", downloads.original, name="original"),
    path("<int:pk>/errors/", downloads.errors, name="errors"),
    path("<int:pk>/answer/", steps.answer, name="answer"),
    path("<int:pk>/submit/", steps.submit, name="submit"),
    path("<int:pk>/withdraw/", steps.withdraw, name="withdraw"),
    path("<int:pk>/approve/", steps.approve, name="approve"),
    path("<int:pk>/refuse/", steps.refuse, name="refuse"),
    path("<int:pk>/undo/", steps.undo, name="undo"),
    path("<int:pk>/retry/", steps.retry, name="retry"),
]
