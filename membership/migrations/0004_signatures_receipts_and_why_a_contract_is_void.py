import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

NOT_SAID = "UPDATE membership_contract SET void_because = 'It came to nothing.' WHERE state = 'void'"


class Migration(migrations.Migration):
    dependencies = [
        ("membership", "0003_what_recurs_and_who_is_asked"),
        ("records", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="assent",
            name="signed_as",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="contract",
            name="void_because",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.RunSQL(NOT_SAID, migrations.RunSQL.noop),
        migrations.AddField(
            model_name="notice",
            name="receipt",
            field=models.ForeignKey(
                blank=True,
                help_text="What the school was given in writing, as the notice stood last.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="records.document",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=Q(state="void") & ~Q(void_because="") | ~Q(state="void") & Q(void_because=""),
                name="contract_void_with_reason",
            ),
        ),
    ]
