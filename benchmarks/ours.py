"""Starts the measured program; like `reporter` itself it imports little, since each process imports it again."""

if __name__ == "__main__":
    from benchmarks.whole_scan import main

    main()
