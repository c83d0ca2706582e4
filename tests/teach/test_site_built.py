"""The built site: what is in it, what is not, and the kit."""

import html.parser
import json
import subprocess
import sys
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

import pytest
from otop.errors import OtopError
from otop.learn.hand_in import edition_sha
from otop.teach import outline
from otop.teach.leaks import leaks_in, secrets
from otop.teach.site import build, kit, published, serve
from otop.teach.site.lite import problem
from otop.teach.site.wheels import unpack

ROOT = Path(__file__).resolve().parents[2]
PAGE_LIMIT = 300_000


class Loaded(html.parser.HTMLParser):
    """What a page loads by itself."""

    def __init__(self, text: str):
        super().__init__()
        self.addresses = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        if tag in ("script", "img", "iframe", "source", "video", "audio", "embed"):
            self.addresses.append(told.get("src") or "")
        elif tag == "link" and told.get("rel") in ("stylesheet", "icon", "preload", "manifest", "modulepreload"):
            self.addresses.append(told.get("href") or "")


def pages(site: Path) -> list[Path]:
    """The pages of ours."""
    return [path for path in site.rglob("*.html") if "lite" not in path.relative_to(site).parts]


@pytest.fixture(scope="module")
def about(site_folder):
    return json.loads((site_folder / "site.json").read_text(encoding="utf-8"))


def test_every_written_lesson_and_assignment_is_there_with_its_edition(site_folder, about):
    wanted = []
    for lesson in outline.load().written:
        wanted.append(Path(lesson.file).name)
        wanted += [f"assignments/{lesson.assignment}/{lesson.assignment}.ipynb"] if lesson.assignment else []
    wanted += [f"th/{path}" for path in wanted]
    assert [one["path"] for one in about["notebooks"]] == wanted and about["kind"] == "workshop"
    assert about["languages"] == ["en", "th"]
    for path, edition in about["editions"].items():
        notebook = json.loads((site_folder / "lite/files" / path).read_text(encoding="utf-8"))
        assert notebook["metadata"]["otop"]["edition"] == edition == edition_sha(notebook)
        assert notebook["metadata"]["kernelspec"]["name"] == "python3"
        assert not any(cell.get("outputs") for cell in notebook["cells"])


def test_the_site_tells_no_solution(site_folder):
    known = secrets(ROOT / "course")
    assert len(known) > 40
    lite = site_folder / "lite"
    ours = [*site_folder.iterdir(), *lite.iterdir(), *lite.glob("static/pyodide/otop-*.whl")]
    others = (lite, lite / "build", lite / "extensions", lite / "static")  # JupyterLite and Pyodide as they came
    found = [leak for place in ours if place not in others for leak in leaks_in(place, known)]
    assert found == []


def test_the_wheel_for_the_browser_has_no_room_of_the_instructor(site_folder):
    (wheel,) = (site_folder / "lite/static/pyodide").glob("otop-*.whl")
    names = list(unpack(wheel.read_bytes()))
    assert any(name.startswith("otop/learn/lesson.py") for name in names)
    assert any(name.startswith("otop/data/datasets/") for name in names)
    assert not [name for name in names if name.startswith(("otop/teach/", "otop/cli/"))]


def test_only_what_lessons_need_is_loaded(site_folder, about):
    lock = json.loads((site_folder / "lite/static/pyodide/pyodide-lock.json").read_text(encoding="utf-8"))
    packages, loaded = lock["packages"], set()
    settings = json.loads((site_folder / "lite/jupyter-lite.json").read_text(encoding="utf-8"))
    kernel = settings["jupyter-config-data"]["litePluginSettings"]["@jupyterlite/pyodide-kernel-extension:kernel"]
    waiting = list(kernel["loadPyodideOptions"]["packages"])
    while waiting:
        name = waiting.pop()
        if name not in loaded:
            loaded.add(name)
            waiting += packages[name]["depends"]
    assert {"pandas", "matplotlib", "ipywidgets", "otop"} <= loaded
    assert not loaded & {"scipy", "openpyxl", "xlsxwriter", "fonttools", "ssl", "matplotlib-pyodide"}
    uses_scipy = any("scipy" in one["loads"] for one in about["notebooks"])
    assert ("scipy" in packages) == uses_scipy and "openpyxl" in packages
    files = {path.name for path in (site_folder / "lite/static/pyodide").glob("*.whl")}
    assert files == {one["file_name"] for one in packages.values() if one["file_name"].endswith(".whl")}


def test_what_a_notebook_can_come_to_import_is_on_the_site(site_folder):
    lock = json.loads((site_folder / "lite/static/pyodide/pyodide-lock.json").read_text(encoding="utf-8"))
    there = {top for about in lock["packages"].values() for top in about["imports"]}
    there |= sys.stdlib_module_names | {"js", "pyodide", "pyodide_js"}
    there |= {"nbformat"}  # trusts notebooks in a workspace on a disk
    for one in published.notebooks(ROOT, outline.load()):
        assert {"IPython", "polib"} <= set(one.imports) <= there, one.path


def test_no_page_loads_from_elsewhere_and_all_that_it_loads_is_there(site_folder):
    found = pages(site_folder)
    assert len(found) >= 7
    for page in [*found, *site_folder.glob("lite/**/*.html")]:
        for address in filter(None, Loaded(page.read_text(encoding="utf-8")).addresses):
            if not address.startswith("data:"):
                assert "//" not in address and not address.startswith("/"), (page.name, address)
                assert (page.parent / address.split("?")[0].split("#")[0]).is_file(), (page.name, address)


def test_a_page_of_the_book_is_light(site_folder):
    for page in pages(site_folder):
        addresses = {address.split("?")[0] for address in Loaded(page.read_text(encoding="utf-8")).addresses}
        files = [page, *(page.parent / address for address in addresses if address and not address.startswith("data:"))]
        assert sum(file.stat().st_size for file in files) <= PAGE_LIMIT, page.name


def test_the_book_lists_the_course_in_its_order(site_folder):
    text = (site_folder / "index.html").read_text(encoding="utf-8")
    places = [text.index(f"<strong>{lesson.id}</strong>") for lesson in outline.load().lessons]
    assert places == sorted(places)
    lesson = (site_folder / "lessons/05_unit_cost.html").read_text(encoding="utf-8")
    assert 'href="../run.html?nb=05_unit_cost.ipynb"' in lesson and lesson.count("<svg") > 2 and "own labour" in lesson
    assert "depreciation" in (site_folder / "glossary.html").read_text(encoding="utf-8")
    assert "What is not known" in (site_folder / "datasets.html").read_text(encoding="utf-8")
    assert "run.html?nb=assignments/05_unit_cost/" in (site_folder / "assignments.html").read_text(encoding="utf-8")


def test_a_folder_with_other_things_is_refused(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(OtopError, match="has other things in it"):
        build.check_place(tmp_path)
    build.check_place(tmp_path / "new")


def test_a_new_build_replaces_only_its_own_files(tmp_path):
    def made(*names):
        new = tmp_path / "new"
        for name in names:
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            (new / name).write_text("x")
        return new

    out = tmp_path / "site"
    build.put(made("index.html", "old/gone.html"), out)
    (out / "CNAME").write_text("mine")
    build.check_place(out)
    build.put(made("index.html", "lessons/a.html"), out)
    found = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert found == {"CNAME", "index.html", "lessons/a.html", build.OWN} and not (out / "old").exists()


def test_a_failure_in_the_log_is_a_failure():
    assert problem("one\n[x] FAIL something\n", 0) == "[x] FAIL something"
    assert problem("broken", 1) == "broken" and problem("fine", 0) is None


def test_the_public_site_has_the_self_study_release():
    from otop.teach import release

    if not hasattr(release, "self_study_notebook"):
        pytest.skip("the self-study release (it is not there yet)")
    found = published.notebooks(ROOT, outline.load(), "public")
    graded = published.notebooks(ROOT, outline.load(), "workshop")
    assert [one.path for one in found] == [one.path for one in graded]
    kinds = {(a.kind, a.edition == b.edition) for a, b in zip(found, graded, strict=True)}
    assert kinds == {("lesson", True), ("assignment", False)}


@pytest.fixture(scope="module")
def unpacked(site_folder, tmp_path_factory):
    place = tmp_path_factory.mktemp("kit")
    kit.make(site_folder, place / "kit.zip")
    with zipfile.ZipFile(place / "kit.zip") as archive:
        archive.extractall(place)
    return place


def test_the_kit_is_the_same_each_time(site_folder, unpacked, tmp_path):
    kit.make(site_folder, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == (unpacked / "kit.zip").read_bytes()
    inside = {path.name for path in (unpacked / kit.TOP).iterdir()}
    assert {"READ-ME-FIRST.html", "serve.py", "site", "start.bat", "start.command", "start.sh", "lesson.png"} <= inside
    thai = (unpacked / kit.TOP / "READ-ME-FIRST-th.html").read_text(encoding="utf-8")
    assert '<html lang="th">' in thai and "คอมพิวเตอร์" in thai and "{{" not in thai
    assert 'href="READ-ME-FIRST.html"' in thai and (unpacked / kit.TOP / "READ-ME-FIRST.html").is_file()
    assert b"\r\n" in (unpacked / kit.TOP / "start.bat").read_bytes()
    assert b"\r\n" not in (unpacked / kit.TOP / "start.sh").read_bytes()


def test_the_kit_serves_itself_with_the_right_types(unpacked):
    command = [sys.executable, "-I", "-u", str(unpacked / kit.TOP / "serve.py"), "--no-browser", "--port", "8471"]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        address = child.stdout.readline().split()[-1]
        assert address.startswith("http://127.0.0.1:")
        wanted = {"": "text/html", "lite/static/pyodide/pyodide.asm.wasm": "application/wasm",
                  "lite/static/pyodide/pyodide.mjs": "text/javascript", "site.json": "application/json",
                  "lite/files/05_unit_cost.ipynb": "application/json"}  # fmt: skip
        for name, kind in wanted.items():
            with urllib.request.urlopen(address + name) as answer:
                assert answer.headers.get_content_type() == kind
                assert answer.headers["Cache-Control"] == "no-cache"
                tag = answer.headers["ETag"]
            again = urllib.request.Request(address + name, headers={"If-None-Match": tag})
            with pytest.raises(urllib.error.HTTPError, match="304"):
                urllib.request.urlopen(again)
        for nothing in ("nothing.html", "lessons/", "../serve.py", "%2e%2e/serve.py"):
            with pytest.raises(urllib.error.HTTPError, match="404"):
                urllib.request.urlopen(address + nothing)
    finally:
        child.terminate()
        child.wait()
        child.stdout.close()


def test_the_server_packs_for_the_room(tmp_path):
    (tmp_path / "index.html").write_text("<p>words</p>" * 1000)
    server = serve.start(tmp_path)
    try:
        address = f"http://127.0.0.1:{server.server_address[1]}/"
        asked = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(asked) as answer:
            assert answer.headers["Content-Encoding"] is None  # one's own computer
        server.pack_always = True
        with urllib.request.urlopen(asked) as answer:
            assert answer.headers["Content-Encoding"] == "gzip" and len(answer.read()) < 1000
    finally:
        server.shutdown()


def test_the_server_says_what_is_missing(tmp_path, capsys):
    assert serve.main([str(tmp_path)]) == 2
    assert "Unpack the whole zip first" in capsys.readouterr().out
