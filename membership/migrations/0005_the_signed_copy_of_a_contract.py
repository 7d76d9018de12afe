import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("membership", "0004_signatures_receipts_and_why_a_contract_is_void"),
        ("records", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="contract",
            name="signed_copy",
            field=models.ForeignKey(
                blank=True,
                help_text="The document with its page of signatures, as it stood last.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="records.document",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=Q(signed_copy__isnull=True) | ~Q(state__in=["drafted", "issued"]),
                name="contract_signed_copy_of_what_was_signed",
            ),
        ),
    ]
