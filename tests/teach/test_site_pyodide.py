"""Where Pyodide comes from: only the official bytes, from a folder, the cache, or a server."""

import functools
import http.server
import threading
from pathlib import Path

import pytest
from otop.errors import OtopError
from otop.teach.site import pyodide_files
from otop.teach.site.dist import closure
from otop.teach.site.pyodide_files import LOCK, LOCK_SHA256, PyodideFiles, find, sha256

CONTENT = b"a wheel"


@pytest.fixture
def release(tmp_path):
    """A server with one file, as the official release has many; the folder, the address, what was asked."""
    folder = tmp_path / "release"
    folder.mkdir()
    (folder / "a.whl").write_bytes(CONTENT)
    asked = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            asked.append(self.path)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_address[1]}/", asked
    server.shutdown()


def test_fetched_once_checked_and_kept(release, tmp_path, monkeypatch):
    _, address, asked = release
    monkeypatch.delenv("OTOP_PYODIDE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("OTOP_PYODIDE_URL", address)
    said = []
    first = find(tell=said.append).get("a.whl", sha256(CONTENT))
    second = find().get("a.whl", sha256(CONTENT))
    assert first == second == tmp_path / "cache/otop/pyodide-0.27.7/a.whl"
    assert first.read_bytes() == CONTENT and [path.name for path in first.parent.iterdir()] == ["a.whl"]
    assert asked == ["/a.whl"] and said == ["Fetching a.whl ..."]


def test_a_changed_file_is_fetched_and_thrown_away(release, tmp_path):
    _, address, _ = release
    with pytest.raises(OtopError, match=r"^a\.whl: What was fetched is not the official file"):
        PyodideFiles(tmp_path / "cache", address).get("a.whl", sha256(b"another"))
    assert not (tmp_path / "cache" / "a.whl").exists()


def test_a_file_that_the_server_has_not(release, tmp_path):
    _, address, _ = release
    with pytest.raises(OtopError, match=r"^b\.whl: .* cannot be fetched .*--pyodide FOLDER"):
        PyodideFiles(tmp_path, address).get("b.whl", sha256(CONTENT))


def test_no_network(tmp_path):
    with pytest.raises(OtopError, match="Is there internet"):
        PyodideFiles(tmp_path, "http://127.0.0.1:9/").get("a.whl", sha256(CONTENT))


def test_a_folder_is_never_filled_from_the_network_and_never_trusted(release, monkeypatch):
    folder, address, asked = release
    monkeypatch.setenv("OTOP_PYODIDE_URL", address)
    with pytest.raises(OtopError, match=r"^b\.whl: This file of Pyodide 0\.27\.7 is not in the folder"):
        find(folder).get("b.whl", sha256(CONTENT))
    with pytest.raises(OtopError, match=r"^a\.whl: This file in .* is not the official one"):
        find(folder).get("a.whl", sha256(b"another"))
    (folder / LOCK).write_text('{"packages": {}}')
    with pytest.raises(OtopError, match=r"^pyodide-lock\.json: This file in .* is not the official one"):
        find(folder).lock()
    assert asked == []


def test_the_environment_names_the_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("OTOP_PYODIDE", str(tmp_path))
    assert find() == PyodideFiles(tmp_path, None)
    monkeypatch.delenv("OTOP_PYODIDE")
    assert find().address == (pyodide_files.os.environ.get("OTOP_PYODIDE_URL") or pyodide_files.OFFICIAL)


def test_the_sums_are_those_of_the_release():
    folder = find().folder
    if not Path(folder, LOCK).is_file():
        pytest.skip("no Pyodide folder: set OTOP_PYODIDE")
    assert sha256(Path(folder, LOCK).read_bytes()) == LOCK_SHA256
    assert all(path.is_file() for path in PyodideFiles(folder).core())


def test_only_what_is_needed():
    lock = {name: {"depends": needs} for name, needs in
            {"otop": ["Pandas", "openpyxl"], "pandas": ["numpy"], "numpy": [], "openpyxl": [], "scipy": ["numpy"]}.items()}  # fmt: skip
    assert list(closure(lock, ("otop",), leave_out={"openpyxl"})) == ["numpy", "otop", "pandas"]
    there = closure(lock, ("otop", "openpyxl"), leave_out={"openpyxl"})
    assert "openpyxl" in there and there["otop"]["depends"] == ["pandas"]  # there, and not loaded with otop
