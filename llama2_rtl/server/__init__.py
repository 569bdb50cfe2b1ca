"""A core on a device as an endpoint that speaks the OpenAI chat protocol."""
