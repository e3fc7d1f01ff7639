"""How the site is built: `python docs/build.py` (see CONTRIBUTING.md).

Pages are Markdown; their code cells run at build time, in a Python that has just started, and what they print and
draw is what the pages show. Demos become pages and notebooks. Nothing is fetched, at build time or at view time.
"""

import builtins
import os
import sys
import tomllib
from pathlib import Path

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS / "_extensions"))

project = "chalkgrad"
author = "the chalkgrad developers"
copyright = "the chalkgrad developers, MIT licence"  # noqa: A001  # Sphinx's name
release = version = tomllib.loads((DOCS.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
html_title = "chalkgrad"

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
    "sphinx_copybutton",
    "beside",
    "demo_pages",
    "docstrings",
    "landmarks",
    "mathml",
    "pictures_with_words",
    "primitives",
    "public_names",
    "source_links",
]
exclude_patterns = ["_*", "logs", "pictures", "**.ipynb_checkpoints"]
nitpicky = True
nitpick_ignore_regex = [
    (r"py:obj", r".*"),  # a word between backticks in a docstring: a link where there is something to link to
    (r"py:(class|exc)", "|".join(name for name in dir(builtins) if name[0] != "_")),
    (r"py:(class|exc)", r"graphviz\..*"),
]

# --- pages and their cells ---------------------------------------------------------------------
myst_enable_extensions = ["amsmath", "attrs_inline", "colon_fence", "deflist", "dollarmath", "fieldlist"]
myst_heading_anchors = 3
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_in_temp = True
nb_execution_timeout = 120
nb_execution_show_tb = True
nb_merge_streams = True
nb_render_markdown_format = "myst"  # explanations bring formulas
nb_output_stderr = "warn"  # a page that complains is not finished; warnings are errors

os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # `!python` is this one
os.environ["IPYTHONDIR"] = str(DOCS / "_ipython")  # plots as SVG

# --- reference -----------------------------------------------------------------------------------
default_role = "word"  # see _extensions/docstrings.py
autodoc_typehints = "none"  # the docstrings say what is taken, in words
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_rtype = False
add_module_names = True
python_use_unqualified_type_names = True

# --- looks -----------------------------------------------------------------------------------------
html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_math_renderer = "mathml"
html_copy_source = False
html_show_sphinx = False
templates_path = []
copybutton_prompt_text = ">>> |\\$ "
copybutton_prompt_is_regexp = True
