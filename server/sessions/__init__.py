"""What plays where. LAW: all decisions in `step` (pure); one thread owns the sessions; nothing here waits for a
device; SQL only in `store`."""
