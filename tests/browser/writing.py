"""The rich-text editor in a browser test."""

from playwright.sync_api import Locator, Page


def rich_text(page: Page, name: str = "Brødtekst") -> Locator:
    """Return the editor of the field, once it has taken the plain text area's place."""
    page.locator(".prose-editor .ProseMirror").first.wait_for()
    return page.get_by_role("textbox", name=name)


def begin_writing(page: Page) -> Locator:
    """Focus the editor and return it once ProseMirror, 20 ms after the focus, has set the caret."""
    editor = rich_text(page)
    editor.focus()
    page.evaluate("() => new Promise((settled) => setTimeout(settled, 40))")
    return editor
