"""What tests/bench/stacks compares with: the same batches made as one would in
Python, from a folder, by json.loads and json.dumps.

usage: stacks.py FOLDER BATCH_SIZE SECONDS
Prints: figures STACKS OPENED_S BATCHES_PER_S BYTES_PER_S, for texts that are
decoded for each batch and for jobs that were decoded once.
"""
import json
import pathlib
import random
import sys
import time


def read_texts(folder):
    return [path.read_bytes() for path in sorted(pathlib.Path(folder).glob("*.json"))]


def without_version(job):
    return {key: value for key, value in job.items() if key != "version"}


def measure(items, to_job, batch_size, seconds):
    batches = size = at = 0
    began = now = time.process_time()
    while now - began < seconds:
        for _ in range(10):
            jobs = []
            for _ in range(batch_size):
                if at == len(items):
                    random.shuffle(items)
                    at = 0
                jobs.append(to_job(items[at]))
                at += 1
            size += len(json.dumps({"jobs": jobs}).encode())
        batches += 10
        now = time.process_time()
    return batches / (now - began), size / (now - began)


def main():
    folder, batch_size, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    began = time.process_time()
    texts = read_texts(folder)
    opened = time.process_time() - began
    random.shuffle(texts)
    rates = measure(texts, lambda text: without_version(json.loads(text)), batch_size, seconds)
    print("figures %d %.4f %.0f %.0f" % (len(texts), opened, *rates))
    began = time.process_time()
    jobs = [without_version(json.loads(text)) for text in texts]
    opened += time.process_time() - began
    rates = measure(jobs, lambda job: job, batch_size, seconds)
    print("figures %d %.4f %.0f %.0f" % (len(jobs), opened, *rates))


main()
