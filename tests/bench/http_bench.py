"""HTTP against plain Beast and nginx."""

import tempfile
from pathlib import Path

from comparison import Comparison
from harness import Server

BEAST = "plain Beast"
NGINX = "nginx, return 200"
ENGINE = "ours, the engine"
APPLICATION = "ours, the application, log off"
LOGGING = "ours, the application, log on"

QUIET = {"APP_ENV_LOGGER_LEVEL": "warn"}
LOADS = [(depth, "http", {"path": "/hello", "depth": depth}) for depth in (1, 16)]

NGINX_CONFIGURATION = """
daemon off; master_process off; pid {folder}/pid; error_log stderr crit;
events {{ worker_connections 4096; }}
http {{
  access_log off; keepalive_requests 1000000000;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{
    listen 127.0.0.1:$PORT;
    location / {{ default_type application/json; return 200 '{{"message":"Hello, World!"}}'; }}
  }}
}}
"""


class HttpBench(Comparison):
    def __init__(self, report, build, seconds, rounds):
        folder = build / "tests/bench/http"
        commands = {
            BEAST: [folder / "bench-http-beast"],
            NGINX: [],
            ENGINE: [folder / "bench-http-engine"],
            APPLICATION: ["env", *(f"{name}={value}" for name, value in QUIET.items()), folder / "bench-http-app"],
            LOGGING: [folder / "bench-http-app"],
        }
        super().__init__(report, build, seconds, rounds, commands, None, {})

    def run(self):
        with tempfile.TemporaryDirectory() as folder:
            self.commands[NGINX] = self.nginx(Path(folder))
            results = self.measure("http", self.commands, LOADS)
        self.report.print("\n| GET, a greeting in JSON; 64 connections; k/s (server µs each) | 1 under way | × Beast | 16 under way | × Beast |")
        self.report.print("|---|--:|--:|--:|--:|")
        self.print_rows(self.commands, results, [(1, (BEAST,)), (16, (BEAST,))])
        self.add("HTTP engine, 64 × 1", results, ENGINE, 1, BEAST, 2)
        self.add("HTTP engine, 64 × 1", results, ENGINE, 1, NGINX)
        self.add("HTTP engine, 64 × 16 pipelined", results, ENGINE, 16, BEAST, 10)
        self.add("HTTP application, 64 × 1", results, APPLICATION, 1, BEAST, 1.6)
        self.add("HTTP application, 64 × 1, request log on", results, LOGGING, 1, APPLICATION, 0.9)

    @staticmethod
    def nginx(folder):
        """nginx takes its port from a file only."""
        configuration = folder / "nginx.conf"
        template = folder / "template.conf"
        template.write_text(NGINX_CONFIGURATION.format(folder=folder))
        start = f'sed "s/[$]PORT/$PORT/" {template} > {configuration} && exec nginx -p {folder} -c {configuration} -e stderr'
        return ["sh", "-c", start]
