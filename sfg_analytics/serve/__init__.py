"""Serving: publications to those they are for, and a store to its own analysts.

Readers reach one gate, which knows who they are, sends pages that are complete, and lets a page talk to a kernel of its own.
Analysts get JupyterLab on their store. Both end when the command ends. They differ in whom they trust: a reader's page gets
one audience's publication and nothing else, an analyst's workbench gets the store.
"""

from __future__ import annotations

from sfg_analytics.serve.access import Access, Audience, Limits, SignIn, load_access
from sfg_analytics.serve.gate import Gate
from sfg_analytics.serve.lab import lab, start_lab
from sfg_analytics.serve.server import Server
from sfg_analytics.serve.serving import alone, serve, served

__all__ = [
    "Access", "Audience", "Gate", "Limits", "Server", "SignIn",
    "alone", "lab", "load_access", "serve", "served", "start_lab",
]  # fmt: skip
