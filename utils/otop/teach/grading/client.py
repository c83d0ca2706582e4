"""Jupyter's client of a kernel, for one that may send anything: what it takes in has an end."""

from __future__ import annotations

import asyncio

import zmq.asyncio
from jupyter_client.asynchronous import AsyncKernelClient

# before anything looks at it: bytes of a part of a message, messages that wait; and messages in all
MESSAGE_BYTES, MESSAGES_WAITING = 5_000_000, 50
SEND_MS = 3_000  # to a kernel that hung up: after a part that was too large
SHELL_MESSAGES, IOPUB_MESSAGES = 2_000, 50_000


class Lost(Exception):
    """The kernel of a submission ended, does not answer any more, sends without end, or its time is used up."""


class WaryClient(AsyncKernelClient):
    """Takes in messages up to a size and a number, and leaves out what is no message. Nobody answers its questions."""

    def _context_default(self) -> zmq.asyncio.Context:
        context = super()._context_default()
        for option, value in ((zmq.MAXMSGSIZE, MESSAGE_BYTES), (zmq.RCVHWM, MESSAGES_WAITING), (zmq.SNDTIMEO, SEND_MS)):
            context.setsockopt(option, value)
        return context

    def start_channels(self, **which: bool) -> None:
        super().start_channels(**(which | {"stdin": False}))
        for channel, most in ((self.shell_channel, SHELL_MESSAGES), (self.iopub_channel, IOPUB_MESSAGES)):
            channel.get_msg = _guarded(channel.get_msg, most)


def _guarded(get_msg, most: int):
    """A channel's `get_msg` that leaves out what is no message, lets other tasks have their turn, and ends: `Lost`."""
    left = most

    async def get(*args, **named):
        nonlocal left
        while True:
            left -= 1
            if left < 0:
                raise Lost("it sends too many messages")
            if left % 16 == 0:
                await asyncio.sleep(0)
            try:
                message = await get_msg(*args, **named)
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError):  # forged, sent again, or garbage
                continue
            if isinstance(message.get("parent_header"), dict):
                return message

    return get
