"""How words are spread over the memory ports: port i has stripe i of each, `word_bytes` / ports bytes, lowest first."""



def stripes(data, word_bytes, ports):
    """data uint8 [words * word_bytes] -> uint8 [ports, words * word_bytes / ports], what lies at each port."""
    return data.reshape(-1, ports, word_bytes // ports).swapaxes(0, 1).reshape(ports, -1)


def whole(striped, word_bytes):
    """The inverse: uint8 [ports, bytes] -> uint8 [ports * bytes]."""
    ports = len(striped)
    return striped.reshape(ports, -1, word_bytes // ports).swapaxes(0, 1).reshape(-1)
