"""The timing diagram of a bundle, from a recording."""

from llama2_rtl.pictures.waves import Wire, timing_diagram
from llama2_rtl.recording.runs import RUNS, SHOWN_BITS


def recorded_picture(name, recorded, mark=""):
    """The SVG of the Recorded of the bundle of the class `name`."""
    place = f" at {recorded.instance}" if recorded.instance else ", the top"
    source, sink = (f"the {side}, {recorded.module}" if is_own else f"the {side}" for side, is_own in (
        ("source", recorded.is_source), ("sink", not recorded.is_source)))
    wires = [Wire(_cut(field, bits), bits, source if is_driven == recorded.is_source else sink)
             for field, (bits, is_driven, _) in recorded.wires.items()]
    origin = (f"Port {recorded.port} of {recorded.module}{place}. Cycle 0 is cycle {recorded.cycle:,} after the reset.",
              f"The run: {RUNS[recorded.run].what}.")
    return timing_diagram(name, wires, list(recorded.waveforms().values()), mark=mark, origin=origin,
                          sides=(source, sink))


def _cut(field, bits):
    """The name of a field, with the bits that are shown where they are not all."""
    return f"{field}[{SHOWN_BITS - 1}:0]" if bits > SHOWN_BITS else field
