"""协议: what waits for the lawyer, and the agreement with the page it becomes."""
