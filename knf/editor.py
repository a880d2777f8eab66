"""What editors may write in rich text: the one list behind the toolbar and the server's cleaner.

Settings import this module, so it may import neither models nor form fields; `knf.rich_text`
cleans with the list and has the model field.
"""

from typing import Any

from django_prose_editor.config import add_tags_and_attributes, html_tags
from js_asset import static_lazy

URL_SCHEMES = ("http", "https", "mailto", "tel")

# The extensions' own names for their groups of buttons, in the order of the toolbar.
TOOLBAR = (
    "headings",
    "marks",
    "lists",
    "nodes -blockType -lists -headings",
    "link",
    "table",
    "figure",
    "history",
    "utility",
)

EXTENSIONS: dict[str, Any] = {
    "Bold": True,
    "Italic": True,
    # The page's h1 is the title, so a text starts at h2.
    "Heading": {"levels": [2, 3]},
    "BulletList": True,
    "OrderedList": {"enableListAttributes": False},
    "ListItem": True,
    "Blockquote": True,
    "HardBreak": True,
    # Where the site's own stories and pages are found.
    "Link": {
        "enableTarget": False,
        "defaultProtocol": "https",
        "searchUrl": "/admin/articles/article/lenker/",
    },
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    # Where pictures are chosen, and where one is shown by its number.
    "LibraryFigure": {
        "pickerUrl": "/admin/articles/image/velg/",
        "pictureUrl": "/admin/articles/image/0/vis/",
        "pickerScript": static_lazy("knf/js/picker.js"),
    },
    "Fullscreen": True,
    "KnfEditor": True,
    "CleanPaste": True,
    # The editor's language is the page's, and misspelt words should show.
    "NoSpellCheck": False,
    "Menu": {"groups": [{"group": group} for group in TOOLBAR]},
}


def allow_ordered_list(_config: Any, cleaner: dict[str, Any]) -> None:
    """Let lists be numbered, from 1 and with digits: the toolbar offers nothing else."""
    add_tags_and_attributes(cleaner, ["ol"], None)


def allow_link(_config: Any, cleaner: dict[str, Any]) -> None:
    """Let links keep their address alone.

    They open where the reader is, so `target` is out and `rel="noopener"` has nothing to guard;
    what the next site learns of the reader is the Referrer-Policy header's matter.
    """
    add_tags_and_attributes(cleaner, ["a"], {"a": ["href"]})
    cleaner["link_rel"] = None
    cleaner["url_schemes"] = set(URL_SCHEMES)


def allow_table(_config: Any, cleaner: dict[str, Any]) -> None:
    """Let tables keep what the editor writes: one body of rows, with joined cells."""
    spans = ["colspan", "rowspan"]
    add_tags_and_attributes(cleaner, ["table", "tbody", "tr", "th", "td"], {"th": spans, "td": spans})


def allow_figure(_config: Any, cleaner: dict[str, Any]) -> None:
    """Let figures name a picture of the library, and no address: what they show is looked up."""
    add_tags_and_attributes(cleaner, ["figure", "figcaption"], {"figure": ["data-image"]})


PROSE_EDITOR_EXTENSIONS = [
    {
        "js": [
            static_lazy("knf/js/editor.js"),
            static_lazy("knf/js/editor-dialogs.js"),
            static_lazy("knf/js/editor-links.js"),
            static_lazy("knf/js/editor-figure.js"),
            static_lazy("knf/js/editor-paste.js"),
        ],
        "extensions": {
            "OrderedList": allow_ordered_list,
            "Link": allow_link,
            "Table": allow_table,
            "LibraryFigure": allow_figure,
            "Fullscreen": html_tags([]),
            "KnfEditor": html_tags([]),
            "CleanPaste": html_tags([]),
        },
    },
]
"""The value of ``DJANGO_PROSE_EDITOR_EXTENSIONS``."""
