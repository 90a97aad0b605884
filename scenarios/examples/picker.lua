-- A picker as a state machine: what a worker does next depends on what it did.
--
--   tengine -w 5 -r 20 -c scenarios/examples/picker.lua
local tengine = require "tengine"

tengine.options { url = { "http://127.0.0.1:8000/shop", "where the shop is" } }

tengine.setup(function(worker_id, args)
  return { base_url = args.url }
end)

-- From each state, how likely the others are.
local next_state = {
  enter = { search = 1 },
  search = { search = 3, buy = 1, leave = 2 },
  buy = { search = 1, leave = 4 },
  leave = { enter = 1 },
}
local states = {} -- of this thread's workers

tengine.scenario_picker(function(worker_id, step_id)
  local before = states[worker_id]
  local state = before and tengine.random.weighted(next_state[before]) or "enter"
  states[worker_id] = state
  return state
end)

tengine.scenario("enter", function(session) session:get "/" end)
tengine.scenario("search", function(session) session:get("/search", { query = { q = "tea" } }) end)
tengine.scenario("buy", function(session) session:post("/cart", { json = { id = 1 } }) end)
tengine.scenario("leave", function(session) session.cookies:clear() end)
