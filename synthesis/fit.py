"""Whether a design fits a device and its clock, said before the next long step."""

from llama2_rtl.synthesis.ecp5.device import BLOCK_RAM_BITS

NAMES = dict(lut="LUTs", ff="flip-flops", bram="block RAMs", dsp="multipliers")


def describe(needed):
    """The resources in words; `needed` and `available` are in the terms of `Target.resources`."""
    return ", ".join(f"{count:,} {NAMES[name]}" for name, count in needed.items())


def check_contents(design, memories, device_name, available):
    """Raises AssertionError where the contents of the memories alone, file name -> (bits per word, words), are more
    than the device's block RAMs hold: a lower bound that needs no synthesis."""
    bits = sum(width * len(words) for width, words in memories.values())
    check_fit(design, dict(bram=-(-bits // BLOCK_RAM_BITS)), device_name, available)


def misfit(design, needed, device_name, available):
    """The sentence that says of what `design` needs more than the device holds; None where it fits."""
    excess = [f"{count:,} {NAMES[name]} of {available[name]:,} ({count - available[name]:,} too many)"
              for name, count in needed.items() if count > available[name]]
    if not excess:
        return None
    return (f"{design} does not fit the {device_name}: it needs {' and '.join(excess)}; choose fewer lanes, a shorter "
            "context or a smaller model")


def check_fit(design, needed, device_name, available):
    """Raises AssertionError, in one sentence, where `design` needs more than the device holds."""
    if sentence := misfit(design, needed, device_name, available):
        raise AssertionError(sentence)


def check_clock(design, fmax_mhz, wanted_mhz):
    """Raises AssertionError where the placed and routed `design` is slower than its clock."""
    if fmax_mhz < wanted_mhz:
        raise AssertionError(f"{design} reaches {fmax_mhz:.1f} MHz where its clock has {wanted_mhz:g}; choose a lower "
                             "MHZ= or another SEED=")
