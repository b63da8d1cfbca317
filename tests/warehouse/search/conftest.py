"""What the tests of this folder ask: small warehouses made by hand."""

from tests.support.small_warehouse import publish

__all__ = ["publish"]
