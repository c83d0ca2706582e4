"""The pure packages that Pyodide does not carry: taken from this environment, where the lock pinned them."""

from __future__ import annotations

import email
import importlib.metadata
import io
import re
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from pathlib import Path

from otop.errors import OtopError
from otop.teach.notebooks import COURSE
from otop.teach.site.pyodide_files import plain, sha256

INSTALLED = ("comm", "ipywidgets", "polib", "ruamel.yaml", "openpyxl", "et_xmlfile", "xlsxwriter",
             "fontpkg-noto-sans-thai")  # fmt: skip
# The kernel insists on these names in the list of packages; the course uses nothing of them.
PIPLITE = "_PIPLITE_DISABLE_PYPI = True\n_PIPLITE_URLS = []\n\n\nasync def install(*args, **kwargs):\n    pass\n"
STUBS = {"jedi": "", "micropip": "", "piplite": PIPLITE}
OURS_STAYS_OUT = ("otop/teach/", "otop/cli/", "otop/learn/jupyter/")  # what a trainee's browser never imports
_LEFT_OUT = (".pyc", "/RECORD", "/INSTALLER", "/REQUESTED", "/direct_url.json")


def pack(files: dict[str, bytes], *, stored: bool = False) -> bytes:
    """A zip of these files, the same bytes for the same content.

    >>> pack({"a.txt": b"one"}) == pack({"a.txt": b"one"})
    True
    >>> pack({"a.txt": None})
    Traceback (most recent call last):
    TypeError: object of type 'NoneType' has no len()
    """
    out, how = io.BytesIO(), zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.external_attr = how, 0o644 << 16
            archive.writestr(info, content, compresslevel=6)
    return out.getvalue()


def unpack(content: bytes) -> dict[str, bytes]:
    """The files in a zip.

    >>> unpack(pack({"a.txt": b"one"}))
    {'a.txt': b'one'}
    >>> unpack(b"no zip")
    Traceback (most recent call last):
    zipfile.BadZipFile: File is not a zip file
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


def installed(name: str) -> tuple[str, bytes]:
    """A pure package of this environment as a wheel: file name and content.

    >>> installed("polib")[0].startswith("polib-")
    True
    >>> installed("no-such-package")
    Traceback (most recent call last):
    otop.errors.OtopError: The package no-such-package is not installed here. The site needs the whole set-up: run make site.
    """
    try:
        found = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        raise OtopError("site.not_installed", package=name) from None
    if "Root-Is-Purelib: true" not in (found.read_text("WHEEL") or ""):
        raise OtopError("site.not_pure", package=name)
    files = {}
    for file in sorted(found.files or (), key=str):
        inside = file.as_posix()
        if not inside.startswith("..") and not inside.endswith(_LEFT_OUT):
            files[inside] = Path(file.locate()).read_bytes()
    return f"{plain(name).replace('-', '_')}-{found.version}-py3-none-any.whl", pack(files, stored=True)


def of_the_kernel() -> list[tuple[str, bytes]]:
    """The wheels that come with JupyterLite's Python kernel (without its own package installer)."""
    extension = Path("share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension/static/pypi")
    folder = Path(sysconfig.get_path("data")) / extension
    found = [path for name in ("ipykernel", "pyodide_kernel") for path in folder.glob(f"{name}-*.whl")]
    if len(found) != 2:
        raise OtopError("site.not_installed", package="jupyterlite-pyodide-kernel")
    return [(path.name, path.read_bytes()) for path in found]


def of_the_course(root: Path = COURSE) -> tuple[str, bytes]:
    """Our own package for the browser, data inside, the instructor's rooms left out."""
    with tempfile.TemporaryDirectory(prefix="otop-wheel-") as place:
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", place]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True)
        built = list(Path(place).glob("*.whl"))
        if done.returncode or not built:
            lines = (done.stdout + done.stderr).strip().splitlines()
            raise OtopError("site.no_wheel", reason=lines[-1] if lines else "-")
        name, content = built[0].name, built[0].read_bytes()
    files = {file: data for file, data in unpack(content).items() if not file.startswith(OURS_STAYS_OUT)}
    return name, pack(files, stored=True)


def stub(name: str) -> tuple[str, bytes]:
    """A package that is there only by its name.

    >>> stub("jedi")[0]
    'jedi-0-py3-none-any.whl'
    >>> stub("pandas")
    Traceback (most recent call last):
    KeyError: 'pandas'
    """
    body, info = STUBS[name], f"{name}-0.dist-info"
    files = {f"{name}/__init__.py": b"", f"{name}/{name}.py": body.encode()} if body else {}
    about = f"Metadata-Version: 2.1\nName: {name}\nVersion: 0\n"
    wheel = "Wheel-Version: 1.0\nGenerator: otop\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files |= {f"{info}/METADATA": about.encode(), f"{info}/WHEEL": wheel.encode(), f"{info}/RECORD": b""}
    return f"{name}-0-py3-none-any.whl", pack(files)


def everything() -> dict[str, bytes]:
    """All wheels that are added to Pyodide: file name to content."""
    return dict([*map(installed, INSTALLED), *of_the_kernel(), of_the_course(), *(stub(name) for name in STUBS)])


def entry(file_name: str, content: bytes) -> dict:
    """What Pyodide's lock has to say about a pure wheel.

    >>> entry(*stub("piplite"))["imports"]
    ['piplite']
    >>> entry("x.whl", b"")
    Traceback (most recent call last):
    zipfile.BadZipFile: File is not a zip file
    """
    files = unpack(content)
    about = email.message_from_bytes(next(data for name, data in files.items() if _is_metadata(name)))
    code = [name for name in files if name.endswith(".py") and ".data/" not in name]
    tops = {name.split("/")[0].removesuffix(".py") for name in code}
    lines = about.get_all("Requires-Dist") or []
    return {
        "name": plain(about["Name"]), "version": about["Version"], "file_name": file_name, "install_dir": "site",
        "sha256": sha256(content), "package_type": "package", "imports": sorted(tops),
        "depends": [plain(re.match(r"[\w.-]+", line)[0]) for line in lines if "extra ==" not in line],
        "unvendored_tests": False, "shared_library": False,
    }  # fmt: skip


def _is_metadata(name: str) -> bool:
    return name.count("/") == 1 and name.endswith(".dist-info/METADATA")
