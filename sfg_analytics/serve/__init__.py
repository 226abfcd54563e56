"""Serving: a publication to readers, and a store to its own analysts.

Both run as processes of their own on this computer's loopback address, and both end when the command ends. They differ
in whom they trust: a reader's page gets the publication and nothing else, an analyst's workbench gets the store.
"""

from __future__ import annotations

from sfg_analytics.serve.dashboard import serve, start_server
from sfg_analytics.serve.lab import lab, start_lab
from sfg_analytics.serve.server import Server

__all__ = ["Server", "lab", "serve", "start_lab", "start_server"]
