"""A JupyterHub on this machine, and students who log in, run a notebook, move its sliders and save it.

A student does over the interfaces of JupyterHub and Jupyter what a browser would do; a browser's own time is not in it.
"""

import asyncio
import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path
from typing import NamedTuple

import httpx
import psutil
from jupyter_server.services.kernels.connection.base import deserialize_binary_message
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PROXY = ROOT / ".proxy" / "node_modules" / ".bin" / "configurable-http-proxy"


class Hub(NamedTuple):
    """A running hub: its address, the password of its students, its folder, its process."""

    address: str
    password: str
    folder: Path
    process: subprocess.Popen


class Student(NamedTuple):
    """Somebody who has logged in: the name, and the client that asks for them."""

    name: str
    client: httpx.AsyncClient


def missing():
    """Return what a hub needs and this machine lacks, in one sentence; empty where nothing is missing."""
    if shutil.which("node") is None:
        return "Node is missing (Debian: apt-get install nodejs npm)."
    if not PROXY.exists():
        return "configurable-http-proxy is missing: `bash .ci/proxy` puts it into .proxy."
    return ""


# The hub -------------------------------------------------------------------------------------------------------


def _free_ports(number):
    with contextlib.ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(number)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


@contextlib.contextmanager
def running_hub(folder, python=sys.executable):
    """Start a hub and its proxy, on loopback alone; end every process of theirs when the block ends.

    Parameters
    ----------
    folder : pathlib.Path
        For the homes of the students and what the hub writes; its name tells whose a process is.
    python : str or pathlib.Path
        Of the environment with JupyterHub.
    """
    public, inner, steering = _free_ports(3)
    password = secrets.token_hex()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "CONFIGPROXY"))}
    environment |= {
        "LSTM_SHAPES_HUB": str(folder),
        "LSTM_SHAPES_PASSWORD": password,
        "LSTM_SHAPES_PROXY": str(PROXY),
    }
    words = [
        f"--config={HERE / 'jupyterhub_config.py'}",
        f"--JupyterHub.bind_url=http://127.0.0.1:{public}",
        f"--JupyterHub.hub_bind_url=http://127.0.0.1:{inner}",
        f"--ConfigurableHTTPProxy.api_url=http://127.0.0.1:{steering}",
    ]
    with open(folder / "hub.log", "w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [str(python), "-m", "jupyterhub", *words], cwd=folder, env=environment, stdout=log, stderr=log
        )
        try:
            hub = Hub(f"http://127.0.0.1:{public}", password, folder, process)
            _wait_for(hub)
            yield hub
        finally:
            _end(hub)


def _wait_for(hub):
    for _ in range(300):
        if hub.process.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{hub.address}/hub/api", timeout=2)
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"JupyterHub did not start:\n{(hub.folder / 'hub.log').read_text(encoding='utf-8')[-2000:]}")


def processes(chosen):
    """Return the processes for which `chosen` is true; one that ends meanwhile, or is another's, is not among them."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if chosen(process):
                found.append(process)
    return found


def started_by(hub):
    """Return the hub and the processes that it has started: those that carry its folder in their environment."""
    return processes(lambda process: process.environ().get("LSTM_SHAPES_HUB") == str(hub.folder))


def _end(hub):
    """End the hub, which ends its servers and its proxy; then whatever of them is left."""
    hub.process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        hub.process.wait(20)
    left = [process for process in started_by(hub) if process.pid != os.getpid()]
    for process in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(left, timeout=10)
    hub.process.wait(10)


# A student -----------------------------------------------------------------------------------------------------


def give_copy(hub, name):
    """Give a student the notebooks, as they would have them from the link; return the folder."""
    ignored = shutil.ignore_patterns(".ipynb_checkpoints", ".clinic*")
    return shutil.copytree(ROOT / "notebooks", hub.folder / name / "notebooks", ignore=ignored)


@contextlib.asynccontextmanager
async def logged_in(hub, name):
    """Log in with the form, as a browser does, and give the Student."""
    async with httpx.AsyncClient(base_url=hub.address, follow_redirects=True, timeout=120, trust_env=False) as client:
        await client.get("/hub/login")
        form = {"username": name, "password": hub.password, "_xsrf": client.cookies.get("_xsrf", path="/hub/")}
        page = await client.post("/hub/login?next=/hub/token", data=form)
        if page.url.path != "/hub/token":
            raise RuntimeError(f"{name} could not log in: {page.url} answers {page.status_code}.")
        asked = {"X-XSRFToken": client.cookies.get("_xsrf", path="/hub/")}
        answer = await client.post(f"/hub/api/users/{name}/tokens", headers=asked, json={"note": "for this visit"})
        client.headers["Authorization"] = f"token {answer.raise_for_status().json()['token']}"
        yield Student(name, client)


async def ask(student, method, path, **options):
    """Ask the student's own server; return its answer, or raise if it refuses."""
    answer = await student.client.request(method, f"/user/{student.name}/{path}", **options)
    return answer.raise_for_status()


async def start_server(student):
    """Start the student's server, and wait until it answers."""
    (await student.client.post(f"/hub/api/users/{student.name}/server")).raise_for_status()
    while True:
        told = (await student.client.get(f"/hub/api/users/{student.name}")).raise_for_status().json()
        server = told["servers"].get("")
        if server is None or (not server["ready"] and not server["pending"]):
            raise RuntimeError(f"the server of {student.name} did not start.")
        if server["ready"]:
            return await ask(student, "GET", "api/status")
        await asyncio.sleep(0.5)


async def start_kernel(student, path):
    """Start a session for a notebook, as opening it does; return the id of its kernel."""
    wanted = {"path": path, "name": "", "type": "notebook", "kernel": {"name": "python3"}}
    return (await ask(student, "POST", "api/sessions", json=wanted)).json()["kernel"]["id"]


@contextlib.asynccontextmanager
async def connected(student, kernel):
    """Connect with a kernel, through the proxy; gives the socket for `exchange`."""
    address = str(student.client.base_url.join(f"/user/{student.name}/api/kernels/{kernel}/channels"))
    headers = {"Authorization": student.client.headers["Authorization"]}
    request = HTTPRequest(f"ws{address.removeprefix('http')}?session_id={uuid.uuid4().hex}", headers=headers)
    connection = await websocket_connect(request)
    try:
        yield connection
    finally:
        connection.close()


async def exchange(connection, kind, content):
    """Send one message to the kernel; return what it tells, as (kind, content), until it is idle again."""
    number = uuid.uuid4().hex
    header = {"msg_id": number, "msg_type": kind, "username": "", "session": "", "version": "5.4"}
    message = {"channel": "shell", "header": header, "parent_header": {}, "metadata": {}, "content": content}
    await connection.write_message(json.dumps(message))
    found = []
    while True:
        came = await connection.read_message()
        if came is None:
            raise RuntimeError("the connection with the kernel was closed.")
        message = json.loads(came) if isinstance(came, str) else deserialize_binary_message(came)
        if message["parent_header"].get("msg_id") != number:
            continue
        found.append((message["header"]["msg_type"], message["content"]))
        if message["content"].get("execution_state") == "idle":
            return found


async def run_cell(connection, code, stop_on_error=True):
    """Run one cell; return what it tells, as (kind, content)."""
    wanted = {
        "code": code,
        "silent": False,
        "store_history": True,
        "user_expressions": {},
        "allow_stdin": False,
        "stop_on_error": stop_on_error,
    }
    return await exchange(connection, "execute_request", wanted)


# A notebook ----------------------------------------------------------------------------------------------------


async def open_notebook(student, path):
    """Return a notebook as the student's server has it saved."""
    return (await ask(student, "GET", f"api/contents/{path}", params={"content": 1})).json()["content"]


async def save_notebook(student, path, notebook):
    """Save a notebook over the server."""
    await ask(student, "PUT", f"api/contents/{path}", json={"type": "notebook", "format": "json", "content": notebook})


async def run_all(connection, notebook):
    """Run every cell in order, and store what it shows; return the widgets, and the errors that no lesson has planned.

    Returns
    -------
    widgets : dict of str to dict
        The state of each widget by its id.
    errors : list of str
    """
    widgets, errors = {}, []
    for place, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] != "code":
            continue
        planned = "raises-exception" in cell["metadata"].get("tags", [])
        cell["outputs"] = []
        for kind, content in await run_cell(connection, cell["source"], stop_on_error=not planned):
            if kind == "execute_input":
                cell["execution_count"] = content["execution_count"]
            elif kind == "comm_open":
                widgets[content["comm_id"]] = content["data"]["state"]
            elif kind in ("stream", "display_data", "execute_result", "error"):
                content.pop("transient", None)
                cell["outputs"].append({"output_type": kind, **content})
            if kind == "error" and not planned:
                errors.append(f"cell {place}: {content['ename']}: {content['evalue'].partition(chr(10))[0]}")
    return widgets, errors


async def move_sliders(connection, widgets):
    """Move each slider by one and wait for the panel's answer.

    Returns
    -------
    seconds : list of float
        For each slider, how long its answer took.
    errors : list of str
        The sliders that the picture and the facts did not follow.
    """
    sliders = {name: state for name, state in widgets.items() if {"min", "max", "value", "description"} <= state.keys()}
    seconds, errors = [], []
    for name, slider in sliders.items():
        value = slider["value"] + (1 if slider["value"] < slider["max"] else -1)
        moved = {"method": "update", "state": {"value": value}, "buffer_paths": []}
        began = time.perf_counter()
        told = await exchange(connection, "comm_msg", {"comm_id": name, "data": moved})
        seconds.append(time.perf_counter() - began)
        changed = False
        for kind, content in told:
            now = content.get("data", {}).get("state", {}).get("value") if kind == "comm_msg" else None
            before = widgets.get(content.get("comm_id"), {}).get("value")
            if isinstance(now, str) and "card-facts" in now and isinstance(before, str):
                changed |= now != before and str(value) in now
                widgets[content["comm_id"]]["value"] = now
        if not changed:
            errors.append(f"the panel does not follow the slider {slider['description']}")
    return seconds, errors
