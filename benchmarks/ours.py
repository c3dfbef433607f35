"""Starts the program that is measured, and like `reporter` itself loads little: each process loads it once more."""

if __name__ == "__main__":
    from benchmarks.whole_scan import main

    main()
