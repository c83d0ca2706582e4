"""The feedback page: what a trainee reads about her own answers, and nothing of how they were tested."""

from __future__ import annotations

import re
from pathlib import Path

from nbconvert.filters.markdown_mistune import markdown2html_mistune
from nbgrader import utils
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from otop.i18n import language, say, speaking
from otop.learn.assignment import VERDICT_MIMETYPE
from otop.learn.notebook_file import key_cells, language_of
from otop.teach.translate.notebook import locale_of, texts_in_language

TEMPLATES = Path(__file__).parent / "templates"
_LONGEST = 900  # characters of a sentence on the page
_MARKS = {"right": "✓", "not_yet": "→", "no_answer": "○", "waits": "…", "marked": "•", "trouble": "!"}


class FeedbackPage(NbGraderPreprocessor):
    """Puts the content of the page into ``resources["page"]`` for the template."""

    def preprocess(self, nb, resources):
        with speaking(language_of(nb)):
            return self._page(nb, resources)

    def _page(self, nb, resources):
        about = resources["nbgrader"]
        locale = locale_of(Path(self.parent.parent.coursedir.root))
        nb = texts_in_language(nb, f"assignments/{about['notebook']}.po", language_of(nb), locale)
        with Gradebook(about["db_url"]) as book:
            submission = book.find_submission_notebook(about["notebook"], about["assignment"], about["student"])
            grades = {grade.name: grade for grade in submission.grades}
            comments = {comment.name: comment.manual_comment for comment in submission.comments}
            questions = _questions(nb, grades, comments)
        resources["page"] = {
            "lang": language(),
            "title": _title(nb) or about["assignment"],
            "whom": say("feedback.whom", who=about["student"]),
            "opening": opening(questions, about["score"], about["max_score"]),
            "late": say("feedback.late", points=shown(about["late_penalty"])) if about.get("late_penalty") else "",
            "questions": questions,
            "words": {word: say(f"feedback.{word}") for word in
                      ("your_answer", "the_question", "comment", "result", "summary", "points", "question")},
        }  # fmt: skip
        return nb, resources


def shown(points: float) -> str:
    """Points as people write them.

    >>> shown(13.0), shown(2.5)
    ('13', '2.5')
    >>> shown("a")
    Traceback (most recent call last):
    ValueError: could not convert string to float: 'a'
    """
    return f"{round(float(points), 2):g}"


def opening(questions: list[dict], score: float, most: float) -> list[str]:
    """The first lines of the page: what is right, what is still being read, and the points so far.

    >>> one = {"state": "right", "is_full": True, "max_points": 1.0}
    >>> opening([one, {"state": "waits", "is_full": False, "max_points": 4.0}], 1, 5)
    ['Right: 1 of 2 questions.', '4 points are still being read by your instructor.', 'So far you have 1 of the other 1 points.']
    >>> opening(None, 1, 5)
    Traceback (most recent call last):
    TypeError: 'NoneType' object is not iterable
    """
    right = sum(question["is_full"] for question in questions)
    open_ones = sum(question["state"] == "no_answer" for question in questions)
    waits = sum(question["max_points"] for question in questions if question["state"] == "waits")
    if right:
        lines = [say("feedback.right", count=right, of=len(questions))]
    else:
        lines = [say("feedback.nothing_yet" if open_ones == len(questions) else "feedback.none_right")]
    if waits:
        lines.append(say("feedback.waits", points=shown(waits)))
        lines.append(say("feedback.total_so_far", score=shown(score), points=shown(most - waits)))
    else:
        lines.append(say("feedback.total", score=shown(score), points=shown(most)))
    return lines


def _questions(nb, grades: dict, comments: dict) -> list[dict]:
    _, titles = key_cells(nb)
    questions, text, answer = [], "", None
    for cell in nb.cells:
        about = cell.metadata.get("nbgrader", {})
        name = about.get("grade_id")
        if cell.cell_type == "markdown" and utils.is_locked(cell):
            text = re.split(r"^#{1,6}\s.*$", cell.source, flags=re.MULTILINE)[-1].strip()
        if utils.is_solution(cell):
            answer = cell
        if not utils.is_grade(cell) or name not in grades:
            continue
        grade, written = grades[name], utils.is_solution(cell)
        answer_name = answer.metadata.nbgrader.grade_id if answer is not None else ""
        state, sentence = _written(cell, grade) if written else _tested(cell, answer, grade)
        waits = state == "waits"
        questions.append({
            "anchor": f"q{len(questions) + 1}",
            "heading": titles.get(name, name),
            "text": markdown2html_mistune(text) if text else "",
            "answer": answer.source.strip() if answer is not None else "",
            "is_code": not written,
            "state": state,
            "mark": _MARKS[state],
            "word": say(f"feedback.state_{state}"),
            "sentence": sentence[:_LONGEST],
            "points": say("feedback.points_waiting" if waits else "feedback.points_of",
                          score=shown(grade.score), points=shown(grade.max_score)),
            "earned": say("feedback.points_waiting" if waits else "feedback.points_earned",
                          score=shown(grade.score), points=shown(grade.max_score)),
            "max_points": float(grade.max_score),
            "is_full": not waits and grade.score >= grade.max_score,
            "comment": (comments.get(answer_name) or "").strip(),
        })  # fmt: skip
        text, answer = "", None
    return questions


def _written(cell, grade) -> tuple[str, str]:
    if cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell) and grade.manual_score is None:
        return "no_answer", say("feedback.nothing_written")
    if grade.needs_manual_grade or grade.manual_score is None:
        return "waits", say("feedback.instructor_reads")
    return "marked", say("feedback.instructor_marked")


def _tested(cell, answer, grade) -> tuple[str, str]:
    if grade.needs_manual_grade and grade.auto_score is None:
        return "waits", say("feedback.instructor_checks")
    if grade.manual_score is not None and grade.manual_score != grade.auto_score:
        return "marked", say("feedback.instructor_changed")
    untouched = answer is not None and answer.metadata.nbgrader.get("checksum") == utils.compute_checksum(answer)
    if untouched:
        return "no_answer", say("feedback.nothing_typed")
    state, sentence = read_outputs(cell.get("outputs", []))
    return (state, sentence) if (state == "right") == (grade.score > 0) else _plain_state(grade)


def _plain_state(grade) -> tuple[str, str]:
    return ("right", say("feedback.right_plain")) if grade.score > 0 else ("trouble", say("feedback.not_checked"))


def read_outputs(outputs: list) -> tuple[str, str]:
    """What a graded cell said, as a state and one sentence; never code, a path or a traceback.

    >>> read_outputs([{"output_type": "error", "ename": "NotYet", "evalue": "Not yet. You have 73.50."}])
    ('not_yet', 'Not yet. You have 73.50.')
    >>> read_outputs([{"output_type": "error", "ename": "ZeroDivisionError", "evalue": "division by zero"}])[0]
    'trouble'
    >>> read_outputs([{}])
    Traceback (most recent call last):
    KeyError: 'output_type'
    """
    for output in outputs:
        if output["output_type"] == "error":
            kind = output.get("ename", "")
            if kind == "NotYet":
                return "not_yet", _one_line(output.get("evalue", ""))
            if kind == "NoAnswer":  # the judge's own sentence
                return "trouble", _one_line(output.get("evalue", ""))
            if kind == "NameError":
                return "trouble", say("feedback.answer_missing")
            if kind in ("CellTimeoutError", "DeadKernelError"):
                return "trouble", say("feedback.took_too_long")
            return "trouble", say("feedback.not_checked")
    said = [output["data"]["text/plain"] for output in outputs
            if output["output_type"] == "display_data" and VERDICT_MIMETYPE not in output["data"]
            and "text/plain" in output["data"]]  # fmt: skip
    return "right", _one_line(said[-1]) if said else say("feedback.right_plain")


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"\x1b\[[0-9;]*m", "", text)).strip()


def _title(nb) -> str:
    for cell in nb.cells:
        heading = re.search(r"^# +(.+)$", cell.source, flags=re.MULTILINE) if cell.cell_type == "markdown" else None
        if heading and utils.is_locked(cell):
            return heading.group(1).strip()
    return ""
