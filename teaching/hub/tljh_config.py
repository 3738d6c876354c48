"""The course on The Littlest JupyterHub: link this file into /opt/tljh/config/jupyterhub_config.d (README.md, step 3).

The hub of load.py reads it too, so what stands here is tried out.
"""

from pathlib import Path

# The link leads here: into a copy of the course that everybody on the machine may read.
course = Path(__file__).resolve().parents[2]

# The locked environment, which `binder/make_environment.py class` has made.
c.Spawner.cmd = [str(course / ".class" / "bin" / "jupyterhub-singleuser")]  # noqa: F821  (JupyterHub gives c)
c.Spawner.environment = {  # noqa: F821
    # The server's settings: a slider's messages leave at once.
    "JUPYTER_CONFIG_PATH": str(course / "binder"),
    # TensorFlow's start-up log says nothing that a learner needs, and without oneDNN numbers come out as stored.
    "TF_CPP_MIN_LOG_LEVEL": "2",
    "TF_ENABLE_ONEDNN_OPTS": "0",
}
# A notebook that no browser has open gives its memory back after a quarter of an hour without work.
c.Spawner.args = [  # noqa: F821
    "--MappingKernelManager.cull_idle_timeout=900",
    "--MappingKernelManager.cull_interval=60",
]
# A server and two kernels at their measured peak (README.md); a third one is at the cost of this student alone.
c.Spawner.mem_limit = "2G"  # noqa: F821
# JupyterLab and a first import of TensorFlow, when everybody arrives at once.
c.Spawner.start_timeout = 180  # noqa: F821
c.Spawner.http_timeout = 180  # noqa: F821
