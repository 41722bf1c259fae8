"""The commands of ``python -m producflow``, see :data:`producflow.commands.known.COMMANDS`."""
