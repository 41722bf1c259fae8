"""How good alerts and predictions are: each method against simple rivals, on the same readings, in the same run."""
