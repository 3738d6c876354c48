"""The hub that load.py starts: on loopback, for students that a program plays, in a folder that is thrown away.

Everybody with the password can be anybody here, so it serves no class.
"""

import os
import sys
from pathlib import Path

folder = Path(os.environ["LSTM_SHAPES_HUB"])
load_subconfig(str(Path(__file__).resolve().with_name("tljh_config.py")))  # noqa: F821  (JupyterHub gives it, and c)

c.JupyterHub.db_url = f"sqlite:///{folder / 'hub.sqlite'}"  # noqa: F821
c.JupyterHub.cookie_secret = os.urandom(32)  # noqa: F821
c.ConfigurableHTTPProxy.pid_file = str(folder / "proxy.pid")  # noqa: F821
c.ConfigurableHTTPProxy.command = [os.environ["LSTM_SHAPES_PROXY"]]  # noqa: F821

c.JupyterHub.authenticator_class = "dummy"  # noqa: F821
c.DummyAuthenticator.password = os.environ["LSTM_SHAPES_PASSWORD"]  # noqa: F821
c.Authenticator.allow_all = True  # noqa: F821

# No user of the system is needed: each student gets a folder as home.
c.JupyterHub.spawner_class = "simple"  # noqa: F821
c.SimpleLocalProcessSpawner.home_dir_template = str(folder / "{username}")  # noqa: F821
c.Spawner.cmd = [sys.executable, "-m", "jupyterhub.singleuser"]  # noqa: F821
c.Spawner.environment["LSTM_SHAPES_HUB"] = str(folder)  # noqa: F821  (by it load.py knows what it has started)
if hasattr(os, "geteuid") and os.geteuid() == 0:
    c.Spawner.args.append("--allow-root")  # noqa: F821
