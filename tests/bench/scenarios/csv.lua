-- How long a CSV file takes to open, how many of its rows are handed out in a
-- second, on one thread, and what memory that takes.
--
--   build/tengine -r 1 tests/bench/scenarios/csv.lua -- --file FILE [--flatten]
local tengine, csv = require "tengine", require "tengine.csv"

local args = tengine.options {
  file = { nil, "a log: URI,STATUS CODE,PRIVATE,COUNT", type = "file", required = true },
  flatten = { false, "each row COUNT times, shuffled" },
}

local function own_bytes()
  collectgarbage()
  for line in io.lines "/proc/self/status" do
    local kb = line:match "^RssAnon:%s*(%d+)"
    if kb then return tonumber(kb) * 1024 end
  end
end

tengine.scenario("read", function()
  local before, began = own_bytes(), os.clock()
  local feed = csv.open {
    file = args.file,
    order = args.flatten and "shuffle" or "file",
    weights = args.flatten and "COUNT" or nil,
    on_end = "stop",
  }
  local opened = os.clock()
  local memory = own_bytes() - before
  local from, rows, length = os.clock(), 0, 0
  for row in feed.next, feed do
    rows, length = rows + 1, length + #row.URI
  end
  print(("figures %d %.4f %.0f %d %d"):format(rows, opened - began, rows / (os.clock() - from), memory, #feed))
end)
