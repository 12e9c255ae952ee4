"""How an installation is put together: settings, addresses, the command line, the processes."""
