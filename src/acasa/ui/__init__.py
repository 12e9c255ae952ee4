"""The design system: page shells, components as template tags, forms, the gallery."""
