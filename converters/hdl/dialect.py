def check_dialect(func): pass
