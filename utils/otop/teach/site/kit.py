"""The kit: one zip with the site, its server, and one page that says what to do."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

from otop.errors import OtopError
from otop.teach.notebooks import COURSE
from otop.teach.site.build import ABOUT, OWN, in_words
from otop.teach.site.languages import links

TOP = "otop-kit"
FIRST = "READ-ME-FIRST.html"
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
            files = {name: _content(name, path) for name, path in members(site, picture).items()}
            for name, content in sorted((files | first_pages(site)).items()):
                archive.writestr(_info(name), content, compresslevel=6)
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
    found |= {f"{TOP}/{path.name}": path for path in (HERE / "kit_files").iterdir() if path.name != FIRST}
    found[f"{TOP}/start.command"] = HERE / "kit_files" / "start.sh"
    return found | {f"{TOP}/serve.py": HERE / "serve.py", f"{TOP}/lesson.png": picture}


def first_pages(site: Path) -> dict[str, bytes]:
    """The page that says what to do, in each language of the site; the site's first one has the plain name.

    >>> first_pages(Path("no_such_folder"))
    Traceback (most recent call last):
    FileNotFoundError: [Errno 2] No such file or directory: 'no_such_folder/site.json'
    """
    langs = json.loads((site / ABOUT).read_text(encoding="utf-8"))["languages"]
    stem = FIRST.removesuffix(".html")
    names = {lang: FIRST if lang == langs[0] else f"{stem}-{lang}.html" for lang in langs}
    template = (HERE / "kit_files" / FIRST).read_text(encoding="utf-8")
    return {
        f"{TOP}/{name}": in_words(template, lang, switch=links(names, lang)).encode() for lang, name in names.items()
    }


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
