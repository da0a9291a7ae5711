"""The fixtures that several tests share stand in modules of their own."""

pytest_plugins = ["tests.kolada_server.plugin", "tests.refreshing"]
