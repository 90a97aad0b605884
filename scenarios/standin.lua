-- The stand-in symbol server alone, for others to aim at:
--
--   tengine scenarios/standin.lua -- --port 8000
--   tengine scenarios/standin.lua -- --groups groups.csv --delay 0.05
--
-- It serves until Ctrl-C. Without --groups it knows a small sample.
local tengine = require "tengine"
local standin = require "tengine.standin"

tengine.options {
  port = { 8000, "port to serve; 0 takes a free one", min = 0, max = 65535 },
  host = { "127.0.0.1", "address to serve" },
  groups = { "", "CSV of what is found and what not", type = "file" },
  missing = { "", "CSV of known code ids", type = "file" },
  delay = { 0, "before every answer", type = "duration" },
  fail_rate = { 0.0, "share of the answers that are a 500", min = 0, max = 1 },
  strict = { false, "refuse floating-point offsets, as the real service does" },
  close = { false, "close the connection after every answer" },
  threads = { 1, "threads that serve" },
}

local function given(text)
  if text ~= "" then return text end
end

tengine.global_setup(function(args)
  local server = standin.start {
    port = args.port,
    host = args.host,
    groups = given(args.groups),
    missing = given(args.missing),
    delay = args.delay,
    fail_rate = args.fail_rate,
    strict = args.strict,
    close = args.close,
    threads = args.threads,
  }
  tengine.set_var("server", server)
  print("serving " .. server.url)
end)

-- The server works by itself. Short naps, so that Ctrl-C need not wait.
tengine.scenario("serve", function()
  tengine.sleep(0.2)
end)

tengine.global_teardown(function()
  local server = tengine.get_var("server")
  print(("%d requests answered"):format(server:requests()))
  server:stop()
end)
