"""How people quote the famous sentence, and others, without the sizes that stand behind it; layers have other names."""

MODEL, DENSE, CHANNELS, LAYER = "flattened-steps", "wrong-features", "missing-features-axis", "flattened-steps"

_KERAS_1 = """Traceback (most recent call last):
  File "train.py", line 41, in <module>
    model.add(LSTM(100))
  File "/usr/lib/python2.7/site-packages/keras/models.py", line 146, in add
    output_tensor = layer(self.outputs[0])
  File "/usr/lib/python2.7/site-packages/keras/engine/topology.py", line 382, in assert_input_compatibility
    str(K.ndim(x)))
Exception: Input 0 is incompatible with layer lstm_2"""
_KERAS_2 = """ValueError                                Traceback (most recent call last)
<ipython-input-7-2f1c> in <module>()
----> 1 model.fit(x_train, y_train, epochs=5)

/opt/keras/engine/training.py:855 train_function  *
    return step_function(self, iterator)
/opt/keras/engine/input_spec.py:271 assert_input_compatibility
    raise ValueError('Input ' + str(input_index) +

ValueError: Input 0 is incompatible with layer sequential_3:"""
_KERAS_2_NO_END = """/opt/keras/engine/input_spec.py:207 assert_input_compatibility
    raise ValueError('Input ' + str(input_index) + ' of layer ' +
                     layer_name + ' is incompatible with the layer: '"""
_KERAS_3 = """Traceback (most recent call last):
  File "/home/me/train.py", line 12, in <module>
    model.fit(x, y)
  File "/opt/keras/src/utils/traceback_utils.py", line 122, in error_handler
    raise e.with_traceback(filtered_tb) from None
ValueError: Exception encountered when calling Sequential.call().

Input 0 with name 'None' of layer 'lstm' is incompatible with the layer"""

# (first cause, words): the kind of the layer decides which cause is the usual one.
FAMOUS = [
    (MODEL, "ValueError: Input 0 is incompatible with layer model"),
    (MODEL, "Input 0 is incompatible with layer model_6"),
    (MODEL, "Input 0 is incompatible with layer sequential"),
    (MODEL, "input 0 is incompatible with layer model_1:"),
    (MODEL, "ValueError: Input 0 is incompatible with layer model: expected shape"),
    (MODEL, "ValueError: Input 0 is incompatible with layer functional_3: expected shape="),
    (MODEL, 'ValueError: Input 0 of layer "sequential" is incompatible with the layer'),
    (MODEL, "ValueError: Input 0 of layer 'functional' is incompatible with the layer:"),
    (MODEL, "“Input 0 of layer “model_2” is incompatible with the layer”"),
    (MODEL, "`Input 0 of layer sequential_11 is incompatible with the layer`"),
    (MODEL, "layer sequential is incompatible with the layer"),
    (MODEL, "Error in py_call_impl(callable, dots$args) : ValueError: Input 2 of layer \"functional_4\" is incompatible with the layer:"),
    (MODEL, "Input 1 is incompatible with layer model_1 [my project]"),
    (MODEL, "Input 0 with name 'readings' of layer 'functional' is incompatible with the layer"),
    (MODEL, "I get the error input 0 of layer sequential is incompatible with the layer when I predict, why?"),
    (DENSE, "Value Error : Input 0 of layer dense_2 is incompatible with the layer"),
    (DENSE, "Input 0 of layer \"dense_3\" is incompatible with the layer: expected axis -1 of input shape"),
    (DENSE, "Input 0 is incompatible with layer dense_1"),
    (CHANNELS, "Input 0 of layer conv1d is incompatible with the layer: :"),
    (CHANNELS, "ValueError: Input 0 is incompatible with layer conv2d_1"),
    (CHANNELS, "Input 0 of layer \"max_pooling1d\" is incompatible with the layer"),
    (LAYER, "Input 0 is incompatible with layer lstm_1"),
    (LAYER, "ValueError: Input 0 is incompatible with layer lstm: expected ndim"),
    (LAYER, "ValueError: Input 0 of layer \"gru_1\" is incompatible with the layer"),
    (LAYER, "Input 0 of layer bidirectional is incompatible with the layer"),
    (LAYER, "Input 0 of layer lstm is\nincompatible with the layer"),
    (LAYER, "Input 0 of layer gru_cell_2 is incompatible with the layer: its rank is undefined, but the layer requires a defined rank."),
    (LAYER, "Uncaught (in promise) Error: Input 0 is incompatible with layer flatten_3"),
    (LAYER, "ValueError: Input 0 is incompatible with layer"),
    (LAYER, "Input 0 is incompatible with the layer"),
    (LAYER, "incompatible with the layer"),
    (LAYER, "Input 0 is not compatible with layer lstm_1"),
    (LAYER, "Input 0 of layer memory is incompatible with"),
    (LAYER, "\x1b[1mInput 0 of layer 'lstm_4' is incompatible with the layer\x1b[0m"),
    (LAYER, _KERAS_1),
    (MODEL, _KERAS_2),
    (LAYER, _KERAS_2_NO_END),
    (LAYER, _KERAS_3),
]  # fmt: skip

# The same for other famous words.
OTHERS = [
    ("flattened-steps", 'ValueError: Invalid input shape for input Tensor("data:0", shape=(None, 60), dtype=float32)'),
    ("flattened-steps", "Expected shape (None, 20, 3), but input has"),
    ("flattened-steps", "ValueError: Error when checking input"),
    ("flattened-steps", "Error when checking model input:"),
    ("wrong-features", "ValueError: Dimensions must be equal"),
    ("label-encoding", "Error when checking target"),
    ("label-encoding", "ValueError: Arguments `target` and `output` must have the same rank (ndim)."),
    ("label-encoding", "target and output must have the same shape"),
    ("label-encoding", "logits and labels must have the same shape"),
    ("label-encoding", "Incompatible shapes"),
    ("label-encoding", "ValueError: Shapes are incompatible"),
    ("outdated-keras-api", "ValueError: Unrecognized keyword arguments"),
    ("outdated-keras-api", "Unrecognized keyword arguments passed to LSTM"),
]

# Texts that make a pattern go back and forth, if it can.
LONG = ["x" * 200_000, "expected (" * 20_000, "Error\n" * 20_000, "logits and labels " * 10_000]
