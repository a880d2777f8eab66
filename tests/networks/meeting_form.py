"""The meeting's form as a browser sends it: everything that stands in it, with what is typed besides."""

from html.parser import HTMLParser

from django.urls import reverse


class _Form(HTMLParser):
    """Collects what the form ``wanted`` would send without scripts, its submit buttons apart."""

    def __init__(self, wanted):
        super().__init__()
        self.wanted, self.inside, self.in_template = wanted, False, 0
        self.fields, self.select, self.area = [], None, None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "template":
            self.in_template += 1
        if tag == "form":
            self.inside = attrs.get("id") == self.wanted
        if not self.inside or self.in_template:
            return
        name = attrs.get("name")
        if tag == "input" and name:
            kind = attrs.get("type", "text")
            if kind in ("checkbox", "radio") and "checked" not in attrs:
                return
            self.fields.append((name, attrs.get("value", "on" if kind == "checkbox" else "")))
        elif tag == "select":
            self.select, self.first, self.chosen = name, None, None
        elif tag == "option" and self.select:
            value = attrs.get("value", "")
            self.first = value if self.first is None else self.first
            self.chosen = value if "selected" in attrs else self.chosen
        elif tag == "textarea":
            self.area, self.text = name, ""

    def handle_data(self, data):
        if self.area:
            self.text += data

    def handle_endtag(self, tag):
        if tag == "template":
            self.in_template -= 1
        elif tag == "form":
            self.inside = False
        elif tag == "select" and self.select:
            self.fields.append((self.select, self.first if self.chosen is None else self.chosen))
            self.select = None
        elif tag == "textarea" and self.area:
            # A browser drops the line break after the tag.
            self.fields.append((self.area, self.text.removeprefix("\n")))
            self.area = None


def sent_by(response):
    """Return what the meeting's form on the page of ``response`` sends when nobody touches it."""
    return form_fields(response, "meeting_form")


def form_fields(response, wanted):
    """Return what the form ``wanted`` on the page sends when nobody touches it: name → value."""
    parser = _Form(wanted)
    parser.feed(response.content.decode())
    fields = {}
    for name, value in parser.fields:
        if name in ("csrfmiddlewaretoken", "kept_copy"):
            continue
        fields.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in fields.items()}


def form_of(meeting):
    """Return the address of the meeting's form."""
    return reverse("admin:networks_meeting_change", args=[meeting.pk])


def save(client, meeting, *, opened=None, **typed):
    """Send the form as it was when it was ``opened`` (now if not given), with what is ``typed``.

    Names are written with _ in place of -: items_0_title.
    """
    fields = opened or sent_by(client.get(form_of(meeting)))
    return client.post(form_of(meeting), fields | named(typed))


def named(typed):
    """Return ``typed`` by the names of the form."""
    rows = ("items_", "called_", "guests_", "came_", "earlier_", "approve_", "publish_")
    result = {}
    for name, value in typed.items():
        if name.startswith(rows):
            parts = name.split("_")
            head = []
            while parts and (parts[0].isdigit() or not head or parts[0] == "points"):
                head.append(parts.pop(0))
            name = "-".join([*head, "_".join(parts)]) if parts else "-".join(head)  # noqa: PLW2901
        result[name] = value
    return result
