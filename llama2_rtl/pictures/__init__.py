"""Pictures of the design as SVG, drawn from the design itself: nothing in them is placed or counted by hand."""
