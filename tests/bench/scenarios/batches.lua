-- How many batches of stacks are put together in a second: bodies of v5
-- requests, on one thread, with nothing sent.
--
--   build/tengine -r 1 tests/bench/scenarios/batches.lua -- --stacks DIR
local tengine, stacks = require "tengine", require "tengine.stacks"

local args = tengine.options {
  stacks = { "", "a corpus, as tengine.stacks opens it" },
  batch_size = { 10, "stacks in a batch" },
  seconds = { 2.0, "how long to measure" },
}

tengine.scenario("batches", function()
  local began = os.clock()
  local corpus = stacks.open { path = args.stacks, order = "shuffle" }
  local opened = os.clock()
  local batches, bytes, now = 0, 0, opened
  repeat
    for _ = 1, 100 do
      bytes = bytes + #corpus:batch(args.batch_size).body
    end
    batches = batches + 100
    now = os.clock()
  until now - opened >= args.seconds
  print(("figures %d %.4f %.0f %.0f"):format(#corpus, opened - began, batches / (now - opened),
    bytes / (now - opened)))
end)
