"""`load` from the editable install, from a built wheel and in the browser; and the line under a table."""

import functools
import http.server
import importlib.metadata
import json
import os
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest
from otop import data
from otop.errors import InputError

REPOSITORY = Path(__file__).parents[2]
# what is asked everywhere: the values of C6, and its unit cost from the subject's own code
PROBE = """
import json, otop, otop.data
from otop.costing import Amount, CostSheet, Product
import pandas, warnings
warnings.simplefilter("error")
cases = otop.data.load("cost_cases").set_index("id")
warnings.resetwarnings()
c6 = cases.loc["C6-full"]
parts = dict(material=("material", {}), labour=("labour", {"own": True}), overhead_variable=("overhead", {}))
lines = [Amount(part=part, item=item, amount=float(c6[item]), **kw) for item, (part, kw) in parts.items()]
fixed = otop.data.pairs(c6["derived"])["overhead_fixed"]
lines.append(Amount(part="overhead", item="fixed", amount=fixed, variable=False, paid=False))
cost = CostSheet(Product(name=c6["product"], unit="piece", batch_size=1), tuple(lines)).unit_cost()
answer = json.dumps({
    "rows": len(cases), "names": otop.data.names(), "findings": otop.data.validate(),
    "kind": cases.attrs["manifest"]["kind"], "chip": str(otop.data.chip("cost_cases", case="C6")),
    "cash": round(cost.cash, 2), "variable": round(cost.variable, 2), "full": round(cost.full, 2),
    "printed": [float(cases.loc[i, "stated_total"]) for i in ("C6-cash", "C6-full")],
    "from": otop.__file__,
})
"""


def assert_answer(answer: dict) -> None:
    assert (answer["cash"], answer["variable"], answer["full"]) == (3.01, 10.51, 11.69)
    assert answer["printed"] == [3.01, 11.69]
    assert answer["findings"] == [] and answer["names"] == data.names()
    assert (answer["rows"], answer["kind"]) == (len(data.load("cost_cases")), "real")
    assert answer["chip"] == str(data.chip("cost_cases", case="C6"))


@pytest.fixture(scope="session")
def wheel(tmp_path_factory) -> Path:
    """The wheel of the package, built without a network."""
    pytest.importorskip("hatchling", reason="no hatchling: install the extra setup")
    place = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)]
    done = subprocess.run(build, cwd=REPOSITORY, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return next(place.glob("*.whl"))


def test_the_editable_install_reads_the_folder_of_the_repository():
    space = {}
    exec(PROBE, space)
    assert_answer(json.loads(space["answer"]))


def test_a_wheel_carries_the_datasets(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    (tmp_path / "work").mkdir()
    run = subprocess.run(
        [sys.executable, "-c", PROBE + "print(answer)"],
        cwd=tmp_path / "work",
        env=os.environ | {"PYTHONPATH": str(tmp_path / "installed"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    answer = json.loads(run.stdout)
    assert Path(answer["from"]).is_relative_to(tmp_path / "installed")
    assert_answer(answer)


def test_importing_reads_no_file_of_data_and_loads_no_yaml():
    probe = (
        "import sys; opened = [];"
        "sys.addaudithook(lambda event, args: event == 'open' and opened.append(str(args[0])));"
        "import otop.data;"
        "print([path for path in opened if path.endswith(('.csv', '.yml', '.po'))],"
        "      any(name.startswith(('ruamel', 'polib')) for name in sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, timeout=60)
    assert run.stdout.strip() == "[] False", run.stderr


def test_types_are_those_of_the_manifest():
    table = data.load("cost_cases")
    for column in data.manifest("cost_cases")["columns"]:
        kind = str(table[column["name"]].dtype)
        assert {"integer": kind == "Int64", "number": kind == "float64", "text": kind in ("str", "object")}[
            column["type"]
        ], column["name"]
    assert not table.select_dtypes(exclude=["number"]).isna().any().any()


def test_a_wrong_name_lists_the_right_ones():
    with pytest.raises(InputError, match='no dataset "cost-case". Did you mean cost_cases'):
        data.load("cost-case")
    with pytest.raises(InputError, match='no dataset "zzz". Datasets: .*cost_cases'):
        data.manifest("zzz")
    with pytest.raises(InputError, match='no dataset "../cost_cases"'):
        data.load("../cost_cases")


def test_the_chip_of_rows_of_a_case_and_of_all():
    cases = data.load("cost_cases")
    whole = str(data.chip("cost_cases"))
    assert whole.startswith("Real figures · source: so03.tci-thaijo.org (3 pages), data.lit.ac.th (2 pages), ")
    assert "22 more · year 2009-2025" in whole and "column source" not in whole
    assert str(data.chip("cost_cases", cases[cases["case"] == "C7"])) == str(data.chip("cost_cases", case="C7"))
    assert "only the beginning of a source could be read" in str(data.chip("cost_cases", case="C7"))
    assert "unit: THB per yard" in str(data.chip("cost_cases", case="C10-block"))
    assert "year not stated" in str(data.chip("cost_cases", case="C13"))
    assert repr(data.chip("cost_cases", case="C6")) == str(data.chip("cost_cases", case="C6"))


def test_the_chip_in_html_is_text_with_a_link_and_escapes_what_it_shows():
    page = data.chip("cost_cases", case="C6")._repr_html_()
    assert page.startswith('<p class="otop-chip"><small>Real figures') and page.count("<a href=") == 1
    assert "\n" not in page and "style=" not in page
    strange = data.Chip("real", ("<b>a & b</b>",), "year 2020", "THB per <i>")._repr_html_()
    assert "<b>" not in strange and "<i>" not in strange and "a &amp; b" in strange


PAGE = """<!doctype html><meta charset="utf-8"><title>otop in the browser</title>
<script src="/pyodide/pyodide.js"></script>
<script>
window.otop = async (code, archives) => {
  const pyodide = await loadPyodide({indexURL: "/pyodide/"});
  await pyodide.loadPackage("pandas");
  for (const name of archives) {
    const file = await fetch("/files/" + name);
    pyodide.unpackArchive(await file.arrayBuffer(), name.endsWith(".whl") ? "whl" : "zip");
  }
  pyodide.runPython(code);
  return pyodide.globals.get("answer");
};
</script>"""


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves /pyodide/ and /files/ with fixed MIME types (a Windows registry may say otherwise)."""

    extensions_map = {
        ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm",
        ".json": "application/json", ".html": "text/html", "": "application/octet-stream",
    }  # fmt: skip

    def __init__(self, *args, folders: dict[str, Path], **kwargs):
        self.folders = folders
        super().__init__(*args, **kwargs)

    def translate_path(self, path: str) -> str:
        _, folder, name = (path.split("?")[0].split("/", 2) + ["", ""])[:3]
        return str(self.folders.get(folder, Path("/none")) / Path(name).name)

    def log_message(self, *args) -> None:
        pass


@pytest.fixture
def pyodide_folder() -> Path:
    folder = os.environ.get("OTOP_PYODIDE")
    if not folder:
        pytest.skip("no Pyodide folder: set OTOP_PYODIDE")
    assert (Path(folder) / "pyodide.js").is_file(), "OTOP_PYODIDE names a folder without pyodide.js"
    return Path(folder)


def zip_of(place: Path, *packages: str) -> Path:
    """Pure packages of this environment in one archive."""
    with zipfile.ZipFile(place / "pure.zip", "w") as archive:
        for package in packages:
            for file in importlib.metadata.files(package):
                if file.suffix == ".py" and ".." not in file.parts:
                    archive.write(file.locate(), str(file))
    return place / "pure.zip"


@pytest.mark.browser
@pytest.mark.pyodide
def test_the_browser_reads_the_same_and_reckons_the_same(pyodide_folder, chromium_path, wheel, tmp_path):
    playwright = pytest.importorskip("playwright.sync_api", reason="no Playwright: install the extra dev")
    (tmp_path / "index.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / wheel.name).write_bytes(wheel.read_bytes())
    archives = [wheel.name, zip_of(tmp_path, "ruamel.yaml", "polib").name]
    handler = functools.partial(Handler, folders={"pyodide": pyodide_folder, "files": tmp_path})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            with playwright.sync_playwright() as play:
                browser = play.chromium.launch(executable_path=chromium_path, headless=True, args=CHROMIUM_ARGUMENTS)
                page = browser.new_page()
                page.set_default_timeout(180_000)
                foreign, here = [], f"http://127.0.0.1:{server.server_address[1]}"
                page.on("request", lambda request: request.url.startswith(here) or foreign.append(request.url))
                page.goto(f"{here}/files/index.html")
                run = """([code, archives]) => Promise.race([window.otop(code, archives),
                    new Promise((_, fail) => setTimeout(() => fail(new Error("Pyodide took too long")), 170000))])"""
                answer = json.loads(page.evaluate(run, [PROBE, archives]))
                browser.close()
        finally:
            server.shutdown()
    assert_answer(answer)
    assert answer["from"].startswith("/home/pyodide/")
    assert not [url for url in foreign if not url.startswith(("blob:", "data:"))]


CHROMIUM_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]  # fmt: skip
