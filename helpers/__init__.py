"""What only the lessons need: data, pictures, panels, exercises, and a look at the machine.

Import this before Keras. Nothing heavy is loaded here: every public name is fetched when it is first used.
"""

import importlib
import logging
import os

import lstm_shapes

# Both are needed for a start without log lines; the second also steadies the last digits of a result.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")


def _is_not_retracing(record):
    return "triggered tf.function retracing" not in record.getMessage()


# This warning goes to stdout with a memory address in it, so two runs of one notebook would never be equal.
logging.getLogger("tensorflow").addFilter(_is_not_retracing)

_HOME_OF = {
    "____": "exercises",
    "address_codes": "datasets",
    "block_panel": "panels.sliders",
    "break_panel": "panels.sliders",
    "check": "exercises",
    "check_environment": "environment",
    "check_repair": "clinic.visits",
    "churn_histories": "datasets",
    "clinic_line": "clinic.visits",
    "clinic_result": "clinic.visits",
    "cropped_digits": "datasets",
    "cut_panel": "panels.sliders",
    "describe_shape": "pictures.sizes",
    "eeg_recording": "datasets",
    "export_progress": "clinic.visits",
    "flat_file": "datasets",
    "flow_panel": "panels.flow",
    "fold_choices": "pictures.sizes",
    "guess": "exercises",
    "guess_cause": "clinic.visits",
    "import_progress": "clinic.visits",
    "lstm_weights": "pictures.sizes",
    "motion_panel": "panels.motion",
    "newest_first_table": "datasets",
    "once_more": "clinic.visits",
    "own_table": "own_data.panel",
    "padding_panel": "panels.padding",
    "patient_data": "clinic.patients",
    "price_table": "datasets",
    "rain_log": "datasets",
    "reset_progress": "clinic.visits",
    "reveal": "exercises",
    "show_block": "pictures.blocks",
    "show_figure": "pictures.blocks",
    "targets_panel": "panels.targets",
    "turn_panel": "panels.turns",
    "weather_log": "datasets",
    "window_count": "pictures.sizes",
    "window_panel": "panels.sliders",
}
__all__ = sorted(_HOME_OF)

# Names that stood here once, and where they are now.
_MOVED = {name: f"lstm_shapes.{name}" for name in lstm_shapes.__all__} | {
    "AXES": "lstm_shapes.axes.AXES",
    "first_fit": "helpers.pictures.breaks.first_fit",
}


def __getattr__(name):
    if name in _HOME_OF:
        value = getattr(importlib.import_module("." + _HOME_OF[name], __name__), name)
        globals()[name] = value
        return value
    if name in _MOVED:
        place, _, _ = _MOVED[name].rpartition(".")
        raise AttributeError(f"{name} has moved: import {place}, then {_MOVED[name]}.")
    raise AttributeError(f"{__name__} has no name {name!r}; it has {', '.join(__all__)}.")


def __dir__():
    return __all__
