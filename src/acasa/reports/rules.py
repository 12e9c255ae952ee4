"""Pure rules of tables that expose no one."""
