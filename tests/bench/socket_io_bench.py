"""Socket.IO against Node's server, against the floor, and against plain Beast."""

import http.client
import tempfile
from pathlib import Path

from comparison import Comparison
from harness import Server, median

HERE = Path(__file__).resolve().parent / "socket_io"
IDLE_CLIENTS = 10_000
PING_INTERVAL = 25  # of both servers
SEPARATOR = b"\x1e"

NODE = "Node, socket.io 4.8"
FLOOR = "bare epoll, no protocol"
BEAST = "plain Beast, Socket.IO by hand"
OURS = "ours, clients authenticated"
QUICKSTART = "quickstart"


class SocketIOBench(Comparison):
    def __init__(self, build, seconds, rounds):
        folder = build / "tests/bench/socket_io"
        commands = {
            NODE: ["node", HERE / "node_server.js"],
            FLOOR: [build / "tests/bench/bare/bench-bare-epoll"],
            BEAST: [folder / "bench-socket-io-beast"],
            OURS: [folder / "bench-socket-io-event"],
            QUICKSTART: [build / "apps/quickstart/quickstart"],
        }
        super().__init__(build, seconds, rounds, commands, FLOOR, {"path": "/io/"})
        self.payload_server = folder / "bench-socket-io-payload"

    def run(self):
        self.install_peers(HERE)
        self.echo_table("sent back as an event", "echo", (NODE, FLOOR, BEAST, OURS))
        self.echo_table("acknowledged", "ack", (NODE, FLOOR, BEAST, OURS, QUICKSTART))
        self.publish_table()
        self.idle_table()
        self.payload_table()
        self.print_bars("Socket.IO")

    def echo_table(self, title, mode, names):
        results = self.measure(names, [(mode, {"depth": 1}), (mode, {"depth": 16})])
        print(f"\nSocket.IO, an event of 128 bytes, {title}; 64 connections; k/s (server µs each)\n")
        print("| | 1 under way | × Node | × bare | 16 under way | × Node |")
        print("|---|--:|--:|--:|--:|--:|")
        self.print_rows(names, results, [(0, (NODE, FLOOR)), (1, (NODE,))])
        self.add_bar(f"event {title}, 1 under way", results, OURS, 0, FLOOR, 0.8)
        self.add_bar(f"event {title}, 16 under way", results, OURS, 1, NODE, 12)

    def publish_table(self):
        names = (NODE, OURS)
        loads = [
            ("publish", {"connections": 1000, "depth": 1}),
            ("publish", {"connections": 1000, "depth": 16}),
            ("publish", {"connections": 5000, "depth": 16}),
        ]
        results = self.measure(names, loads)
        print("\nSocket.IO, 128 bytes from one client to all; k deliveries/s (server µs each)\n")
        print("| | 1,000, 1 under way | × Node | 1,000, 16 under way | × Node | 5,000, 16 under way | × Node |")
        print("|---|--:|--:|--:|--:|--:|--:|")
        self.print_rows(names, results, [(load, (NODE,)) for load in range(len(loads))])
        self.add_bar("event to 1,000 clients, 16 under way", results, OURS, 1, NODE, 8)
        self.add_bar("event to 5,000 clients, 16 under way", results, OURS, 2, NODE, 10)

    def idle_table(self):
        """One window in which every client is pinged once."""
        print(f"\n| {IDLE_CLIENTS:,} idle clients in three rooms, pinged every {PING_INTERVAL} s | bytes each | share of a processor |")
        print("|---|--:|--:|")
        for name, seconds in ((NODE, 1), (OURS, PING_INTERVAL)):
            with tempfile.TemporaryFile() as log, self.serve(name, log) as server:
                figures = server.load(
                    self.build, "idle", path="/io/", connections=IDLE_CLIENTS, seconds=seconds
                )
            share = f"{figures['cpu_share']:.2%}" if seconds == PING_INTERVAL else ""
            print(f"| {name} | {figures['bytes']:,.0f} | {share} |")
        if figures["heartbeats"] < IDLE_CLIENTS:
            raise SystemExit(f"only {figures['heartbeats']} heartbeats of {IDLE_CLIENTS} clients")
        self.bars.append(("memory of an idle client", f"{figures['bytes']:,.0f} bytes", "≤ 4,096 bytes"))
        self.bars.append((f"{IDLE_CLIENTS:,} idle clients, share of a processor", share, "≤ 3 %"))

    def payload_table(self):
        """The worst payload that is all packets, of one million bytes and of two."""
        print("\n| polling payload of packets without data; server ms | 1 MB | 2 MB | times |")
        print("|---|--:|--:|--:|")
        worst = growth = 0
        for name, packet in (("messages", b"4"), ("noop", b"6"), ("nothing at all", b"")):
            one, two = (self.payload_ms(packet, megabytes) for megabytes in (1, 2))
            print(f"| {name} | {one:.1f} | {two:.1f} | {two / one:.2f} |")
            if one > worst:
                worst, growth = one, two / one
        self.bars.append(("1 MB of empty packets", f"{worst:.1f} ms", "≤ 50 ms"))
        self.bars.append(("twice as many", f"{growth:.2f} times", "≤ 2.3 times"))

    def payload_ms(self, packet, megabytes):
        size = len(packet) + len(SEPARATOR)
        body = SEPARATOR.join([packet] * (megabytes * 1_000_000 // size))
        path = "/engine.io/?EIO=4&transport=polling"
        costs = []
        for _ in range(max(self.rounds, 5)):
            with Server(self.payload_server) as server:
                client = http.client.HTTPConnection("localhost", server.port)
                client.request("GET", path)
                sid = client.getresponse().read().decode().split('"')[3]
                before = server.cpu_seconds()
                client.request("POST", f"{path}&sid={sid}", body)
                client.getresponse().read()
                costs.append({"ms": (server.cpu_seconds() - before) * 1000})
        return median(costs)["ms"]
