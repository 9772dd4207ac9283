"""Real web servers on loopback, each with its own settings in a folder of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from engines import free_port, missing

MODULES = Path("/usr/lib/apache2/modules")
_LOADED = (
    *("mpm_event", "authz_core", "mime", "dir", "alias", "setenvif", "rewrite", "headers"),
    "env",
)
_READY = 10  # seconds


def apache_settings(folder: Path, port: int, aliases: dict[str, Path]) -> str:
    """Settings of Apache that serve each folder of `aliases` under its path, by its `.htaccess`."""
    modules = "\n".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in _LOADED)
    root = aliases.get("/", folder / "empty")
    (folder / "empty").mkdir(exist_ok=True)
    served = "\n".join(
        [
            "<Directory />\nAllowOverride None\n</Directory>",
            f"DocumentRoot {root}",
            *(
                f"Alias {path.rstrip('/')} {where}"
                for path, where in aliases.items()
                if path != "/"
            ),
            *(
                f"<Directory {where}>\nAllowOverride FileInfo\nOptions FollowSymLinks\n"
                "Require all granted\n</Directory>"
                for where in {root, *aliases.values()}
            ),
        ]
    )
    return f"""{modules}
ServerRoot {folder}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {folder}/apache.pid
DefaultRuntimeDir {folder}
ErrorLog {folder}/error.log
LogLevel warn
TypesConfig /dev/null
DirectoryIndex index.html
ServerLimit 1
StartServers 1
ThreadsPerChild 16
MaxRequestWorkers 16
{served}
"""


@contextmanager
def apache(folder: Path, aliases: dict[str, Path]) -> Iterator[str]:
    """Apache with the folders of `aliases` under their paths; its address without a path."""
    program = shutil.which("apache2") or "/usr/sbin/apache2"
    if not Path(program).exists():
        missing("no Apache: apt-get install apache2-bin")
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    settings = folder / "apache.conf"
    settings.write_text(apache_settings(folder, port, aliases), encoding="utf-8")
    with _running([program, "-X", "-f", str(settings)], port, folder):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def nginx(folder: Path, rules: Path, paths: dict[str, Path]) -> Iterator[str]:
    """nginx with folders under paths; a folder must be called as its path is."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(program).exists():
        missing("no nginx: apt-get install nginx")
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    served = "\n".join(
        f"location {path} {{ root {root}; include {rules}/locations.conf; }}"
        for path, root in paths.items()
    )
    # Started by root, its workers would not be allowed into the folders of a test.
    user = "user root;" if os.geteuid() == 0 else ""
    settings = folder / "nginx.conf"
    settings.write_text(
        f"""{user} daemon off; worker_processes 1; pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  include {rules}/maps.conf;
  server {{ listen 127.0.0.1:{port}; {served} }}
}}
""",
        encoding="utf-8",
    )
    command = [program, "-p", str(folder), "-c", str(settings), "-e", str(folder / "error.log")]
    with _running(command, port, folder):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _running(command: list[str], port: int, folder: Path) -> Iterator[None]:
    with (
        (folder / "output.log").open("wb") as log,
        subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log) as process,
    ):
        try:
            _await(process, port, folder)
            yield
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


def _await(process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    end = time.monotonic() + _READY
    while time.monotonic() < end and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    said = [(folder / name) for name in ("output.log", "error.log")]
    pytest.fail("\n".join(path.read_text("utf-8") for path in said if path.exists())[-2000:])
