"""A typeface of all weights, cut at the four that the house uses.

The PDF engine cuts the variable font anew for every document, which is most of a small one's time. Cut once in a
process, it only takes the letters that a document needs.
"""

import re
from functools import cache
from io import BytesIO
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

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
    """The variable font at one weight, as a plain TrueType file."""
    font = TTFont(path)
    instantiateVariableFont(font, {"wght": weight}, inplace=True)
    written = BytesIO()
    font.save(written)
    return written.getvalue()
