-- Receives a large body that nobody wants, and writes by how many KB that
-- raised the peak of memory.
local tengine = require "tengine"

local args = tengine.options {
  url = { "http://127.0.0.1:8000", "base URL of the server" },
  out = { "grown", "file to write the figure into" },
}

local function peak_kb()
  for line in io.lines "/proc/self/status" do
    local kb = line:match "^VmHWM:%s*(%d+)"
    if kb then return tonumber(kb) end
  end
end

local function get(session, path, length)
  local resp = session:get(args.url .. path, { body = "discard" })
  assert(resp.status == 200 and resp.size == length, resp.size)
end

tengine.scenario("discard", function(session)
  get(session, "/64k", 65536)
  local before = peak_kb()
  get(session, "/huge", 1000000000)
  local file <close> = assert(io.open(args.out, "w"))
  file:write(peak_kb() - before, "\n")
end)
