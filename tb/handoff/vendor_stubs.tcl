# Stands in for a vendor's tool: runs a script whose vendor commands are only written down, and refused where they are
# unknown, name a file that does not exist, or have the wrong number of arguments.
#
#   tclsh vendor_stubs.tcl SCRIPT [ARGUMENT...]
#
# A call is one line: the command and its arguments, separated by the character 0x1f. A list of files counts as arguments.

proc record {args} {
    puts [join $args \x1f]
}

# Answers with its own name and first operand, as if that were the object.
proc answering {names} {
    foreach name $names {
        proc $name {args} [string map [list NAME $name] {
            record NAME {*}$args
            return "NAME:[lindex [lsearch -all -inline -not $args -*] 0]"
        }]
    }
}

# Refuses a file that does not exist.
proc need_file {file} {
    if {![file isfile $file]} {
        error "there is no file $file in [pwd]"
    }
}

namespace eval ipx {}
answering {
    create_project current_project get_filesets get_runs update_compile_order close_project
    ipx::package_project ipx::current_core ipx::remove_all_bus_interface ipx::infer_bus_interfaces
    ipx::infer_bus_interface ipx::get_bus_interfaces ipx::add_bus_parameter ipx::create_xgui_files
    ipx::remove_memory_map ipx::add_memory_map ipx::get_memory_maps ipx::add_address_block ipx::add_register
    ipx::get_ports ipx::update_checksums ipx::check_integrity ipx::save_core get_files
    ipx::associate_bus_interfaces ipx::add_register_parameter package_xo
    update_ip_catalog create_bd_design create_bd_cell apply_bd_automation get_bd_pins get_bd_intf_pins connect_bd_net
    connect_bd_intf_net assign_bd_address get_bd_addr_spaces get_bd_addr_segs exclude_bd_addr_seg validate_bd_design
    save_bd_design launch_runs wait_on_run write_hw_platform
    project_new export_assignments project_close
    create_clock set_input_delay set_output_delay
}

proc add_files {args} {
    set files [lindex $args end]
    foreach file $files {
        need_file $file
    }
    record add_files {*}[lrange $args 0 end-1] {*}$files
}

proc set_property {args} {
    if {[lindex $args 0] eq "-dict"} {
        if {[llength $args] != 3 || [llength [lindex $args 1]] % 2} {
            error "set_property $args"
        }
    } elseif {[llength $args] != ([string match -* [lindex $args 0]] ? 6 : 3)} {
        error "set_property $args"
    }
    record set_property {*}$args
}

# A parameter that Vivado did not infer.
proc ipx::get_bus_parameters {args} {
    record ipx::get_bus_parameters {*}$args
    return ""
}

# Of a run: what it is to be called by the environment, else that it went well.
proc get_property {name object} {
    record get_property $name $object
    if {[info exists ::env($name)]} {
        return $::env($name)
    }
    return [dict get {PROGRESS 100% STATUS done STATS.WNS 0.1 NAME s_axi_control} $name]
}

# The boards that are installed: two versions of each that is asked for, but of none called `missing`.
proc get_board_parts {quiet pattern} {
    record get_board_parts $quiet $pattern
    return [expr {[string match *missing* $pattern] ? "" : [list [string map {* 1.10} $pattern] [string map {* 1.9} $pattern]]}]
}

# Makes a wrapper of the block design.
proc make_wrapper {args} {
    record make_wrapper {*}$args
    set file [file join [pwd] system_wrapper.v]
    close [open $file w]
    return $file
}

proc set_global_assignment {option name args} {
    if {$option ne "-name" || [llength $args] != 1} {
        error "set_global_assignment $option $name $args"
    }
    if {[string match *_FILE $name]} {
        need_file [lindex $args 0]
    }
    record set_global_assignment $name {*}$args
}

proc set_instance_assignment {option name value to node} {
    if {$option ne "-name" || $to ne "-to"} {
        error "set_instance_assignment $option $name $value $to $node"
    }
    record set_instance_assignment $name $value $node
}

proc get_ports {names} {
    return $names
}

package provide ::quartus::project 1.0
set argv [lassign $argv script]
set argc [llength $argv]
set quartus(args) $argv
source $script
