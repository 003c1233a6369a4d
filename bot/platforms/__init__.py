"""Where cards become messages: one folder per platform. Holds no decisions: what to send is settled before."""
