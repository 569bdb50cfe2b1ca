# Creates the Vivado project board/project for the {{ core.board.name }}: the core beside the processing system, its
# memory ports at {{ "S_AXI_HP0_FPD" }}{{ " and so on" if managers | length > 1 }}, its registers and tokens at {{ "0x%08x" | format(registers_address) }}.
#
#   vivado -mode batch -source board/block_design.tcl [-tclargs bitstream]
#
# With the word `bitstream` it is built too, into board/{{ core.top }}.xsa.
set here [file dirname [file normalize [info script]]]
set repository [file dirname $here]
if {[file exists [file join $repository vivado ip component.xml]]} {
    error "the same IP lies in vivado/ip, by vivado/package_ip.tcl: move it out of this folder"
}

create_project -force -part {{ core.board.shell.part }} {{ core.top }} [file join $here project]
set board [lindex [lsort -dictionary [get_board_parts -quiet {{ core.board.shell.platform }}]] end]
if {$board eq ""} {
    error "this Vivado has no board files {{ core.board.shell.platform }}: install those of the {{ core.board.name }}"
}
set_property board_part $board [current_project]
set_property ip_repo_paths [list $repository] [current_project]
update_ip_catalog

create_bd_design system

# The processing system: a clock and a reset for the core, one way to its registers, {{ managers | length }} to the memory.
set ps [create_bd_cell -type ip -vlnv xilinx.com:ip:zynq_ultra_ps_e:* ps]
apply_bd_automation -rule xilinx.com:bd_rule:zynq_ultra_ps_e -config {apply_board_preset 1} $ps
set_property -dict [list \
    CONFIG.PSU__FPGA_PL0_ENABLE 1 \
    CONFIG.PSU__CRL_APB__PL0_REF_CTRL__FREQMHZ {{ "%g" | format(core.board.clock.mhz) }} \
    CONFIG.PSU__USE__FABRIC__RST 1 \
    CONFIG.PSU__USE__IRQ0 1 \
    CONFIG.PSU__HIGH_ADDRESS__ENABLE 1 \
    CONFIG.PSU__USE__M_AXI_GP0 1 \
    CONFIG.PSU__MAXIGP0__DATA_WIDTH 128 \
    CONFIG.PSU__USE__M_AXI_GP1 0 \
    CONFIG.PSU__USE__M_AXI_GP2 0 \
{% for manager in managers %}
    CONFIG.PSU__USE__S_AXI_GP{{ first_hp + loop.index0 }} 1 \
    CONFIG.PSU__SAXIGP{{ first_hp + loop.index0 }}__DATA_WIDTH {{ 8 * core.preset.geometry.beat_bytes }} \
{% endfor %}
] $ps

set core [create_bd_cell -type ip -vlnv llama2-rtl:core:{{ core.ip_name }}:{{ core.ip_version }} core]
set control [create_bd_cell -type ip -vlnv xilinx.com:ip:smartconnect:* control]
set_property -dict [list CONFIG.NUM_SI 1 CONFIG.NUM_MI 1] $control
set reset [create_bd_cell -type ip -vlnv xilinx.com:ip:proc_sys_reset:* reset]

# One clock.
foreach pin {core/aclk control/aclk reset/slowest_sync_clk ps/maxihpm0_fpd_aclk
{%- for manager in managers %} ps/saxihp{{ loop.index0 }}_fpd_aclk{% endfor %}} {
    connect_bd_net [get_bd_pins ps/pl_clk0] [get_bd_pins $pin]
}
connect_bd_net [get_bd_pins ps/pl_resetn0] [get_bd_pins reset/ext_reset_in]
connect_bd_net [get_bd_pins reset/peripheral_aresetn] [get_bd_pins core/aresetn]
connect_bd_net [get_bd_pins reset/interconnect_aresetn] [get_bd_pins control/aresetn]
connect_bd_net [get_bd_pins core/irq] [get_bd_pins ps/pl_ps_irq0]

connect_bd_intf_net [get_bd_intf_pins ps/M_AXI_HPM0_FPD] [get_bd_intf_pins control/S00_AXI]
connect_bd_intf_net [get_bd_intf_pins control/M00_AXI] [get_bd_intf_pins core/s_axil]
{% for manager in managers %}
connect_bd_intf_net [get_bd_intf_pins core/{{ manager }}] [get_bd_intf_pins ps/S_AXI_HP{{ loop.index0 }}_FPD]
{% endfor %}

# Registers, and tokens behind them; every memory port reaches all of the memory, and nothing else.
assign_bd_address -offset {{ "0x%08x" | format(registers_address) }} -range {{ window_bytes }} \
    -target_address_space [get_bd_addr_spaces ps/Data] [get_bd_addr_segs core/s_axil/registers] -force
{% for manager in managers %}
{% set port = loop.index0 %}
{% for first, size in core.board.memory.ranges %}
assign_bd_address -offset {{ "0x%010x" | format(first) }} -range {{ "0x%09x" | format(size) }} -target_address_space [get_bd_addr_spaces core/{{ manager }}] \
    [get_bd_addr_segs ps/SAXIGP{{ first_hp + port }}/HP{{ port }}_DDR_{{ "LOW" if first < low_end else "HIGH" }}] -force
{% endfor %}
foreach other {HP{{ port }}_LPS_OCM HP{{ port }}_QSPI} {
    set segment [get_bd_addr_segs -quiet ps/SAXIGP{{ first_hp + port }}/$other]
    if {$segment ne ""} {
        exclude_bd_addr_seg -target_address_space [get_bd_addr_spaces core/{{ manager }}] $segment
    }
}
{% endfor %}

validate_bd_design
save_bd_design
set wrapper [make_wrapper -top -files [get_files system.bd]]
add_files -norecurse -fileset sources_1 $wrapper
set_property top system_wrapper [get_filesets sources_1]
update_compile_order -fileset sources_1

if {$argc > 0 && [lindex $argv 0] eq "bitstream"} {
    launch_runs impl_1 -to_step write_bitstream
    wait_on_run impl_1
    if {[get_property PROGRESS [get_runs impl_1]] ne "100%"} {
        error "no bitstream: [get_property STATUS [get_runs impl_1]]"
    }
    if {[get_property STATS.WNS [get_runs impl_1]] < 0} {
        error "the core does not meet its clock by [get_property STATS.WNS [get_runs impl_1]] ns: choose a slower one"
    }
    write_hw_platform -fixed -include_bit -force [file join $here {{ core.top }}.xsa]
}
close_project
