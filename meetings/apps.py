from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"

    def ready(self) -> None:
        """The meetings are among the facts of a group, and among what hangs on its people."""
        from meetings.actions import same_person  # noqa: PLC0415 app registry
        from meetings.models import Meeting  # noqa: PLC0415 app registry
        from membership.actions import handing_over  # noqa: F401, PLC0415 app registry
        from membership.queries import entries  # noqa: PLC0415 app registry
        from membership.queries.rows import Table, also  # noqa: PLC0415 app registry

        also(
            "meetings",
            Table(lambda: Meeting.objects.select_related("body", "collaborative"), ("starts_at", "pk")),
        )
        entries.also(same_person.COMING, same_person.ACTIONS, same_person.DONE)
