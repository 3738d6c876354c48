"""Explain shape errors below their traceback: ``%load_ext lstm_shapes``."""


def _shown(diagnosis):
    """True where an error was understood: a cause is known, and it is one that raises."""
    return any(one.cause and one.level in ("raises", "cannot tell") for one in diagnosis.findings)


def _explain_failure(result):
    """After each cell: show what its error means, if it is one about shapes; nothing else ever happens."""
    error = getattr(result, "error_in_exec", None)
    if not isinstance(error, Exception):
        return
    try:
        from IPython.display import display

        from ..explaining import explain
        from ..report.html import as_html
        from ..report.text import as_text

        diagnosis = explain(error)
        if _shown(diagnosis):
            # Both texts are made here, so that a failure in them shows nothing.
            display({"text/plain": as_text(diagnosis), "text/html": as_html(diagnosis)}, raw=True)
    except (Exception, KeyboardInterrupt):  # the error itself has been shown, and must stay the last word
        return


def _registered(ipython):
    """Return what is registered of this module, also from before it was reloaded."""
    return [
        call
        for call in ipython.events.callbacks["post_run_cell"]
        if (getattr(call, "__module__", ""), getattr(call, "__name__", "")) == (__name__, _explain_failure.__name__)
    ]


def load_ipython_extension(ipython):
    """Show the explanation of every shape error below its traceback, from the next cell on.

    Parameters
    ----------
    ipython : IPython.core.interactiveshell.InteractiveShell
        ``%load_ext`` gives it.

    Returns
    -------
    None

    Raises
    ------
    Nothing.
        The traceback stays as it is; where the explanation fails, nothing is shown.

    Source
    ------
    IPython reference, "IPython Events", ``post_run_cell``. `set_custom_exc` has one slot, which another extension
    may need.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from IPython.core.events import EventManager
    >>> shell = SimpleNamespace(events=EventManager(None, ["post_run_cell"]))
    >>> load_ipython_extension(shell), load_ipython_extension(shell)
    (None, None)
    >>> len(shell.events.callbacks["post_run_cell"])
    1
    """
    unload_ipython_extension(ipython)
    ipython.events.register("post_run_cell", _explain_failure)


def unload_ipython_extension(ipython):
    """Stop explaining errors.

    Parameters
    ----------
    ipython : IPython.core.interactiveshell.InteractiveShell
        ``%unload_ext`` gives it.

    Returns
    -------
    None

    Raises
    ------
    Nothing.

    Source
    ------
    IPython reference, "IPython Events".

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from IPython.core.events import EventManager
    >>> unload_ipython_extension(SimpleNamespace(events=EventManager(None, ["post_run_cell"])))
    """
    for call in _registered(ipython):
        ipython.events.unregister("post_run_cell", call)
