#!/usr/bin/env python3
"""Measures HTTP, Socket.IO, its client, WebSocket and Redis against their peers, and what the quickstart application costs.

    tests/bench/run.py [build/bench] [--seconds 0.4] [--rounds 3] [--only websocket] [--tables] [--json figures.json]

Servers run on processor 0, the load on processor 1; every round measures all of them, and the
table shows medians, so that a slow moment of the machine is one for all. With --tables, the tables
behind the one at the end are printed too. All figures are written as JSON.
"""

import argparse
import os
import resource
import sys
import time
from pathlib import Path

from cluster_bench import ClusterBench
from cost_bench import CostBench
from http_bench import HttpBench
from redis_bench import RedisBench
from report import Report
from socket_io_bench import SocketIOBench
from socket_io_client_bench import SocketIOClientBench
from websocket_bench import WebSocketBench

PARTS = ("http", "socket-io", "socket-io-client", "websocket", "redis", "cluster", "cost")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("build", nargs="?", type=Path, default=Path("build/bench"))
    parser.add_argument("--seconds", type=float, default=0.4, help="how long a measurement takes")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--tables", action="store_true", help="print every part's tables too")
    parser.add_argument("--json", type=Path, help="where to write the figures; else <build>/figures.json")
    options = parser.parse_args()
    # Ten thousand clients are as many descriptors, here and in the server.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if len(os.sched_getaffinity(0)) < 2:
        sys.exit("two processors are needed: one for the server, one for the load")
    report = Report(options.tables)
    common = (report, options.build.resolve(), options.seconds, options.rounds)
    runs = {
        "http": HttpBench(*common),
        "socket-io": SocketIOBench(*common),
        "socket-io-client": SocketIOClientBench(*common),
        "websocket": WebSocketBench(*common),
        "redis": RedisBench(report, common[1], options.rounds),
        "cluster": ClusterBench(*common),
        "cost": CostBench(report, common[1], options.rounds),
    }
    for part in PARTS:
        if part in options.only:
            begin = time.monotonic()
            runs[part].run()
            report.progress(f"{part}: {time.monotonic() - begin:.0f} s")
    report.print_summary()
    report.write(options.json or common[1] / "figures.json")


if __name__ == "__main__":
    main()
