"""The serial line to a host: bytes, packets, and the prompt and answer that travel in them."""
