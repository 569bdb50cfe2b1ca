

if __name__ != "llama2_rtl.converters":
    raise ImportError("this package is llama2_rtl.converters: import it by that name")
