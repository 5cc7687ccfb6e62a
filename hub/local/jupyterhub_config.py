"""The hub on one machine: JupyterHub reads this file, `artia hub start` prepares what it needs."""

from artia.hub.config import configure

configure(get_config())  # noqa: F821  (JupyterHub provides get_config)
