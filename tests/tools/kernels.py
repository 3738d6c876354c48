"""A kernel of one's own: cells go in, messages come out."""

import contextlib
import queue

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

from .reference import ROOT


@contextlib.contextmanager
def kernel(python=None, folder=ROOT):
    """Give a function that runs one cell in a fresh kernel, also of another Python, and returns its messages as
    (kind, content)."""
    manager = KernelManager(kernel_name="python3", kernel_spec_manager=KernelSpecManager(kernel_dirs=[]))
    if python is not None:
        manager.kernel_spec.argv[0] = str(python)
    manager.start_kernel(cwd=str(folder), extra_arguments=["--log-level=40"])
    client = manager.blocking_client()
    client.start_channels()
    client.wait_for_ready(timeout=60)

    def run(code):
        number = client.execute(code, store_history=True, stop_on_error=False)
        found = []
        while True:
            try:
                message = client.get_iopub_msg(timeout=120)
            except queue.Empty:
                raise RuntimeError(f"no answer to: {code[:60]}") from None
            if message["parent_header"].get("msg_id") != number:
                continue
            found.append((message["msg_type"], message["content"]))
            if message["content"].get("execution_state") == "idle":
                return found

    try:
        yield run
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def displayed(messages):
    return [content["data"] for kind, content in messages if kind == "display_data"]


def errors(messages):
    return [content["ename"] for kind, content in messages if kind == "error"]


def printed(messages):
    return "".join(content["text"] for kind, content in messages if kind == "stream")
