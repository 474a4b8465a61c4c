"""Who may see which paper: exemption, decisions of a person, and users."""
