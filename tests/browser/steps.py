"""How many steps a journey takes."""

from playwright.sync_api import Page, Request


class Steps:
    """Counts the pages that are asked for and the forms that are sent; a tab of a form is neither."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0
        page.on("request", self.asked)

    def asked(self, request: Request) -> None:
        """Count a page for the window itself; one that leads on to another is one step."""
        is_first = request.is_navigation_request() and request.redirected_from is None
        self.count += is_first and request.frame == self.page.main_frame
