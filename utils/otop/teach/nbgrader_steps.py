"""What is ours in nbgrader's pipeline: the steps that ``course/nbgrader_config.py`` names."""

from __future__ import annotations

import csv
import functools
import os
import unicodedata
from pathlib import Path

from nbformat import from_dict
from nbgrader.api import MissingEntry
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.plugins import ExportPlugin
from nbgrader.preprocessors import Execute, NbGraderPreprocessor, SaveAutoGrades

from otop.learn.hand_in import complete
from otop.learn.notebook_file import language_of
from otop.teach.feedback_page import TEMPLATES, FeedbackPage
from otop.teach.grading.execute import RunAndJudge
from otop.teach.grading.handed_in import check

__all__ = [
    "FeedbackPage",
    "MoodleCsvExport",
    "PlainMetadata",
    "QuotedCsvExport",
    "RestoreCells",
    "RunAndJudge",
    "SaveAtOnce",
    "SpeakItsLanguage",
    "TEMPLATES",
    "grading_steps",
    "release_steps",
]

_COLUMNS = ["assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score",
            "late_submission_penalty", "score", "max_score"]  # fmt: skip


def release_steps() -> list:
    """nbgrader's own steps from a source notebook to its release, in their order."""
    return GenerateAssignment.class_traits()["preprocessors"].default()


def grading_steps() -> list:
    """nbgrader's own steps from a submission to its marks, in their order; what is run is shut in and judged outside."""
    steps = Autograde.class_traits()["autograde_preprocessors"].default()
    ours = {Execute: RunAndJudge, SaveAutoGrades: SaveAtOnce}
    return [ours.get(step, step) for step in steps]


class PlainMetadata(NbGraderPreprocessor):
    """Leaves no author, no editor and no machine in a released notebook."""

    def preprocess(self, nb, resources):
        kernel = nb.metadata.get("kernelspec", {})
        nb.metadata = from_dict({
            "kernelspec": {key: kernel[key] for key in ("display_name", "language", "name") if key in kernel},
            "language_info": {"name": nb.metadata.get("language_info", {}).get("name", "python")},
        })  # fmt: skip
        return super().preprocess(nb, resources)

    def preprocess_cell(self, cell, resources, cell_index):
        kept = ("nbgrader", "deletable", "editable")
        cell.metadata = from_dict({key: cell.metadata[key] for key in kept if key in cell.metadata})
        return cell, resources


class RestoreCells(NbGraderPreprocessor):
    """Puts a submission in the assignment's own order before anything is run.

    Every cell of the assignment is there once, with its own type, points and flags;
    answers are as they were handed in; a trainee's own cells carry no metadata. What was
    deleted, copied, moved or changed by hand can therefore neither stop the batch nor
    change the points.
    """

    def preprocess(self, nb, resources):
        converter = self.parent.parent
        about = resources["nbgrader"]
        place = converter.coursedir.format_path
        check(
            Path(place(converter.coursedir.submitted_directory, about["student"], about["assignment"])),
            about["notebook"],
        )
        folder = place(converter.coursedir.source_directory, ".", about["assignment"])
        edition = _edition(str(Path(folder) / f"{about['notebook']}.ipynb"))
        whole, notes = complete(nb, edition)
        for name in notes.put_back:
            self.log.warning("Cell '%s' was missing from the submission and was put back", name)
        for title in notes.twice:
            self.log.warning("The answer to '%s' stands twice: the first one that was worked on counts", title)
        whole["metadata"]["otop"] = {"language": language_of(nb)}
        return from_dict(whole), resources


class SpeakItsLanguage(NbGraderPreprocessor):
    """The kernel that grades a notebook answers in the language that the notebook was handed out in."""

    def preprocess(self, nb, resources):
        os.environ["OTOP_LANG"] = language_of(nb)
        return nb, resources


class SaveAtOnce(SaveAutoGrades):
    """nbgrader's step, with all marks of a notebook read at once and saved in one transaction: none is half saved."""

    def preprocess(self, nb, resources):
        self._last = len(nb.cells) - 1
        return super().preprocess(nb, resources)

    def preprocess_cell(self, cell, resources, cell_index):
        book = self.gradebook
        if cell_index == 0:
            self._commit, book.db.commit = book.db.commit, lambda: None
            about = resources["nbgrader"]
            hers = book.find_submission_notebook(about["notebook"], about["assignment"], about["student"])
            _ = hers.notebook.grade_cells  # in one question; the names of grades and comments are theirs
            book.find_grade = _read_before(hers.grades, book.find_grade)
            book.find_comment = _read_before(hers.comments, book.find_comment)
        result = super().preprocess_cell(cell, resources, cell_index)
        if cell_index == self._last:
            self._commit()
        return result


def _read_before(rows, find):
    """The gradebook's `find`, for rows of one notebook that were read before."""
    known = {row.name: row for row in rows}
    return lambda name, *where: known[name] if name in known else find(name, *where)


def _edition(source: str) -> dict:
    stamp = Path(source).stat()
    return _edition_of(source, stamp.st_mtime_ns, stamp.st_size)


@functools.lru_cache(maxsize=64)
def _edition_of(source: str, _mtime: int, _size: int) -> dict:
    from otop.teach.release import released_notebook

    return released_notebook(Path(source))


class QuotedCsvExport(ExportPlugin):
    """nbgrader's CSV, quoted, in UTF-8 as a spreadsheet expects it; no submission is empty, not 0 points."""

    def export(self, gradebook) -> None:
        target = self.to or "grades.csv"
        assignments, students = set(map(str, self.assignment)), set(map(str, self.student))
        with open(target, "w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL)
            writer.writerow(_COLUMNS)
            for assignment in gradebook.assignments:
                if assignments and assignment.name not in assignments:
                    continue
                for student in gradebook.students:
                    if not students or student.id in students:
                        writer.writerow([plain_field(value) for value in self._row(gradebook, assignment, student)])
        self.log.info("Exported grades to %s", target)

    @staticmethod
    def _row(gradebook, assignment, student) -> list:
        person = [student.id, student.last_name, student.first_name, student.email]
        try:
            found = gradebook.find_submission(assignment.name, student.id)
        except MissingEntry:
            return [assignment.name, assignment.duedate, "", *person, "", "", "", assignment.max_score]
        marks = [found.score, found.late_submission_penalty or 0.0, _points_of(found), assignment.max_score]
        return [assignment.name, assignment.duedate, found.timestamp, *person, *marks]


class MoodleCsvExport(ExportPlugin):
    """A row for each person and a column for each assignment, as Moodle's "Import grades" reads them; quoted, in UTF-8.

    A person is found by her id, "ID number" in Moodle. Where nothing was handed in, the field is empty: Moodle then
    changes nothing.
    """

    def export(self, gradebook) -> None:
        target = self.to or "moodle.csv"
        assignments = [one.name for one in gradebook.assignments]
        with open(target, "w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL)
            writer.writerow(["ID number", *map(plain_field, assignments)])
            for student in gradebook.students:
                points = [self._points(gradebook, name, student.id) for name in assignments]
                writer.writerow([plain_field(value) for value in (student.id, *points)])
        self.log.info("Exported grades to %s", target)

    @staticmethod
    def _points(gradebook, assignment: str, student: str) -> float | None:
        try:
            return _points_of(gradebook.find_submission(assignment, student))
        except MissingEntry:
            return None


def _points_of(submission) -> float:
    """What counts of a submission: its score, less what being late costs, and never below nothing."""
    return max(0.0, submission.score - (submission.late_submission_penalty or 0.0))


def plain_field(value) -> str:
    """A field that a spreadsheet shows and never runs.

    >>> plain_field("=1+1"), plain_field(None), plain_field(13.0)
    ("'=1+1", '', '13.0')
    >>> plain_field()
    Traceback (most recent call last):
    TypeError: plain_field() missing 1 required positional argument: 'value'
    """
    text = "" if value is None else str(value)
    first = unicodedata.normalize("NFKC", text[:1])  # also the wide forms of these signs
    return f"'{text}" if first in ("=", "+", "-", "@", "\t", "\r", "\n") else text
