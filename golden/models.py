"""The shapes of well-known models by name, as their publishers' files give them."""

from llama2_rtl.golden.config import EOS, ModelConfig
from llama2_rtl.golden.rope_scaling import Llama3Scaling

KINDS = "a GGUF file, a llama2.c checkpoint or a Hugging Face folder"
"""What `golden.checkpoint.read_checkpoint` takes, for a user."""

GGUF_MAGIC = b"GGUF"
"""How a GGUF file begins."""

LLAMA_2 = dict(vocab_size=32000, seq_len=4096, tied=False, stop_tokens=(EOS,))
LLAMA_3 = dict(vocab_size=128256, seq_len=8192, rope_theta=500000.0, bos_token=128000, stop_tokens=(128001, 128009))
SMOLLM_2 = dict(vocab_size=49152, seq_len=8192, rope_theta=100000.0, bos_token=0, stop_tokens=(0,))


def _llama_3_1(factor):
    """Llama 3.1 and 3.2, whose RoPE is stretched by `factor`."""
    scaling = Llama3Scaling(factor, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=8192)
    return LLAMA_3 | dict(seq_len=131072, rope_scaling=scaling, stop_tokens=(128001, 128008, 128009))


def _model(dim, hidden_dim, n_layers, n_heads, n_kv_heads=None, **fields):
    return ModelConfig(dim, hidden_dim, n_layers, n_heads, n_kv_heads or n_heads, **fields)


MODELS = {
    "stories260K": _model(64, 172, 5, 8, 4, vocab_size=512, seq_len=512),
    "stories15M": _model(288, 768, 6, 6, vocab_size=32000, seq_len=256),
    "stories42M": _model(512, 1376, 8, 8, vocab_size=32000, seq_len=1024),
    "stories110M": _model(768, 2048, 12, 12, vocab_size=32000, seq_len=1024),
    "SmolLM2-135M": _model(576, 1536, 30, 9, 3, **SMOLLM_2),
    "SmolLM2-360M": _model(960, 2560, 32, 15, 5, **SMOLLM_2),
    "TinyLlama-1.1B": _model(2048, 5632, 22, 32, 4, **LLAMA_2 | dict(seq_len=2048)),
    "Llama-2-7B": _model(4096, 11008, 32, 32, **LLAMA_2),
    "Llama-2-13B": _model(5120, 13824, 40, 40, **LLAMA_2),
    "Llama-2-70B": _model(8192, 28672, 80, 64, 8, **LLAMA_2),
    "Llama-3.1-8B": _model(4096, 14336, 32, 32, 8, tied=False, **_llama_3_1(8.0)),
    "Llama-3-8B": _model(4096, 14336, 32, 32, 8, tied=False, **LLAMA_3),
    "Llama-3-70B": _model(8192, 28672, 80, 64, 8, tied=False, **LLAMA_3),
    "Llama-3.2-1B": _model(2048, 8192, 16, 32, 8, **_llama_3_1(32.0)),
    "Llama-3.2-3B": _model(3072, 8192, 28, 24, 8, **_llama_3_1(32.0)),
}
"""Name -> ModelConfig, of equal shapes the one with the longest context first. A checkpoint of one of them may name
other stop tokens: an instruction-tuned one often does."""
