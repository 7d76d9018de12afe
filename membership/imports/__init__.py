"""Reading schools from a spreadsheet or the national register: preview first, then all or nothing (K3.5)."""
