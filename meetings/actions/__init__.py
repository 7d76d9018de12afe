"""What is done to meetings, by subject: each verb in one transaction, with its entry in the audit trail."""
