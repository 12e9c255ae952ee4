"""Pure rules of OpenRosa."""
