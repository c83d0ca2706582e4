"""JupyterLite: the notebooks of the site, run by Pyodide in the browser."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

from otop.errors import OtopError
from otop.teach.site.dist import AT_ONCE
from otop.teach.site.published import Published

EXTENSIONS = ("@jupyter-widgets/jupyterlab-manager", "@jupyterlite/pyodide-kernel-extension")
OFF = (  # what a trainee never needs; each costs a request, most some time at the start
    "@jupyterlab/celltags-extension", "@jupyterlab/codemirror-extension:find-replace",
    "@jupyterlab/debugger-extension", "@jupyterlab/extensionmanager-extension", "@jupyterlab/lsp-extension",
    "@jupyterlite/application-extension:lsp-connection-manager", "@jupyterlab/notebook-extension:language-server",
    "@jupyterlab/mermaid-extension", "@jupyterlab/vega5-extension", "@jupyterlab/pdf-extension",
    "@jupyterlab/hub-extension", "@jupyterlab/help-extension:licenses",
    "@jupyterlab/apputils-extension:announcements", "@jupyterlab/mathjax-extension", "@jupyter/nbgrader",
    "@jupyter-notebook/lab-extension",
)  # fmt: skip
PAGE = "notebooks/index.html"
PYODIDE = "static/pyodide"  # put there after the build


def settings() -> dict:
    """What the page of JupyterLite reads: where Pyodide is, what it loads at once, what is off."""
    kernel = {
        "pyodideUrl": f"./{PYODIDE}/pyodide.mjs",
        "disablePyPIFallback": True,
        "loadPyodideOptions": {"packages": list(AT_ONCE)},
    }
    page = {
        "exposeAppInBrowser": True,
        "disabledExtensions": list(OFF),
        "litePluginSettings": {"@jupyterlite/pyodide-kernel-extension:kernel": kernel},
    }
    return {"jupyter-lite-schema-version": 0, "jupyter-config-data": page}


def build(work: Path, out: Path, notebooks: list[Published], *, script: str | None = None) -> None:
    """Build JupyterLite into `out`.

    Parameters
    ----------
    work : Path
        A folder of its own.
    out : Path
        Where JupyterLite goes.
    notebooks : list of Published
        What can be opened.
    script : str, optional
        Address of a script of ours for the notebook's page, relative to it.

    Errors: `OtopError` when the build fails; also when it only says so in its log.
    """
    work.mkdir(parents=True, exist_ok=True)
    (out / PYODIDE).parent.mkdir(parents=True, exist_ok=True)
    for one in notebooks:
        path = work / "files" / one.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(one.content())
    extensions = Path(sysconfig.get_path("data")) / "share/jupyter/labextensions"
    config = {
        "contents": ["files"], "apps": ["notebooks"], "no_sourcemaps": True, "output_dir": str(out),
        "ignore_sys_prefix": ["federated_extensions"],
        "federated_extensions": [str(extensions / name) for name in EXTENSIONS],
    }  # fmt: skip
    (work / "jupyter-lite.json").write_text(json.dumps(settings()), encoding="utf-8")
    (work / "jupyter_lite_config.json").write_text(json.dumps({"LiteBuildConfig": config}), encoding="utf-8")
    command = [sys.executable, "-c", "from jupyterlite_core.app import main; main()", "build"]
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, encoding="utf-8", errors="replace",
                          env=os.environ | {"PYTHONUTF8": "1"})  # fmt: skip
    said = problem(done.stdout + done.stderr, done.returncode)
    if said:
        raise OtopError("site.lite_failed", reason=said)
    if script:
        page = out / PAGE
        text = page.read_text(encoding="utf-8")
        tag = f'<script type="module" src="{script}"></script></body>'
        page.write_text(text.replace("</body>", tag, 1), encoding="utf-8")


def problem(log: str, status: int = 0) -> str | None:
    """The line of JupyterLite's log that tells a failure; it ends with status 0 even then.

    >>> problem("all is well"), problem("x\\n[LiteBuildApp] FAIL: contents", 0)
    (None, '[LiteBuildApp] FAIL: contents')
    >>> problem(None)
    Traceback (most recent call last):
    AttributeError: 'NoneType' object has no attribute 'splitlines'
    """
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    bad = [line for line in lines if "FAIL" in line or "Traceback" in line]
    if bad:
        return bad[0][:300]
    return (lines[-1][:300] if lines else "-") if status else None
