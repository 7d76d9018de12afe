# Constraints stand in the tables they belong to: on SQLite each added later would write its table anew.

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("membership", "0006_what_is_done_names_its_aim"),
        ("records", "0001_initial"),
        ("records", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Meeting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ordinary", "Ordinary"),
                            ("conference", "Conference"),
                            ("called", "Called by members"),
                            ("written", "In writing"),
                            ("adjourned", "Adjourned from another"),
                            ("outside", "Of others"),
                        ],
                        default="ordinary",
                        max_length=10,
                    ),
                ),
                ("event", models.CharField(blank=True, max_length=60)),
                ("slot", models.CharField(blank=True, max_length=40)),
                ("name", models.CharField(max_length=200)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("place", models.CharField(blank=True, max_length=200)),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("in person", "In person"),
                            ("remote", "Remote"),
                            ("both", "In person and remote"),
                        ],
                        default="in person",
                        max_length=9,
                    ),
                ),
                (
                    "link",
                    models.URLField(blank=True, help_text="Where a remote one is joined.", max_length=500),
                ),
                (
                    "speakers",
                    models.CharField(
                        blank=True, help_text="Of a meeting of others (K12.23).", max_length=300
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("fixed", "Fixed"),
                            ("set", "Agenda set"),
                            ("agreed", "Agenda agreed"),
                            ("open", "Open"),
                            ("adjourned", "Adjourned"),
                            ("closed", "Closed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="proposed",
                        max_length=9,
                    ),
                ),
                (
                    "resolution",
                    models.CharField(blank=True, help_text="By which its day was fixed.", max_length=200),
                ),
                ("cancelled_because", models.CharField(blank=True, max_length=300)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("opening", models.JSONField(blank=True, null=True)),
                ("sequence", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "adjourned_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reconvened",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        blank=True,
                        help_text="None for one of others.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="membership.body",
                    ),
                ),
                (
                    "collaborative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.collaborative",
                    ),
                ),
                (
                    "minute_taker",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "presiding",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at", "pk"],
                "indexes": [models.Index(fields=["collaborative", "starts_at"], name="meeting_by_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["adjourned", "called", "conference", "ordinary", "outside", "written"],
                            )
                        ),
                        name="meeting_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "adjourned",
                                    "agreed",
                                    "cancelled",
                                    "closed",
                                    "fixed",
                                    "open",
                                    "proposed",
                                    "set",
                                ],
                            )
                        ),
                        name="meeting_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["both", "in person", "remote"])), name="meeting_mode"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("body__isnull", False), ("kind", "outside"), _connector="OR"),
                        name="meeting_of_a_body",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="meeting_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ("ordinary", "conference")), _negated=True),
                            models.Q(
                                models.Q(("event", ""), _negated=True), models.Q(("slot", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="meeting_of_an_event_and_slot",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "cancelled"), models.Q(("cancelled_because", ""), _negated=True)
                            ),
                            models.Q(
                                models.Q(("state", "cancelled"), _negated=True), ("cancelled_because", "")
                            ),
                            _connector="OR",
                        ),
                        name="meeting_cancelled_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opened_at__isnull", True), ("opening__isnull", False), _connector="OR"
                        ),
                        name="meeting_opened_with_finding",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at__isnull", True),
                            models.Q(("closed_at__gte", models.F("opened_at")), ("opened_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="meeting_closed_after_opening",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["open", "adjourned", "closed"]), _negated=True),
                            ("kind__in", ["written", "outside"]),
                            ("opened_at__isnull", False),
                            _connector="OR",
                        ),
                        name="meeting_open_has_its_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            ("kind", "outside"),
                            ("closed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="meeting_closed_has_its_moment",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("kind__in", ("ordinary", "conference")),
                            models.Q(("state", "cancelled"), _negated=True),
                        ),
                        fields=("body", "event", "slot"),
                        name="meeting_once_in_a_slot",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("standing", "Standing item"),
                            ("business", "Business"),
                            ("arising", "Matter arising"),
                            ("feedback", "Feedback"),
                            ("accounts", "Accounts"),
                            ("ratify", "Minutes to ratify"),
                            ("other business", "Any other business"),
                            ("development", "Professional development"),
                        ],
                        default="business",
                        max_length=14,
                    ),
                ),
                (
                    "session",
                    models.CharField(
                        blank=True, help_text="A part of the day, in the edition's words.", max_length=100
                    ),
                ),
                ("position", models.PositiveIntegerField(blank=True, null=True)),
                ("title", models.CharField(max_length=300)),
                ("text", models.TextField(blank=True)),
                ("submitted_at", models.DateTimeField()),
                ("late", models.BooleanField(default=False)),
                ("consent_because", models.CharField(blank=True, max_length=300)),
                ("presenter", models.CharField(blank=True, max_length=200)),
                (
                    "starts_at",
                    models.TimeField(blank=True, help_text="When a speaker is asked to come.", null=True),
                ),
                (
                    "minutes",
                    models.PositiveIntegerField(blank=True, help_text="How long it is to take.", null=True),
                ),
                ("aim", models.CharField(blank=True, max_length=300)),
                ("level", models.CharField(max_length=60)),
                ("confined_at", models.DateTimeField(blank=True, null=True)),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                ("declined_because", models.CharField(blank=True, max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("submitted", "Submitted"),
                            ("accepted", "Accepted"),
                            ("placed", "On the agenda"),
                            ("discussed", "Discussed"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="submitted",
                        max_length=9,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="membership.body",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "collaborative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.collaborative",
                    ),
                ),
                (
                    "consent_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "representative",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="membership.bodymember",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="meetings.meeting",
                    ),
                ),
            ],
            options={
                "ordering": ["meeting", "position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "accounts",
                                    "arising",
                                    "business",
                                    "development",
                                    "feedback",
                                    "other business",
                                    "ratify",
                                    "standing",
                                ],
                            )
                        ),
                        name="item_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["accepted", "declined", "discussed", "placed", "submitted", "withdrawn"],
                            )
                        ),
                        name="item_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="item_with_a_title"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("late", False),
                            models.Q(("state__in", ["placed", "discussed"]), _negated=True),
                            ("consent_by__isnull", False),
                            _connector="OR",
                        ),
                        name="item_late_with_consent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("meeting__isnull", False),
                                ("position__isnull", False),
                                ("state__in", ["placed", "discussed"]),
                            ),
                            models.Q(
                                models.Q(("state__in", ["placed", "discussed"]), _negated=True),
                                ("position__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="item_placed_has_its_position",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "declined"), _negated=True),
                            models.Q(("declined_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="item_declined_with_reason",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("meeting__isnull", False), ("position__isnull", False)),
                        fields=("meeting", "position"),
                        name="item_one_at_a_position",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Action",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "series",
                    models.CharField(
                        choices=[("A", "Action"), ("C", "Confidential action")], default="A", max_length=1
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("text", models.TextField()),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("done", "Done"), ("dropped", "No longer needed")],
                        default="open",
                        max_length=7,
                    ),
                ),
                ("done_on", models.DateField(blank=True, null=True)),
                ("note", models.TextField(blank=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "collaborative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.collaborative",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="meetings.agendaitem",
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["done", "dropped", "open"])), name="action_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("series__in", ["A", "C"])), name="action_series"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="action_says_what"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_on__isnull", False), ("state", "done")),
                            models.Q(models.Q(("state", "done"), _negated=True), ("done_on__isnull", True)),
                            _connector="OR",
                        ),
                        name="action_done_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "dropped"), _negated=True),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="action_dropped_with_reason",
                    ),
                    models.UniqueConstraint(
                        fields=("collaborative", "series", "number"), name="action_number_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("because", models.CharField(blank=True, max_length=300)),
                ("resolution", models.CharField(blank=True, max_length=200)),
                ("invited_at", models.DateTimeField()),
                (
                    "told_at",
                    models.DateTimeField(
                        blank=True, help_text="When the members were told of it.", null=True
                    ),
                ),
                ("ends_on", models.DateField(help_text="The last day on which the guest sees anything.")),
                (
                    "ended_at",
                    models.DateTimeField(blank=True, help_text="Taken back before its day.", null=True),
                ),
                (
                    "collaborative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.collaborative",
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="meetings.agendaitem",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="membership.partner",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="meetings.meeting",
                    ),
                ),
            ],
            options={
                "ordering": ["meeting", "item", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("partner__isnull", True), ("person__isnull", False)),
                            models.Q(("partner__isnull", False), ("person__isnull", True)),
                            _connector="OR",
                        ),
                        name="invitation_of_one_guest",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("item__isnull", False), ("person__isnull", False), ("ended_at__isnull", True)
                        ),
                        fields=("item", "person"),
                        name="invitation_person_to_item",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("item__isnull", False), ("partner__isnull", False), ("ended_at__isnull", True)
                        ),
                        fields=("item", "partner"),
                        name="invitation_partner_to_item",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("item__isnull", True), ("person__isnull", False), ("ended_at__isnull", True)
                        ),
                        fields=("meeting", "person"),
                        name="invitation_person_to_all",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("item__isnull", True), ("partner__isnull", False), ("ended_at__isnull", True)
                        ),
                        fields=("meeting", "partner"),
                        name="invitation_partner_to_all",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Interest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("nature", models.CharField(max_length=300)),
                ("kind", models.CharField(blank=True, max_length=60)),
                ("declared_at", models.DateTimeField()),
                ("retracted_at", models.DateTimeField(blank=True, null=True)),
                ("bars_speak", models.BooleanField()),
                ("bars_vote", models.BooleanField()),
                ("bars_stay", models.BooleanField()),
                ("bars_count", models.BooleanField()),
                ("clause", models.JSONField(default=list)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "collaborative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.collaborative",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interests",
                        to="meetings.agendaitem",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["item", "declared_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("nature", ""), _negated=True), name="interest_of_some_nature"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("retracted_at__isnull", True)),
                        fields=("item", "person"),
                        name="interest_declared_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SpeakerTurn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("heard_at", models.DateTimeField(blank=True, null=True)),
                (
                    "collaborative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.collaborative",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="speakers",
                        to="meetings.agendaitem",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["asked_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("heard_at__isnull", True)),
                        fields=("item", "person"),
                        name="speaker_waits_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                (
                    "source",
                    models.CharField(
                        blank=True, help_text="Code of the paper that an app lays by itself.", max_length=60
                    ),
                ),
                ("as_at_on", models.DateField()),
                ("position", models.PositiveIntegerField()),
                ("level", models.CharField(max_length=60)),
                ("late", models.BooleanField(default=False)),
                ("laid_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "collaborative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.collaborative",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.document"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="meetings.agendaitem",
                    ),
                ),
                (
                    "laid_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "superseded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supersedes",
                        to="meetings.paper",
                    ),
                ),
            ],
            options={
                "ordering": ["item", "position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("superseded_by__isnull", True), ("withdrawn_at__isnull", True)),
                        fields=("item", "position"),
                        name="paper_one_at_a_position",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("source", ""), _negated=True),
                            ("superseded_by__isnull", True),
                            ("withdrawn_at__isnull", True),
                        ),
                        fields=("item", "source"),
                        name="paper_of_a_source_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mandate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(help_text="Of the school, person or seat, on the day.", max_length=200),
                ),
                (
                    "line",
                    models.CharField(
                        blank=True, help_text="By which line of the body it sits.", max_length=120
                    ),
                ),
                ("counts", models.BooleanField()),
                ("votes", models.PositiveSmallIntegerField()),
                ("why", models.JSONField(default=list, help_text="In words, with the clause.")),
                (
                    "reply",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "No reply"),
                            ("coming", "Coming"),
                            ("remote", "Joining remotely"),
                            ("apologies", "Apologies"),
                        ],
                        default="",
                        max_length=9,
                    ),
                ),
                (
                    "reply_words",
                    models.CharField(blank=True, help_text="Only what was given freely.", max_length=300),
                ),
                ("replied_at", models.DateTimeField(blank=True, null=True)),
                (
                    "substitute_capacity",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Nobody"),
                            ("deputy", "Deputy"),
                            ("other", "Other substitute"),
                            ("proxy", "Proxy"),
                        ],
                        default="",
                        max_length=6,
                    ),
                ),
                ("substitute_post", models.CharField(blank=True, max_length=60)),
                ("consent_because", models.CharField(blank=True, max_length=300)),
                ("consent_at", models.DateTimeField(blank=True, null=True)),
                ("briefed_at", models.DateTimeField(blank=True, null=True)),
                ("struck_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "collaborative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.collaborative",
                    ),
                ),
                (
                    "consent_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "follow_up",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="membership.conversation",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who speaks for it on the day.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates",
                        to="membership.place",
                    ),
                ),
                (
                    "replied_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates",
                        to="membership.school",
                    ),
                ),
                (
                    "substitute",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates",
                        to="meetings.meeting",
                    ),
                ),
            ],
            options={
                "ordering": ["meeting", "name", "pk"],
                "indexes": [models.Index(fields=["school", "meeting"], name="mandate_by_school")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reply__in", ["", "apologies", "coming", "remote"])),
                        name="mandate_reply",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("substitute_capacity__in", ["", "deputy", "other", "proxy"])),
                        name="mandate_capacity",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("person__isnull", True), ("place__isnull", True), ("school__isnull", False)
                            ),
                            models.Q(
                                ("person__isnull", False), ("place__isnull", True), ("school__isnull", True)
                            ),
                            models.Q(
                                ("person__isnull", True), ("place__isnull", False), ("school__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="mandate_of_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("substitute__isnull", True), ("substitute_capacity", "")),
                            models.Q(
                                ("substitute__isnull", False),
                                models.Q(("substitute_capacity", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="mandate_substitute_in_a_capacity",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reply", ""), ("replied_at__isnull", False), _connector="OR"),
                        name="mandate_reply_has_its_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("consent_at__isnull", True),
                                ("consent_because", ""),
                                ("consent_by__isnull", True),
                            ),
                            models.Q(
                                ("consent_at__isnull", False),
                                ("consent_by__isnull", False),
                                models.Q(("consent_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="mandate_consent_with_reason",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("school__isnull", False), ("struck_at__isnull", True)),
                        fields=("meeting", "school"),
                        name="mandate_one_of_a_school",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("person__isnull", False), ("struck_at__isnull", True)),
                        fields=("meeting", "person"),
                        name="mandate_one_of_a_person",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("place__isnull", False), ("struck_at__isnull", True)),
                        fields=("meeting", "place"),
                        name="mandate_one_of_a_place",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "capacity",
                    models.CharField(
                        help_text="In the words of the constitution: 'deputy headteacher'.", max_length=120
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("in person", "In person"),
                            ("remote", "Remote"),
                            ("both", "In person and remote"),
                        ],
                        default="in person",
                        max_length=9,
                    ),
                ),
                ("arrived_at", models.DateTimeField()),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                ("key", models.CharField(max_length=64)),
                ("struck_at", models.DateTimeField(blank=True, null=True)),
                ("struck_because", models.CharField(blank=True, max_length=300)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "collaborative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.collaborative",
                    ),
                ),
                (
                    "mandate",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="presences",
                        to="meetings.mandate",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="presences",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["meeting", "arrived_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["in person", "remote"])), name="presence_mode"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_at__isnull", True),
                            ("left_at__gte", models.F("arrived_at")),
                            _connector="OR",
                        ),
                        name="presence_leaves_after_arriving",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("struck_at__isnull", True), ("struck_because", "")),
                            models.Q(
                                ("struck_at__isnull", False), models.Q(("struck_because", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="presence_struck_with_reason",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("left_at__isnull", True), ("mandate__isnull", False), ("struck_at__isnull", True)
                        ),
                        fields=("mandate",),
                        name="presence_one_exercises_a_mandate",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("left_at__isnull", True), ("mandate__isnull", True), ("struck_at__isnull", True)
                        ),
                        fields=("meeting", "person"),
                        name="presence_once_without_mandate",
                    ),
                    models.UniqueConstraint(fields=("meeting", "key"), name="presence_one_for_a_click"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Motion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=30)),
                ("text", models.TextField()),
                ("decision", models.CharField(blank=True, max_length=60)),
                ("effect", models.JSONField(blank=True, null=True)),
                ("effect_outcome", models.CharField(blank=True, max_length=300)),
                ("carried_out_at", models.DateTimeField(blank=True, null=True)),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("consensus", "Nobody objects"),
                            ("show", "Show of hands"),
                            ("recorded", "Recorded by name"),
                            ("secret", "Secret ballot"),
                            ("written", "In writing"),
                        ],
                        default="show",
                        max_length=9,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drafted", "Drafted"),
                            ("put", "Put"),
                            ("voting", "Voting open"),
                            ("carried", "Carried"),
                            ("lost", "Lost"),
                            ("tied", "Tied, so it falls"),
                            ("no decision", "No decision"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="drafted",
                        max_length=11,
                    ),
                ),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("votes_for", models.PositiveIntegerField(blank=True, null=True)),
                ("votes_against", models.PositiveIntegerField(blank=True, null=True)),
                ("abstentions", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "casting",
                    models.CharField(
                        blank=True,
                        choices=[("for", "For"), ("against", "Against"), ("abstain", "Abstain")],
                        max_length=7,
                    ),
                ),
                ("quorate", models.BooleanField(blank=True, null=True)),
                ("quorum", models.JSONField(blank=True, null=True)),
                ("finding", models.JSONField(blank=True, null=True)),
                ("takes_effect_on", models.DateField(blank=True, null=True)),
                ("delegated_to", models.CharField(blank=True, max_length=200)),
                ("limits", models.TextField(blank=True)),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "amends",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="meetings.motion",
                    ),
                ),
                (
                    "casting_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "collaborative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.collaborative",
                    ),
                ),
                (
                    "confirms",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmations",
                        to="meetings.motion",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="motions",
                        to="meetings.agendaitem",
                    ),
                ),
                (
                    "opening",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="motions",
                        to="membership.opening",
                    ),
                ),
                (
                    "proposer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposed",
                        to="meetings.mandate",
                    ),
                ),
                (
                    "seconder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seconded",
                        to="meetings.mandate",
                    ),
                ),
            ],
            options={
                "ordering": ["item", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "carried",
                                    "drafted",
                                    "lost",
                                    "no decision",
                                    "put",
                                    "tied",
                                    "voting",
                                    "withdrawn",
                                ],
                            )
                        ),
                        name="motion_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("method__in", ["consensus", "recorded", "secret", "show", "written"])
                        ),
                        name="motion_method",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="motion_says_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "carried"), _negated=True),
                            models.Q(("quorate", True), ("quorate__isnull", False)),
                            _connector="OR",
                        ),
                        name="motion_carried_while_quorate",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ("carried", "lost", "tied", "no decision")), _negated=True
                            ),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("finding__isnull", False),
                                ("quorum__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="motion_decided_with_finding",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["carried", "lost", "tied"]), _negated=True),
                            models.Q(
                                ("abstentions__isnull", False),
                                ("votes_against__isnull", False),
                                ("votes_for__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="motion_decided_with_counts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("seconder__isnull", True),
                            models.Q(
                                ("proposer__isnull", False),
                                models.Q(("proposer", models.F("seconder")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="motion_seconded_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at__isnull", True),
                            models.Q(("closed_at__gte", models.F("opened_at")), ("opened_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="motion_closed_after_opening",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("casting", ""), ("casting_by__isnull", True)),
                            models.Q(("casting_by__isnull", False), models.Q(("casting", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="motion_casting_vote_of_somebody",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("collaborative", "number"),
                        name="motion_number_once",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="action",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="arisen",
                to="meetings.action",
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="lifted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="meetings.motion",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lifted_at__isnull", True), ("lifted_by__isnull", True)),
                    models.Q(
                        ("confined_at__isnull", False),
                        ("lifted_at__isnull", False),
                        ("lifted_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="item_lifted_by_a_motion",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("action__isnull", False), ("meeting__isnull", False)),
                fields=("meeting", "action"),
                name="item_an_action_arises_once",
            ),
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("secret", models.BooleanField()),
                (
                    "choice",
                    models.CharField(
                        blank=True,
                        choices=[("for", "For"), ("against", "Against"), ("abstain", "Abstain")],
                        max_length=7,
                    ),
                ),
                (
                    "cast_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "collaborative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.collaborative",
                    ),
                ),
                (
                    "mandate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cast",
                        to="meetings.mandate",
                    ),
                ),
                (
                    "motion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="votes",
                        to="meetings.motion",
                    ),
                ),
            ],
            options={
                "ordering": ["motion", "mandate"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("choice", ""), ("secret", True)),
                            models.Q(("choice__in", ["for", "against", "abstain"]), ("secret", False)),
                            _connector="OR",
                        ),
                        name="vote_shows_its_choice_or_hides_it",
                    ),
                    models.UniqueConstraint(fields=("motion", "mandate"), name="vote_once_for_a_mandate"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Ballot",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "choice",
                    models.CharField(
                        choices=[("for", "For"), ("against", "Against"), ("abstain", "Abstain")], max_length=7
                    ),
                ),
                (
                    "collaborative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.collaborative",
                    ),
                ),
                (
                    "motion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ballots",
                        to="meetings.motion",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("choice__in", ["abstain", "against", "for"])),
                        name="ballot_choice",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Minutes",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(default=1, help_text="Which version.")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("discussed", "Discussed with the Chair"),
                            ("approved", "Approved"),
                            ("circulated", "Circulated"),
                            ("ratified", "Ratified"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("change_because", models.CharField(blank=True, max_length=300)),
                ("discussed_at", models.DateTimeField(blank=True, null=True)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("circulated_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "collaborative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.collaborative",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.document",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="minutes",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "ratified_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="meetings.motion",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "minutes",
                "ordering": ["meeting", "number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["approved", "circulated", "discussed", "draft", "ratified"])
                        ),
                        name="minutes_state",
                    ),
                    models.UniqueConstraint(fields=("meeting", "number"), name="minutes_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("number", 1),
                            models.Q(("number__gt", 1), models.Q(("change_because", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="minutes_changed_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("approved", "circulated", "ratified")), _negated=True),
                            models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="minutes_approved_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["circulated", "ratified"]), _negated=True),
                            models.Q(("circulated_at__isnull", False), ("document__isnull", False)),
                            _connector="OR",
                        ),
                        name="minutes_circulated_as_document",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ratified_by__isnull", False), ("state", "ratified")),
                            models.Q(
                                models.Q(("state", "ratified"), _negated=True), ("ratified_by__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="minutes_ratified_by_motion",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["draft", "discussed"])),
                        fields=("meeting",),
                        name="minutes_one_at_work",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MinuteEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "collaborative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.collaborative",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="meetings.agendaitem",
                    ),
                ),
                (
                    "minutes",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="meetings.minutes",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "minute entries",
                "ordering": ["minutes", "item__position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("item__isnull", False)),
                        fields=("minutes", "item"),
                        name="entry_once_for_an_item",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("item__isnull", True)),
                        fields=("minutes",),
                        name="entry_once_for_the_whole",
                    ),
                ],
            },
        ),
    ]
