"""What can go wrong, as the code that the top reports."""

from llama2_rtl.converters.hdl import named

FAULTS = (
    ("NONE", "no fault"),
    ("READ_SLVERR", "a beat of a read was answered by SLVERR"),
    ("READ_DECERR", "a beat of a read was answered by DECERR: no memory at that address"),
    ("WRITE_SLVERR", "a write was answered by SLVERR"),
    ("WRITE_DECERR", "a write was answered by DECERR: no memory at that address"),
    ("READ_TIMEOUT", "no read moved for as long as TIMEOUT"),
    ("WRITE_TIMEOUT", "no write moved for as long as TIMEOUT"),
    ("NO_IMAGE", "no weight image lies at the base address"),
    ("IMAGE_VERSION", "the weight image has another version than the core"),
    ("IMAGE_SHAPE", "the weight image is of another model, of other formats or of words of another size than the core"),
    ("TOKEN", "a token of the prompt lies outside the vocabulary"),
    ("CONTEXT", "the context is full; the answer ended with it, the run goes on"),
    ("KV_LIMIT", "KV_LIMIT is less than KV_PAGES: the run did not begin, no memory was touched"),
)
"""`(name, what happened)` by code. All but NONE and CONTEXT end the run. Of several in one cycle the one with the
lowest code is reported."""

(NONE, READ_SLVERR, READ_DECERR, WRITE_SLVERR, WRITE_DECERR, READ_TIMEOUT, WRITE_TIMEOUT, NO_IMAGE, IMAGE_VERSION,
 IMAGE_SHAPE, TOKEN, CONTEXT, KV_LIMIT) = named(" ".join(name for name, _ in FAULTS))

CODE_BITS = NONE.bits
