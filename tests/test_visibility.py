"""Who sees what is proven in tests/visibility. A route that is in no list here fails the suite."""

from django.urls import get_resolver

from .routes import routes
from .visibility import surfaces

POST_ONLY = {"network-read", "minutes-comment", "action-point-done", "hearing-comment"}
# What carries no content of the association's at all.
STUBS = {"edition-detail", "edition-file", "edition-short-file", "measure-detail"}
NEUTRAL = {"health", "robots", "media"}
SIGN_IN = {name for name in routes() if name.startswith(("account_", "mfa_"))}
SIGN_IN |= {"session-list", "change-address", "confirm-address"}
LOCAL_ONLY = {"outbox", "outbox-message"}
ADMIN = {name for name in routes() if name.startswith("admin:")}


def test_every_route_is_in_a_list():
    listed = {
        name for group, names in vars(surfaces).items() if group.endswith("_SURFACES") for name in names
    }
    assert set(routes()) == listed | POST_ONLY | NEUTRAL | STUBS | SIGN_IN | LOCAL_ONLY | ADMIN


def test_every_admin_address_is_closed_to_members(leader, browse):
    client = browse(leader)
    resolver = get_resolver()
    for name in sorted(ADMIN):
        patterns = resolver.namespace_dict["admin"][1].reverse_dict.getlist(name.partition(":")[2])
        for possibilities, *_ in patterns:
            for path, parameters in possibilities:
                url = "/admin/" + path % dict.fromkeys(parameters, 1)
                response = client.get(url)
                assert response.status_code in (302, 403, 404, 405), url
                if response.status_code == 302:
                    assert url.endswith("/login/") or response.url.startswith(("/logg-inn/", "/admin/"))
