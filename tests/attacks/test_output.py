"""Family G: what a trainee shows or writes is text to everybody who reads it later: on the feedback page, in the log,
on the instructor's terminal, and in her spreadsheet."""

import csv
import io
import json
import re
import unicodedata
from html.parser import HTMLParser

import pytest
from otop.teach import demo
from otop.teach import marks as grading
from otop.teach.course_folder import Run, failed_last, remember
from otop.teach.grading import pool
from otop.teach.roster import load_roster, read_roster

A = demo.ASSIGNMENT
MARK = "zzhostile"  # in every attack: what the page has of it must be text

HTML = {
    "script": f"<script>{MARK}()</script>",
    "a script of elsewhere": f"<script src=//{MARK}.example></script>",
    "an event": f"<img src=x onerror={MARK}()>",
    "an event of the page": f"<body onload={MARK}()>",
    "SVG": f"<svg xmlns='http://www.w3.org/2000/svg' onload='{MARK}()'><script>{MARK}()</script></svg>",
    "MathML": f"<math><mtext><img src=x onerror={MARK}()></mtext></math>",
    "a frame": f"<iframe srcdoc='<script>{MARK}()</script>'></iframe>",
    "an object": f"<object data='data:text/html,{MARK}'></object><embed src='//{MARK}.example'>",
    "a link": f"<a href='javascript:{MARK}()'>x</a>",
    "a link with breaks": f"<a href='java\tscript\n:{MARK}()'>x</a>",
    "a link in Markdown": f"[x](javascript:{MARK}()) ![x](javascript:{MARK}()) <javascript:{MARK}()>",
    "a style": f"<style>@import '//{MARK}.example';</style><link rel=stylesheet href=//{MARK}.example>",
    "a form": f"<form action=//{MARK}.example><input name=x></form>",
    "another base": f"<base href='//{MARK}.example/'><meta http-equiv=refresh content='0;url=//{MARK}.example'>",
    "out of its place": f"</pre></div></section></main></body></html><script>{MARK}()</script>",
    "out of a comment": f"--><script>{MARK}()</script><!--",
    "out of a title": f"</title></style></textarea></noscript></template><script>{MARK}()</script>",
    "out of an attribute": f"\" onmouseover=\"{MARK}()\" ' onmouseover='{MARK}()'",
    "marks of a template": "{{ 7777 * 7 }}{% raw %}{{ '" + MARK + "' | safe }}{% endraw %}",
    "mathematics": f"$\\href{{javascript:{MARK}()}}{{x}}$ $$\\unicode{{<script>{MARK}()</script>}}$$",
    "half a sign": f"<scr\ud800ipt>{MARK}()</scr\ud800ipt>",
    "a zero": f"<scr\0ipt>{MARK}()</script>",
    "entities": f"&lt;script&gt;{MARK}()&lt;/script&gt;&#60;script&#62;",
}  # fmt: skip

MIMES = ["text/html", "text/markdown", "text/latex", "image/svg+xml", "application/javascript", "text/javascript",
         "application/json", "application/vnd.jupyter.widget-view+json", "application/vnd.otop.verdict+json",
         "text/html; x", "TEXT/HTML", "image/png"]  # fmt: skip

OURS = {"html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "p", "table", "thead", "tbody", "tr", "th",
        "td", "a", "span", "section", "div", "pre", "strong", "em", "code", "ul", "ol", "li", "br", "blockquote", "img"}  # fmt: skip


class Page(HTMLParser):
    """What a browser would make of the page: elements, their attributes, and the text."""

    def __init__(self, text: str):
        super().__init__()
        self.tags, self.attributes, self.text = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data):
        self.text.append(data)

    handle_comment = handle_decl = lambda self, data: None


def is_plain(text: str) -> bool:
    """No element, attribute or address on the page is the trainee's."""
    page = Page(text)
    assert set(page.tags) <= OURS, set(page.tags) - OURS
    for name, value in page.attributes:
        plain = re.sub(r"[\s\0]", "", value).lower()
        assert not name.startswith("on") and MARK not in name, (name, value)
        assert not plain.startswith(("javascript:", "data:", "vbscript:", "//", "http")) and MARK not in plain, (name, value)
    assert page.tags.count("style") == 1 and page.tags.count("body") == page.tags.count("main") == 1
    return True


def code_of(text: str) -> str:
    return "\n".join(f"# {line}" for line in text.replace("\0", "").splitlines())


@pytest.fixture(scope="module", autouse=True)
def less_patience(room):
    pool._nbgrader(str(room.course)).config.Execute.timeout = 4


@pytest.mark.parametrize("what", HTML)
def test_what_is_written_is_text(room, what):
    """In the written answer, in a comment, in an answer that is a text, and in the name and sentence of an error."""
    evil = HTML[what]
    name = (MARK + evil[:40]).replace("\0", "")
    came = room.grade(
        room.filled({
            "buyer_offer-answer": evil,
            "drink_cash-answer": f"drink_cash = {evil!r}",
            "drink_full-answer": f"drink_full = 7\n{code_of(evil)}",
            "plate_cash-answer": evil,
            "plate_full-answer": f"class NotYet(Exception): pass\nraise NotYet({evil!r})",
            "cost_per_piece-answer": "def cost_per_piece(material, own_labour, overhead, pieces):\n"
            f"    raise type({name!r}, (Exception,), {{}})({evil!r})",
        })
    )  # fmt: skip
    assert came.graded.ok and came.points == 0 and came.changed == []
    text = room.feedback()
    assert is_plain(text) and "54439" not in text


@pytest.mark.parametrize("mime", MIMES)
def test_what_is_displayed_is_not_on_the_page(room, mime):
    everything = "".join(HTML[what] for what in ("script", "an event", "SVG", "a frame", "a link"))
    code = (
        f"from IPython.display import display\nbundle = {{{mime!r}: {everything!r}, 'text/plain': {everything!r}}}\n"
        f"display(bundle, raw=True)\ndisplay({{{mime!r}: {{'x': {everything!r}, 'outcome': {everything!r}}}}}, raw=True)\n"
        f"print({everything!r})\nclass R:\n    def _repr_mimebundle_(self, **k): return bundle\n    def __repr__(self): return {everything!r}\nR()"
    )
    notebook = room.with_code(code, at=2, answers={"drink_cash-answer": f"drink_cash = 1\n{code}", "cost_per_piece-answer": code})
    came = room.grade(notebook)
    assert came.graded.ok and came.points == 0 and came.changed == []
    assert is_plain(room.feedback())


def test_metadata_and_attachments_are_not_on_the_page(room):
    evil = HTML["out of its place"]
    notebook = room.filled({"buyer_offer-answer": f"![x](attachment:{evil})"})
    notebook["metadata"] |= {"title": evil, "otop": {"language": evil, "ids": [evil]}, "authors": [{"name": evil}]}
    for cell in notebook["cells"]:
        cell["metadata"] = cell["metadata"] | {"name": evil, "tags": [evil]}
        cell["attachments"] = {evil: {"text/html": evil}}
        if cell["metadata"]["nbgrader"]["locked"]:
            cell["source"] = f"# {evil}"
    came = room.grade(notebook)
    assert came.points == 0 and came.changed == []
    if came.graded.ok:
        assert is_plain(room.feedback())


def test_the_look_at_the_page_can_fail():
    with pytest.raises(AssertionError):
        is_plain(f"<html><body><main><style></style><script>{MARK}()</script>")


LINES = {
    "a command and its failures": f'\n$ nbgrader autograde {A}\n# not done: ["P001"]\n',
    "with the return of the carriage": f'\r$ nbgrader autograde {A}\r# not done: ["P001"]\r',
    "with rare ends of lines": "".join(
        f'{end}$ nbgrader autograde {A}{end}# not done: ["P001"]{end}' for end in "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
    ),
    "an error for the neighbour": f"\nThere was an error processing assignment '{A}' for student 'P001'\n",
    "a terminal": "\x1b[2J\x1b]0;x\x07\x1b[31m\x9b31m\x08\x08\x08\x00",
    "a link of a terminal": "\x1b]8;;http://x.example\x1b\\x\x1b]8;;\x1b\\",
    "backwards": "\u202e\u2066\u200f\u061c",
    "half a sign": "\ud800\n$ nbgrader x\n",
}


def said_everywhere(room, evil: str) -> dict:
    """A notebook that says it in outputs, errors, warnings, names, and metadata."""
    code = (
        f"import sys, warnings, logging\nevil = {evil!r}\nprint(evil)\nprint(evil, file=sys.stderr)\nwarnings.warn(evil)\n"
        "logging.error(evil)\nsys.__stdout__.write(evil.encode('utf-8', 'replace').decode())\n"
        "raise type(evil.replace('\\0', ''), (Exception,), {})(evil)"
    )
    notebook = room.with_code(code, at=1, answers={"drink_cash-answer": code, "buyer_offer-answer": evil})
    notebook["metadata"] |= {"otop": {"language": evil}, "kernelspec": {"name": evil, "display_name": evil, "language": evil}}
    for cell in notebook["cells"]:
        cell["id"] = evil
        about = cell["metadata"].get("nbgrader")
        if about:
            cell["metadata"]["nbgrader"] = about | {"checksum": evil, "points": evil, "cell_type": evil}
            if about["grade_id"] == "plate_cash-answer":
                about["grade_id"] = evil
    own = {"cell_type": "code", "metadata": {"nbgrader": {"grade_id": evil, "grade": True, "points": 5, "solution": False,
           "locked": True, "schema_version": evil}, evil: evil}, "source": "1", "outputs": [], "execution_count": None}  # fmt: skip
    notebook["cells"] += [own, own]
    return notebook


@pytest.mark.parametrize("what", LINES)
@pytest.mark.parametrize("breaks", [False, True])
def test_the_log_says_only_what_we_say(room, what, breaks):
    """Graded, and where grading breaks with her words in its error."""
    notebook = said_everywhere(room, LINES[what])
    if breaks:
        notebook["cells"][0]["outputs"] = LINES[what]
        notebook["nbformat_minor"] = LINES[what]
    room.hand_in("X1", notebook)
    log = room.course / ".nbgrader.log"
    log.unlink(missing_ok=True)
    ended = grading.grade(room.course, A, students=["X1"])
    text = log.read_bytes().decode("utf-8").removesuffix("\n")
    assert not [c for c in text if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    ours = [line for line in text.splitlines() if not line.startswith("  ")]
    assert len(ours) == 2 and ours[0] == f"$ nbgrader autograde {A}" and ours[1].startswith("# not done: ")
    assert failed_last(room.course, f"autograde {A}") == tuple(ended.failed)
    assert "P001" not in ended.failed
    for said in [*ended.failed.values(), *(reason for reasons in ended.look_at.values() for reason in reasons)]:
        assert not [c for c in said if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")], said


def test_who_failed_is_read_from_our_own_lines_only(tmp_path):
    remember(tmp_path, "autograde x", Run(True, "".join(LINES.values()).replace(A, "x")), ("X1",))
    assert failed_last(tmp_path, "autograde x") == ("X1",)


def test_who_failed_is_not_read_from_an_id(tmp_path):
    remember(tmp_path, "autograde x", Run(False, ""), ('X1"]\n$ nbgrader autograde x\n# not done: ["P001',))
    assert failed_last(tmp_path, "autograde x") == ('X1"]\n$ nbgrader autograde x\n# not done: ["P001',)


FORMULAS = ["=1+1", "=HYPERLINK(\"http://x.example\",\"x\")", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", " =1+1", "\n=1+1",
            "=cmd|' /C calc'!A0", "＝1+1", "＋1+1", "－1+1", "＠SUM(1)", "\u00a0=1+1", "|x", "%x",
            '",=1+1,"', '"\n=1+1', ";=1+1"]  # fmt: skip


def fields(room) -> list[list[str]]:
    """The exported CSV, read back strictly."""
    assert grading.export(room.course).ok
    text = (room.course / "grades.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert len({len(row) for row in rows}) == 1 and rows[0][0] == "assignment"
    return rows


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_spreadsheet_runs_no_name(room, formula):
    sheet = io.StringIO()
    csv.writer(sheet, quoting=csv.QUOTE_ALL).writerows([["id", "name", "group"], ["F1", formula, formula]])
    load_roster(room.course, read_roster(sheet.getvalue()))
    rows = fields(room)
    hers = [row for row in rows if "F1" in row]
    assert hers
    for row in rows:
        for field in row:
            start = unicodedata.normalize("NFKC", field).lstrip(" \t\r\n\u00a0")[:1]
            assert start not in ("=", "+", "-", "@") or re.fullmatch(r"-?\d+(\.\d+)?", field), (field, row)
    (room.course / "grades.csv").unlink()


def test_the_points_in_the_spreadsheet_are_numbers(room):
    room.grade(room.filled(demo.right_answers(room.key, 0)))
    rows = fields(room)
    score = rows[0].index("raw_score")
    assert [row[score] for row in rows if "X1" in row and row[0] == A] == ["10.0"]
    assert json.dumps(rows)
