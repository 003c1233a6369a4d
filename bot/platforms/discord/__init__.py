"""Cards on Discord: messages in channels, answers to commands, buttons."""
