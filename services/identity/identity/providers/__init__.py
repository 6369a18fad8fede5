"""Those who prove to us who somebody is; each speaks its own protocol behind one port."""
