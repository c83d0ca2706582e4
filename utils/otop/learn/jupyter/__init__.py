"""Opening JupyterLab: our settings, our Python, one address, nothing else on the console.

JupyterLab runs as a process of its own. Everything it keeps (settings, trusted notebooks,
its log) lies in one folder, `home`; what the person has set up elsewhere for another
Jupyter does not reach it, and it changes nothing there.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import webbrowser
from pathlib import Path

from otop.errors import OtopError
from otop.i18n import say

SETTINGS = Path(__file__).parent
PATIENCE_SECONDS = 180
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def open_lab(folder: Path, *, home: Path, role: str = "trainee", page: str = "", browser: bool = True) -> None:
    """Open JupyterLab in `folder` and stay until it is stopped (Ctrl-C, or its own menu).

    Parameters
    ----------
    folder : Path
        What the person sees.
    home : Path
        Where JupyterLab keeps its settings and its log.
    role : str
        Whose settings: ``trainee`` or ``instructor``.
    page : str
        The file to open first.
    browser : bool
        Open the browser too, if there is one.

    Errors: `OtopError` if JupyterLab does not start; it names the log.
    """
    running = find_running(home)
    if running:
        _show(running, page, browser)
        print(say("work.lab_already_open"))
        return
    home.mkdir(parents=True, exist_ok=True)
    runtime, token = tempfile.mkdtemp(prefix="otop-"), secrets.token_hex(24)
    server = None
    _stop_on_signals()
    try:
        with open(home / "jupyter.log", "w", encoding="utf-8") as log:
            server = subprocess.Popen(
                command(folder, page),
                cwd=folder,
                env=environment(dict(os.environ), home=home, role=role, runtime=runtime, token=token),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                **({"creationflags": 0x200} if os.name == "nt" else {"start_new_session": True}),
            )
        address = {"url": _wait_for(server, Path(runtime), token, home / "jupyter.log"), "token": token}
        _remember(home, address)
        _show(address, page, browser)
        print(say("work.lab_stop"), flush=True)
        while server.poll() is None:  # a wait without end does not hear Ctrl-C on Windows
            time.sleep(0.3)
    except KeyboardInterrupt:
        pass
    finally:
        if server:
            _stop(server, home)
        (home / "server.json").unlink(missing_ok=True)
        shutil.rmtree(runtime, ignore_errors=True)
    print(say("work.lab_stopped", folder=folder), flush=True)


def command(folder: Path, page: str) -> list[str]:
    """The command line of JupyterLab; what is the same for everybody is in the settings.

    >>> command(Path("here"), "welcome.md")[1:4]
    ['-m', 'jupyterlab', '--no-browser']
    >>> command("here", None)
    Traceback (most recent call last):
    TypeError: can only concatenate str (not "NoneType") to str
    """
    line = [sys.executable, "-m", "jupyterlab", "--no-browser", f"--ServerApp.root_dir={folder}"]
    line.append("--LabApp.default_url=" + _path(page))
    if Path(sys.prefix, "share", "jupyter", "labextensions", "@jupyterlite").is_dir():
        # the site's packages bring an extension that only JupyterLite can load: an empty one goes before it
        line.append(f"--LabApp.extra_labextensions_path={SETTINGS / 'without'}")
    return line + ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else line


def environment(outside: dict, *, home: Path, role: str, runtime: str, token: str) -> dict:
    """The environment of JupyterLab and its kernels: ours first, nothing from another Jupyter.

    >>> outside = {"JUPYTER_PATH": "/other", "LANG": "th_TH"}
    >>> env = environment(outside, home=Path("h"), role="trainee", runtime="r", token="t")
    >>> env["LANG"], env["PYTHONUTF8"], "/other" in env["JUPYTER_PATH"]
    ('th_TH', '1', False)
    >>> environment({}, home=Path("h"), role="guest", runtime="r", token="t")
    Traceback (most recent call last):
    ValueError: no settings for guest
    """
    if not (SETTINGS / role).is_dir():
        raise ValueError(f"no settings for {role}")
    foreign = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "MPLBACKEND")
    env = {name: value for name, value in outside.items() if not name.startswith(("JUPYTER", "JPY_", "IPYTHON"))}
    env = {name: value for name, value in env.items() if name not in foreign}
    return env | {
        "JUPYTER_CONFIG_PATH": str(SETTINGS / role),
        "JUPYTER_CONFIG_DIR": str(home / "jupyter" / "config"),
        "JUPYTER_DATA_DIR": str(home / "jupyter" / "data"),
        "JUPYTER_PATH": str(Path(sys.prefix, "share", "jupyter")),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "JUPYTER_PLATFORM_DIRS": "0",
        "JUPYTER_RUNTIME_DIR": runtime,
        "JUPYTER_TOKEN": token,
        "IPYTHONDIR": str(home / "jupyter" / "ipython"),
        "PYTHONUTF8": "1",
        "PATH": os.path.dirname(sys.executable) + os.pathsep + outside.get("PATH", ""),
    }


def find_running(home: Path) -> dict | None:
    """The address of a JupyterLab that already runs from this `home`."""
    try:
        address = json.loads((home / "server.json").read_text(encoding="utf-8"))
        return address if _answers(address["url"], address["token"]) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _path(page: str) -> str:
    return "/lab/tree/" + page if page != "" else "/lab"


def _remember(home: Path, address: dict) -> None:
    place = os.open(home / "server.json", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(place, "w", encoding="utf-8") as file:
        json.dump(address, file)


def _show(address: dict, page: str, browser: bool) -> None:
    link = address["url"].rstrip("/") + _path(page) + "?token=" + address["token"]
    print(say("work.lab_open", address=link))
    print(say("work.lab_no_browser"), flush=True)
    if browser and os.environ.get("OTOP_NO_BROWSER") != "1" and _has_browser():
        try:
            webbrowser.open(link)
        except (webbrowser.Error, OSError):
            pass


def _has_browser() -> bool:
    """Whether a browser with a window can open (a text browser would take the console)."""
    if sys.platform in ("win32", "darwin") or os.environ.get("BROWSER"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _wait_for(server: subprocess.Popen, runtime: Path, token: str, log: Path) -> str:
    until = time.monotonic() + PATIENCE_SECONDS
    while server.poll() is None and time.monotonic() < until:
        for info in runtime.glob("jpserver-*.json"):
            try:
                url = json.loads(info.read_text(encoding="utf-8"))["url"]
            except (OSError, ValueError, KeyError):
                continue
            if _answers(url, token):
                return url
        time.sleep(0.1)
    last = [line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()][-1:]
    raise OtopError("work.lab_failed", log=log, last=last[0].strip() if last else "-")


def _answers(url: str, token: str) -> bool:
    try:
        return _ask(url + "api/status", token).status == 200
    except (OSError, ValueError):
        return False


def _ask(url: str, token: str, method: str = "GET"):
    request = urllib.request.Request(url, method=method, headers={"Authorization": f"token {token}"})
    with _direct.open(request, timeout=10) as answer:
        return answer


def _stop_on_signals() -> None:
    def stop(*_):
        raise KeyboardInterrupt

    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), stop)


def _stop(server: subprocess.Popen, home: Path) -> None:
    """Ask JupyterLab to shut its kernels and itself; insist if it does not."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # a second Ctrl-C must not leave it half stopped
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    if server.poll() is not None:
        return
    try:
        address = json.loads((home / "server.json").read_text(encoding="utf-8"))
        _ask(address["url"] + "api/shutdown", address["token"], "POST")
    except (OSError, ValueError, KeyError):
        server.terminate()
    for insist in (server.terminate, server.kill):
        try:
            server.wait(timeout=10)
            return
        except subprocess.TimeoutExpired:
            insist()
    server.wait()
