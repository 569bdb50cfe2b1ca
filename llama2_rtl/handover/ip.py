"""component.xml: the core as an IP, in IP-XACT (SPIRIT 1685-2009) as Vivado speaks it."""

from xml.etree import ElementTree

from llama2_rtl.converters.axi.bus import ADDRESS_BITS, OUTSTANDING
from llama2_rtl.converters.registers.description import (
    ACKNOWLEDGE,
    CONSTANT,
    COUNTER,
    PULSE,
    READ_WRITE,
    REGISTER_BITS,
    STATE,
)
from llama2_rtl.converters.registers.register_map import registers_of
from llama2_rtl.handover.ports import CLOCK, FULL, INTERRUPT, LITE, RESET, STREAM

NAME = "component.xml"
VENDOR, LIBRARY = "llama2-rtl", "core"

SPIRIT = "http://www.spiritconsortium.org/XMLSchema/SPIRIT/1685-2009"
XILINX = "http://www.xilinx.com"

FAMILIES = ("artix7", "artixuplus", "kintex7", "kintexu", "kintexuplus", "spartan7", "versal", "virtex7", "virtexu",
            "virtexuplus", "virtexuplusHBM", "zynq", "zynquplus")
"""The Verilog is plain, so every family that Vivado synthesises for may take it; none has been tried in Vivado."""

ACCESS = {CONSTANT: "read-only", STATE: "read-only", COUNTER: "read-only", READ_WRITE: "read-write",
          PULSE: "write-only", ACKNOWLEDGE: "read-write"}
"""A register's access -> that of IP-XACT."""

SYNTHESIS, SIMULATION, GUI = "xilinx_anylanguagesynthesis", "xilinx_anylanguagebehavioralsimulation", "xilinx_xpgui"

_DIRECTIONS = dict(input="in", output="out")


def files(core):
    return {NAME: component(core), gui_path(core): core.render("xgui.tcl")}


def gui_path(core):
    """Where the page lies on which Vivado customises the IP, under the name that Vivado gives it."""
    return f"xgui/{core.ip_name}_v{core.ip_version.replace('.', '_')}.tcl"


def component(core):
    """The text of component.xml for a Core."""
    ElementTree.register_namespace("spirit", SPIRIT)
    ElementTree.register_namespace("xilinx", XILINX)
    root = _node("component", *_names(core), _node("busInterfaces", *_bus_interfaces(core)), *_memories(core),
                 _node("model", _views(core), _node("ports", *map(_port, core.ports))), _file_sets(core),
                 _node("description", _description(core)), _component_name(core),
                 _node("vendorExtensions", _extensions(core)))
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True).replace("'", '"', 4) + "\n"


def _node(tag, *contents, space=SPIRIT, **attributes):
    """An element; a content that is no element is its text."""
    node = ElementTree.Element(f"{{{space}}}{tag}", {f"{{{space}}}{name}": str(value)
                                                     for name, value in attributes.items()})
    for content in contents:
        if isinstance(content, ElementTree.Element):
            node.append(content)
        else:
            node.text = str(content)
    return node


def _long(tag, value):
    return _node(tag, value, format="long")


def _names(core):
    return [_node(tag, text) for tag, text in (
        ("vendor", VENDOR), ("library", LIBRARY), ("name", core.ip_name), ("version", core.ip_version))]


def _description(core):
    preset = core.preset
    return (f"A LLaMA decoder for {core.checkpoint.name}: {preset.lanes} lanes, {preset.context} positions, weights "
            f"and KV cache {core.memory}")


def _parameters(bus, values):
    """The parameters of a bus interface."""
    return _node("parameters", *(
        _node("parameter", _node("name", name),
              _node("value", value, id=f"BUSIFPARAM_VALUE.{bus.upper()}.{name}")) for name, value in values.items()))


def _component_name(core):
    """The one parameter that every IP has: what the user calls an instance."""
    value = _node("value", core.ip_name, resolve="user", id="PARAM_VALUE.Component_Name", order=1)
    return _node("parameters", _node("parameter", _node("name", "Component_Name"), value))


def _bus_interfaces(core):
    described = {STREAM: _stream, LITE: _lite, FULL: _full}
    for name, ports in core.interfaces.items():
        kind, mode, parameters = described[ports[0].standard](core, name, ports)
        maps = {port.signal.upper(): port.name for port in ports}
        yield _bus_interface(name, "interface", kind, mode, maps, parameters)
    busses = ":".join(core.interfaces)
    signals = {
        CLOCK: ("clock", "CLK", "slave", dict(ASSOCIATED_BUSIF=busses, ASSOCIATED_RESET=RESET)),
        RESET: ("reset", "RST", "slave", dict(POLARITY="ACTIVE_LOW")),
        INTERRUPT: ("interrupt", "INTERRUPT", "master", dict(SENSITIVITY="LEVEL_HIGH")),
    }
    for name, (kind, logical, mode, parameters) in signals.items():
        if any(port.name == name for port in core.ports):
            yield _bus_interface(name, "signal", kind, _node(mode), {logical: name}, parameters)


def _bus_interface(name, library, kind, mode, maps, parameters):
    def reference(tag, suffix=""):
        return _node(tag, vendor="xilinx.com", library=library, name=kind + suffix, version="1.0")

    port_maps = (_node("portMap", _node("logicalPort", _node("name", logical)),
                       _node("physicalPort", _node("name", port))) for logical, port in maps.items())
    return _node("busInterface", _node("name", name), reference("busType"), reference("abstractionType", "_rtl"), mode,
                 _node("portMaps", *port_maps), _parameters(name, parameters))


def _widths(ports):
    return {port.signal: port.width for port in ports}


def _stream(core, name, ports):
    """An AXI4-Stream: (bus type, mode, parameters)."""
    widths = _widths(ports)
    return "axis", _node("slave" if name.startswith("s") else "master"), dict(
        TDATA_NUM_BYTES=widths["tdata"] // 8, TID_WIDTH=widths.get("tid", 0), TDEST_WIDTH=0, TUSER_WIDTH=0,
        HAS_TREADY=1, HAS_TSTRB=0, HAS_TKEEP=0, HAS_TLAST=1)


def _lite(core, name, ports):
    """The AXI4-Lite of the registers, as `_stream`."""
    widths = _widths(ports)
    return "aximm", _node("slave", _node("memoryMapRef", memoryMapRef=name)), dict(
        PROTOCOL="AXI4LITE", DATA_WIDTH=widths["wdata"], ADDR_WIDTH=widths["awaddr"], READ_WRITE_MODE="READ_WRITE",
        HAS_PROT=0, HAS_WSTRB=1, HAS_BRESP=1, HAS_RRESP=1)


def _full(core, name, ports):
    """The AXI4 to the memory, as `_stream`."""
    widths = _widths(ports)
    return "aximm", _node("master", _node("addressSpaceRef", addressSpaceRef=name)), dict(
        PROTOCOL="AXI4", DATA_WIDTH=widths["wdata"], ADDR_WIDTH=widths["awaddr"], ID_WIDTH=widths["arid"],
        READ_WRITE_MODE="READ_WRITE", MAX_BURST_LENGTH=core.preset.geometry.burst,
        NUM_READ_OUTSTANDING=OUTSTANDING, NUM_WRITE_OUTSTANDING=OUTSTANDING, SUPPORTS_NARROW_BURST=0, HAS_BURST=1,
        HAS_LOCK=0, HAS_PROT=1, HAS_CACHE=1, HAS_QOS=0, HAS_REGION=0, HAS_WSTRB=1, HAS_BRESP=1, HAS_RRESP=1)


def _memories(core):
    """The spaces that the AXI4 managers reach, and the map of the registers."""
    standards = {ports[0].standard: name for name, ports in core.interfaces.items()}
    if FULL in standards:
        yield _node("addressSpaces", *(
            _node("addressSpace", _node("name", name), _long("range", 1 << ADDRESS_BITS), _long("width", ADDRESS_BITS))
            for name, ports in core.interfaces.items() if ports[0].standard == FULL))
    if LITE in standards:
        block = _node("addressBlock", _node("name", "registers"), _long("baseAddress", 0),
                      _long("range", core.register_bytes), _long("width", REGISTER_BITS),
                      _node("usage", "register"), _node("access", "read-write"),
                      *(_register(register, core.preset.geometry) for register in registers_of(core.preset.geometry)),
                      *(_token_register(name, offset) for name, offset in core.token_registers))
        yield _node("memoryMaps", _node("memoryMap", _node("name", standards[LITE]), block))


def _register(register, geometry):
    word = register.constant(geometry) if register.access == CONSTANT else register.reset
    return _node("register", _node("name", register.name), _node("addressOffset", f"{register.offset:#x}"),
                 _node("size", REGISTER_BITS), _node("access", ACCESS[register.access]),
                 _node("reset", _node("value", f"{word:#x}")), *map(_field, register.fields))


def _token_register(name, offset):
    access = ACCESS[STATE if name.endswith(("STATE", "TAKE")) else PULSE]
    return _node("register", _node("name", name), _node("addressOffset", f"{offset:#x}"), _node("size", REGISTER_BITS),
                 _node("access", access), _node("reset", _node("value", "0x0")))


def _field(field):
    clears = [_node("modifiedWriteValue", "oneToClear")] if field.access == ACKNOWLEDGE else []
    return _node("field", _node("name", field.name), _node("description", field.what), _node("bitOffset", field.low),
                 _node("bitWidth", field.bits), _node("access", ACCESS[field.access]), *clears)


def _views(core):
    def view(name, identifier, *model):
        return _node("view", _node("name", name), _node("envIdentifier", f":vivado.xilinx.com:{identifier}"), *model,
                     _node("fileSetRef", _node("localName", f"{name}_view_fileset")))

    model = (("language", "Verilog"), ("modelName", core.top))
    return _node("views", view(SYNTHESIS, "synthesis", *(_node(*pair) for pair in model)),
                 view(SIMULATION, "simulation", *(_node(*pair) for pair in model)), view(GUI, "xgui.ui"))


def _port(port):
    wire = [_node("direction", _DIRECTIONS[port.direction])]
    if port.width > 1:
        wire.append(_node("vector", _long("left", port.width - 1), _long("right", 0)))
    wire.append(_node("wireTypeDefs", _node("wireTypeDef", _node("typeName", "wire"), _node("viewNameRef", SYNTHESIS),
                                            _node("viewNameRef", SIMULATION))))
    if port.direction == "input" and port.name not in (CLOCK, RESET):
        wire.append(_node("driver", _long("defaultValue", _default(port))))
    return _node("port", _node("name", port.name), _node("description", port.note), _node("wire", *wire))


def _default(port):
    """What an input is where nothing is connected: levels 0, their defaults of use; a stream that leads nowhere takes
    what comes, one that comes from nowhere offers nothing."""
    return int(port.standard == STREAM and port.signal == "tready")


def _file_sets(core):
    def file(name, *types, **user):
        return _node("file", _node("name", name), *(_node("fileType", kind) for kind in types),
                     *(_node("userFileType", kind) for kind in user.get("user", ())))

    def file_set(view, *contents):
        return _node("fileSet", _node("name", f"{view}_view_fileset"), *contents)

    sources = [("verilogSource", f"rtl/{name}") for name in core.sources]
    memories = [f"rtl/{name}" for name in core.memories]

    def design():
        return [*(file(name, user=["mem"]) for name in memories), *(file(name, kind) for kind, name in sources)]

    clock = file(f"constraints/{core.top}_ooc.xdc", user=["xdc", "USED_IN_implementation", "USED_IN_out_of_context",
                                                          "USED_IN_synthesis"])
    return _node("fileSets", file_set(SYNTHESIS, clock, *design()), file_set(SIMULATION, *design()),
                 file_set(GUI, file(gui_path(core), "tclSource", user=["XGUI_VERSION_2"])))


def _extensions(core):
    def own(tag, *contents, **attributes):
        return _node(tag, *contents, space=XILINX, **attributes)

    return own("coreExtensions",
               own("supportedFamilies", *(own("family", family, lifeCycle="Production") for family in FAMILIES)),
               own("taxonomies", own("taxonomy", "/UserIP")), own("displayName", f"LLaMA decoder, {core.preset.name}"),
               own("vendorDisplayName", VENDOR), own("coreRevision", 1))
