"""The GET of scenarios/work.lua for locust's FastHttpUser."""

from itertools import count

from locust import FastHttpUser, task

numbers = count()


class Worker(FastHttpUser):
    insecure = True

    def on_start(self):
        self.path = f"/item/{next(numbers)}"

    @task
    def get(self):
        with self.client.get(
            self.path, name="GET item", catch_response=True
        ) as resp:
            if resp.status_code != 200:
                resp.failure(str(resp.status_code))
