# Creates the Quartus project quartus/project, with the core by itself as the top:
#
#   quartus_sh -t quartus/create_project.tcl [FAMILY DEVICE]
package require ::quartus::project
set here [file dirname [file normalize [info script]]]
source [file join $here .. files.tcl]
set family "Cyclone V"
set device 5CSEBA6U23I7
if {[llength $quartus(args)] == 2} {
    lassign $quartus(args) family device
}

# $readmemh looks in the folder of the project first.
file mkdir [file join $here project]
cd [file join $here project]
foreach memory $memories {
    file copy -force $memory .
}

project_new -overwrite -revision {{ core.top }} {{ core.top }}
set_global_assignment -name FAMILY $family
set_global_assignment -name DEVICE $device
set_global_assignment -name TOP_LEVEL_ENTITY {{ core.top }}
foreach source $sources {
    set_global_assignment -name VERILOG_FILE ../../rtl/[file tail $source]
}
set_global_assignment -name SDC_FILE ../../constraints/{{ core.top }}.sdc
set_global_assignment -name SDC_FILE ../uncertainty.sdc

# The ports lead to other logic of the chip: no pads, but for the clock.
{% for port in core.ports if port.name != "aclk" %}
set_instance_assignment -name VIRTUAL_PIN ON -to { {{- port.pins -}} }
{% endfor %}
export_assignments
project_close
