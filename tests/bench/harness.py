"""What measuring has in common: servers on processor 0, the load on processor 1."""

import json
import os
import signal
import socket
import statistics
import subprocess
import time
from pathlib import Path

SERVER_CPU = "0"
LOAD_CPU = "1"
CLEAN = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}


class Server:
    """A server on a free port, pinned; ended when the block ends."""

    def __init__(self, *command, env=None, output=subprocess.DEVNULL, cpu=SERVER_CPU):
        with socket.socket() as probe:
            probe.bind(("localhost", 0))
            self.port = probe.getsockname()[1]
        self.begin = time.monotonic()
        self.process = subprocess.Popen(
            ["taskset", "-c", cpu, *map(str, command)],
            stdout=output,
            env={**CLEAN, "PORT": str(self.port), **(env or {})},
        )

    def __enter__(self):
        while self.process.poll() is None and time.monotonic() < self.begin + 10:
            try:
                socket.create_connection(("localhost", self.port)).close()
                self.start_seconds = time.monotonic() - self.begin
                return self
            except ConnectionRefusedError:
                time.sleep(0.0002)
        self.__exit__()
        raise SystemExit(f"{self.process.args[3]} does not listen")

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def load(self, build, mode, **options):
        """Runs the load generator in this mode; what it has measured."""
        command = ["taskset", "-c", LOAD_CPU, str(build / "tests/bench/load/bench-load"), mode]
        options = {"port": self.port, "pid": self.process.pid, **options}
        for name, value in options.items():
            command += [f"--{name}", str(value)]
        return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)

    def cpu_seconds(self):
        """Processor time of all threads so far."""
        tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


def median(results):
    return {key: statistics.median(r[key] for r in results) for key in results[0]}
