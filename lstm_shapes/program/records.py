"""The records of a program: what is known of its data, its layers, its model; no object of Keras is kept in them."""

from typing import NamedTuple


class Data(NamedTuple):
    """One array of x or of y.

    Fields
    ------
    kind : str
        "array" (numbers), "table" (of pandas), "ragged", "object", "text", "list" (of numbers, no array), "empty list",
        "several" (an element of a dataset that holds datasets counts as "dataset"), "none" or "unknown".
    shape : tuple or None
        Samples first, None for a size that nobody knows; None as a whole where nothing says it.
    dtype : str
        "float", "int", "bool", "complex", "text", "object", or empty.
    low, high : float or None
        Of the values, where they were looked at.
    whole : bool or None
        Whether all of them are whole numbers.
    name : str
        By which a dict gives it.
    note : str
        What was found, in words.

    Examples
    --------
    >>> Data("array", (8, 5, 3)).shape
    (8, 5, 3)
    """

    kind: str = "array"
    shape: tuple | None = None
    dtype: str = "float"
    low: float | None = None
    high: float | None = None
    whole: bool | None = None
    name: str = ""
    note: str = ""


class Given(NamedTuple):
    """What is given as x, or as y.

    Fields
    ------
    form : str
        "none", "one", "list" or "dict".
    parts : tuple of Data
    source : str
        Who makes the batches: "arrays" (Keras does), "dataset" (its elements are the parts), or "stream" (a generator
        or the like: it is not consumed, and its one part is unknown).
    batch, samples : int or None
        Of a dataset that says how it was batched, and of how many samples; not of arrays.
    behind : tuple of Data
        Of the y of a dataset: what its elements hold behind y. Keras takes it for sample weights.

    Examples
    --------
    >>> Given("none").parts
    ()
    """

    form: str
    parts: tuple = ()
    source: str = "arrays"
    batch: int | None = None
    samples: int | None = None
    behind: tuple = ()

    @property
    def shapes(self):
        """The shape of each part."""
        return tuple(part.shape for part in self.parts)


class Read(NamedTuple):
    """One tensor that a call reads.

    Fields
    ------
    argument : str
        Of the layer's call: "inputs", "initial_state", "query" and so on; the first one may be empty.
    tensor : int
        Its number in the model.
    """

    argument: str
    tensor: int


class Call(NamedTuple):
    """One call of a layer; a shared layer has several.

    Fields
    ------
    layer : int
        Its place among the layers of the model.
    reads : tuple of Read
    gives : tuple of int
        Numbers of the tensors that come out. A layer in a line may give more of them than are listed here.
    listed : bool
        Whether the first argument is a list of tensors.
    options : tuple of (str, value)
        Further arguments of the call.
    recorded : tuple or None
        (shapes read, shapes given), as Keras recorded them, where they were asked for in reading.
    """

    layer: int
    reads: tuple
    gives: tuple
    listed: bool = False
    options: tuple = ()
    recorded: tuple | None = None

    def option(self, name, default=None):
        """The value of one further argument of the call."""
        return dict(self.options).get(name, default)

    @property
    def plain_reads(self):
        """What it reads without masks: a mask that Keras made follows its tensor, and has no shape of its own."""
        return tuple(one for one in self.reads if not one.argument.endswith("mask"))


class Layer(NamedTuple):
    """One layer, as a record.

    Fields
    ------
    kind : str
        The class in Keras, "operation" for one of ``keras.ops``: its class is the setting "operation".
    name : str
    settings : tuple of (str, value)
        What decides shapes.
    inner : tuple of Layer
        What it wraps: forward and backward of a Bidirectional, the cells of an RNN.
    built_for : tuple of tuple
        The shapes that its weights were made for, () where it has none yet.
    own : bool
        Somebody's own code, or a Lambda. Its setting "answers" says what copies of it gave, where they were asked.
    model : Model or None
        Of a model that is called as a layer.

    Examples
    --------
    >>> Layer("LSTM", "lstm", (("units", 4),)).get("units")
    4
    """

    kind: str
    name: str = ""
    settings: tuple = ()
    inner: tuple = ()
    built_for: tuple = ()
    own: bool = False
    model: "Model | None" = None

    def get(self, setting, default=None):
        """The value of a setting, `default` where nothing says it."""
        for name, value in self.settings:
            if name == setting:
                return value
        return default

    @property
    def called(self):
        """What it is called in a sentence: its class, also of what it wraps, and its name.

        Examples
        --------
        >>> Layer("Bidirectional", "both", inner=(Layer("LSTM"), Layer("LSTM"))).called
        "Bidirectional(LSTM) 'both'"
        """
        if self.kind == "operation":
            return f"keras.ops {self.name!r}"
        wraps = self.inner and self.kind not in ("RNN", "StackedRNNCells")  # these hold cells
        return f"{self.kind}({self.inner[0].kind}) {self.name!r}" if wraps else f"{self.kind} {self.name!r}"

    @property
    def somebodys(self):
        """True for a class of one's own, or a Lambda: nothing is known of what it does; not for what holds one."""
        return self.own and not self.inner

    def with_settings(self, **changes):
        """The same layer with other settings, not built."""
        kept = tuple((name, value) for name, value in self.settings if name not in changes)
        return self._replace(settings=tuple(sorted({**dict(kept), **changes}.items())), built_for=())


class Declared(NamedTuple):
    """One input that a model declares.

    Fields
    ------
    shape : tuple or None
        With the batch in front: (None, 20, 3).
    dtype : str
    name : str
    key : str
        By which a dict brings its array; another one than its name where its Input was given none, and Keras asks for
        both of them then.
    """

    shape: tuple | None
    dtype: str = "float"
    name: str = ""
    key: str = ""


class Model(NamedTuple):
    """The layers of a program and how they are called.

    Fields
    ------
    kind : str
        "sequential", "functional", "subclassed" (its layers are known, its calls are not), "layers" (a list, or what a
        failing call had in its hands), or "none".
    name : str
    layers : tuple of Layer
    calls : tuple of Call
        In the order in which Keras runs them.
    inputs, outputs : tuple of int
        Numbers of tensors.
    declared : tuple of Declared
        One for each input; () where the model begins without Input.
    output_names : tuple of str
    input_keys : tuple of str
        In the order in which they were given, where its inputs were declared as a dict.
    outputs_by_name : bool
        Its outputs are a dict.
    raised : str
        What the call of a "subclassed" one, or of one of its own layers, raised on a symbol, in words; mostly "".

    Examples
    --------
    >>> Model("none").calls
    ()
    """

    kind: str
    name: str = ""
    layers: tuple = ()
    calls: tuple = ()
    inputs: tuple = ()
    outputs: tuple = ()
    declared: tuple = ()
    output_names: tuple = ()
    input_keys: tuple = ()
    outputs_by_name: bool = False
    raised: str = ""


class Loss(NamedTuple):
    """A loss, or a metric, of one output.

    Fields
    ------
    name : str
        As Keras calls the function: "mean_squared_error"; of one's own the name that it has; "" where there is none.
    given : str
        "name", "object", "function", "own" (a function of one's own), "own class".
    from_logits : bool
    output : str
        The output that it is for, "" for every one.
    ignores : bool
        Some label is left out of it.

    Examples
    --------
    >>> Loss("mean_squared_error").given
    'name'
    """

    name: str
    given: str = "name"
    from_logits: bool = False
    output: str = ""
    ignores: bool = False


class State(NamedTuple):
    """All that decides whether a program runs and compares what it should.

    Fields
    ------
    model : Model
    x, y : Given
        y has the form "none" in a prediction.
    losses : tuple of Loss
        () where the model was never compiled; one for all outputs, or one for each.
    metrics : tuple of Loss
    batch_size : int or None
        None where nobody said it: 32 for arrays.
    trained : bool
        Its weights have been moved by a fit.
    spoilt : str
        What a failed call left behind: "", "fit" or "built".
    traced : tuple of (str, tuple)
        For "fit" and for "predict" how many axes the arrays had that a graph was made for, those of a call together.
    compiled : bool

    Examples
    --------
    >>> State(Model("none")).x.form
    'none'
    """

    model: Model
    x: Given = Given("none")
    y: Given = Given("none")
    losses: tuple = ()
    metrics: tuple = ()
    batch_size: int | None = None
    trained: bool = False
    spoilt: str = ""
    traced: tuple = ()
    compiled: bool = True
