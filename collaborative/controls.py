"""How forms are written: Django's own form rendering, in compiled templates of ours (templates/controls, Jinja2)."""

from functools import cached_property
from pathlib import Path
from typing import Any

import django.forms
from django.conf import settings
from django.forms.renderers import Jinja2
from jinja2 import Environment

from collaborative.icons import icon


class Controls(Jinja2):
    """Forms, fields and their controls. Named in the settings as FORM_RENDERER."""

    form_template_name = "form.html"
    field_template_name = "field.html"

    @cached_property
    def engine(self):
        of_django = Path(django.forms.__file__).parent / "jinja2"
        folders = [settings.ROOT / "templates/controls", of_django]
        options = {"environment": "collaborative.controls.environment"}
        return self.backend({"APP_DIRS": True, "DIRS": folders, "NAME": "controls", "OPTIONS": options})


def environment(autoescape: bool = True, **options: Any) -> Environment:
    """The engine of the templates. It always escapes, whatever it is asked for."""
    made = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, **options)
    made.globals["icon"] = icon
    return made
