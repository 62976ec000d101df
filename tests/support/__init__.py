"""What several tests use: worlds, builders, servers, and an installation in a temporary place."""
