"""The `referral` command: one file a group. Heavy imports happen inside commands."""
