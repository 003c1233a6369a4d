"""Who hears of a change: alerts against the wishes of channels. Pure; knows no platform and no store."""
