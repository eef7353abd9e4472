"""Who hears whom at an Asterisk: channels in one bridge, and bridges that Local channels join."""

from __future__ import annotations

from collections.abc import Mapping

from hotline_desk.adapters.telephony.channels import Channel, other_half


class Bridges:
    """Where each channel is now. Knows no channel that is not in a bridge."""

    def __init__(self) -> None:
        self._in: dict[str, dict[str, Channel]] = {}

    def enter(self, channel: Channel, bridge: str) -> None:
        """The channel is in this bridge and nowhere else; "" is none, such as the lot where calls are parked."""
        self.leave(channel)
        channel.bridge = bridge
        if bridge:
            self._in.setdefault(bridge, {})[channel.uid] = channel

    def leave(self, channel: Channel, bridge: str = "") -> None:
        """The channel is out of the bridge; nothing changes if it is in another one by now."""
        if not channel.bridge or (bridge and bridge != channel.bridge):
            return
        inside = self._in.get(channel.bridge, {})
        inside.pop(channel.uid, None)
        if not inside:
            self._in.pop(channel.bridge, None)
        channel.bridge = ""

    def inside(self, bridge: str) -> list[Channel]:
        """The channels in a bridge."""
        return list(self._in.get(bridge, {}).values())

    def connected(self, channel: Channel, halves: Mapping[str, Channel]) -> list[Channel]:
        """Everybody who is heard on this channel, itself included. `halves` are Local channels by their names."""
        found = {channel.uid: channel}
        ahead = [channel]
        while ahead:
            one = ahead.pop()
            near = self.inside(one.bridge)
            half = halves.get(other_half(one.name))
            for other in (*near, half) if half else near:
                if other.uid not in found:
                    found[other.uid] = other
                    ahead.append(other)
        return list(found.values())
