"""Parts of addresses that Django has no converter for."""

from django.urls.converters import StringConverter


class YearConverter:
    """A year in four digits."""

    regex = "[12][0-9]{3}"

    def to_python(self, value: str) -> int:
        """Return the year as a number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Return the year as text."""
        return str(value)


class PagePathConverter(StringConverter):
    """The path of a page: lower-case words and hyphens, with slashes between."""

    regex = "[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*"
