"""What is known of a program, as records: made from a live one, from layers that do not build, or by hand."""

from .changes import Change, Counted, changed
from .data import read_both, read_data
from .losses import loss_record
from .reading import in_line, is_walkable, read_failing_call, read_list, read_model, read_state, tree_leaves
from .records import Call, Data, Declared, Given, Layer, Loss, Model, Read, State
from .tracing import learned, read_line, read_own
from .words import layer, program, spread, unbuilt, with_declared, with_layer, with_shape

__all__ = [
    "Call",
    "Change",
    "Counted",
    "Data",
    "Declared",
    "Given",
    "Layer",
    "Loss",
    "Model",
    "Read",
    "State",
    "changed",
    "in_line",
    "is_walkable",
    "layer",
    "learned",
    "loss_record",
    "program",
    "read_both",
    "read_data",
    "read_failing_call",
    "read_line",
    "read_list",
    "read_model",
    "read_own",
    "read_state",
    "spread",
    "tree_leaves",
    "unbuilt",
    "with_declared",
    "with_layer",
    "with_shape",
]
