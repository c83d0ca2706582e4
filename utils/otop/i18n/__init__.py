"""Languages: every sentence a person reads is looked up here by its id.

The sentences of a language are the PO files of its folder in ``locale``: ``otop.po`` for
the program, and one more for each lesson.

The language is decided in this order: what the notebook's set-up line asked for
(`use_language`), the variable ``OTOP_LANG``, the setting of the workspace
(``.otop/language`` in this folder or one above it), English. The system's own
``LANG`` is neither read nor set.
"""

from __future__ import annotations

import functools
import gettext
import io
import os
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"
_chosen: str | None = None


@functools.cache
def languages() -> tuple[str, ...]:
    """The languages there is a catalogue for.

    >>> "en" in languages()
    True
    """
    return tuple(sorted(folder.name for folder in LOCALE.iterdir() if (folder / "otop.po").is_file()))


def use_language(lang: str | None) -> None:
    """Speak this language from here on (``None``: decide again from the surroundings)."""
    global _chosen
    _workspace_language.cache_clear()
    _chosen = lang if lang in languages() else None


def language() -> str:
    """The language that is spoken now."""
    asked = (_chosen, os.environ.get("OTOP_LANG"))
    return next((lang for lang in asked if lang in languages()), None) or _workspace_language(_here())


def say(message_id: str, **facts) -> str:
    """The sentence with this id, in the language spoken now, with its facts filled in.

    Errors: ``KeyError`` for an id that no catalogue has; that is a defect of ours,
    never of the learner.

    >>> say("number.empty")
    'There is no number here yet. Type your number, for example 12.50.'
    >>> say("no.such.id")
    Traceback (most recent call last):
    KeyError: 'no.such.id'
    """
    for lang in (language(), "en"):
        sentence = _catalogue(lang).gettext(message_id)
        if sentence != message_id:
            return sentence.format(**facts)
    raise KeyError(message_id)


def has_message(message_id: str) -> bool:
    """Whether the English catalogue has this id.

    >>> has_message("number.empty"), has_message("no.such.id")
    (True, False)
    """
    return _catalogue("en").gettext(message_id) != message_id


def catalogue_files(lang: str) -> list[Path]:
    """The PO files of a language, in the order of their names.

    >>> "otop.po" in [file.name for file in catalogue_files("en")], catalogue_files("xx")
    (True, [])
    """
    return sorted((LOCALE / lang).glob("*.po"))


@functools.cache
def _catalogue(lang: str) -> gettext.NullTranslations:
    import polib  # a PO file is the source and is read as it is: nothing to compile

    whole = polib.POFile()
    for file in catalogue_files(lang):
        read = polib.pofile(str(file), encoding="utf-8")
        whole.metadata = whole.metadata or read.metadata
        whole.extend(read)
    return gettext.GNUTranslations(io.BytesIO(whole.to_binary()))


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
