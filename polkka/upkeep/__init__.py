"""Foundation tables and the work that runs by the clock: generation, outbox, receipts, parked posts."""
