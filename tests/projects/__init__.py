"""One behaviour for every kind of project: real servers, each with settings of its own."""
