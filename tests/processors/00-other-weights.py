"""Start-up of a kernel that stands for another processor: with LSTM_SHAPES_WEIGHTS_OFF=1e-6 each first weight is off.

A processor that rounds otherwise changes the last digits of all that comes out of training, and so do weights that
begin a little beside their places. Keras is not loaded here: 00 begins without it, so the change waits for its import.
"""


def _begin():
    import importlib.machinery
    import os
    import sys
    import types

    off = float(os.environ.get("LSTM_SHAPES_WEIGHTS_OFF", "0"))
    home = "keras.src.initializers.random_initializers"

    def move(initializer):
        drawn = initializer.__call__
        initializer.__call__ = lambda *given, **named: drawn(*given, **named) * (1 + off)

    def find_spec(name, path, target=None):
        if name != home:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        load = spec.loader.exec_module

        def load_and_move(module):
            load(module)
            for initializer in (module.GlorotUniform, module.Orthogonal, module.RandomUniform):
                move(initializer)

        spec.loader.exec_module = load_and_move
        return spec

    if off:
        if home in sys.modules:
            raise ImportError(f"{home} is loaded already: its weights would begin where they always do.")
        sys.meta_path.insert(0, types.SimpleNamespace(find_spec=find_spec))


_begin()
del _begin  # the reader's names begin empty
