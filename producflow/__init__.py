"""One trustworthy picture of a plant's production and maintenance."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("producflow")
except PackageNotFoundError:  # run from a checkout, which is not installed as a package
    __version__ = "0.1.0"
