"""A small lesson and a small assignment that break no rule, and ways to break them."""

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from otop.teach.notebooks import METADATA

FIRST = """# Lesson 05: Small

One promise.

**After this lesson you can**

1. add two numbers

- **Time:** 5 minutes to read.
- **Before this:** nothing.
- **Numbers from:** cost_cases."""
LAST = "## Key points\n\n- One.\n\n**New words:** cost.\n\n**Next:** lesson 06."
PICTURES = '![A box](box.png) <img src="box.png" alt="A box">'
FIGURE = '<figure><div role="img" aria-label="One bar"><svg aria-hidden="true"></svg></div></figure>'


def good_lesson():
    table = new_output("display_data", {"text/html": FIGURE, "text/plain": "Figure"})
    return new_notebook(
        metadata=METADATA,
        cells=[
            new_markdown_cell(FIRST, id="title"),
            new_code_cell('from otop.learn import Lesson\n\nlesson = Lesson("05")', id="set-up"),
            new_markdown_cell("## Part 1\n\nThe box of case C6 costs 3.01 THB.\n\n" + PICTURES, id="part-1"),
            new_code_cell('one = None  # ✎\nlesson.check("one", one)', id="one", outputs=[table]),
            new_code_cell('lesson.check("two", 2)', id="two"),
            new_markdown_cell("## My product", id="my-product"),
            new_markdown_cell("**The core of the lesson ends here.**", id="core-ends"),
            new_markdown_cell(LAST, id="key-points"),
        ],
    )


def good_assignment():
    hidden = "### BEGIN HIDDEN TESTS\nfrom otop.learn.questions import unit_cost as ask\n\n{}\n### END HIDDEN TESTS"
    cells = [
        text("title", "# Assignment 05: Small\n\n- **Points:** 4"),
        locked("set-up", 'from otop.learn import Assignment\n\nwork = Assignment("small")'),
        text("one-text", "## Question 1 (2 points)\n\nWhat is 4 and 5, see case C7?"),
        answer("one-answer", "one = None  # ✎\n### BEGIN SOLUTION\none = 14.25 + 5\n### END SOLUTION"),
        graded("one-test", 'work.form(one, "THB")\n' + hidden.format("work.mark(one, ask.nine_and_a_quarter())"), 2),
        text("two-text", "## Question 2 (2 points)\n\nWhat do you say?"),
        new_markdown_cell("A solution that is long enough to be a secret.", id="two-answer", metadata=nbgrader(
            "two-answer", grade=True, solution=True, locked=False, points=2)),
    ]  # fmt: skip
    return new_notebook(metadata=METADATA, cells=cells)


RUBRIC = "| Question | Cell | Points |\n|---|---|---|\n| 1 | `one-test` | 2 |\n| 2 | `two-answer` | 2 |\n"


def nbgrader(name, **told):
    told = {"grade": False, "solution": False, "locked": True, "task": False} | told
    return {"nbgrader": {"schema_version": 3, "grade_id": name, "cell_type": "code", **told}}


def text(name, source):
    return new_markdown_cell(source, id=name, metadata=nbgrader(name, cell_type="markdown"))


def locked(name, source):
    return new_code_cell(source, id=name, metadata=nbgrader(name))


def answer(name, source):
    return new_code_cell(source, id=name, metadata=nbgrader(name, solution=True, locked=False))


def graded(name, source, points):
    return new_code_cell(source, id=name, metadata=nbgrader(name, grade=True, points=points))


def cell(notebook, name):
    return next(cell for cell in notebook.cells if cell.id == name)


def change(name, old, new):
    def broken(notebook):
        assert old in cell(notebook, name).source
        cell(notebook, name).source = cell(notebook, name).source.replace(old, new)

    return broken


def add_code(source, **more):
    return lambda notebook: notebook.cells.insert(4, new_code_cell(source, id="added", **more))


def add_text(source):
    return lambda notebook: notebook.cells.insert(4, new_markdown_cell(source, id="added"))


def output(**data):
    return add_code("1", outputs=[new_output("display_data", {"text/plain": "x"} | data)])


def several(source, kind, count=6):
    def broken(notebook):
        notebook.cells[4:4] = [kind(source, id=f"added-{at}") for at in range(count)]

    return broken


def metadata(name=None, **more):
    return lambda notebook: (cell(notebook, name) if name else notebook).metadata.update(more)


def told(name, **more):
    return lambda notebook: cell(notebook, name).metadata["nbgrader"].update(more)


def rename(old, new):
    def broken(notebook):
        cell(notebook, old).id = new

    return broken
