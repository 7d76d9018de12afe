#!/usr/bin/env python
"""Run an administrative command: `manage.py help` lists them."""

import gc
import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collaborative.settings")
    # A long command mostly keeps what it makes: looking for rubbish less often saves a tenth of its time.
    gc.set_threshold(100_000, 20, 50)
    execute_from_command_line(sys.argv)
