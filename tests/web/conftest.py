"""Pages of a real house, as the end-to-end tests make them."""

from tests.e2e.conftest import chromium, log_in

__all__ = ["chromium", "log_in"]
