"""How a page is looked at: ``@at_widths``, ``@in_themes``, ``@without_javascript``."""

import pytest

PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 900}

at_widths = pytest.mark.parametrize("viewport", [PHONE, WIDE], ids=["phone", "wide"])
in_themes = pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.once)])
without_javascript = pytest.mark.parametrize("javascript", [False], ids=["no-js"])
