"""The bundles that flow between blocks: their wires, directions and protocols, each defined once.

A block's `ports()` lists bundles as `In` or `Out`; a parent gives its children bundles of the same kind. The rules of a
bundle are assertions in every simulation (`converters.hdl.interface`).
"""
