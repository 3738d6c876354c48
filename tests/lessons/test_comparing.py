"""What the strict run of the notebooks notices, and what it lets pass: each kind of cell in one small notebook."""

import os
import re
import subprocess
import sys

import nbformat
import run_notebooks
from run_tests import STRICT
from tools.reference import ROOT

SETUP = """import os, sys
import lstm_shapes
from lstm_shapes.drawing.kit import as_image, picture
from IPython.display import HTML
def printed(number): print(f"loss {number} of 1,000, worse than the mean")
def plot(data): return HTML(f'<img alt="a plot" src="data:image/png;base64,{data}" />')"""
# The code, its tags, what another run gives in its place, and whether the strict run has to notice.
CELLS = [
    ("printed(0.72)", [], None, False),
    ("printed(0.72)", [], "printed(0.73)", True),
    ("printed(0.72)", ["near:0.05"], "printed(0.73)", False),
    ("printed(0.72)", ["near:0.05"], "printed(0.78)", True),
    ("printed(-12000.5)", ["near:0.1"], "printed(-12900.1)", False),
    ("printed(-12000.5)", ["near:0.1"], "printed(12000.5)", True),
    ("printed('1e-3')", ["near:0.05"], "printed('2e-3')", False),
    ("printed(0.72)", ["near:0.05"], "print('loss 0.72 of 1,000, better than the mean')", True),
    ("printed(0.72)", ["near:0.05"], "printed('0.72 and 0.72')", True),
    ("printed(0.72)", ["near:0.05"], "printed('nan')", True),
    ("HTML(as_image(picture(40, 20, [], 'a block')))", [], None, False),
    ("HTML(as_image(picture(40, 20, [], 'a block')))", [], "HTML(as_image(picture(41, 20, [], 'a block')))", True),
    ("plot('AAAA')", [], "plot('AAAB')", False),
    ("plot('AAAA')", [], "HTML('<p>no plot</p>')", True),
    ("print('/one/x/site-packages/keras/a.py')", [], "print('/two/site-packages/keras/a.py')", False),
    ("print('/one/x/site-packages/keras/a.py')", [], "print('/one/x/site-packages/keras/b.py')", True),
    ("1 / 0", ["raises-exception"], None, False),
    ("1 / 0", ["raises-exception"], "1 / 1", True),
    ("1 / 0", ["raises-exception"], "int('0.5')", True),
]


def test_the_strict_run_notices_what_a_reader_would_and_no_more(tmp_path):
    path = tmp_path / "kinds.ipynb"
    cells = [nbformat.v4.new_code_cell(SETUP)]
    cells += [nbformat.v4.new_code_cell(code, metadata={"tags": tags}) for code, tags, _, _ in CELLS]
    path.write_text(run_notebooks.as_text(nbformat.v4.new_notebook(cells=cells)), encoding="utf-8")
    assert run_notebooks.main([str(path)]) == 0
    notebook = nbformat.read(path, as_version=4)
    for cell, (_, _, other, _) in zip(notebook.cells[1:], CELLS, strict=True):
        cell.source = other or cell.source
    nbformat.write(notebook, path)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}  # the conftest.py of the root, for a notebook elsewhere
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "conftest"]
    done = subprocess.run([*command, *STRICT, str(path)], cwd=ROOT, env=environment, capture_output=True, text=True)
    failed = {int(number) for number in re.findall(r"^FAILED \S*::Cell (\d+)", done.stdout, flags=re.M)}
    wanted = {number for number, (*_, noticed) in enumerate(CELLS, 1) if noticed}
    assert failed == wanted, done.stdout[-3000:] + done.stderr
