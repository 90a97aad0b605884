-- Where does it break? Arrivals go up evenly to a rate that nothing is expected
-- to bear; look for where latency or failures leave the ground. -x ends it
-- at the first failure.
--   tengine -c --profile scenarios/profiles/breakpoint.lua scenarios/loadtest.lua
require("tengine").profile { stages = "30m:3000/s", max_workers = 5000 }
