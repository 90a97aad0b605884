"""The GET of scenarios/work.lua for molotov."""

import os

from molotov import scenario


@scenario()
async def get(session):
    url = os.environ["BASE"] + "/item/1"
    async with session.get(url, ssl=False) as resp:
        assert resp.status == 200, resp.status
        await resp.read()
