"""What every JupyterLab of the course does: call nobody outside the machine."""

c = get_config()  # noqa: F821  (Jupyter provides get_config)
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"
c.ServerApp.terminals_enabled = False
