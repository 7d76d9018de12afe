"""A typeface of all weights, cut at the four that the house uses.

The PDF engine cuts the variable font anew for every document, which is most of a small one's time. Cut once for
the installation and kept in its data folder, it only takes the letters that a document needs.
"""

import re
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from secrets import token_hex

from django.conf import settings

WEIGHTS = (400, 500, 600, 700)
VARIABLE_FACE = re.compile(r'@font-face \{([^}]*url\("([^"]*\[wght\]\.ttf))"\);([^}]*)\}')


def at_each_weight(sheet: str) -> str:
    """The sheet with a face for each weight in place of a variable one; `?wght=500` asks for the cut."""
    return VARIABLE_FACE.sub(_faces, sheet)


def _faces(found: re.Match[str]) -> str:
    before, _, after = found.groups()
    cuts = (f'{before}?wght={weight}"); font-weight: {weight};{after}' for weight in WEIGHTS)
    return "\n".join(f"@font-face {{{cut}}}" for cut in cuts)


@cache
def cut(path: Path, weight: int) -> bytes:
    """The variable font at one weight, as a plain TrueType file. Jobs print in processes that live for one job."""
    font = path.read_bytes()
    kept = settings.DATA / "typefaces" / f"{sha256(font).hexdigest()[:16]}-{weight}.ttf"
    if not kept.exists():
        _keep(_cut(font, weight), kept)
    return kept.read_bytes()


def _cut(font: bytes, weight: int) -> bytes:
    # Heavy, and wanted once in the life of an installation.
    from fontTools.ttLib import TTFont  # noqa: PLC0415
    from fontTools.varLib.instancer import instantiateVariableFont  # noqa: PLC0415

    cutting = TTFont(BytesIO(font))
    instantiateVariableFont(cutting, {"wght": weight}, inplace=True)
    written = BytesIO()
    cutting.save(written)
    return written.getvalue()


def _keep(content: bytes, file: Path) -> None:
    """Whole or not at all: another process may look for it at this moment."""
    file.parent.mkdir(exist_ok=True)
    begun = file.with_suffix(f".{token_hex(4)}")
    begun.write_bytes(content)
    begun.replace(file)
