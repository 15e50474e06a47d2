"""The two versions of a package that a project uses: what it has, and what it would get."""
