"""What is wrong with the shapes of a Keras model and its data, why, and which lines repair it.

Nothing heavy is loaded here, and Keras is never imported before a model is there: every public name is fetched when
it is first used.
"""

import importlib

_HOME_OF = {
    "Diagnosis": "report.records",
    "Finding": "report.records",
    "Fix": "repair.fixes",
    "catalogue": "causes",
    "cause": "causes",
    "diagnose": "diagnosis",
    "error_finder": "notebook.finder",
    "explain": "explaining",
    "flow": "flows.picture",
    "load_ipython_extension": "notebook.extension",
    "show_finder": "notebook.finder",
    "unload_ipython_extension": "notebook.extension",
}
__all__ = sorted(_HOME_OF)


def __getattr__(name):
    if name not in _HOME_OF:
        raise AttributeError(f"{__name__} has no name {name!r}; it has {', '.join(__all__)}.")
    value = getattr(importlib.import_module("." + _HOME_OF[name], __name__), name)
    globals()[name] = value
    return value


def __dir__():
    return __all__
