"""Pure rules of screening and determination."""
