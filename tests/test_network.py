"""The suite stays on this machine."""

import socket

import pytest

from tests.network import NetworkBlocked


def test_a_connection_off_this_machine_is_refused():
    with socket.socket() as connection, pytest.raises(NetworkBlocked, match=r"192\.0\.2\.1"):
        connection.connect(("192.0.2.1", 80))


def test_a_name_off_this_machine_is_not_looked_up():
    with pytest.raises(NetworkBlocked, match=r"knf\.example"):
        socket.create_connection(("knf.example", 80))


def test_loopback_is_open():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass
