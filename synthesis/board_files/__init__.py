"""Boards, cards and an ASIC as files: their ports, clock, memory and device; `read` takes them, and one of a user's."""
