"""What a document cites, what identifies an address, and what is due: functions of values, without network or files."""
