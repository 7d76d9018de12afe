"""What people fill in about membership. A form cleans; the verb decides and refuses."""
