"""The test kit that we ship, tried as the projects that use it do."""
