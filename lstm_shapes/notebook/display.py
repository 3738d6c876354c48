"""Show a picture with its facts; the one place where static pictures are displayed."""

from contextlib import suppress
from textwrap import fill

from ..drawing.kit import as_image


def show(drawn, words):
    """Display a drawing and print its words, so that every reader gets the facts."""
    show_image(as_image(drawn), words)


def show_image(image, words):
    """Display an image of HTML and print its words; where IPython does not run, the words are all there is."""
    with suppress(ImportError):
        from IPython import get_ipython
        from IPython.display import HTML, display

        if get_ipython() is not None:
            display(HTML(image))
    for sentence in words.splitlines():
        print(fill(sentence, 88, break_on_hyphens=False))  # JupyterLab would break a longer line within a word
