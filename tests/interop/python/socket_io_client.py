"""Debian's Socket.IO client against the application at the URL given; exits with 0 when all is as expected."""

import queue
import sys

try:
    import requests  # noqa: F401  what python3-socketio polls with
    import socketio
    import websocket  # noqa: F401  what python3-socketio connects with
except ImportError as error:
    sys.exit(f"error: {error} | cure: sudo apt-get install python3-socketio python3-requests python3-websocket")

PATIENCE_SECONDS = 10


class Client:
    """Keeps every event from the start, so that none is missed."""

    transports = None

    def __init__(self, url, token):
        self.io = socketio.Client(reconnection=False)
        self.events = {}
        for name in ["ping", "authenticated", "unauthenticated", "echo:response", "chat:message", "disconnect"]:
            self.events[name] = queue.Queue()
            self.io.on(name, self.events[name].put if name != "disconnect" else lambda: self.events["disconnect"].put(None))
        headers = {"Authorization": f"Bearer {token}"}
        self.io.connect(url, headers=headers, transports=Client.transports, socketio_path="io")

    def next(self, name):
        try:
            return self.events[name].get(timeout=PATIENCE_SECONDS)
        except queue.Empty:
            raise AssertionError(f"timed out waiting for {name}") from None

    def authenticate(self):
        self.io.emit("authenticate")
        return self.next("authenticated")

    def ask(self, name, data):
        return self.io.call(name, data, timeout=PATIENCE_SECONDS)


def expect(actual, expected):
    assert actual == expected, f"expected {expected!r}, got {actual!r}"


def authenticates(url):
    client = Client(url, "test-token")
    expect(client.authenticate()["id"], client.io.get_sid())
    expect(list(client.next("ping")), ["time"])
    client.io.disconnect()


def is_refused(url):
    client = Client(url, "invalid")
    client.io.emit("authenticate")
    expect(client.next("unauthenticated")["message"], "Invalid token to authenticate! Please login again!")
    client.next("disconnect")


def gets_answers(url):
    client = Client(url, "test-token")
    client.authenticate()
    for value in [{"text": "ünïcode", "list": [1, 2.5, None]}, "text", 0, False]:
        expect(client.ask("echo:ack", value), {"original": value})
    client.io.emit("echo", "hello")
    expect(client.next("echo:response")["original"], "hello")
    for value in [b"\x00\x01\xff", {"nested": [b"bytes", "text"]}]:
        expect(client.ask("echo:ack", value), {"original": value})
        client.io.emit("echo", value)
        expect(client.next("echo:response")["original"], value)
    client.io.disconnect()


def shares_a_room(url):
    alice, bob, carol = (Client(url, "test-token") for _ in range(3))
    for client in (alice, bob, carol):
        client.authenticate()
    for client in (alice, bob):
        client.io.emit("join", {"rooms": ["public-python"]})
        client.ask("echo:ack", "settle")
    alice.io.emit("chat:message", {"room": "public-python", "message": "hello"})
    for client in (alice, bob):
        message = client.next("chat:message")
        expect((message["from"], message["message"]), (alice.io.get_sid(), "hello"))
    carol.ask("echo:ack", "settle")
    expect(carol.events["chat:message"].qsize(), 0)
    for client in (alice, bob, carol):
        client.io.disconnect()


SCENARIOS = {scenario.__name__: scenario for scenario in (authenticates, is_refused, gets_answers, shares_a_room)}

if __name__ == "__main__":
    _, server_url, name, transports = sys.argv
    Client.transports = transports.split(",")
    SCENARIOS[name](server_url)
