# Creates the Vivado project vivado/project, with the core by itself as the top:
#
#   vivado -mode batch -source vivado/create_project.tcl [-tclargs PART]
set here [file dirname [file normalize [info script]]]
source [file join $here .. files.tcl]
set part [expr {$argc > 0 ? [lindex $argv 0] : "xc7a200tsbg484-1"}]

create_project -force -part $part {{ core.top }} [file join $here project]
set_property target_language Verilog [current_project]

# $readmemh finds a memory file that is a file of the project.
add_files -norecurse -fileset sources_1 [concat $sources $memories]
set_property top {{ core.top }} [get_filesets sources_1]
add_files -norecurse -fileset constrs_1 [list [file join $handoff constraints {{ core.top }}.xdc]]
add_files -norecurse -fileset sim_1 [list [file join $handoff tb {{ core.top }}_tb.v]]
{% if core.header %}
add_files -norecurse -fileset sim_1 [list [file join $handoff {{ core.image.replace("/", " ") }}] \
    [file join $handoff tb logits.mem]]
{% endif %}
set_property top {{ core.top }}_tb [get_filesets sim_1]
set_property -name xsim.simulate.runtime -value all -objects [get_filesets sim_1]

# The ports lead to other logic of the chip: no pads.
set_property -name {STEPS.SYNTH_DESIGN.ARGS.MORE OPTIONS} -value {-mode out_of_context} -objects [get_runs synth_1]
update_compile_order -fileset sources_1
update_compile_order -fileset sim_1
