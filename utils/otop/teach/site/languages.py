"""The languages of a site: the first one has the site's first page, each other one a folder of its own."""

from __future__ import annotations

import html

from otop.i18n import say, speaking

NAMES = {"en": "English", "th": "ไทย", "lo": "ລາວ", "km": "ខ្មែរ"}


def folder_of(lang: str, langs: tuple[str, ...]) -> str:
    """Where the pages of a language are, seen from the top of the site.

    >>> folder_of("en", ("en", "th")), folder_of("th", ("en", "th"))
    ('', 'th/')
    >>> folder_of("lo", ("en", "th"))
    Traceback (most recent call last):
    ValueError: tuple.index(x): x not in tuple
    """
    return "" if langs.index(lang) == 0 else f"{lang}/"


def switch(page: str, lang: str, langs: tuple[str, ...]) -> str:
    """The links from a page to the same page in the other languages; nothing where there is one language only.

    Parameters
    ----------
    page : str
        The page's place below the folder of its language: ``lessons/05_unit_cost.html``.

    >>> switch("index.html", "th", ("en", "th"))
    '<nav class="otop-languages" aria-label="ภาษา"><a href="../index.html" lang="en" hreflang="en">English</a> <strong lang="th">ไทย</strong></nav>'
    >>> switch("lessons/a.html", "en", ("en",))
    ''
    """
    here = folder_of(lang, langs) + page
    up = "../" * here.count("/")
    return links({one: f"{up}{folder_of(one, langs)}{page}" for one in langs}, lang)


def links(pages: dict[str, str], lang: str) -> str:
    """The links to one page in several languages, by their addresses; nothing where there is one language only.

    >>> links({"en": "a.html"}, "en")
    ''
    """
    if len(pages) == 1:
        return ""
    found = [
        f'<strong lang="{one}">{NAMES.get(one, one)}</strong>'
        if one == lang
        else f'<a href="{address}" lang="{one}" hreflang="{one}">{NAMES.get(one, one)}</a>'
        for one, address in pages.items()
    ]
    with speaking(lang):
        label = html.escape(say("page.language"))
    return f'<nav class="otop-languages" aria-label="{label}">{" ".join(found)}</nav>'
