"""Languages: every sentence a person reads is looked up here by its id.

The sentences of a language are the PO files of its folder in ``locale``: ``otop.po`` for
the program, one more for each lesson, and ``words.po`` for the words that stand in code
and in the datasets (units, products, places). ``OTOP_LOCALE`` names a second folder like
``locale``: there a translator tries a language that is not in the course yet.

The language is decided in this order: what the notebook's set-up line asked for
(`use_language`), the variable ``OTOP_LANG``, the setting of the workspace
(``.otop/language`` in this folder or one above it), English. The system's own
``LANG`` is neither read nor set.
"""

from __future__ import annotations

import contextlib
import functools
import os
import re
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"
WORDS = "words.po"
_chosen: str | None = None


def languages() -> tuple[str, ...]:
    """The languages there is a catalogue for.

    >>> "en" in languages()
    True
    """
    return _languages_in(_folders())


@functools.cache
def _languages_in(folders: tuple[Path, ...]) -> tuple[str, ...]:
    found = (folder for place in folders for folder in place.iterdir() if (folder / "otop.po").is_file())
    return tuple(sorted({folder.name for folder in found}))


def _folders() -> tuple[Path, ...]:
    more = os.environ.get("OTOP_LOCALE")
    return (LOCALE, Path(more)) if more else (LOCALE,)


def use_language(lang: str | None) -> None:
    """Speak this language from here on (``None``: decide again from the surroundings)."""
    global _chosen
    _workspace_language.cache_clear()
    _chosen = lang if lang in languages() else None


@contextlib.contextmanager
def speaking(lang: str):
    """Speak a language for a while: a page for somebody else.

    >>> with speaking("en"):
    ...     language()
    'en'
    >>> with speaking("xx"):  # no catalogue: decided from the surroundings, as always
    ...     language() in languages()
    True
    """
    global _chosen
    before, _chosen = _chosen, lang if lang in languages() else None
    try:
        yield
    finally:
        _chosen = before


def language() -> str:
    """The language that is spoken now."""
    asked = (_chosen, os.environ.get("OTOP_LANG"))
    return next((lang for lang in asked if lang in languages()), None) or _workspace_language(_here())


def say(message_id: str, **facts) -> str:
    """The sentence with this id, in the language spoken now, with its facts filled in.

    A fact that is a word of the course (a unit, a product of a dataset) is said in this
    language too; anything else, such as the learner's own product, stays as it is.

    Errors: ``KeyError`` for an id that no catalogue has; that is a defect of ours,
    never of the learner.

    >>> say("number.empty")
    'There is no number here yet. Type your number, for example 12.50.'
    >>> say("no.such.id")
    Traceback (most recent call last):
    KeyError: 'no.such.id'
    """
    for lang in (language(), "en"):
        sentence = _catalogue(lang).get(message_id)
        if sentence is not None:
            spoken = {name: word(fact) if isinstance(fact, str) else fact for name, fact in facts.items()}
            return sentence.format(**spoken)
    raise KeyError(message_id)


def word(text: str) -> str:
    """A word or short phrase of code or of a dataset, in the language spoken now; unknown ones stay.

    ``"THB per box"`` is put together from its words.

    >>> word("box"), word("THB per box"), word("her own product")
    ('box', 'THB per box', 'her own product')
    >>> word(11.69)
    Traceback (most recent call last):
    TypeError: expected string or bytes-like object, got 'float'
    """
    lang = language()
    if found := _words(lang).get(text):
        return found
    if per := re.fullmatch(r"(.+?) (?:per|/) (.+)", text):
        if lang != "en" and all(part in _words(lang) for part in per.groups()):
            return _catalogue(lang).get("unit.per", "{what} / {each}").format(what=word(per[1]), each=word(per[2]))
    return text


def has_message(message_id: str) -> bool:
    """Whether there is a sentence with this id.

    >>> has_message("number.empty"), has_message("no.such.id")
    (True, False)
    """
    return message_id in _catalogue(language()) or message_id in _catalogue("en")


def sentences(start: str) -> dict[str, str]:
    """All sentences whose ids begin with this, in the language spoken now, with their places still to be filled in.

    >>> list(sentences("number.e"))
    ['number.empty']
    >>> sentences(None)
    Traceback (most recent call last):
    TypeError: startswith first arg must be str or a tuple of str, not NoneType
    """
    both = _catalogue("en") | _catalogue(language())
    return {name: sentence for name, sentence in both.items() if name.startswith(start)}


def catalogue_files(lang: str) -> list[Path]:
    """The PO files of a language, in the order of their names.

    >>> "otop.po" in [file.name for file in catalogue_files("en")], catalogue_files("xx")
    (True, [])
    """
    return [file for place in _folders() for file in sorted((place / lang).glob("*.po"))]


def _catalogue(lang: str) -> dict[str, str]:
    return _read(lang, _folders(), False)


def _words(lang: str) -> dict[str, str]:
    return _read(lang, _folders(), True)


@functools.cache
def _read(lang: str, folders: tuple[Path, ...], words: bool) -> dict[str, str]:
    """Ids to sentences. In English the id is the ``msgid``; elsewhere it is the ``msgctxt``, beside the English text.

    What is not translated, and what is marked stale (``fuzzy``), is left out: English is said then.
    """
    import polib  # a PO file is the source and is read as it is: nothing to compile

    return {
        entry.msgctxt or entry.msgid: entry.msgstr
        for file in catalogue_files(lang)
        if (file.name == WORDS) == words
        for entry in polib.pofile(str(file), encoding="utf-8")
        if entry.msgstr and not entry.fuzzy and not entry.obsolete
    }


def _here() -> str:
    try:
        return os.getcwd()
    except OSError:
        return os.sep


@functools.cache  # looked up once in each folder, not for each sentence
def _workspace_language(here: str) -> str:
    for folder in (Path(here), *Path(here).parents):
        setting = folder / ".otop" / "language"
        if setting.is_file():
            lang = setting.read_text(encoding="utf-8").strip()
            return lang if lang in languages() else "en"
    return "en"
