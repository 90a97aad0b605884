-- Runs that each leave a line of their own behind, with the time at which
-- they ended: what was done, whatever becomes of the journal.
local tengine = require "tengine"
local args = tengine.options { log = "kills.log" }
local log = assert(io.open(args.log, "a"))
log:setvbuf "no"

tengine.scenario("nap", function()
  tengine.sleep(0.01)
  log:write(("%.6f\n"):format(tengine.now()))
end)
