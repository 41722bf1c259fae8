"""The server: what stands before Streamlit and beside it, on one port."""

from producflow.web.server import serve

__all__ = ["serve"]
