"""Components as functions that return safe HTML. `acasa.ui.templatetags.ui` registers them as template tags."""
