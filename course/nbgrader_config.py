"""nbgrader's settings for this course: every nbgrader command runs in this folder.

../.venv/bin/nbgrader generate_assignment 05_unit_cost
"""

import os
import sys
from pathlib import Path

from nbgrader import preprocessors as stock
from otop.teach import nbgrader_steps as ours

c = get_config()  # noqa: F821

# nbgrader calls `alembic` by name for a new gradebook: found also where the environment is not activated.
_programs = str(Path(sys.executable).parent)
if _programs not in os.environ.get("PATH", "").split(os.pathsep):
    os.environ["PATH"] = os.pathsep.join([_programs, os.environ.get("PATH", "")])

c.CourseDirectory.root = str(Path(__file__).resolve().parent)
c.CourseDirectory.course_id = "otop"
c.Exchange.root = str(Path(__file__).resolve().parent / "exchange")
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", ".nbgrader.log", ".DS_Store"]

# What trainees get: a notebook that runs through untouched. The text stub is no word,
# because it must be the same in every language: an untouched answer is found by it.
c.ClearSolutions.code_stub = {"python": ""}
c.ClearSolutions.text_stub = "..."
c.GenerateAssignment.preprocessors = [*ours.release_steps(), ours.PlainMetadata]

# What comes back is put in order first, so that no single notebook stops the others.
c.Autograde.sanitize_preprocessors = [
    ours.RestoreCells,
    stock.ClearOutput,
    stock.DeduplicateIds,
    stock.OverwriteKernelspec,
    stock.OverwriteCells,
    stock.CheckCellMetadata,
]
c.Autograde.autograde_preprocessors = [ours.SpeakItsLanguage, *ours.grading_steps()]
c.OverwriteCells.add_missing_cells = True
c.Execute.timeout = 20
c.Execute.shutdown_kernel = "immediate"
c.Execute.extra_arguments = [
    "--log-level=ERROR",  # ipykernel's warning about TCP helps nobody here
    "--HistoryManager.enabled=False",  # nobody asks for what was typed before
]
c.LimitOutput.max_lines = 200
c.Exporter.optimistic_validation = True  # once at the end of all steps, not after each

# A feedback page that a trainee understands.
c.GenerateFeedback.preprocessors = [stock.GetGrades, ours.FeedbackPage]
c.GenerateFeedback.HTMLExporter.template_name = "feedback_page"
c.GenerateFeedback.HTMLExporter.extra_template_basedirs = [str(ours.TEMPLATES)]

# Names hold commas and quotation marks; a spreadsheet must not run them.
c.ExportApp.plugin_class = ours.QuotedCsvExport

# `otop collect` names the files; this reads the names.
c.FileNameCollectorPlugin.named_regexp = (
    r".*[\\/](?P<file_id>[^\\/]+?)--(?P<student_id>[A-Za-z0-9_]+)--(?P<timestamp>\d{8}T\d{6}Z)\.ipynb$"
)
