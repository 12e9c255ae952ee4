"""Who carries how much, and handing a case or a caseload over so that nothing that was promised is lost."""
