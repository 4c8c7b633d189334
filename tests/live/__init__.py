"""Real TLS clients receive every alert; what they print must agree with the registry."""
