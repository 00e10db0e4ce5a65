"""Between the queue and the handlers: time limit, errors to replies."""

from __future__ import annotations

import asyncio
import logging
import secrets

from bot.chat.context import Request, Services
from bot.chat.routes import first_reply
from bot.errors import DeliveryError, UserError
from bot.messages import Reply
from bot.precedence import answering

logger = logging.getLogger(__name__)


async def answer(request: Request, services: Services, limit_seconds: float) -> Reply | None:
    """The reply to a request; None: nothing is to be said. Whatever goes wrong in a handler
    becomes a sentence, so nothing is raised but cancellation."""
    code = secrets.token_hex(3)
    try:
        with answering():
            async with asyncio.timeout(limit_seconds):
                return await first_reply(request, services)
    except UserError as error:
        return Reply.text(str(error))
    except TimeoutError:
        logger.error("message %s: handler took too long, code %s", request.source, code)
        return Reply.text(f"这个问题我想得太久了，先放一放，请稍后再问一次。（编号 {code}）")
    except DeliveryError as error:
        logger.exception("message %s: failed, code %s", request.source, code)
        return Reply.text(f"{error}（编号 {code}）")
    except Exception:  # the supervised edge: a fault in one handler answers one message
        # The store's errors as well: what the database said helps nobody in a chat.
        logger.exception("message %s: failed, code %s", request.source, code)
        return Reply.text(f"抱歉，我这里出了点问题，没能回答。管理员可凭编号 {code} 查日志。")
