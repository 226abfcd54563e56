"""The page that JupyterLab opens with: the notebooks, by the question that each answers.

It is made when JupyterLab starts, of the notebooks that lie in the folder then, those of the analyst's own among them. A
page that somebody has changed, or written, is theirs and stays as it is.
"""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from sfg_analytics.errors import SfgError
from sfg_analytics.notebooks import Notebook, read_notebook
from sfg_analytics.publication.folders import replace_file

NAME = "Questions.md"
_MARK = re.compile(r"<!-- made by sfg lab, ([0-9a-f]{64}); change this page and it is yours -->\n")


def write_questions(folder: Path, store: Path) -> Path:
    """Write the page of questions, unless one is there that is not ours.

    Parameters
    ----------
    folder
        The notebooks' folder.
    store
        The store that notebooks find.

    Returns
    -------
    Path
        The page.
    """
    path = folder / NAME
    if not path.exists() or _ours(path):
        text = questions_page(_notebooks(folder), store)
        mark = f"<!-- made by sfg lab, {_digest(text)}; change this page and it is yours -->\n"
        replace_file(path, (mark + text).encode("utf-8"))
    return path


def questions_page(notebooks: list[Notebook], store: Path) -> str:
    """Write the page, as Markdown.

    Parameters
    ----------
    notebooks
        In the order in which they are listed.
    store
        The store's folder.
    """
    listed = "\n".join(
        f"| [{_cell(one.question)}]({quote(one.path.name)}) | {_cell(one.path.name)} |" for one in notebooks
    )
    return f"""
# What do you want to know?

| Question | Notebook |
|---|---|
{listed}

Choose a question; its notebook opens beside this page. *Run → Run All Cells* answers it from the store *{_cell(store.name)}*,
which is set already: figures are exact counts, **not for publication**. The notebooks are copies of your own, to be
changed as you like. What you want anew, delete: `sfg lab` puts a fresh copy there when it starts.

## A question of your own

In a new notebook, choose a measure, groups, organisations and months, and see the chart, the table, the sentence and the
code that makes them:

```python
import os
import sfg_analytics as sfg

sfg.explore(os.environ["SFG_STORE"])
```

## For somebody without JupyterLab

`sfg report 3 --store DIR --organisation CODE --to FILE.html` writes a notebook as one page, without its code.
"""


def _notebooks(folder: Path) -> list[Notebook]:
    found = []
    for path in sorted(folder.glob("*.ipynb")):
        try:
            found.append(read_notebook(path))
        except (SfgError, OSError):
            continue  # half saved, or none at all: JupyterLab will say so when it is opened
    return found


def _ours(path: Path) -> bool:
    """Whether a page is as we made it."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    mark = _MARK.match(text)
    return mark is not None and mark[1] == _digest(text[mark.end() :])


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8")).hexdigest()


def _cell(text: str) -> str:
    """Fit text into a cell of a table: no markup of its own."""
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", " ".join(text.split()))
