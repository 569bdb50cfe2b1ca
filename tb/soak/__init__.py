"""Random configurations of the whole core against golden, until stopped: `make soak`."""
