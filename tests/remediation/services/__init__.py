"""The commands of each service: one module each, named as its folder in `checks`.

Each may have `SCENARIOS`, which are run against moto, `NOT_RUN`, why the other checks' commands are not, and
`TO_FILL_IN`, the words in capitals of its commands. All are found by walking this folder.
"""
