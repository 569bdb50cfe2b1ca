# The page on which Vivado customises the IP: it has no parameters but the instance's name.
proc init_gui { IPINST } {
    ipgui::add_param $IPINST -name "Component_Name"
}
