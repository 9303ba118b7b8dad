"""Wiring only: settings, URLs, the Celery application and what starts them. No app imports it."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
