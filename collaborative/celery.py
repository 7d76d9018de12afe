"""Background work over several machines. A task is a hint: what is due stands in the database."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collaborative.settings")

app = Celery("quorate")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["collaborative"])
