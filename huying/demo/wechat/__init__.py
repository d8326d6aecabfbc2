"""The other side of the WeChat door, simulated: a platform with its interfaces, and a chat page to play the citizen."""
