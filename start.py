"""All the set-up of the course, with Python's standard library only.

    python3 start.py learn      open the course (Windows: py start.py learn)
    python3 start.py test       test everything that can be tested here
    python3 start.py teach      open the instructor's side
    python3 start.py demo       hand out, collect and grade an example class
    python3 start.py site       build the course as a site, in build/site
    python3 start.py bench      measure
    python3 start.py lock       choose the packages anew (needs internet)
    python3 start.py clean      remove the set-up

This file must be readable by an old Python too, so that it can say in one line
what is wrong: nothing newer than Python 3.6 here, no f-strings.
"""

from __future__ import print_function

import os
import subprocess
import sys

OLDEST, NEWEST_TRIED = (3, 11), (3, 13)
ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
LOCK = os.path.join(ROOT, "requirements.lock")
WINDOWS = os.name == "nt"
PYTHON = os.path.join(VENV, "Scripts", "python.exe") if WINDOWS else os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "otop-stamp.json")
UNFINISHED = os.path.join(VENV, "otop-unfinished")
PIP_LOG = os.path.join(VENV, "otop-pip.log")
LOCK_COMMAND = (
    "pip compile --universal --python-version 3.11 --fork-strategy fewest --generate-hashes "
    "--no-emit-index-url --no-header --all-extras pyproject.toml -o requirements.lock"
).split()


class Stop(Exception):
    """Ends the run with one message and a status."""

    def __init__(self, message, status=1):
        Exception.__init__(self, message)
        self.status = status


# ---------------------------------------------------------------- which Python


def ensure_python(version=None):
    """Go on with this Python, or start again with a newer one that is on this computer."""
    version = tuple(version or sys.version_info[:2])
    if OLDEST <= version <= NEWEST_TRIED:
        return
    other = find_python()
    if other and os.environ.get("OTOP_START_AGAIN") != "1":
        env = dict(os.environ, OTOP_START_AGAIN="1")
        raise SystemExit(call(other + [os.path.abspath(__file__)] + sys.argv[1:], env))
    if version < OLDEST:
        raise Stop(
            "This is Python {0}.{1}; the course needs Python 3.11 or newer. Install it (on Windows and macOS from "
            "python.org, on Ubuntu: sudo apt install python3.12 python3.12-venv) and run this command again.".format(
                *version
            )
        )
    print("Python {0}.{1} is newer than what this course was tried with; going on.".format(*version))


def find_python():
    """The command of a Python that the course was tried with, the newest first; None if there is none."""
    for minor in range(NEWEST_TRIED[1], OLDEST[1] - 1, -1):
        name = "3.{0}".format(minor)
        for command in (["py", "-" + name],) if WINDOWS else (["python" + name],):
            ask = command + ["-c", "import sys, ensurepip, venv; print('%d.%d' % sys.version_info[:2])"]
            try:
                found = subprocess.Popen(ask, stdout=subprocess.PIPE, stderr=subprocess.PIPE).communicate()[0]
            except OSError:
                continue
            if found.decode("ascii", "replace").strip() == name:
                return command
    return None


# --------------------------------------------------------------------- set-up


def set_up():
    """Make `.venv` what requirements.lock and pyproject.toml say. Nothing to do: returns at once."""
    wanted = stamps()
    if read_stamp() == wanted:
        return
    with only_one_at_a_time():
        found = read_stamp()
        if found == wanted:
            return
        if found.get("packages") != wanted["packages"]:
            install_packages()
        install_course()
        import json

        with open(STAMP, "w") as file:
            json.dump(wanted, file)


def stamps():
    """What the set-up depends on: the packages (lock, Python), and our own package (its project file, its place)."""
    import hashlib

    def digest(*parts):
        return hashlib.sha256(b"\0".join(parts)).hexdigest()

    version = "{0}.{1}".format(*sys.version_info[:2]).encode()
    with open(LOCK, "rb") as lock, open(os.path.join(ROOT, "pyproject.toml"), "rb") as project:
        return {"packages": digest(lock.read(), version), "course": digest(project.read(), os.fsencode(ROOT))}


def read_stamp():
    """The stamp of the last set-up that was finished and still runs; {} if there is none."""
    import json

    if os.path.exists(UNFINISHED) or not os.path.exists(PYTHON):
        return {}
    try:
        with open(STAMP) as file:
            found = json.load(file)
        return found if isinstance(found, dict) else {}
    except (OSError, ValueError):
        return {}


class only_one_at_a_time(object):
    """Two windows never set up at once: the second one waits for the first."""

    def __enter__(self):
        try:
            self.file = open(os.path.join(ROOT, ".venv.lock"), "a+")
        except OSError as error:
            raise Stop("Cannot write in the folder of the course ({0}). Copy it to a place of your own.".format(error))
        try:
            self._lock(wait=False)
        except OSError:
            print("Another window is setting up the course; waiting for it ...")
            self._lock(wait=True)

    def __exit__(self, *_):
        self.file.close()

    def _lock(self, wait):
        if not WINDOWS:
            import fcntl

            fcntl.flock(self.file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            return
        import msvcrt
        import time

        while True:
            try:
                self.file.seek(0)
                return msvcrt.locking(self.file.fileno(), msvcrt.LK_NBLCK, 1)
            except OSError:
                if not wait:
                    raise
                time.sleep(1)


def install_packages():
    """Create `.venv` if need be and install exactly what requirements.lock names."""
    print("Setting up. This takes one to three minutes, only the first time ...")
    sys.stdout.flush()
    make_venv()
    with open(UNFINISHED, "w") as file:  # found again at the next start: begin from nothing
        file.write("The set-up was interrupted; start.py repairs it.\n")
    with open(LOCK) as file:
        parts = sum("==" in line for line in file)
    pip(["install", "--require-hashes", "--no-deps", "-r", LOCK], parts)
    os.remove(UNFINISHED)


def make_venv():
    """A `.venv` that runs, made new if it is missing, broken, unfinished or of another Python version."""
    ask = [PYTHON, "-c", "import sys, pip; print('%d.%d' % sys.version_info[:2])"]
    wanted = "{0}.{1}".format(*sys.version_info[:2])
    if os.path.exists(PYTHON) and not os.path.exists(UNFINISHED):
        try:
            if subprocess.check_output(ask, stderr=subprocess.DEVNULL).decode().strip() == wanted:
                return
        except (OSError, subprocess.CalledProcessError):
            pass
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError:
        raise Stop(
            "Python is here, but not its part that makes environments. Install it and run this command again. "
            "Ubuntu and Debian: sudo apt install python{0}-venv. Fedora: sudo dnf install python{0}.".format(wanted)
        )
    try:
        venv.EnvBuilder(clear=True, with_pip=True, symlinks=not WINDOWS).create(VENV)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Stop("Cannot make the folder {0}: {1}. Is the disk full, or the folder read-only?".format(VENV, error))


def install_course():
    """Install our own package (in place), compile it, and check that everything fits together."""
    pip(["install", "--quiet", "--no-deps", "--no-build-isolation", "-e", ROOT])
    run([PYTHON, "-m", "compileall", "-q", os.path.join(ROOT, "utils", "otop")], "compiling the course")
    run([PYTHON, "-m", "pip", "check"], "checking the packages")
    # matplotlib lists the fonts once, and says so in red: here, not in the first figure of a trainee
    run([PYTHON, "-c", "import matplotlib.font_manager"], "listing the fonts")


def pip(arguments, parts=0):
    """Run pip, quietly; show how far it is when somebody looks on."""
    command = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input"] + arguments + ["--progress-bar", "off"]
    run(command, "installing", parts if sys.stdout.isatty() else 0)


def run(command, doing, parts=0):
    """Run a step of the set-up; if it fails, show its last lines and what to do."""
    done, lines = 0, []
    child = subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
    )
    try:
        for raw in child.stdout:
            line = raw.decode("utf-8", "replace").rstrip()
            lines.append(line)
            if parts and line.startswith("Collecting "):
                done += 1
                print("\r  {0} of {1} parts".format(min(done, parts), parts), end="")
                sys.stdout.flush()
        status = child.wait()
    except KeyboardInterrupt:
        child.terminate()
        child.wait()
        raise
    finally:
        child.stdout.close()
        if parts:
            print("\r" + " " * 30 + "\r", end="")
    with open(PIP_LOG, "ab") as file:
        file.write(("\n".join(lines) + "\n").encode("utf-8"))
    if status:
        shown = "\n".join("    " + line for line in lines[-8:])
        raise Stop("Set-up stopped while {0}:\n{1}\n{2}".format(doing, shown, advice("\n".join(lines))))


def advice(text):
    """One sentence: what to do about this failure of pip."""
    lower = text.lower()
    if "no space left" in lower:
        return "The disk is full. Free 2 GB and run the same command again."
    if "proxy" in lower or "407" in lower:
        return (
            "The way to the internet goes through a proxy. Ask its address, set HTTPS_PROXY "
            "(for example: export HTTPS_PROXY=http://proxy.example:8080) and run the same command again."
        )
    if "certificate" in lower:
        return "The connection is not trusted. Check the clock of this computer, ask your network's keeper, try again."
    network = ("connection", "timed out", "name resolution", "getaddrinfo", "unreachable", "no matching distribution")
    if any(word in lower for word in network):
        return "Is there internet? Check the connection and run the same command again: it goes on from here."
    if "do not match the hashes" in lower:
        return "A package arrived damaged. Run the same command again. If it repeats, tell the course's keepers."
    return "Run the same command again. If it repeats, send the file {0} to the course's keepers.".format(PIP_LOG)


def environment():
    """The environment for everything that runs in `.venv`: not disturbed by what is set outside."""
    env = dict(os.environ)
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_TARGET", "OTOP_START_AGAIN"):
        env.pop(name, None)
    env.update(PYTHONUTF8="1", VIRTUAL_ENV=VENV)
    env["PATH"] = os.path.dirname(PYTHON) + os.pathsep + env.get("PATH", "")
    return env


# ------------------------------------------------------------------- commands


def otop(arguments):
    """Become `otop ...`."""
    set_up()
    sys.stdout.flush()
    command = [PYTHON, "-m", "otop"] + arguments
    if WINDOWS:
        return call(command, environment())
    os.chdir(ROOT)
    os.execve(PYTHON, command, environment())


def call(command, env):
    """Run a command to its end; Ctrl-C is its own affair."""
    child = subprocess.Popen(command, env=env)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            continue


def site(arguments):
    """Build the site; where it goes, and Pyodide's folder, may be said."""
    return otop(["site", "build"] + arguments)


def bench(arguments):
    """Measure; `bench NAME` measures one thing."""
    set_up()
    return call([PYTHON, os.path.join(ROOT, "tests", "benchmarks", "run.py")] + arguments, environment())


def test(arguments):
    """Run every test that can run here; name in one line each what cannot."""
    import glob
    import time

    started = time.time()
    set_up()
    env = environment()
    chromium = find_chromium(env)
    if chromium:
        env["OTOP_CHROMIUM"] = chromium
    counts, skipped = {"passed": 0, "failed": 0}, set()
    pytest = [PYTHON, "-m", "pytest", "-q"]
    check("ruff", [PYTHON, "-m", "ruff", "check", "--quiet", "."], env, counts)
    unit = pytest + ["-n", "3", "--dist", "loadscope"] + (arguments or ["tests", "utils"])
    check_pytest("tests and examples", unit, env, counts, skipped)
    if not arguments:
        if glob.glob(os.path.join(ROOT, "notebooks", "*.ipynb")):
            strict = pytest + ["-n", "2", "--dist", "loadscope", "--nbval", "--nbval-kernel-name", "otop-warm",
                               "--nbval-cell-timeout=120", "notebooks"]  # fmt: skip
            warm = os.path.join(ROOT, "utils", "otop", "teach", "grading", "jupyter")
            check_pytest("notebooks", strict, dict(env, JUPYTER_PATH=warm), counts, skipped)
        if has_command("lint", env):
            check("lint", [PYTHON, "-m", "otop", "lint"], env, counts)
        else:
            skipped.add("lint (there is no `otop lint` yet)")
    if not chromium and env.get("OTOP_REQUIRE_BROWSER") == "1":
        print("FAILED: browser (OTOP_REQUIRE_BROWSER is 1, and no Chromium was found)")
        counts["failed"] += 1
    print()
    for reason in sorted(skipped):
        print("NOT TESTED: " + reason)
    print("{0:.0f} seconds".format(time.time() - started))
    closing = "{passed} passed, {failed} failed".format(**counts)
    later = env.get("OTOP_CLOSING_LINE")  # CI prints it itself, behind what make says
    if later:
        with open(later, "w") as file:
            file.write(closing + "\n")
    else:
        print(closing)
    return 1 if counts["failed"] else 0


def check(name, command, env, counts):
    """One check that passes or fails as a whole."""
    print("== " + name)
    sys.stdout.flush()
    passed = subprocess.call(command, cwd=ROOT, env=env) == 0
    counts["passed" if passed else "failed"] += 1


def check_pytest(name, command, env, counts, skipped):
    """A run of pytest, counted from its own report."""
    import xml.etree.ElementTree as ElementTree

    report = os.path.join(ROOT, "build", "test", name.replace(" ", "-") + ".xml")
    if os.path.exists(report):
        os.remove(report)
    print("== " + name)
    sys.stdout.flush()
    status = subprocess.call(command + ["--junitxml=" + report], cwd=ROOT, env=env)
    try:
        cases = ElementTree.parse(report).getroot().iter("testcase")
    except (OSError, ElementTree.ParseError):
        cases = []
    failed = 0
    for case in cases:
        kinds = [part.tag for part in case]
        if "failure" in kinds or "error" in kinds:
            failed += 1
        elif "skipped" in kinds:
            skipped.add(" ".join(case.find("skipped").get("message", "").split()) or "(a test gave no reason)")
        else:
            counts["passed"] += 1
    if status and not failed:
        failed = 1  # pytest itself broke
    counts["failed"] += failed


def find_chromium(env):
    """A Chromium for the browser tests; None if there is none."""
    import shutil

    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    asked = env.get("OTOP_CHROMIUM")
    return (asked if asked and os.path.exists(asked) else None) or next(filter(None, map(shutil.which, names)), None)


def has_command(name, env):
    """Whether `otop NAME` exists."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.call([PYTHON, "-m", "otop", name, "--help"], cwd=ROOT, env=env, **quiet) == 0


def lock(arguments):
    """Choose the packages anew: pyproject.toml to requirements.lock, with uv."""
    import shutil

    make_venv()  # not set_up: a package that is named anew is not in the lock yet
    uv = shutil.which("uv")
    if uv is None:
        tools = os.path.join(ROOT, "build", "tools")
        pip(["install", "--quiet", "--upgrade", "--target", tools, "uv"])
        uv = os.path.join(tools, "bin", "uv.exe" if WINDOWS else "uv")
    status = subprocess.call([uv] + LOCK_COMMAND + arguments, cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL)
    print("requirements.lock is written. Now run the tests." if status == 0 else "requirements.lock was not written.")
    return status


def clean(_):
    """Remove what start.py made; nobody's work is touched."""
    import shutil

    for name in (".venv", "build", ".ruff_cache", ".hypothesis", ".pytest_cache"):
        shutil.rmtree(os.path.join(ROOT, name), ignore_errors=True)
    print("Removed. `learn` and `test` set everything up again.")
    return 0


COMMANDS = {
    "learn": lambda arguments: otop(["learn"] + arguments),
    "teach": lambda arguments: otop(["teach"] + arguments),
    "demo": lambda arguments: otop(["demo"] + arguments),
    "site": site,
    "test": test,
    "bench": bench,
    "lock": lock,
    "clean": clean,
}


def main(arguments):
    """Run one command; one line and a status when something is wrong."""
    if not arguments or arguments[0] not in COMMANDS:
        print(__doc__.split("\n\n")[1])
        return 2
    try:
        ensure_python()
        return COMMANDS[arguments[0]](arguments[1:])
    except Stop as stop:
        sys.stdout.flush()
        sys.stderr.write("{0}\n".format(stop))
        return stop.status
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. Run the same command again to go on.\n")
        return 130


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
