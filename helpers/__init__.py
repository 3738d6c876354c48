"""Shapes of LSTM input: words, pictures, panels and checks for the notebooks.

Import this before Keras. Nothing heavy is loaded here: every public name is fetched when it is first used.
"""

import importlib
import logging
import os

# Both are needed for a start without log lines; the second also steadies the last digits of a result.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")


def _is_not_retracing(record):
    return "triggered tf.function retracing" not in record.getMessage()


# This warning goes to stdout with a memory address in it, so two runs of one notebook would never be equal.
logging.getLogger("tensorflow").addFilter(_is_not_retracing)

_HOME_OF = {
    "AXES": "axes",
    "diagnose": "diagnosis",
    "describe_shape": "axes",
    "fold_choices": "axes",
    "lstm_weights": "axes",
    "probe": "axes",
    "cause": "causes",
    "catalogue": "causes",
    "address_codes": "datasets",
    "churn_histories": "datasets",
    "cropped_digits": "datasets",
    "eeg_recording": "datasets",
    "flat_file": "datasets",
    "newest_first_table": "datasets",
    "price_table": "datasets",
    "rain_log": "datasets",
    "weather_log": "datasets",
    "explain": "explaining",
    "check_environment": "environment",
    "check": "exercises",
    "check_function": "exercises",
    "guess": "exercises",
    "reveal": "exercises",
    "load_ipython_extension": "extension",
    "unload_ipython_extension": "extension",
    "feed_windows": "feeder",
    "error_finder": "finder",
    "show_finder": "finder",
    "flow_panel": "flow_sliders",
    "flow": "flow_picture",
    "show_stack": "flow_sliders",
    "core_of": "messages",
    "outcome": "messages",
    "show_cuts": "cuts",
    "padding_panel": "padding_sliders",
    "show_padding": "padding",
    "show_block": "pictures",
    "show_break": "pictures",
    "show_figure": "pictures",
    "show_fold": "maps",
    "show_map": "maps",
    "show_windows": "pictures",
    "block_panel": "sliders",
    "break_panel": "sliders",
    "cut_panel": "sliders",
    "fold_panel": "sliders",
    "map_panel": "sliders",
    "window_panel": "sliders",
    "show_turn": "turns",
    "turn_panel": "turns",
    "first_fit": "verdicts",
    "make_windows": "windows",
    "window_count": "windows",
    "windows_and_targets": "windows",
    "____": "exercises",
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
