"""A real mail server on the loopback for the tests: it keeps, refuses, or hangs up at the worst moment."""

import asyncio
import threading
from email import message_from_bytes
from email.message import Message

from aiosmtpd.controller import Controller

from tests.services import free_port


class Sink:
    """`letters` are what it took. `refuse` is an answer such as '550 No such person'.

    `hang_up` drops the line after the letter was handed over and before it was answered for. `stall` leaves
    the sender waiting for that answer, and `stalled` says that one waits.
    """

    def __init__(self):
        self.letters: list[Message] = []
        self.envelopes: list[tuple[str, ...]] = []
        self.refuse = ""
        self.hang_up = self.stall = False
        self.stalled = threading.Event()
        self.port = free_port()
        self._server = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, server, session, envelope):
        if self.refuse:
            return self.refuse
        self.letters.append(message_from_bytes(envelope.content))
        self.envelopes.append(tuple(envelope.rcpt_tos))
        if self.hang_up:
            server.transport.close()
        if self.stall:
            self.stalled.set()
            await asyncio.sleep(60)
        return "250 Taken"

    def __enter__(self):
        self._server.start()
        return self

    def __exit__(self, *exc_info):
        self._server.stop()
