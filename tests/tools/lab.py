"""A JupyterLab of its own on this machine, with a copy of the notebooks, and pages of Chromium that show them."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from tools.reference import ROOT, chromium

TOKEN = "tests"
PANELS = {  # the first words of a panel's question, and which panel that is
    "Which of the three numbers": "block_panel",
    "Does this array fit": "break_panel",
    "Where does each value": "motion_panel",
    "Which days go into": "window_panel",
    "Which layer breaks": "flow_panel",
    "Where do the missing": "padding_panel",
    "What does the model read": "turn_panel",
    "Does this y suit": "targets_panel",
    "Which windows": "cut_panel",
}
SETTINGS = {
    # Every cell stays in the page, also far below what the window shows.
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True},
    "docmanager-extension/plugin": {"autosave": False},
}
SWITCHES = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
]


def _settings(folder):
    for name, values in SETTINGS.items():
        path = folder / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")


def _environment(folder):
    """Nothing of this user's own Jupyter is read or written."""
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR")
    own = {name: str(folder / name.lower()) for name in names}
    own["JUPYTERLAB_SETTINGS_DIR"] = str(folder / "settings")
    own["JUPYTER_CONFIG_PATH"] = str(ROOT / "binder")  # as `make lab` and Binder start theirs
    others = ("JUPYTER", "LSTM_SHAPES_CLINIC")  # the clinic keeps its progress beside the copied notebooks
    return {name: value for name, value in os.environ.items() if not name.startswith(others)} | own


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running_lab(folder, notebooks=ROOT / "notebooks"):
    """Serve a copy of the notebooks while the block runs; gives the address."""
    shutil.copytree(notebooks, folder / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints", ".clinic*"))
    _settings(folder / "settings")
    port = _free_port()
    words = ["--no-browser", "--expose-app-in-browser", "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}"]
    words += [f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={folder / 'notebooks'}", "--log-level=ERROR"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        words.append("--allow-root")
    with open(folder / "server.log", "w", encoding="utf-8") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *words], env=_environment(folder), stdout=log, stderr=log
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, server, folder / "server.log")
            yield address
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()


def _wait_for(address, server, log):
    for _ in range(300):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{address}/api/status?token={TOKEN}", timeout=2)
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text(encoding='utf-8')[-2000:]}")


@contextlib.contextmanager
def running_browser(folder):
    """Give one Chromium with an empty profile and one page."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        options = {"executable_path": chromium(), "args": SWITCHES, "viewport": {"width": 1200, "height": 900}}
        browser = play.chromium.launch_persistent_context(str(folder / "profile"), **options)
        try:
            yield browser
        finally:
            browser.close()


def open_lab(page, address):
    """Open JupyterLab without a notebook."""
    page.goto(f"{address}/lab?reset&token={TOKEN}")
    page.wait_for_function("() => window.jupyterapp?.shell.currentWidget")
    page.evaluate("() => window.jupyterapp.restored")


def show_stored(page, name):
    """Show a notebook as it is stored, without a kernel, in the JupyterLab of the page."""
    page.evaluate(
        """async (path) => {
            window.jupyterapp.shell.currentWidget?.close();
            const kernelPreference = { shouldStart: false, canStart: false };
            await window.jupyterapp.commands.execute("docmanager:open", { path, factory: "Notebook", kernelPreference });
        }""",
        name,
    )
    page.wait_for_function(
        """(path) => {
            const widget = window.jupyterapp.shell.currentWidget;
            return widget?.context?.path === path && widget.context.isReady;
        }""",
        arg=name,
    )


def open_notebook(page, address, name):
    """Open one notebook alone on the page, with a kernel, its cells not yet run."""
    page.goto(f"{address}/doc/tree/{name}?reset&token={TOKEN}")
    page.wait_for_function(
        """() => {
            const widget = window.jupyterapp?.shell.currentWidget;
            return widget?.context?.isReady && widget.context.sessionContext.isReady
                && widget.context.sessionContext.session?.kernel?.status === "idle";
        }""",
        timeout=90_000,
    )


def run_all(page, timeout=300):
    """Run all cells and wait until the kernel is done with the last."""
    page.set_default_timeout(timeout * 1000)
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_function(
        """() => {
            const { content, context } = window.jupyterapp.shell.currentWidget;
            const code = content.widgets.filter((cell) => cell.model.type === "code");
            return context.sessionContext.session?.kernel?.status === "idle"
                && code.every((cell) => cell.model.executionState === "idle" && cell.model.executionCount);
        }"""
    )
    page.set_default_timeout(30_000)
    if page.locator(".named-slider, .named-choice").count() == 0:
        return
    inputs = ".named-slider input[type=range], .named-choice input"
    page.wait_for_function(f"() => document.querySelectorAll('{inputs}').length > 0")


def shut_down(page):
    """End the notebook's kernel, which takes its memory with it."""
    page.evaluate("() => window.jupyterapp.shell.currentWidget.context.sessionContext.shutdown()")


def stored_outputs(page):
    """Return the cells as they stand in the page, as a notebook's JSON."""
    return page.evaluate("() => window.jupyterapp.shell.currentWidget.context.model.toJSON().cells")


def panels(page):
    """Return (name, locator) for each panel, from the top of the notebook."""
    found = []
    # The card of one's own table has controls of its own: tests/browser/test_browser_own_data.py.
    boxes = page.locator(".jp-OutputArea-output .shape-card:not(.own-table *)")
    for place in range(boxes.count()):
        box = boxes.nth(place)
        question = box.locator(".card-question").inner_text()
        found.append((next(name for words, name in PANELS.items() if question.startswith(words)), box))
    return found


def values_of(box):
    """Return what the controls of a panel say, in the order of its callback."""
    return box.evaluate(
        """(box) => [...box.querySelectorAll("input[type=range], fieldset")].map((control) =>
            control.tagName === "FIELDSET" ? JSON.parse(control.querySelector("input:checked").value)
            : Number(control.value))"""
    )


def picture_of(box):
    """Return the markup of a panel's picture and words."""
    return box.locator(".widget-html-content:has(> svg)").inner_html()


def set_theme(page, dark):
    page.evaluate(
        "(theme) => window.jupyterapp.commands.execute('apputils:change-theme', { theme })",
        "JupyterLab Dark" if dark else "JupyterLab Light",
    )
    page.wait_for_function("(light) => document.body.dataset.jpThemeLight === light", arg="false" if dark else "true")


def take_pictures(page, folder, name, width, piece=1500):
    """Save what a person would see on scrolling through, piece by piece."""
    folder.mkdir(parents=True, exist_ok=True)
    page.set_viewport_size({"width": width, "height": 900})
    whole = page.evaluate("() => document.querySelector('.jp-WindowedPanel-outer').scrollHeight") + 120
    page.set_viewport_size({"width": width, "height": min(whole, 16_000)})
    page.evaluate("() => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = 0; }")
    page.wait_for_timeout(300)
    page.evaluate("() => { document.querySelector('.jp-WindowedPanel-outer').scrollTop = 0; }")
    page.wait_for_timeout(300)
    shown = min(whole, 16_000)  # Chromium draws no taller page; what lies below is scrolled into view
    for place, top in enumerate(range(0, whole, piece)):
        height = min(piece, whole - top)
        below = max(0, top + height - shown)
        page.evaluate("(top) => { document.querySelector('.jp-WindowedPanel-outer').scrollTop = top; }", below)
        clip = {"x": 0, "y": top - below, "width": width, "height": height}
        page.screenshot(path=folder / f"{name}_{place}.png", clip=clip)
    page.set_viewport_size({"width": width, "height": 900})
