"""What keeps one group's rows from another, and one room's work from another's, is used in one way alone."""

import re

from django.apps import apps
from django.db import models

from records.tenancy import TenantModel
from tests.repository.tree import APPS, calls, imports, modules

# Rows that belong to no collaborative: the list is short, and each is here for a reason.
GLOBAL = {
    "records.Collaborative": "it is the tenant",
    "records.Person": "one sign-in, several groups",
    "membership.Establishment": "the national register, the same for all",
}
# Who may look over all groups at once.
EVERYWHERE = re.compile(r"^(records|reminders|collaborative)/")


def ours() -> list[type[models.Model]]:
    return [model for label in APPS for model in apps.get_app_config(label).get_models()]


def test_every_row_belongs_to_a_collaborative_or_is_named_as_global():
    unowned = {model._meta.label for model in ours() if not issubclass(model, TenantModel)}
    assert unowned == set(GLOBAL)


def test_every_tenants_manager_is_a_closed_one():
    open_ones = [
        f"{model._meta.label}.{name}"
        for model in ours()
        if issubclass(model, TenantModel)
        for name, manager in model._meta.managers_map.items()
        if type(manager).__name__ != "TenantManager"
    ]
    assert open_ones == []


def test_django_scopes_is_used_through_one_module():
    users = {name for name, tree in modules() for word in imports(tree) if word.startswith("django_scopes")}
    assert users <= {"records/tenancy.py"}


def test_only_those_who_work_for_all_groups_look_everywhere():
    lookers = {
        name
        for name, tree in modules()
        for words, _ in calls(tree)
        if words.split(".")[-1] in {"everywhere", "with_scopes_disabled", "scopes_disabled"}
    }
    assert {name for name in lookers if not EVERYWHERE.search(name)} == set()


def test_history_is_protected_from_every_deletion():
    loose = [
        f"{model._meta.label}.{field.name}"
        for model in ours()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is not models.PROTECT
    ]
    assert set(loose) <= PARTS


# A part goes only with its whole, while that is a draft.
PARTS = {
    "finance.InvoiceLine.invoice",
    "finance.CashLine.entry",
    "meetings.MinuteEntry.minutes",
    "evaluation.Rating.assessment",
    "evaluation.Figure.assessment",
    "evaluation.PlanStep.plan",
}


def test_money_is_whole_pence_in_columns_that_say_so():
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in ours()
        for field in model._meta.get_fields()
        if isinstance(field, models.FloatField)
        or (getattr(field, "name", "").endswith("_pence") and not isinstance(field, models.IntegerField))
    ]
    assert wrong == []


def test_no_rule_hides_in_a_signal_and_no_row_is_locked_by_reading():
    words = {"pre_save.connect", "post_save.connect", "pre_delete.connect", "post_delete.connect", "receiver"}
    found = [f"{name} {word}" for name, tree in modules() for word, _ in calls(tree) if word in words]
    locks = [
        name for name, tree in modules() for word, _ in calls(tree) if word.endswith("select_for_update")
    ]
    assert found + locks == []
