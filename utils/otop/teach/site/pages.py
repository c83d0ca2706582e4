"""The pages of the book that are made from the outline, the lessons and the manifests, as Markdown."""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Callable
from urllib.parse import quote

from otop.i18n import say, word
from otop.teach.outline import Outline
from otop.teach.site.published import Published

HEAD = "# {title}\n\n"
Titles = Callable[[str, str], str]  # from a place and its English to the words of a language


def _as_it_is(_place: str, english: str) -> str:
    return english


def run_link(path: str, text: str, *, up: str = "") -> str:
    """The link that opens a notebook in the browser.

    Parameters
    ----------
    path : str
        The notebook's place on the site.
    text : str
        What the link says.
    up : str
        The way from the page to the site's root.

    >>> run_link("05 a.ipynb", "Run", up="../")
    '<p class="otop-run"><a href="../run.html?nb=05%20a.ipynb">Run</a></p>'
    >>> run_link(None, "Run")
    Traceback (most recent call last):
    TypeError: quote_from_bytes() expected bytes
    """
    return f'<p class="otop-run"><a href="{up}run.html?nb={quote(path)}">{html.escape(text)}</a></p>'


def my_work_link(up: str = "") -> str:
    """The link to the page of the learner's own work.

    >>> my_work_link("../")
    '<p><a href="../mywork.html">What I have done</a></p>'
    >>> my_work_link(None)
    Traceback (most recent call last):
    TypeError: can only concatenate str (not "NoneType") to str
    """
    return '<p><a href="' + up + f'mywork.html">{say("site.my_work")}</a></p>'


def index(outline: Outline, notebooks: list[Published], titles: Titles = _as_it_is) -> str:
    """The first page: the parts and lessons in their order; those that are not written yet are said to be planned."""
    lessons = {lesson.id: lesson for lesson in outline.lessons}
    runs = {one.lesson: one for one in notebooks if one.kind == "lesson"}
    lines = [HEAD.format(title=_text(titles("title", outline.title))), say("site.promise"), "", say("site.how_to"), ""]
    lines += [my_work_link(), ""]
    for part in outline.parts:
        lines += [f"## {_text(titles(f'part.{part.id}', part.title))}", ""]
        for one in part.lessons:
            lesson = lessons[one]
            name = _text(titles(f"lesson.{one}", lesson.title))
            if lesson.written:
                minutes = lesson.minutes["teach"] + lesson.minutes["do"]
                title = f"[{name}](lessons/{_stem(lesson.file)}.ipynb)"
                run = f'<a href="run.html?nb={quote(runs[one].path)}">{say("site.run")} {one}</a>'
                lines.append(f"- **{one}** {title} ({say('site.minutes', minutes=minutes)}). {run}")
            else:
                core = _text(titles(f"core.{one}", lesson.core))
                lines.append(f"- **{one}** {name} *({say('site.planned')})*: {core}")
        lines.append("")
    trees = [("site.tree.lessons", [f"lessons/{_stem(lesson.file)}" for lesson in outline.written]),
             ("site.tree.more", ["assignments", "glossary", "datasets"])]  # fmt: skip
    for caption, pages in trees:
        lines += ["```{toctree}", ":hidden:", f":caption: {say(caption)}", "", *pages, "```", ""]
    return "\n".join(lines)


def assignments(outline: Outline, notebooks: list[Published], kind: str, titles: Titles = _as_it_is) -> str:
    """The page of the assignments, each with its link."""
    lines = [HEAD.format(title=say("site.assignments")), say(f"site.assignments.{kind}"), "", my_work_link(), ""]
    for one in notebooks:
        if one.kind == "assignment":
            lines += [f"## {_text(one.title)}", "", run_link(one.path, say("site.run_assignment", id=one.lesson)), ""]
    planned = [lesson for lesson in outline.lessons if lesson.assignment and not lesson.written]
    if planned:
        lines += [f"## {say('site.planned_title')}", ""]
        lines += [f"- {one.id} {_text(titles(f'lesson.{one.id}', one.title))}" for one in planned]
    return "\n".join(lines) + "\n"


def glossary(words: dict[str, list[tuple[str, str]]]) -> str:
    """The page of new words, in the order of the alphabet; each with the lessons it is from.

    >>> glossary({"batch": [("05", "05_unit_cost")]}).splitlines()[-1]
    '- **batch**: [lesson 05](lessons/05_unit_cost.ipynb)'
    >>> glossary(None)
    Traceback (most recent call last):
    AttributeError: 'NoneType' object has no attribute 'items'
    """
    lines = [HEAD.format(title=say("site.glossary")), say("site.glossary.how"), ""]
    for new, places in sorted(words.items()):
        links = ", ".join(f"[{say('site.lesson', id=id)}](lessons/{stem}.ipynb)" for id, stem in places)
        lines.append(f"- **{_text(new)}**: {links}")
    return "\n".join(lines) + "\n"


def new_words(english: str, text: str | None = None) -> list[str]:
    """The words of the line "New words" of a lesson's last cell.

    Parameters
    ----------
    english : str
        The cell in English: it says which of its blocks that is.
    text : str, optional
        The cell in another language.

    >>> new_words("**New words:** batch, going rate.\\n\\n**Next:** more")
    ['batch', 'going rate']
    >>> new_words("# A\\n\\n**New words:** batch.", "# ก\\n\\n**คำใหม่:** รอบการผลิต")
    ['รอบการผลิต']
    >>> new_words("## Key points")
    []
    """
    parts = (text or english).split("\n\n")
    for at, block in enumerate(english.split("\n\n")):
        if block.startswith("**New words:**"):
            words = re.sub(r"^\*\*[^*]*\*\*:?", "", parts[at])
            return [word.strip() for word in words.strip().rstrip(".").split(",")]
    return []


def datasets(manifests: dict[str, dict], words: Titles = _as_it_is) -> str:
    """The data catalogue: what each dataset is, where it comes from, what is not known, its columns."""
    lines = [HEAD.format(title=say("site.datasets")), say("site.datasets.how"), ""]
    for name, about in manifests.items():
        own = functools.partial(_own_words, words, name)
        lines += [
            f"## {own('title', about['title'])}",
            "",
            f"`{name}`: {_text(say('data.kind.' + about['kind']))}.",
            "",
        ]
        if about.get("description"):
            lines += [own("description", about["description"]), ""]
        lines += [f"**{say('site.licence')}:** {_licence(about.get('licence'))}", ""]
        lines += [f"**{say('site.sources')}**", "", *(f"- {_source(one)}" for one in about.get("sources", [])), ""]
        gaps = about.get("known_gaps") or []
        lines += [f"**{say('site.gaps')}**", "", *(f"- {own('known_gaps', gap)}" for gap in gaps), ""] if gaps else []
        lines += [f"**{say('site.columns')}**", "", *(_column(column, own) for column in about["columns"]), ""]
    return "\n".join(lines)


def _own_words(words: Titles, dataset: str, place: str, english: str) -> str:
    return _text(words(f"{dataset}.{place}", " ".join(str(english).split())))


def _column(column: dict, own: Callable[[str, str], str]) -> str:
    unit = f", {_text(word(column['unit']))}" if column.get("unit") else ""
    return f"- `{column['name']}` ({word(column['type'])}{unit}): {own(column['name'], column['description'])}"


def _source(source: dict) -> str:
    name = _text(word(source["name"]))
    return f"[{name}](<{source['url']}>)" if source.get("url") else name


def _licence(licence) -> str:
    if isinstance(licence, dict):
        return "; ".join(f"{_text(key)}: {_text(value)}" for key, value in licence.items() if value)
    return _text(licence or "-")


def _text(text) -> str:
    """Words as they are: nothing in them is Markdown."""
    return re.sub(r"([\\`*_\[\]<>{}$#|])", r"\\\1", " ".join(str(text).split()))


def _stem(file: str) -> str:
    return file.rsplit("/", 1)[-1].removesuffix(".ipynb")
