"""Those who carry SMS; each speaks its own protocol behind one port."""
