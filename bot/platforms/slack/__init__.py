"""Tocsin on Slack: cards as Block Kit, commands, buttons, forms and the App Home, through slack-bolt."""
