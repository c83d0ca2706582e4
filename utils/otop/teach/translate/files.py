"""PO files of a language: read, and brought up to date with the English texts.

An entry is known by its place (``msgctxt``) and its English (``msgid``), so any editor of
PO files shows the translator both. What was translated from an older English is kept and
marked ``fuzzy``; where the code of the cell below has changed, ``code-changed``.
"""

from __future__ import annotations

import difflib
from pathlib import Path

import polib

from otop.errors import OtopError
from otop.teach.notebooks import COURSE
from otop.teach.translate.sources import Entry, Source, everything

CODE_CHANGED = "code-changed"
ALIKE = 0.5  # less alike than this, an English text is a new one
_CODE = "code: "


def read(path: Path) -> polib.POFile:
    """A PO file as it is; an empty one where there is none.

    Errors: `OtopError` where the file cannot be read.

    >>> len(read(Path("no_such.po")))
    0
    >>> read(Path(__file__))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    otop.errors.OtopError: files.py: This is not a PO file that can be read: ...
    """
    if not path.is_file():
        return polib.POFile(wrapwidth=0)
    try:
        return polib.pofile(str(path), encoding="utf-8", wrapwidth=0)
    except (OSError, UnicodeDecodeError) as problem:
        reason = str(problem).replace(str(path), path.name).removeprefix("Syntax error in po file ")
        raise OtopError("translate.not_a_po_file", where=path.name, reason=reason) from None


def update(lang: str, course: Path = COURSE) -> list[Path]:
    """Bring all PO files of a language up to date; returns those that changed. No translation is lost."""
    changed = []
    for source in everything(course):
        path = source.path(lang, course)
        content = str(merged(read(path), source, lang)) + "\n"
        if not path.is_file() or path.read_text(encoding="utf-8") != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8", newline="\n")
            changed.append(path)
    return changed


def merged(old: polib.POFile, source: Source, lang: str) -> polib.POFile:
    """The PO file with the entries of today, each with the translation it has; lost ones stay at its end as obsolete.

    >>> old = polib.POFile()
    >>> old.append(polib.POEntry(msgctxt="a", msgid="One box.", msgstr="1"))
    >>> new = merged(old, Source("a.po", (Entry("a", "One big box."), Entry("b", "New.")), False), "th")
    >>> [(entry.msgid, entry.msgstr, entry.fuzzy) for entry in new]
    [('One big box.', '1', True), ('New.', '', False)]
    """
    new = polib.POFile(wrapwidth=0)
    new.metadata = {"Language": lang, "MIME-Version": "1.0", "Content-Type": "text/plain; charset=UTF-8",
                    "Content-Transfer-Encoding": "8bit"}  # fmt: skip
    known = {(entry.msgctxt, entry.msgid): entry for entry in old if entry.msgstr}
    today = {(entry.context, entry.english) for entry in source.entries}
    free = [entry for key, entry in known.items() if key not in today]
    for entry in source.entries:
        found = known.get((entry.context, entry.english))
        new.append(_kept(entry, found) if found else _stale(entry, free))
    for entry in free:
        entry.obsolete = True
        new.append(entry)
    return new


def _kept(entry: Entry, found: polib.POEntry) -> polib.POEntry:
    flags = list(found.flags)
    if found.comment != _comment(entry) and CODE_CHANGED not in flags:
        flags.append(CODE_CHANGED)
    return polib.POEntry(msgctxt=entry.context, msgid=entry.english, msgstr=found.msgstr, comment=_comment(entry),
                         tcomment=found.tcomment, flags=flags, previous_msgid=found.previous_msgid)  # fmt: skip


def _stale(entry: Entry, free: list[polib.POEntry]) -> polib.POEntry:
    """A new entry; with the translation of the text of the same place that is most like it, if there is one."""
    new = polib.POEntry(msgctxt=entry.context, msgid=entry.english, comment=_comment(entry))
    same_place = [(difflib.SequenceMatcher(None, one.msgid, entry.english).ratio(), at)
                  for at, one in enumerate(free) if one.msgctxt == entry.context]  # fmt: skip
    if same_place and max(same_place)[0] >= ALIKE:
        was = free.pop(max(same_place)[1])
        new.msgstr, new.flags, new.previous_msgid, new.tcomment = was.msgstr, ["fuzzy"], was.msgid, was.tcomment
    return new


def _comment(entry: Entry) -> str:
    return _CODE + entry.code if entry.code else ""
