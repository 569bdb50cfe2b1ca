"""The whole self-test, stage by stage."""

from llama2_rtl.device.regions import CACHE
from llama2_rtl.self_test.finding import Finding
from llama2_rtl.self_test.image import check_image
from llama2_rtl.self_test.memory import check_memory
from llama2_rtl.self_test.reach import check_reach
from llama2_rtl.self_test.registers import check_registers
from llama2_rtl.self_test.tokens import check_tokens


def self_test(attached, image, vectors, begin=lambda name: None, report=lambda done, of: None):
    """Tests an Attached core with a packed model, a memoryview, and its Vectors: an iterator of the stages' names and
    what was seen in each, in words. `begin` hears of a stage's beginning, `report` how far it is. All that lay in the
    memory of the core is lost; the packed model lies there in the end. Raises Finding at the first word that is not as
    it should be.

    The order is that in which one stage rests on another: registers, the host's way to the memory, the core's way to
    it, the packed model, the core at work.
    """
    regions = attached.regions(len(image))
    stages = dict(
        registers=lambda: check_registers(attached),
        memory=lambda: check_memory(attached, regions, report),
        reach=lambda: check_reach(attached, regions, report),
        image=lambda: check_image(attached, regions, image, report),
        tokens=lambda: _tokens(attached, regions, vectors, report))
    for name, stage in stages.items():
        begin(name)
        try:
            yield name, stage()
        except attached.fault as fault:
            raise Finding(f"{name}: {fault}") from None


def _tokens(attached, regions, vectors, report):
    """The reading of headers has left some in the KV cache."""
    check_memory(attached, [region for region in regions if region.what == CACHE], report)
    return check_tokens(attached, regions, vectors, report)
