"""A TCP cable between the browser and the sandbox that can be pulled out."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit


class Cable:
    """Forwards to ``target`` (a base URL, may be changed) until it is ``cut``."""

    def __init__(self, target: str) -> None:
        self.target = target
        self._whole = True
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server

    async def __aenter__(self) -> Cable:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.cut()
        self._server.close()
        await self._server.wait_closed()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def cut(self) -> None:
        """Break what is open and refuse what comes."""
        self._whole = False
        for writer in self._writers:
            writer.transport.abort()

    def mend(self) -> None:
        self._whole = True

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._whole:
            writer.transport.abort()
            return
        port = urlsplit(self.target).port
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", port)
        ends = {writer, there_writer}
        self._writers |= ends
        await asyncio.gather(_pump(reader, there_writer), _pump(there_reader, writer))
        self._writers -= ends


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()
