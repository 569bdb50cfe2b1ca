# Packages the core as a kernel of Vitis, board/{{ kernel }}.xo, which the host controls by itself (`user_managed`):
#
#   vivado -mode batch -source board/package_kernel.tcl
set here [file dirname [file normalize [info script]]]
source [file join $here .. files.tcl]

create_project -force -part {{ core.board.shell.part }} package_kernel [file join $here package_kernel]
add_files -norecurse -fileset sources_1 [concat $sources $memories [list [file join $here {{ kernel }}.v]]]
set_property top {{ kernel }} [get_filesets sources_1]
update_compile_order -fileset sources_1

ipx::package_project -force -import_files -root_dir [file join $here kernel_ip] \
    -vendor llama2-rtl -library kernel -taxonomy /KernelIP
set core [ipx::current_core]
set_property name {{ kernel }} $core
set_property version {{ core.ip_version }} $core
set_property sdx_kernel true $core
set_property sdx_kernel_type rtl $core
set_property vitis_drc {ctrl_protocol user_managed} $core
set_property ipi_drc {ignore_freq_hz true} $core

# Every port belongs to an interface, or Vitis refuses the kernel.
if {[ipx::get_bus_interfaces -quiet interrupt -of_objects $core] eq ""} {
    ipx::infer_bus_interface interrupt xilinx.com:signal:interrupt_rtl:1.0 $core
}
foreach name {{ "{" }}{{ control }} {{ managers | join(" ") }} interrupt ap_clk ap_rst_n} {
    if {[ipx::get_bus_interfaces -quiet $name -of_objects $core] eq ""} {
        error "the interface $name was not recognised"
    }
}
foreach name {{ "{" }}{{ control }} {{ managers | join(" ") }}} {
    ipx::associate_bus_interfaces -busif $name -clock ap_clk $core
}
ipx::associate_bus_interfaces -clock ap_clk -reset ap_rst_n $core

# The registers, and the words of the token streams behind them. The base addresses are of 64 bits, each in the memory of
# the port that it names.
foreach map [ipx::get_memory_maps -of_objects $core] {
    ipx::remove_memory_map [get_property NAME $map] $core
}
ipx::add_memory_map {{ control }} $core
set_property slave_memory_map_ref {{ control }} [ipx::get_bus_interfaces {{ control }} -of_objects $core]
set block [ipx::add_address_block registers [ipx::get_memory_maps {{ control }} -of_objects $core]]
set_property range {{ window_bytes }} $block
set_property width 32 $block
set_property usage register $block
foreach {name offset} {
{% for register in registers %}
    {{ register.name }} {{ "0x%04x" | format(register.offset) }}
{% endfor %}
{% for name, offset in core.token_registers %}
    {{ name }} {{ "0x%04x" | format(offset) }}
{% endfor %}
} {
    set register [ipx::add_register $name $block]
    set_property address_offset $offset $register
    set_property size 32 $register
}
foreach {name offset port} {
{% for name, offset, manager in pointers %}
    {{ name }} {{ "0x%04x" | format(offset) }} {{ manager }}
{% endfor %}
} {
    set register [ipx::add_register $name $block]
    set_property address_offset $offset $register
    set_property size 64 $register
    set_property value $port [ipx::add_register_parameter ASSOCIATED_BUSIF $register]
}

ipx::create_xgui_files $core
ipx::update_checksums $core
ipx::check_integrity -kernel $core
ipx::save_core $core
package_xo -force -xo_path [file join $here {{ kernel }}.xo] -kernel_name {{ kernel }} \
    -ip_directory [file join $here kernel_ip] -ctrl_protocol user_managed
close_project
