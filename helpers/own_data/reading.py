"""What lies in a file, recognised from its beginning: nothing is read as a whole here."""

import csv
import io
import re
import zipfile
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from charset_normalizer import from_bytes

_SEPARATORS = (",", ";", "\t", "|", r"\s+")
_FEW = 4  # different letters outside ASCII
_NOT_IN_1252 = {0x81, 0x8D, 0x8F, 0x90, 0x9D}
_HEAD = 1_000_000  # bytes that are looked at
_ROOM = 64_000_000  # bytes that a table may take before it is asked for: a larger one is read in part
_MOST_ROWS = 100_000  # of that part
_COMMA = re.compile(r"[-+]?(\d+|\d{1,3}(\.\d{3})+),\d+")
_POINT = re.compile(r"[-+]?\d*\.?\d+([eE][-+]?\d+)?")
_GROUPED = {
    ",": re.compile(r"[-+]?\d{1,3}(\.\d{3})+(,\d+)?"),
    ".": re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?"),
}
_DAY, _CLOCK = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{1,4}"), re.compile(r"\d{1,2}(:\d{2}){1,2}")
_OF_A_DAY = {text for hour in range(25) for text in (f"{hour}", f"{hour:02}")}
_DATE = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{1,4}([ T].*)?")


class Source(NamedTuple):
    """How a table is read: every field is a word of the line that reads it.

    Fields
    ------
    path : str
        Of a file; for a table that is in the notebook already, its name there.
    kind : str
        "csv", "npy", "npz", "frame", "series" or "array".
    sep, decimal, thousands, encoding : str
        Of a CSV, as pandas names them.
    skip : int
        Lines above the header.
    names : tuple
        Of the columns, where the file has none.
    words : tuple of str
        Columns of dates that would be taken for numbers with thousands.
    member : str
        The array of an NPZ, one of `members`.
    rows : int
        How many are read; 0 for all.
    index : bool
        The DataFrame has an index that holds data.
    line : int
        Of a CSV: where its row 0 stands, counted from 1.
    joined : tuple of str
        The columns of the date and of the hour, where these are two.
    hours : str
        Where that of the hour holds whole numbers: " - 1" where they go from 1 to 24, and " + 0" from 0 to 23.
    empty : tuple of (str, tuple of str)
        Columns of numbers, and the words in them that stand for nothing.

    Examples
    --------
    >>> Source("sales.csv", sep=";").kind
    'csv'
    """

    path: str
    kind: str = "csv"
    sep: str = ","
    decimal: str = "."
    thousands: str = ""
    encoding: str = "utf-8"
    skip: int = 0
    names: tuple = ()
    words: tuple = ()
    member: str = ""
    rows: int = 0
    index: bool = False
    members: tuple = ()
    line: int = 0
    joined: tuple = ()
    hours: str = ""
    empty: tuple = ()


def looked_at(given, rows=None, name="my_table", sep="", decimal="", encoding="", member=""):
    """Say how a table is to be read, from the beginning of its file.

    Parameters
    ----------
    given : path, pandas.DataFrame or array_like
        A CSV, NPY or NPZ file, or a table of the notebook.
    rows : int, optional
        How many to read; 0 for all. By default all, or a part that takes about 64 MB where all would take more.
    name : str
        What a table of the notebook is called there.
    sep, decimal, encoding, member : str
        Fields of `Source` that are known better than they would be recognised.

    Returns
    -------
    source : Source
    notes : list of str
        What was recognised and may surprise.

    Raises
    ------
    ValueError
        If it is no table of this kind, in one sentence that says what to do.

    Source
    ------
    pandas, ``read_csv``; NumPy, ``lib.format``; charset-normalizer.

    Examples
    --------
    >>> looked_at([[1, 2], [3, 4]])[0].names
    ('column 0', 'column 1')
    """
    if not isinstance(given, (str, Path)):
        return _table(given, rows or 0, name)
    path = Path(given)
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "is not there"
        raise ValueError(f"{given} {what}: write the path of a CSV, NPY or NPZ file, as seen from this notebook.")
    size = path.stat().st_size
    if not size:
        raise ValueError(f"{path.name} is empty (0 bytes): save it again from the program that it comes from.")
    kind = path.suffix.lower().removeprefix(".")
    if kind in ("npy", "npz"):
        return _arrays(path, kind, size, rows, member)
    return _csv(path, size, rows, sep, decimal, encoding)


def _table(given, rows, name):
    """Look at a table of the notebook."""
    kind = "frame"
    if isinstance(given, pd.Series):
        kind, given = "series", given.to_frame()
    if not isinstance(given, pd.DataFrame):
        try:
            array = np.asarray(given)
        except ValueError as error:
            raise ValueError(f"{name} needs as many numbers in each row; NumPy says: {error}.") from None
        return Source(name, "array", rows=rows, names=_names(array.shape, array.dtype, name)), []
    if given.columns.nlevels > 1:
        raise ValueError(f"{name} has {given.columns.nlevels} rows of column names; it needs one: join them first.")
    index = not isinstance(given.index, pd.RangeIndex)
    columns = given.columns.tolist()
    names = [*(given.index.names if index else []), *columns]
    for column in names:
        if column is not None and names.count(column) > 1:
            raise ValueError(f"{name} has the column {column!r} twice: give each one a name of its own.")
        if column == "" or (column is None and column in columns):
            raise ValueError(f"{name} has a column without a name: give it one.")
        if not isinstance(column, (str, int, type(None))):
            raise ValueError(f"{name} has a column whose name is {column!r}: names need to be words or whole numbers.")
    return Source(name, kind, rows=rows, index=index), []


def _names(shape, dtype, where):
    """Return names for the columns of an array, or say why it is no table."""
    if dtype.names:
        return ()  # its fields are its columns
    if dtype.hasobject or dtype.kind not in "biuf":
        raise ValueError(f"{where} holds {dtype}: an LSTM reads numbers, so save the columns of numbers alone.")
    if len(shape) not in (1, 2):
        more = "it holds windows already, so it goes to lesson 06" if len(shape) > 2 else "that is a single number"
        raise ValueError(f"{where} has the shape {shape}, and a table has 2 axes (rows, columns): {more}.")
    return tuple(f"column {place}" for place in range(shape[1] if len(shape) == 2 else 1))


def _arrays(path, kind, size, rows, member):
    """Look at the header of an NPY, or of an array in an NPZ; no value is read."""
    members = ()
    try:
        if kind == "npz":
            with zipfile.ZipFile(path) as file:
                members = tuple(name.removesuffix(".npy") for name in file.namelist() if name.endswith(".npy"))
            member = member or next(iter(members), "")
            if member not in members:
                raise ValueError(f"it has no array {member!r}; there are {', '.join(members) or 'none'}")
        with (zipfile.Path(path, f"{member}.npy") if kind == "npz" else path).open("rb") as opened:
            version = np.lib.format.read_magic(opened)
            read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
            shape, _, dtype = read(opened)
    except Exception as error:  # a damaged file raises what neither NumPy nor zipfile documents
        said = str(error).split("\n")[0][:90]
        raise ValueError(f"{path.name} is no {kind.upper()} that can be read ({said}): save it again.") from None
    where = f"array {member!r} of {path.name}" if member else path.name
    if dtype.hasobject:
        raise ValueError(f"{where} holds pickled objects, which can run code when they are opened: save numbers alone.")
    needed = int(np.prod(shape, dtype=object)) * dtype.itemsize
    if kind == "npy" and size < needed:
        raise ValueError(f"{path.name} was cut off: {size:,} of {needed:,} bytes are there, so save it again.")
    names = _names(shape, dtype, where)
    part, notes = _bounded(path, size, shape[0], needed, rows)
    if kind == "npz" and part and rows is None:
        raise ValueError(
            f"{notes[0].split('. ')[0]}; an NPZ has no part of them: choose all rows, if the memory is free."
        )
    notes += [f"The array {member!r} of {', '.join(members)} is read."] if len(members) > 1 else []
    return Source(path.as_posix(), kind, names=names, member=member, rows=part, members=members), notes


def _bounded(path, size, rows, needed, most):
    """Return how many rows to read, and a sentence if they are not all."""
    if most is not None or needed <= _ROOM:
        return most or 0, []
    part = max(1, min(_MOST_ROWS, int(rows * _ROOM / needed)))
    whole = f"about {rows:,} rows; all of them would take about {needed / 1e6:,.0f} MB, and twice that on the way"
    return part, [f"{path.name} has {size / 1e6:,.0f} MB, {whole}. The first {part:,} rows are read."]


def _csv(path, size, rows, sep, decimal, encoding):
    """Look at the beginning of a CSV."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    told, encoding = encoding, encoding or _encoding(path, head)
    try:
        text = head.decode(encoding, "strict" if size <= _HEAD else "ignore")
    except (UnicodeDecodeError, LookupError) as error:
        raise ValueError(f"{path.name} cannot be read as {encoding} ({error}): choose another encoding.") from None
    if size > len(head):
        text = text[: text.rfind("\n") + 1] or text
    sep = sep or _separator(path, text)
    records = _records(path, text, sep, 2000)
    if not records:
        raise ValueError(f"{path.name} holds blanks alone: save it again from the program that it comes from.")
    width = Counter(len(cells) for cells, _ in records).most_common(1)[0][0]
    # A title above the header may have as many cells, of which most are empty.
    wide = [n for n, (cells, _) in enumerate(records) if len(cells) == width]
    first = next((n for n in wide if 2 * sum(bool(cell.strip()) for cell in records[n][0]) >= width), wide[0])
    skip = records[first - 1][1] if first else 0
    header, lines = records[first][0], [cells for cells, _ in records[first + 1 :]]
    above = "line" if skip == 1 else f"{skip} lines"
    notes = [f"The first {above} of {path.name}, above its header, {'is' if skip == 1 else 'are'} passed over."]
    notes = notes if skip else []
    letter = next((one for one in text if not one.isascii()), "")
    if letter and not told and not encoding.startswith("utf"):
        notes.append(f"Letters such as {letter!r} are read as {encoding}: choose another encoding if they look wrong.")
    cells = [(place, cell.strip()) for line in [header, *lines] for place, cell in enumerate(line) if cell.strip()]
    numbers = _numbers(cells, sep, decimal, notes)
    names = _names_beside(records[:first], header, lines, width)
    if names:
        skip, lines, notes = records[first - 1][1], [header, *lines], []
        notes.append(f"{path.name} has a cell more than names in each line, so the columns are called {list(names)}.")
    elif all(any(one.fullmatch(cell.strip()) for one in (_POINT, _COMMA, _DATE)) for cell in header):
        names = tuple(f"column {place}" for place in range(width))
        notes.append(f"The first line of {path.name} holds no names, so its columns are called {names[0]!r} and so on.")
    elif not lines:
        raise ValueError(f"{path.name} has a header ({', '.join(header)[:60]}) and no rows: export it with its data.")
    long = next((number for cells, number in records[first:] if len(cells) > width), None)
    if long is not None:
        raise ValueError(f"{path.name} has more than {width} cells in line {long}: look for a {sep!r} within a cell.")
    repeated = [name for name, many in Counter(header).items() if many > 1 and name.strip() and not names]
    for name in repeated:
        places = [place for place, one in enumerate(header) if one == name]
        notes.append(f"The name {name!r} stands over columns {places}; pandas calls the second {name + '.1'!r}.")
    dates = {place for place, cell in cells if _DATE.fullmatch(cell) and place < width and numbers["thousands"]}
    words = tuple((names or header)[place] for place in sorted(dates))
    called = names or tuple(header)
    joined, hours = _date_and_hour(called, [line for line in lines if len(line) == width])
    first_hour = "; hour 1 is read as the one from 00:00 on" if hours == " - 1" else ""
    if joined:
        notes.append(f"{joined[0]!r} and {joined[1]!r} are joined to one time, {' '.join(joined)!r}{first_hour}.")
    total = len(lines) if size <= len(head) else int(size / len(text.encode(encoding)) * text.count("\n")) + 1
    part, more = _bounded(path, size, total, total * 8 * width, rows)
    source = Source(
        path.as_posix(), "csv", sep, **numbers, encoding=encoding, skip=skip, names=names, words=words, rows=part,
        line=records[first + (not names)][1], joined=joined, hours=hours
    )  # fmt: skip
    return source, notes + more


def _date_and_hour(names, lines):
    """Return the columns of a date and of its hour where each date comes often, and how whole numbers are counted."""
    columns = {name: {cells[place].strip() for cells in lines} for place, name in enumerate(names)}
    filled = {name: cells - {""} for name, cells in columns.items() if cells - {""}}
    dates = [name for name, cells in filled.items() if all(map(_DAY.fullmatch, cells))]
    clocks = [name for name, cells in filled.items() if all(map(_CLOCK.fullmatch, cells))]
    whole = {name: {*map(int, cells)} for name, cells in columns.items() if cells and cells <= _OF_A_DAY}
    hours = [name for name, found in whole.items() if found in ({*range(24)}, {*range(1, 25)})]
    joined = (*dates, *(clocks or hours))
    if len(joined) != 2 or not dates or " ".join(joined) in columns or len(filled[dates[0]]) > len(lines) / 2:
        return (), ""
    return joined, "" if clocks else " + 0" if 0 in whole[joined[1]] else " - 1"


def _names_beside(above, header, lines, width):
    """Return the names of columns whose line has a cell less than those below it; none where it is not so."""
    if not above or len(above[-1][0]) != width - 1 or not any(_POINT.fullmatch(cell.strip()) for cell in header):
        return ()
    ends = not any(line[-1].strip() for line in [header, *lines] if len(line) == width)
    return (*above[-1][0], "nothing") if ends else ("row", *above[-1][0])


def _encoding(path, head):
    """Return the encoding of a file, or say that it is no text."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if head.startswith(mark):
            return name
    if head[:4] == b"PK\x03\x04":
        raise ValueError(f"{path.name} is an Excel or ZIP file, whatever its name says: save the sheet as CSV.")
    if re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", head):
        raise ValueError(f"{path.name} holds bytes that are no text: export the table as CSV, or save it as NPY.")
    with path.open("rb") as file:
        blocks = iter(lambda: file.read(_HEAD) + file.readline(_HEAD), b"")  # no letter is cut in two
        others = (one for one in islice(blocks, _ROOM // _HEAD) if one.decode("utf-8", "ignore").encode() != one)
        other = next(others, None)
    if other is None:
        return "utf-8"
    lines = b"\n".join(islice((one for one in other.splitlines() if not one.isascii()), 500))
    found = from_bytes(lines).best()
    if found is None:
        raise ValueError(f"{path.name} is text in no encoding that is known: save it as UTF-8.")
    # Of several that read the same letters, the usual one; and few letters, such as a single €, tell little.
    few = len({*lines} - {*range(128)}) <= _FEW and not {*lines} & _NOT_IN_1252
    return "cp1252" if few or "cp1252" in found.could_be_from_charset else found.encoding


def _records(path, text, sep, most):
    """Return (cells, number of the last line) of the first records."""
    # Line by line as pandas counts them.
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=sep if len(sep) == 1 else " ", skipinitialspace=len(sep) > 1
    )
    try:
        return [(cells, reader.line_num) for cells in islice(reader, most) if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise ValueError(f"{path.name} has a cell that does not end ({error}): look for a quotation mark.") from None


def _separator(path, text):
    """Return what stands between the cells: what gives most lines the same number of cells, and more than one."""

    def worth(sep):
        records = _records(path, text, sep, 100)
        (width, many), *_ = Counter(len(cells) for cells, _ in records).most_common(1) or [(1, 0)]
        # A blank also stands between a date and its hour, so it counts where no other sign does.
        return width > 1 and sep != r"\s+", (width > 1) * many / max(1, len(records)), width

    return max(_SEPARATORS, key=worth)


def _numbers(cells, sep, told, notes):
    """Return how decimals and thousands are written, as pandas names them."""
    texts = [cell for _, cell in cells]
    commas = [text for text in texts if _COMMA.fullmatch(text)]
    points = [text for text in texts if "." in text and _POINT.fullmatch(text) and not _GROUPED[","].fullmatch(text)]
    decimal = told or ("," if sep != "," and len(commas) > len(points) else ".")
    if not told and decimal == "," and all(_GROUPED["."].fullmatch(text) for text in commas):
        notes.append(f"{commas[0]} is read with a decimal comma; choose the decimal point if it stands for thousands.")
    grouped = any(_GROUPED[decimal].fullmatch(text) for text in texts)
    return {"decimal": decimal, "thousands": {",": ".", ".": ","}[decimal] if grouped else ""}
