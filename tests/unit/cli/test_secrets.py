"""What the command line logs holds no secret of the configuration."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CANARY = "canary0123456789"
CONFIG = f"""
[dingtalk]
client_id = "ding-tests"
client_secret = "{CANARY}-client"

[[groups]]
name = "组"
conversation_id = "cid=="
webhook = "https://oapi.dingtalk.com/robot/send?access_token={CANARY}-robot"
webhook_secret = "SEC{CANARY}"
"""
PROGRAM = """
import logging, sys
from pathlib import Path
from bot.cli.options import Common, load
settings = load(Common(config=Path(sys.argv[1]))).settings
logging.warning("client %s", settings.dingtalk.client_secret.get_secret_value())
logging.warning("robot %s", settings.groups[0].webhook.get_secret_value())
logging.getLogger("aiohttp.client").error("GET /connect?ticket=%s", sys.argv[2])
try:
    raise RuntimeError(settings.groups[0].webhook_secret.get_secret_value())
except RuntimeError:
    logging.exception("failed")
"""


def test_no_secret_reaches_the_log(tmp_path: Path) -> None:
    """In a process of its own, where the program's handler is the only one."""
    config = tmp_path / "config.toml"
    config.write_text(CONFIG, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(config), CANARY],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stderr.count("***") == 4
    assert "RuntimeError" in done.stderr
    assert CANARY not in done.stderr + done.stdout
