"""The package that reaches trainees holds no solution, no hidden test and no key."""

import subprocess
import sys
from pathlib import Path

from otop.teach.leaks import leaks_in, secrets

ROOT = Path(__file__).resolve().parents[2]


def test_the_wheel_tells_no_solution(tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    known = secrets(ROOT / "course")
    assert len(known) > 40
    assert leaks_in(wheel, known) == []
