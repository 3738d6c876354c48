"""Shared by all tests: what must be there, and what happens where it is not."""

import gc
import os
import shutil
import subprocess
import sys

import hypothesis
import pytest
from tools import lab, reference

import helpers  # noqa: F401  Before any test imports Keras: helpers sets the switches that notebooks run with.

# The same examples in every run: a proof that fails by chance is none. To search for new ones, `--hypothesis-seed=N`.
usual = hypothesis.settings(derandomize=True, deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.register_profile("few", usual, max_examples=15)
hypothesis.settings.register_profile("many", usual, max_examples=150)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "few"))


def pytest_collection_finish():
    """What is there before the first test stays; Python need not look through it each time it looks for garbage."""
    gc.freeze()


@pytest.fixture(scope="module", autouse=True)
def what_a_file_leaves_behind():
    """The same for what a file of tests leaves behind: TensorFlow keeps the graph of a fit that failed.

    Keras counts its names through the whole process: the `lstm_9` of a report would depend on the files before.
    """
    if "keras" in sys.modules:
        sys.modules["keras"].utils.clear_session(free_memory=False)
    yield
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)  # before words such as `-m` choose among the tests
def pytest_collection_modifyitems(items):
    for item in items:
        if "network" in getattr(item, "fixturenames", ()):
            item.add_marker("installs")
        if hypothesis.is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker("fuzz")


# Each claim must hold under other random numbers: with 1 or 2 here, every seed that a test names is another one.
SEED = int(os.environ.get("LSTM_SHAPES_SEED_SHIFT", "0"))
SEED_SHIFT = 10 * SEED  # tests name seeds below 10


@pytest.fixture
def seed():
    """For draws that are not Keras' own: another number in each run of `make prove`."""
    return SEED


@pytest.fixture(scope="session", autouse=True)
def shifted_seeds():
    """Shift what `keras.utils.set_random_seed` is given, also in cells of notebooks that a test runs."""
    if SEED_SHIFT:
        import keras

        given = keras.utils.set_random_seed
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(keras.utils, "set_random_seed", lambda seed: given(seed + SEED_SHIFT))
            yield
    else:
        yield


@pytest.fixture(autouse=True)
def no_tuned_queues():
    """Datasets without a thread that tunes their queues: one that a failed fit left behind is waited for when Python
    throws it away, now and then for most of a minute, and whatever test runs then seems to hang (TensorFlow 2.21).
    """
    if "keras" not in sys.modules:
        yield
        return
    data = sys.modules["tensorflow"].data
    made = data.Options

    def options():
        untuned = made()
        untuned.autotune.enabled = False
        return untuned

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(data, "Options", options)
        yield


@pytest.fixture(autouse=True)
def the_same_random_numbers(shifted_seeds):
    """Begin each test from the same random numbers: a claim that another draw turns round must not pass by chance.

    A third of the time of a small fit goes into TensorFlow's rewriting of its graph. Tests do without it; notebooks, and
    the tests with FULL=1, have it as a learner does.
    """
    if "keras" in sys.modules:
        sys.modules["keras"].utils.set_random_seed(0)
        if os.environ.get("FULL", "") in ("", "0"):
            sys.modules["tensorflow"].config.optimizer.set_experimental_options({"disable_meta_optimizer": True})


# Not tests: what they do is asked for case by case.
collect_ignore = ["cases", "bench", "tools"]


def leave_out(reason):
    """Outside CI a missing tool is a reason to skip; in CI it would hide a broken proof."""
    if reference.in_ci():
        pytest.fail(f"CI must have this: {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def chromium():
    """The path of a Chromium."""
    path = reference.chromium()
    if path is None:
        leave_out("no Chromium here (Debian: apt-get install chromium)")
    return path


@pytest.fixture(scope="session")
def npm():
    """The path of npm."""
    path = reference.npm()
    if path is None:
        leave_out("npm is missing, which fetches reveal.js (Debian: apt-get install npm)")
    return path


@pytest.fixture(scope="session")
def browser(chromium, tmp_path_factory):
    """One Chromium for all tests; a second one cannot be driven beside it."""
    with lab.running_browser(tmp_path_factory.mktemp("browser")) as context:
        yield context


@pytest.fixture(scope="session")
def server(chromium, tmp_path_factory):
    """The address of a JupyterLab that serves a copy of the notebooks."""
    with lab.running_lab(tmp_path_factory.mktemp("lab")) as address:
        yield address


@pytest.fixture(scope="session")
def what_a_hub_needs():
    """Node, the proxy of a JupyterHub, and the environment of a class."""
    from tools import hub

    if reason := hub.lacks():
        leave_out(reason)


@pytest.fixture(scope="session")
def network(tmp_path_factory):
    """A package index that answers."""
    folder = tmp_path_factory.mktemp("network")
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "-q",
        "--no-deps",
        "--no-cache-dir",
        "--retries",
        "0",
        "six",
    ]
    if subprocess.run(command, cwd=folder, capture_output=True).returncode:
        leave_out("the package index cannot be reached")


@pytest.fixture
def copy_of_the_root(tmp_path):
    """The repository in another folder, without what was built or installed in it."""
    built = shutil.ignore_patterns(
        ".git", ".venv", ".class", ".proxy", ".*_cache", "__pycache__", "dist", "build", ".output"
    )
    return shutil.copytree(reference.ROOT, tmp_path / "copy", ignore=built)
