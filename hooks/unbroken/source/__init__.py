"""Where text comes from: git objects, folders and archives."""
