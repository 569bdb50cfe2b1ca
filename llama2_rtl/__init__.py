"""A generator of LLaMA decoder cores in Verilog, equal bit for bit to a fixed-point model in PyTorch.

In Python a core begins with `generate`; the console command `llama2-rtl` has one file per subcommand here, each thin.
Importing this package imports nothing else.
"""

__all__ = ["Core", "generate"]


def generate(model=None, preset=None, lanes=None, context=None, memory=None, prefix="llama2_rtl", checks=False,
             format=None, sampler_list=None, ways=None, multiplier=None, ports=None, burst=None, batch=None,
             sequences=None):
    """The `Core` of a model, with the options of `llama2-rtl verilog`. Nothing is written or computed yet.

    model: the name of a preset, or the path of a GGUF file, a llama2.c checkpoint or a Hugging Face folder; by default
    the preset with the checkpoint that comes with the project. preset: the name of the preset whose lanes, context and
    formats a checkpoint gets, instead of the one of its shape. lanes: multipliers, a power of two, and context:
    positions, instead of the preset's. memory: "chip" or "axi", where weights and KV cache lie; by default on the chip
    where the weights fit. prefix: the name of the top, with which all other names begin. checks: whether the Verilog
    has the rules of the blocks' ports as assertions, under a macro. format: those of the weights, layers/head, instead
    of the preset's. sampler_list: entries of the sampler's list instead of the preset's, which top-k, top-p, min-p and
    the repetition penalty need; 0 for none. ways: query heads that share each word of keys and values, by default 1.
    batch: positions of a prompt that share each word of the weights, by default 1. sequences: texts that the core works
    on at once and whose positions share a batch, by default 1.
    multiplier: "18x18" or "27x18", the bits of the device's multipliers: a lane of 4-bit codes takes two of the former,
    the default, or one of the latter. ports: those of the memory beside the core, by default 1, and burst: the beats of
    the longest burst there, 16 to 256.

    Raises ValueError, in one sentence, for what is unknown or does not fit together, golden.extras.MissingExtra where
    the packages that read a GGUF file or a Hugging Face folder are not installed. More lanes than the tests hold are a
    UserWarning.
    """
    from llama2_rtl.core import choose_core
    return choose_core(model, preset, lanes, context, memory, prefix, checks, format, sampler_list, ways, multiplier,
                       ports, burst, batch, sequences)


def __getattr__(name):
    if name != "Core":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from llama2_rtl.core import Core
    return Core
