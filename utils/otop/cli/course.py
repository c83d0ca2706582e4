"""Commands for what an instructor does: release, list of people, collect, grade, feedback, export."""

from __future__ import annotations

import importlib.util
import json
import os
import time
from dataclasses import asdict
from pathlib import Path

import typer

from otop.errors import OtopError, printable
from otop.i18n import say

COURSE = typer.Option(None, "--course", help="The course folder, if you do not stand in it.")
ASSIGNMENT = typer.Argument(help="The assignment, for example 05_unit_cost.")


def add_to(app: typer.Typer) -> None:
    """Put these commands on the `otop` door."""
    for command in (release, roster, collect, grade, marks, feedback, export, demo):
        app.command()(command)


def release(
    assignment: str = ASSIGNMENT,
    self_study: bool = typer.Option(False, "--self-study", help="For those whom nobody grades: checks answer at once."),
    lang: str = typer.Option(None, "--lang", help="The language, for example th; English unless given."),
    course: Path = COURSE,
) -> None:
    """Make the notebook that trainees get, without the solution."""
    needs_nbgrader()
    from otop.teach import release as releases
    from otop.teach.course_folder import find_course
    from otop.teach.leaks import leaks_in, secrets

    folder = find_course(course)
    make = releases.self_study_release if self_study else releases.release
    _start("release", assignment=assignment)
    place = make(folder, assignment, lang)
    found = leaks_in(place, secrets(folder), shown=releases.SHOWN if self_study else ())
    for leak in found:
        print(say("loop.release_leaks", found=leak.found, kind=leak.kind))
    if not found:
        said = "loop.released_self_study" if self_study else "loop.released"
        print(say(said, assignment=assignment, path=_near(place)))
    raise typer.Exit(1 if found else 0)


def roster(file: Path = typer.Argument(help="CSV with the columns id, name, group."), course: Path = COURSE) -> None:
    """Load the list of the people in the course."""
    needs_nbgrader()
    from otop.teach import roster as lists
    from otop.teach.course_folder import find_course

    folder, people = find_course(course), lists.read_roster_file(file)
    _start("roster", count=len(people))
    lists.load_roster(folder, people)
    print(say("loop.roster_loaded", count=len(people)))


def collect(
    assignment: str = ASSIGNMENT,
    places: list[Path] = typer.Argument(None, help="Hand-in files, or folders with them."),
    take_back: list[str] = typer.Option(
        None, "--take-back", help="An id: move what was collected for it aside, with its marks. Once for each id."
    ),
    course: Path = COURSE,
) -> None:
    """Collect hand-in files; what cannot be collected is listed with its reason."""
    needs_nbgrader()
    from otop.teach import take_back as taking
    from otop.teach.collect import collect as collect_files
    from otop.teach.course_folder import find_course

    folder = find_course(course)
    if bool(places) == bool(take_back):
        raise OtopError("loop.collect_what", assignment=assignment)
    for one in take_back or ():
        print_taken_back(assignment, taking.take_back(folder, assignment, one))
    if take_back:
        return
    _start("collect", assignment=assignment)
    print_collected(folder, assignment, collect_files(folder, assignment, places))


def grade(
    assignment: str = ASSIGNMENT,
    jobs: int = typer.Option(None, "--jobs", min=1, help="How many at once; four for each processor."),
    students: str = typer.Option(None, "--students", help="Ids with commas: grade these, also again."),
    again: bool = typer.Option(False, "--again", help="Grade all again, and say whose marks changed."),
    sandbox: str = typer.Option(
        "auto", "--sandbox", help="How submissions are shut in: auto, warm, cold; off: not at all."
    ),
    as_json: bool = typer.Option(False, "--json", help="Print the outcome for a program."),
    course: Path = COURSE,
) -> None:
    """Grade what was collected and is not graded yet; after Ctrl-C it goes on where it was."""
    needs_nbgrader()
    from otop.teach.course_folder import find_course
    from otop.teach.grading import provisioner, walls

    os.environ[walls.SANDBOX] = sandbox
    folder = find_course(course)
    provisioner.get_ready()
    from otop.teach import marks as grading
    from otop.teach.grading import pool

    asked = [one.strip() for one in students.split(",") if one.strip()] if students else None
    if again and not asked:
        asked = pool.submitted(folder, assignment)
    before = grading.marks(folder, assignment)
    if not as_json:
        _start("grade", assignment=assignment)
    done = grading.grade(folder, assignment, students=asked, jobs=jobs, tell=None if as_json else _Progress())
    after = grading.marks(folder, assignment)
    changed = grading.changed(before, after)
    if as_json:
        print(json.dumps(asdict(done) | {"changed": changed}, ensure_ascii=False, indent=1))
    else:
        print_marks(after)
        print_grading(done, changed)
    raise typer.Exit(1 if done.failed else 0)


def print_grading(done, changed: list = ()) -> None:
    """How a run of grading went: whose points changed, where to look, who is not graded and why, behind which walls."""
    for student, question, was, now in changed:
        print(say("loop.changed", id=student, question=question, was=_points(was), now=_points(now)))
    for student, reasons in done.look_at.items():
        for reason in reasons:
            print(say("grading.look", id=printable(student), reason=reason))
    for student, why in done.failed.items():
        print(say("grading.failed", id=printable(student), why=why))
    print(say("grading.summary", graded=len(done.graded), look=len(done.look_at), failed=len(done.failed),
              seconds=round(done.seconds)))  # fmt: skip
    print(say(f"grading.walls_{done.walls.kind}", why=done.walls.why))


class _Progress:
    """A line for about each tenth of the submissions: how many are done, and how long the rest takes."""

    def __init__(self):
        self._began, self._said = time.monotonic(), 0

    def __call__(self, one, done: int, of: int) -> None:
        if done < of and done - self._said < max(1, of // 10):
            return
        self._said = done
        left = round((time.monotonic() - self._began) / done * (of - done))
        line = (
            say("loop.progress", done=done, of=of, seconds=left)
            if left
            else say("loop.progress_last", done=done, of=of)
        )
        print(line, flush=True)


def _points(points: float | None) -> str:
    return "-" if points is None else f"{points:g}"


def marks(assignment: str = ASSIGNMENT, course: Path = COURSE) -> None:
    """Show everybody's points and the mistakes that were named."""
    needs_nbgrader()
    from otop.teach import marks as grading
    from otop.teach.course_folder import check_assignment, find_course

    folder = find_course(course)
    check_assignment(folder, assignment)
    table = grading.marks(folder, assignment)
    if table:
        print_marks(table)
    else:
        collected = len(list((folder / "submitted").glob(f"*/{assignment}")))
        print(say("loop.marks_grade_first" if collected else "loop.marks_collect_first", assignment=assignment,
                  count=collected))  # fmt: skip


def feedback(
    assignment: str = ASSIGNMENT,
    to: Path = typer.Option(None, "--to", help="Also put the pages into this folder, named ASSIGNMENT--ID.html."),
    course: Path = COURSE,
) -> None:
    """Make the feedback pages, with the marks as they are now."""
    needs_nbgrader()
    from otop.teach import marks as grading
    from otop.teach.course_folder import find_course

    folder = find_course(course)
    _start("feedback", assignment=assignment)
    run = grading.feedback(folder, assignment)
    _say_what_failed(run, "generate_feedback")
    pages = grading.feedback_pages(folder, assignment, to)
    print(say("loop.feedback_made", count=len(pages), path=_near(to or folder / "feedback")))


def export(
    to: Path = typer.Option(None, "--to", help="The CSV file to write."),
    moodle: bool = typer.Option(False, "--moodle", help='For Moodle\'s "Import grades": a row for each id.'),
    course: Path = COURSE,
) -> None:
    """Write everybody's marks into a CSV file, for a spreadsheet or for Moodle."""
    needs_nbgrader()
    from otop.teach import marks as grading
    from otop.teach.course_folder import find_course

    folder = find_course(course)
    _start("export")
    run = grading.export(folder, to, moodle=moodle)
    if not run.ok:
        raise OtopError("loop.nbgrader_failed", command="export", line=_last_line(run.log))
    print(say("loop.exported", path=_near(to or folder / ("moodle.csv" if moodle else "grades.csv"))))


def demo(folder: Path = typer.Option(Path("build/demo"), "--in", help="Where; made anew each time.")) -> None:
    """Show the whole loop with invented people: hand in, collect, grade, feedback."""
    needs_nbgrader()
    from otop.teach import demo as show
    from otop.teach.report import what_it_shows

    print(say("loop.demo_invented"))
    done = show.run_demo(folder.resolve(), say_step=lambda step: _start(f"demo_{step}"))
    print_collected(done.course, show.ASSIGNMENT, done.outcome)
    print_marks(done.table)
    print_grading(done.graded)
    pages = sorted((done.course / "feedback").glob("*/*/*.html"))
    print(say("loop.feedback_made", count=len(pages), path=_near(done.course / "feedback")))
    if pages:
        print(say("loop.demo_look", path=_near(pages[0])))
    print(say(f"report.page_written_{what_it_shows(done.room)}", path=_near(done.report), assignment=show.ASSIGNMENT))


def print_collected(course: Path, assignment: str, outcome) -> None:
    """One line for each dropped file, then the sum."""
    for one in outcome.collected:
        print(say("loop.collected_line", ids=", ".join(one.ids), file=printable(one.path.name)))
    for path, reason in outcome.left:
        print(say("loop.left_line", file=printable(path.name), reason=reason))
    for path, reason in outcome.refused:
        print(say("loop.refused_line", file=printable(_near(path)), reason=reason))
    for note in outcome.notes:
        print(note)
    counts = {what: len(getattr(outcome, what)) for what in ("collected", "left", "refused")}
    print(say("loop.counted", **counts, dropped=outcome.dropped))
    if outcome.refused:
        print(say("loop.refused_csv", path=_near(course / "downloaded" / assignment / "refused.csv")))


def print_taken_back(assignment: str, taken) -> None:
    """What was taken back, where it lies, and what follows from it."""
    print(say("loop.taken_back", id=taken.id, assignment=assignment, path=_near(taken.folder)))
    if taken.was_graded:
        print(say("loop.taken_back_marks", id=taken.id, assignment=assignment))
    if taken.others:
        print(say("loop.taken_back_others", others=", ".join(taken.others)))


def print_marks(table: list) -> None:
    """A line for each person: points, points that wait for the instructor, named mistakes."""
    from otop.teach.marks import totals
    from otop.teach.report.words import mistake_name

    found = totals(table)
    print(f"{say('loop.column_id'):<12} {say('loop.column_points'):>7} {say('loop.column_waits'):>7}  "
          f"{say('loop.column_mistakes')}")  # fmt: skip
    for student, (points, waits, mistakes) in found.items():
        print(
            f"{student:<12} {points:>7g} {waits:>7g}  {'; '.join(mistake_name((name,)) for name in dict.fromkeys(mistakes)) or '-'}"
        )
    waiting = sum(mark.points is None for mark in table)
    print(say("loop.graded", count=len(found), waits=waiting))


def _start(step: str, **facts) -> None:
    """One line before a step that takes some seconds."""
    print(say(f"loop.start_{step}", **facts), flush=True)


def _say_what_failed(run, command: str) -> None:
    """Name each submission that nbgrader could not take; stop where it failed as a whole."""
    for one in run.failed:
        print(say("loop.not_graded", id=one))
    if not run.ok and not run.failed:
        raise OtopError("loop.nbgrader_failed", command=command, line=_last_line(run.log))


def needs_nbgrader() -> None:
    if importlib.util.find_spec("nbgrader") is None:
        raise OtopError("loop.no_teach")


def _near(path: Path) -> str:
    return Path(os.path.relpath(path)).as_posix()


def _last_line(log: str) -> str:
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    return lines[-1] if lines else "-"
