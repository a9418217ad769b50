"""Breaking a running portal on purpose: `make faults`. Not part of the test run."""
