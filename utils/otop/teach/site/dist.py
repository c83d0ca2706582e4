"""The folder static/pyodide of the site: exactly what the lessons load, checked, made small and compiled."""

from __future__ import annotations

import json
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from otop.errors import OtopError
from otop.teach.site.pyodide_files import LOCK, PyodideFiles, plain, sha256, write_whole
from otop.teach.site.wheels import entry, pack, unpack

KERNEL = ("micropip", "piplite", "ipykernel", "comm", "pyodide-kernel", "jedi", "ipython")
AT_ONCE = (*KERNEL, "otop")  # loaded with Python itself, with all that they need
# Named as dependencies, and never used by the course.
NEVER = {"matplotlib-pyodide", "parso", "widgetsnbextension", "jupyterlab-widgets", "openssl", "fonttools", "fontpkg"}
# There, and loaded when something imports them (`otop.learn.browser_packages`).
LATER = ("openpyxl", "xlsxwriter", "fontpkg-noto-sans-thai")
DROP_ENDINGS = (".pyi", ".h", ".pxd", ".pyx", ".map", ".pyc")
_DATA = "/matplotlib/mpl-data/"
DROP = (
    *(_DATA + name for name in ("sample_data/", "images/", "fonts/afm/", "fonts/pdfcorefonts/", "fonts/ttf/STIX")),
    *(_DATA + "fonts/ttf/" + name for name in ("cm", "DejaVuSerif", "DejaVuSansMono", "DejaVuSans-BoldOb")),
    _DATA + "fonts/ttf/DejaVuSans-Obl", "/matplotlib/backends/web_backend/", "/numpy/random/lib/", "/numpy/_core/lib/",
)  # fmt: skip
LEXERS = {"__init__", "_mapping", "python", "special", "_builtins", "shell", "ipython", "lexer"}
HERE = Path(__file__).parent


def closure(packages: dict, roots: tuple[str, ...], *, leave_out: set[str] = frozenset()) -> dict:
    """The packages that these ones need, themselves too, as the lock describes them.

    Parameters
    ----------
    packages : dict
        Name to entry of the lock (``depends`` is read).
    roots : tuple of str
        Names; a root is taken even if it is in `leave_out`.
    leave_out : set of str
        Dependencies that are not followed, and not named in the result.

    >>> lock = {"a": {"depends": ["b", "c"]}, "b": {"depends": []}, "c": {"depends": []}}
    >>> closure(lock, ("a",), leave_out={"c"})
    {'a': {'depends': ['b']}, 'b': {'depends': []}}
    >>> closure(lock, ("pandas",))
    Traceback (most recent call last):
    otop.errors.OtopError: Pyodide 0.27.7 does not carry the package pandas, and it is not one of ours.
    """
    needed, waiting = {}, [plain(root) for root in roots]
    while waiting:
        name = waiting.pop()
        if name in needed:
            continue
        if name not in packages:
            raise OtopError("site.no_package", package=name)
        depends = sorted({plain(one) for one in packages[name]["depends"]} - set(leave_out))
        needed[name] = packages[name] | {"depends": depends}
        waiting += depends
    return dict(sorted(needed.items()))


def make(files: PyodideFiles, out: Path, *, wheels: dict[str, bytes], more: tuple[str, ...] = (),
         node: Path | None = None) -> dict:  # fmt: skip
    """Fill the empty folder `out`; returns the packages in it, as the new lock names them.

    Parameters
    ----------
    files : PyodideFiles
        Where the official files come from; each is checked.
    wheels : dict
        Our own wheels, file name to content.
    more : tuple of str
        Packages that some lesson needs (``scipy``): there, but loaded by that lesson only.
    node : Path, optional
        A node that compiles the files; without one they stay as they are, and start slower.
    """
    lock = files.lock()
    official = {plain(name): about for name, about in lock["packages"].items()}
    own = {about["name"]: about for about in (entry(*wheel) for wheel in wheels.items())}
    leave_out = NEVER | set(LATER)
    needed = closure(official | own, (*AT_ONCE, *LATER, *more), leave_out=leave_out)
    out.mkdir(parents=True, exist_ok=True)
    zips = {}
    for name, about in needed.items():
        file = about["file_name"]
        zips[file] = wheels[file] if name in own else files.get(file, about["sha256"]).read_bytes()
    for path in files.core():
        if path.suffix == ".zip":
            zips[path.name] = path.read_bytes()
        else:
            shutil.copyfile(path, out / path.name)
    for file, content in zips.items():
        write_whole(out / file, pack(slim(unpack(content)), stored=True))
    if node:
        compile_with(node, files.folder, out, list(zips))
    with ThreadPoolExecutor(2) as pool:
        sums = dict(pool.map(lambda file: (file, _squeeze(out / file)), zips))
    for about in needed.values():
        about["sha256"] = sums[about["file_name"]]
    text = json.dumps(lock | {"packages": needed}, separators=(",", ":"), sort_keys=True)
    write_whole(out / LOCK, text.encode())
    return needed


def slim(files: dict[str, bytes]) -> dict[str, bytes]:
    """These files of a wheel without what the course never reads.

    >>> list(slim({"numpy/a.py": b"", "numpy/a.pyi": b"", "pygments/lexers/cobol.py": b""}))
    ['numpy/a.py']
    >>> slim(None)
    Traceback (most recent call last):
    AttributeError: 'NoneType' object has no attribute 'items'
    """
    kept = {name: content for name, content in files.items() if _stays(name)}
    fonts = "matplotlib/fontlist.json"
    if fonts in kept:
        kept[fonts] = _font_list(json.loads(kept[fonts]), set(kept))
    return kept


def compile_with(node: Path, pyodide: Path, folder: Path, names: list[str]) -> None:
    """Compile the Python files in these zips with the official Pyodide itself, run by node."""
    command = [node, HERE / "compile.mjs", pyodide.resolve(), folder.resolve(), HERE / "compile_code.py", *names]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, encoding="utf-8", errors="replace")
    if done.returncode:
        lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        raise OtopError("site.not_compiled", reason=lines[-1][:200] if lines else "-")


def find_node() -> Path | None:
    """The node that Playwright brings, or one that is installed; None if there is none."""
    try:
        import playwright
    except ImportError:
        pass
    else:
        for name in ("node", "node.exe"):
            found = Path(playwright.__file__).parent / "driver" / name
            if found.is_file():
                return found
    installed = shutil.which("node")
    return Path(installed) if installed else None


def _stays(name: str) -> bool:
    if name.endswith(DROP_ENDINGS) or ("/" + name).startswith(DROP):
        return False
    lexer = name.removeprefix("pygments/lexers/")
    return lexer == name or lexer.split(".")[0] in LEXERS


def _font_list(fonts: dict, kept: set[str]) -> bytes:
    # 3.8.4 asks for version 330; the wheel says 390, so that every start would look for fonts anew
    have = [font for font in fonts["ttflist"] if "matplotlib/mpl-data/" + font["fname"] in kept]
    return json.dumps(fonts | {"_version": 330, "ttflist": have, "afmlist": []}).encode()


def _squeeze(path: Path) -> str:
    content = pack(unpack(path.read_bytes()))
    write_whole(path, content)
    return sha256(content)
