-- Users from a CSV file: one after the other, shared by all workers.
--
--   tengine -w 5 -r 10 -c scenarios/examples/users.lua
local tengine = require "tengine"
local csv = require "tengine.csv"

local args = tengine.options {
  url = { "http://127.0.0.1:8000/shop", "where the shop is" },
  users = { "scenarios/examples/users.csv", "CSV file: name,password,taste", type = "file" },
}

local users = csv.open { file = args.users, order = "shuffle" }

tengine.scenario("search", function(session)
  local user = users:next()
  local login = session:post(args.url .. "/login", { json = { user = user.name, password = user.password } })
  assert(login.status == 200, user.name .. " cannot log in")
  local found = session:get(args.url .. "/search", { query = { q = user.taste } })
  assert(found:json "items.0", "nothing was found for " .. user.taste)
end)
