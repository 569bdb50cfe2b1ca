# Packages the core as an IP in vivado/ip, to be added to a project as an IP repository:
#
#   vivado -mode batch -source vivado/package_ip.tcl [-tclargs PART]
set here [file dirname [file normalize [info script]]]
source [file join $here .. files.tcl]
set part [expr {$argc > 0 ? [lindex $argv 0] : "xc7a200tsbg484-1"}]

create_project -force -part $part package_ip [file join $here package_ip]
add_files -norecurse -fileset sources_1 [concat $sources $memories]
add_files -norecurse -fileset constrs_1 [list [file join $handoff constraints {{ core.top }}_ooc.xdc]]
set_property used_in {synthesis implementation out_of_context} [get_files {{ core.top }}_ooc.xdc]
set_property top {{ core.top }} [get_filesets sources_1]
update_compile_order -fileset sources_1

ipx::package_project -force -import_files -root_dir [file join $here ip] \
    -vendor llama2-rtl -library core -taxonomy /UserIP
set core [ipx::current_core]
set_property name {{ core.ip_name }} $core
set_property version {{ core.ip_version }} $core
set_property display_name {LLaMA decoder, {{ core.preset.name }}} $core
set_property description {{ "{" }}{{ core.preset.lanes }} lanes, {{ core.preset.context }} positions, weights and KV cache {{ core.memory }}} $core

set_property supported_families { {%- for family in families %} {{ family }} Production{% endfor %} } $core

# The interfaces, from the names of the ports; nothing that was guessed before.
ipx::remove_all_bus_interface $core
{% if core.streams %}
ipx::infer_bus_interfaces xilinx.com:interface:axis_rtl:1.0 $core
{% endif %}
{% if core.header %}
ipx::infer_bus_interfaces xilinx.com:interface:aximm_rtl:1.0 $core
ipx::infer_bus_interface irq xilinx.com:signal:interrupt_rtl:1.0 $core
{% endif %}
ipx::infer_bus_interface aclk xilinx.com:signal:clock_rtl:1.0 $core
ipx::infer_bus_interface aresetn xilinx.com:signal:reset_rtl:1.0 $core
foreach name {{ "{" }}{{ core.interfaces | join(" ") }}{{ " irq" if core.header }} aclk aresetn} {
    if {[ipx::get_bus_interfaces -quiet $name -of_objects $core] eq ""} {
        error "the interface $name was not recognised"
    }
}

proc set_bus_parameter {interface name value} {
    set parameter [ipx::get_bus_parameters -quiet $name -of_objects $interface]
    if {$parameter eq ""} {
        set parameter [ipx::add_bus_parameter $name $interface]
    }
    set_property value $value $parameter
}
set clock [ipx::get_bus_interfaces aclk -of_objects $core]
set_bus_parameter $clock ASSOCIATED_BUSIF {{ core.interfaces | join(":") }}
set_bus_parameter $clock ASSOCIATED_RESET aresetn
set_bus_parameter [ipx::get_bus_interfaces aresetn -of_objects $core] POLARITY ACTIVE_LOW
{% if core.header %}
set_bus_parameter [ipx::get_bus_interfaces irq -of_objects $core] SENSITIVITY LEVEL_HIGH

# The registers, in a map of their own; their fields are in component.xml.
foreach map [ipx::get_memory_maps -of_objects $core] {
    ipx::remove_memory_map [get_property NAME $map] $core
}
ipx::add_memory_map s_axil $core
set_property slave_memory_map_ref s_axil [ipx::get_bus_interfaces s_axil -of_objects $core]
set block [ipx::add_address_block registers [ipx::get_memory_maps s_axil -of_objects $core]]
set_property range {{ core.register_bytes }} $block
set_property width 32 $block
set_property usage register $block
{% for register in registers %}
set_property address_offset {{ "0x%03x" | format(register.offset) }} [ipx::add_register {{ register.name }} $block]
{% endfor %}
{% for name, offset in core.token_registers %}
set_property address_offset {{ "0x%04x" | format(offset) }} [ipx::add_register {{ name }} $block]
{% endfor %}
{% endif %}
{% for port in core.levels %}
{{ "\n# Settings that nobody connects." if loop.first }}
set_property driver_value 0 [ipx::get_ports {{ port.name }} -of_objects $core]
{% endfor %}

ipx::create_xgui_files $core
ipx::update_checksums $core
ipx::check_integrity $core
ipx::save_core $core
close_project
