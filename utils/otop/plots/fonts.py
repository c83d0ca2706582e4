"""Fonts for scripts that matplotlib's own font lacks.

Text in a figure stays live: the browser draws and shapes it with the fonts that it has. But
matplotlib measures it, and without a font of the script it reckons each mark above a letter as
a letter. The font comes from a package; nothing is registered before a figure needs it.
"""

from __future__ import annotations

import functools
import importlib
from pathlib import Path

OWN, OTHERS = "DejaVu Sans", "sans-serif"  # a list of names: only then matplotlib takes the next one for what one lacks
PACKAGES = {"th": "fontpkg_noto_sans_thai", "km": "fontpkg_noto_sans_khmer"}


@functools.cache
def families(lang: str) -> tuple[str, ...]:
    """The font families for a figure in this language, the first one first; registered with matplotlib.

    Where there is no package for the script, matplotlib's own font measures it, as well as it can.

    >>> families("en"), families("th")
    (('sans-serif',), ('DejaVu Sans', 'Noto Sans Thai', 'sans-serif'))
    >>> families(None)
    ('sans-serif',)
    """
    if lang not in PACKAGES:
        return (OTHERS,)
    try:
        package = importlib.import_module(PACKAGES[lang])
    except ModuleNotFoundError:
        return (OTHERS,)
    from matplotlib import font_manager

    for file in sorted(Path(package.ROOT, "files").glob("*.ttf")):
        font_manager.fontManager.addfont(file)
    return (OWN, package.FAMILY, OTHERS)
