"""The one function that makes every figure of the course.

A figure is HTML with inline SVG: live text that the browser shapes in any script, a
caption that can be read, and an alternative text for those who do not see it.
"""

from __future__ import annotations

import hashlib
import html
import io
import logging
import math
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass

from otop.i18n import language, say
from otop.plots.fonts import families

# Safe for colour-blind readers (Okabe and Ito 2008), each with a hatch of its own, so
# that no meaning hangs on colour alone.
PALETTE = ("#56b4e9", "#e69f00", "#f0e442", "#009e73", "#cc79a7", "#d9d9d9")
HATCHES = ("", "///", "|||", "\\\\\\", "xxx", "--")
INK = "#222222"
LEGEND_ROW = 0.22  # inches

_STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "otop",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 11,
    "hatch.linewidth": 0.6,
    "text.parse_math": False,  # a name with $ in it is a name
    "axes.spines.top": False,
    "axes.spines.right": False,
}


@dataclass(frozen=True)
class Picture:
    """A finished figure: the SVG, what it shows in words, and its caption."""

    svg: str
    alt: str
    caption: str

    def __repr__(self) -> str:
        return say("picture.text", caption=self.caption)

    def _repr_html_(self) -> str:
        return (
            '<figure style="margin:.5em 0;max-width:46em;background:#fff;color:#222">'
            f'<div role="img" aria-label="{html.escape(self.alt, quote=True)}">{self.svg}</div>'
            f"<figcaption>{html.escape(self.caption)}</figcaption></figure>"
        )


def picture(draw: Callable, *, alt: str, caption: str, width: float = 5.8, height: float = 3.0) -> Picture:
    """Draw on fresh axes and return the figure.

    Parameters
    ----------
    draw : callable
        Gets the matplotlib Axes.
    alt : str
        What the figure shows, for those who do not see it.
    caption : str
        One line below the figure.
    width, height : float
        In inches.

    The same input gives the same bytes, on every machine with the same matplotlib.

    >>> shown = picture(lambda axes: axes.barh(["box"], [3.01]), alt="One bar, 3.01", caption="Cash cost")
    >>> shown
    Figure: Cash cost
    >>> "<svg" in shown._repr_html_(), 'aria-label="One bar, 3.01"' in shown._repr_html_()
    (True, True)
    >>> picture(lambda axes: None, alt="", caption="Cash cost")
    Traceback (most recent call last):
    ValueError: a figure needs an alt text and a caption
    """
    if not alt.strip() or not caption.strip():
        raise ValueError("a figure needs an alt text and a caption")
    # where matplotlib has to list the fonts first, it says so on stderr: nothing that a learner can mend
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with mpl.rc_context(_STYLE | {"font.family": list(families(language()))}), warnings.catch_warnings():
        # the browser has the script that DejaVu has not: the text stays live
        warnings.filterwarnings("ignore", message=r"Glyph \d+|Matplotlib currently does not support")
        figure = Figure(figsize=(width, height), layout="constrained", facecolor="none")
        canvas, axes = FigureCanvasSVG(figure), figure.add_subplot(facecolor="none")
        draw(axes)
        drawn = io.StringIO()
        # not savefig: that draws everything twice, and a widget draws at each step of its slider
        canvas.print_svg(drawn, metadata={"Date": None, "Creator": None})
    return Picture(_inline(drawn.getvalue(), alt), alt, caption)


def legend_below(axes, at: tuple[float, float], *, columns: int, handles: list | None = None) -> None:
    """The legend below the axes, in so many columns, or in fewer where the words of a language are longer.

    Parameters
    ----------
    at : pair of float
        The middle of its upper edge, in parts of the axes.
    columns : int
        At most so many; for each row more than in English the figure grows.
    handles : list, optional
        What it explains; all that has a label unless given.

    >>> def draw(axes):
    ...     axes.barh([0], [3.01], label="cash " * 9)
    ...     axes.barh([1], [3.01], label="full " * 9)
    ...     legend_below(axes, (0.5, -0.2), columns=2)
    >>> narrow = picture(draw, alt="Two bars", caption="Costs")
    >>> 'viewBox="0 0 417.6 231.84"' in narrow.svg
    True
    >>> legend_below(None, (0, 0), columns=1)
    Traceback (most recent call last):
    AttributeError: 'NoneType' object has no attribute 'figure'
    """
    from matplotlib.backends.backend_agg import RendererAgg

    figure, measure = axes.figure, None
    handles = axes.get_legend_handles_labels()[0] if handles is None else handles
    for number in range(columns, 0, -1):
        legend = axes.legend(handles=handles, loc="upper center", bbox_to_anchor=at, ncols=number, frameon=False)
        measure = measure or RendererAgg(1, 1, figure.dpi)
        if legend.get_window_extent(measure).width <= figure.bbox.width:
            break
    rows = [math.ceil(len(handles) / count) for count in (number, columns)]
    figure.set_figheight(figure.get_figheight() + LEGEND_ROW * (rows[0] - rows[1]))


def _inline(svg: str, alt: str) -> str:
    """The SVG element alone, narrower where the page is narrow, with ids and a style of its own.

    matplotlib's style sheet would reach the whole page. And it gives the same hatch the same
    id in every figure: one that is out of sight would blank the bars of another that is not.
    """
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>\s*|<style.*?</style>\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r'<svg [^>]*?viewBox="([^"]+)"[^>]*>', _svg_start, svg, count=1)
    used = set(re.findall(r"""(?:url\(|href=")#([\w-]+)""", svg))
    mark = hashlib.sha256(alt.encode()).hexdigest()[:6]
    svg = re.sub(r' id="([\w.-]+)"', lambda at: f' id="{at[1]}-{mark}"' if at[1] in used else "", svg)
    return re.sub(r"""(url\(|href=")#([\w-]+)""", rf"\1#\2-{mark}", svg).strip()


def _svg_start(found: re.Match) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="{found.group(1)}" '
        f'style="width:100%;max-width:{found.group(1).split()[2]}pt;height:auto;stroke-linejoin:round;stroke-linecap:butt" aria-hidden="true">'
    )
