"""The kit: one zip with the site, its server, and one page that says what to do."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

from otop.errors import OtopError
from otop.teach.notebooks import COURSE
from otop.teach.site.build import ABOUT, OWN

TOP = "otop-kit"
HERE = Path(__file__).parent
RUNS = (".sh", ".command", ".py")
PACKED = (".whl", ".zip", ".png", ".woff2")


def make(site: Path, file: Path, *, picture: Path = COURSE / "docs/pictures/lesson.png") -> int:
    """Write the kit; the same site gives the same bytes. Returns its size.

    Errors: `OtopError` when the folder is no site, or the file cannot be written.

    >>> make(Path("no_such_folder"), Path("kit.zip"))
    Traceback (most recent call last):
    otop.errors.OtopError: no_such_folder is no site of this course. Build one first: otop site build no_such_folder
    """
    if not (site / ABOUT).is_file():
        raise OtopError("site.not_a_site", folder=site)
    part = file.with_name(f".{file.name}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(part, "w") as archive:
            for name, path in sorted(members(site, picture).items()):
                archive.writestr(_info(name), _content(name, path), compresslevel=6)
        os.replace(part, file)
    except OSError as problem:
        raise OtopError("site.cannot_write", where=file.name, folder=file.parent, reason=problem.strerror) from None
    finally:
        part.unlink(missing_ok=True)
    return file.stat().st_size


def members(site: Path, picture: Path) -> dict[str, Path]:
    """What is in the kit: name in the zip to file.

    >>> sorted(name for name in members(Path("no_such_folder"), Path("p.png")) if name.endswith((".bat", ".py")))
    ['otop-kit/serve.py', 'otop-kit/start-for-the-room.bat', 'otop-kit/start.bat']
    >>> members(None, Path("p.png"))
    Traceback (most recent call last):
    AttributeError: 'NoneType' object has no attribute 'rglob'
    """
    files = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    found = {f"{TOP}/site/{name}": path for name, path in files.items() if name not in (OWN, ".nojekyll")}
    found |= {f"{TOP}/{path.name}": path for path in (HERE / "kit_files").iterdir()}
    found[f"{TOP}/start.command"] = HERE / "kit_files" / "start.sh"
    return found | {f"{TOP}/serve.py": HERE / "serve.py", f"{TOP}/lesson.png": picture}


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
    info.create_system = 3
    info.external_attr = (0o755 if name.count("/") == 1 and name.endswith(RUNS) else 0o644) << 16
    info.compress_type = zipfile.ZIP_STORED if name.endswith(PACKED) else zipfile.ZIP_DEFLATED
    return info


def _content(name: str, path: Path) -> bytes:
    content = path.read_bytes()
    if name.endswith(".bat"):
        return content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return content.replace(b"\r\n", b"\n") if name.endswith((".sh", ".command")) else content
