"""What a browser has behind it that has just signed in; ``force_login`` leaves that out."""

import time

from django.test import Client

from networks.models import User


def proven(client: Client, user: User, method: str = "code") -> Client:
    """Sign ``user`` in as one who has this moment shown who they are, and return the client."""
    client.force_login(user)
    session = client.session
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [{"method": method, "at": time.time()}]
    session.save()
    return client
