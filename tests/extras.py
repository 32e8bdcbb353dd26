"""What tests need beyond what `pip install peel-kg` brings: where it is not installed they are skipped, and say what would bring it."""

from importlib.util import find_spec
from typing import Final

import pytest

_BRINGS: Final = {
    "distributed": "dask", "fsspec": "dask", "jinja2": "web", "markupsafe": "web", "mcp": "mcp", "openpyxl": "test", "pandas": "pandas",
    "playwright": "test", "resvg_py": "figures", "shacl": "fast", "starlette": "web", "uvicorn": "web", "xlsxwriter": "xlsx",
}  # fmt: skip
"""The extra that brings a module."""
FILES: Final = {
    "test_cluster": ("distributed", "fsspec"),
    "test_frames": ("pandas",),
    "test_mcp": ("mcp",),
    "test_pages": ("starlette", "jinja2"),
    "test_protocol": ("starlette", "jinja2"),
    "test_serve": ("starlette", "jinja2"),
    "test_w3c_protocol": ("starlette", "jinja2"),
    "test_workbook": ("openpyxl", "xlsxwriter"),
}
"""What all tests of a file need."""


def lacking(*modules: str) -> str:
    """What has to be installed for some modules; empty where they are there."""
    extras = sorted({_BRINGS[module] for module in modules if find_spec(module) is None})
    return f"pip install 'peel-kg[{','.join(extras)}]'" if extras else ""


def needs(*modules: str) -> pytest.MarkDecorator:
    """Marks a test that needs some modules."""
    told = lacking(*modules)
    return pytest.mark.skipif(bool(told), reason=told)
