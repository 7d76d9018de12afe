from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"

    def ready(self) -> None:
        """The meetings are among the facts of a group, which are asked for in one question."""
        from meetings.models import Meeting  # noqa: PLC0415 app registry
        from membership.queries.rows import Table, also  # noqa: PLC0415 app registry

        also("meetings", Table(lambda: Meeting.objects.select_related("body", "collaborative"), ("starts_at", "pk")))
