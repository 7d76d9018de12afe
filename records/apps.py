from django.apps import AppConfig
from django.db.models.signals import post_migrate

from records import triggers


class RecordsConfig(AppConfig):
    name = "records"

    def ready(self):
        post_migrate.connect(triggers.after_migrate)
