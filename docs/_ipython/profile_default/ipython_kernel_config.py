"""Plots on the pages are SVG, with text as text, the same bytes in every build."""

c = get_config()  # noqa: F821  # IPython gives it
c.InlineBackend.figure_formats = {"svg"}
c.InlineBackend.rc = {"svg.fonttype": "none", "svg.hashsalt": "chalkgrad", "font.size": 10}
c.InteractiveShell.colors = "nocolor"  # a traceback in the page's own colours
c.IPKernelApp.log_level = "ERROR"
c.InteractiveShellApp.exec_lines = ["import sys; sys.modules['tqdm'] = None; del sys"]  # no progress bars on a page
