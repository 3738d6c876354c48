"""Other doors into the course, Colab and Kaggle: what every notebook says of them, in one place.

`python tests/tools/doors.py ada/lstm-shapes` writes the name of a public GitHub repository into every notebook, the
README and pyproject.toml. Without a name it keeps the one that stands there, and writes the tag of a new version.
"""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# The paragraph of an opening cell, and the lines of a setup cell, that are read only where they are needed.
PARAGRAPH = re.compile(r"^\*\*Elsewhere\*\* .*$", flags=re.M)
NO_NAME = "YOUR_NAME/"  # no account of GitHub can be called so: an underscore is not allowed
WAITING = " The links wait for a public repository, whose owner is to stand in the place of `YOUR_NAME`."
LINES = re.compile(r"\A(?:# .*\n)+(?=%xmode Minimal$)", flags=re.M)


def repository():
    """Return the owner and the name of the public repository, "owner/name", as pyproject.toml has them."""
    address = _project()["urls"]["Repository"]
    return address.removeprefix("https://github.com/")


def tag():
    """Return the tag of the release that pyproject.toml describes."""
    return f"v{_project()['version']}"


def _project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def colab(name, repository, tag):
    """Return the address at which Colab opens a notebook of the release.

    Source
    ------
    Google Colab, notebook "Using Google Colab with GitHub".

    Examples
    --------
    >>> colab("02_broken_shape", "ada/course", "v1.0.0")
    'https://colab.research.google.com/github/ada/course/blob/v1.0.0/notebooks/02_broken_shape.ipynb'
    """
    return f"https://colab.research.google.com/github/{repository}/blob/{tag}/notebooks/{name}.ipynb"


def kaggle(name, repository, tag):
    """Return the address at which Kaggle opens a notebook of the release.

    Examples
    --------
    >>> kaggle("02_broken_shape", "ada/course", "v1.0.0").partition("?src=")[2]
    'https://github.com/ada/course/blob/v1.0.0/notebooks/02_broken_shape.ipynb'
    """
    return f"https://kaggle.com/kernels/welcome?src=https://github.com/{repository}/blob/{tag}/notebooks/{name}.ipynb"


def paragraph(name, repository, tag):
    """Return what the opening cell of a notebook says of Colab and Kaggle."""
    return (
        f"**Elsewhere** [Open in Colab]({colab(name, repository, tag)}) or "
        f"[open in Kaggle]({kaggle(name, repository, tag)}). There, take the `# ` away from the first two lines of the "
        f"next cell before you run it.{WAITING if repository.startswith(NO_NAME) else ''}"
    )


def lines(repository, tag):
    """Return the commented lines above a setup cell: they bring what Colab and Kaggle lack.

    Into the home folder, so that a second run finds the clone where the first one left it. Without the setting, git
    speaks of a detached HEAD in a dozen lines. Keras and NumPy stay the host's.
    """
    clone = f"!git -c advice.detachedHead=false clone -q --depth 1 --branch {tag} https://github.com/{repository} ~/lstm-shapes"
    install = 'pip install -q "svg.py<2" "anywidget<0.12"'
    find = (
        'import os, sys; sys.path.insert(0, os.path.expanduser("~/lstm-shapes")); os.chdir(sys.path[0] + "/notebooks")'
    )
    return f"# {clone}; {install}\n# {find}\n"


def renamed(text, old, new, version):
    """Return a text with another repository and another tag in its links and lines."""
    text = text.replace(old, new)
    text = text if new.startswith(NO_NAME) else text.replace(WAITING, "")
    return re.sub(rf"(?<={re.escape(new)}/blob/)v[\d.]+\d|(?<=--branch )v[\d.]+\d", version, text)


def main(words):
    old = repository()
    new = words[0] if words else old
    if not re.fullmatch(r"[A-Za-z0-9_-]+/[A-Za-z0-9_.-]+", new):
        print(f"The repository needs an owner and a name, such as ada/lstm-shapes; got {new!r}.")
        return 2
    for path in [ROOT / "pyproject.toml", ROOT / "README.md", *sorted((ROOT / "notebooks").glob("*.ipynb"))]:
        text = path.read_text(encoding="utf-8")
        if (changed := renamed(text, old, new, tag())) != text:
            path.write_text(changed, encoding="utf-8", newline="\n")
            print(f"{path.relative_to(ROOT)}: written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
