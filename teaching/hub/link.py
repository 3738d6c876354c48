"""Print the link that opens a notebook for each student: python teaching/hub/link.py HUB REPOSITORY [NOTEBOOK]

The link brings the course into the student's own folder, or brings a copy that is there up to date and keeps what the
student has changed (nbgitpuller), and then opens the notebook.
"""

import argparse
import sys
from urllib.parse import quote, urlencode, urlsplit

FIRST = "notebooks/00_start_here.ipynb"


def git_pull_link(hub, repository, notebook=FIRST, branch="main", folder="lstm-shapes"):
    """Return the address to give to a class.

    Parameters
    ----------
    hub : str
        The address at which students log in, such as ``https://hub.example.org``.
    repository : str
        The address of the git repository, readable without a password.
    notebook : str
        The notebook to open, seen from the top of the repository.
    branch : str
    folder : str
        The folder into which the course comes, in each student's home.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If an address has no ``https://`` in front, or the notebook is none.

    Source
    ------
    nbgitpuller documentation, options in an nbgitpuller URL; JupyterHub documentation, ``user-redirect``.

    Examples
    --------
    >>> git_pull_link("https://hub.example.org", "https://git.example.org/me/course", folder="c").partition("?")[0]
    'https://hub.example.org/hub/user-redirect/git-pull'
    """
    for what, address in (("hub", hub), ("repository", repository)):
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise ValueError(f"The {what} needs an address that begins with https://; got {address!r}.")
    if not notebook.endswith(".ipynb") or notebook.startswith("/"):
        raise ValueError(f"The notebook needs a path such as {FIRST}; got {notebook!r}.")
    asked = {
        "repo": repository,
        "branch": branch,
        "urlpath": f"lab/tree/{quote(f'{folder}/{notebook}')}",
        "targetPath": folder,
    }
    return f"{hub.rstrip('/')}/hub/user-redirect/git-pull?{urlencode(asked)}"


def main(words):
    reader = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    reader.add_argument("hub")
    reader.add_argument("repository")
    reader.add_argument("notebook", nargs="?", default=FIRST)
    reader.add_argument("--branch", default="main")
    reader.add_argument("--folder", default="lstm-shapes")
    try:
        print(git_pull_link(**vars(reader.parse_args(words))))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
