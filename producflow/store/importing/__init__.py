"""SQL of the importer: composed here, since only a file tells which columns it has."""
