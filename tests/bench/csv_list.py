"""What tests/bench/csv compares with: Python's csv into a list.

usage: csv_list.py FILE.csv.gz [--flatten]
Prints: figures ROWS OPENED_S ROWS_PER_S BYTES ROWS_OF_THE_FILE
"""
import csv
import gzip
import random
import sys
import time


def own_bytes():
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) * 1024


def main():
    flatten = "--flatten" in sys.argv
    before, began = own_bytes(), time.process_time()
    with gzip.open(sys.argv[1], "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    of_file = len(rows)
    if flatten:
        rows = [row for row in rows for _ in range(int(row["COUNT"]))]
        random.shuffle(rows)
    opened = time.process_time()
    memory = own_bytes() - before
    length = 0
    for row in rows:
        length += len(row["URI"])
    read = time.process_time()
    print("figures %d %.4f %.0f %d %d" % (len(rows), opened - began, len(rows) / (read - opened), memory, of_file))


main()
