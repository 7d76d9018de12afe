"""Static files in production: only what pages use is collected, and what is left out is not missed."""

from django.contrib.staticfiles.apps import StaticFilesConfig
from whitenoise.storage import CompressedManifestStaticFilesStorage

SOURCE_MAP = "sourceMappingURL"


class StaticFiles(StaticFilesConfig):
    """Of Bootstrap's own files the pages use one; hashing and compressing all of them takes most of a minute."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "*.map",
        "*.rtl.*",
        "bootstrap-grid*",
        "bootstrap-reboot*",
        "bootstrap-utilities*",
        "bootstrap.css",
        "bootstrap*.js",
    ]


def _without_maps(patterns):
    """Django's patterns of what one file may ask of another, less those of maps, which are not collected."""

    def about_maps(pattern) -> bool:
        return SOURCE_MAP in (pattern if isinstance(pattern, str) else pattern[0])

    return tuple((kind, tuple(each for each in found if not about_maps(each))) for kind, found in patterns)


class Storage(CompressedManifestStaticFilesStorage):
    patterns = _without_maps(CompressedManifestStaticFilesStorage.patterns)
