"""What a person does about other workstations: joining, settling, looking what waits and what came."""
