"""How a GGUF's text is cut into words before byte pairs are merged: regular expressions by the name that the file
gives, as llama.cpp has them (src/llama-vocab.cpp). Each cuts the parts that those before it left."""

GPT_2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)"
CONTRACTION = "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])"
UPPER, LOWER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
BEFORE = r"[^\r\n\p{L}\p{N}]?"
SYMBOLS, BLANKS = r"| ?[^\s\p{L}\p{N}]+", r"|\s*[\r\n]+|\s+(?!\S)|\s+"


def _llama_3(number):
    return rf"{CONTRACTION}|{BEFORE}\p{{L}}+|{number}{SYMBOLS}[\r\n]*{BLANKS}"


def _cased(ending, number):
    """Words begin at capital letters."""
    return (rf"{BEFORE}{UPPER}*{LOWER}+{ending}|{BEFORE}{UPPER}+{LOWER}*{ending}|{number}{SYMBOLS}[\r\n/]*{BLANKS}")


_KINDS = {
    "gpt-2 mpt olmo jais trillion granite-docling phi-2 gigachat a.x-4.0 mellum exaone4": (GPT_2,),
    "smollm starcoder refact command-r codeshell exaone minerva-7b": (r"\p{N}", GPT_2),
    "llama-bpe llama3 llama-v3 falcon3 falcon-h1 pixtral midm-2.0 lfm2 dbrx smaug-bpe glm4 chatglm-bpe": (
        _llama_3(r"\p{N}{1,3}"),),
    "qwen2 deepseek-r1-qwen kormo megrez stablelm2 hunyuan": (_llama_3(r"\p{N}"),),
    "tekken": (_cased("", r"\p{N}"),),
    "gpt-4o llama4 kanana2": (_cased(f"{CONTRACTION}?", r"\p{N}{1,3}"),),
    "deepseek-coder": ("[\r\n]", r"\s?\p{L}+", r"\s?\p{P}+", "[一-龥ࠀ-一가-\ud7ff]+", r"\p{N}"),
    "falcon": (r"[\p{P}\$\+<=>\^~\|`]+", GPT_2, "[0-9][0-9][0-9]"),
    "default": (r"[\p{P}\$\+<=>\^~\|]+", GPT_2, r"\p{N}+", "[0-9][0-9][0-9]"),
}

EXPRESSIONS = {name: expressions for names, expressions in _KINDS.items() for name in names.split()}
"""Name of `tokenizer.ggml.pre` -> its expressions."""

WHOLE_WORDS = frozenset("llama-bpe llama3 llama-v3 falcon3 falcon-h1 pixtral midm-2.0 lfm2 tekken".split())
"""Where a word that is a token stays one, whatever the merges."""

BEGIN_WITH_BOS = WHOLE_WORDS
"""Where texts begin with BOS unless the file says otherwise."""
