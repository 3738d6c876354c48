"""What Keras will do with a program, by arithmetic; nothing is run."""

from .complaint import STAGES, Complaint, in_order, layer_at, sizes_apart
from .complaints import Course, all_steps, batches, complaints, course, other_axes, outputs_of, run
from .losses import Compared, compare, squeezed
from .masks import uses_mask
from .plain import KEEPS_SHAPE
from .recurrent import RECURRENT, is_recurrent
from .several import ATTENTION
from .sizes import Why, agrees, broadcast, fits, product
from .targets import last_activation, losses_of, targets_of
from .walk import Run, Step, as_read, follow, other_size

__all__ = [
    "ATTENTION",
    "KEEPS_SHAPE",
    "RECURRENT",
    "STAGES",
    "Compared",
    "Complaint",
    "Course",
    "Run",
    "Step",
    "Why",
    "agrees",
    "all_steps",
    "as_read",
    "batches",
    "broadcast",
    "compare",
    "complaints",
    "course",
    "fits",
    "follow",
    "in_order",
    "is_recurrent",
    "last_activation",
    "layer_at",
    "losses_of",
    "other_axes",
    "other_size",
    "outputs_of",
    "product",
    "run",
    "sizes_apart",
    "squeezed",
    "targets_of",
    "uses_mask",
]
