"""Two Socket.IO servers that share a Redis, against the same in Node."""

import subprocess
import time

from comparison import Comparison
from harness import LOAD_CPU, SERVER_CPU, Server, median
from redis_bench import REDIS
from socket_io_bench import HERE, NODE, OURS

ANY_CPU = f"{SERVER_CPU},{LOAD_CPU}"
SUBSCRIBERS = 1000


class ClusterBench:
    def __init__(self, report, build, seconds, rounds):
        self.report = report
        self.build = build
        self.seconds = seconds
        self.rounds = rounds
        self.servers = {
            NODE: ["node", HERE / "node_server.js"],
            OURS: [build / "tests/bench/socket_io/bench-socket-io-event"],
        }

    def run(self):
        """One publishes at the first server, and the clients of the second one receive."""
        depths = (1, 16)
        results = {}
        for _ in range(self.rounds):
            for name, command in self.servers.items():
                with Server(*REDIS, cpu=ANY_CPU) as redis:
                    env = {"REDIS_URL": f"redis://127.0.0.1:{redis.port}", "APP_ENV_LOGGER_LEVEL": "warn"}
                    with Server(*command, env=env, cpu=ANY_CPU) as one, Server(*command, env=env, cpu=ANY_CPU) as other:
                        self.wait_until_joined(redis, 2)
                        for depth in depths:
                            figures = other.load(
                                self.build, "publish", path="/io/", seconds=self.seconds, depth=depth,
                                connections=1 + SUBSCRIBERS, **{"publisher-port": one.port},
                            )
                            results.setdefault((name, depth), []).append(figures)
        self.report.print(
            f"\n| two servers and one Redis: 128 bytes published at one, {SUBSCRIBERS:,} clients of the other; k deliveries/s "
            "(its µs each) | 1 under way | × Node | 16 under way | × Node |\n|---|--:|--:|--:|--:|"
        )
        for name in self.servers:
            cells = []
            for depth in depths:
                figures, peer = (median(results[n, depth]) for n in (name, NODE))
                self.report.keep("cluster", name, f"publish {depth}", figures)
                faster, cheaper = Comparison.times(figures, peer)
                cells.append(f"{figures['per_s'] / 1000:,.0f} ({figures['cpu_us']:.2f})")
                cells.append(f"{faster:.1f} ({cheaper:.1f})")
            self.report.print(f"| {name} | {' | '.join(cells)} |")
        ours, peer = (median(results[name, 16]) for name in (OURS, NODE))
        self.report.add_times(
            f"Two servers and one Redis, to {SUBSCRIBERS:,}, 16 under way; k/s", ours["per_s"] / 1000, peer["per_s"] / 1000,
            NODE, *Comparison.times(ours, peer), 3,
        )

    @staticmethod
    def wait_until_joined(redis, servers):
        """Until so many servers subscribe to what the adapters ask each other."""
        ask = ["redis-cli", "-p", str(redis.port), "pubsub", "numsub", "socket.io-request#/#"]
        until = time.monotonic() + 10
        while subprocess.run(ask, capture_output=True, text=True).stdout.split()[-1:] != [str(servers)]:
            if time.monotonic() > until:
                raise SystemExit("the servers have not joined")
            time.sleep(0.01)
