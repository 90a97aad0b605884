-- The work of a cell as a scenario: it builds its URL, looks at the status
-- and fails on any other than it expects.
--
--   build/tengine -c -w 64 -d 10 tests/bench/scenarios/work.lua -- \
--       --url http://HOST:PORT --work get
local tengine = require "tengine"

local args = tengine.options {
  url = { "http://127.0.0.1:8000", "base URL of the server" },
  work = { "get", "get, big, post, redirect or mix" },
  http = { "", "HTTP version to speak, as a session's http_version" },
  stacks = { "", "folder of the bodies to post; none: the sample's" },
  groups = { "", "symbols to ask for in the mix; none: the sample's" },
}

tengine.setup(function()
  return {
    base_url = args.url,
    redirects = false,
    http_version = args.http ~= "" and args.http or nil,
  }
end)

-- What is posted and asked for; opened where the work needs it.
tengine.global_setup(function()
  if args.work ~= "post" and args.work ~= "mix" then return end
  local stacks, symbols = require "tengine.stacks", require "tengine.symbols"
  local sample = require("tengine.standin").sample()
  local function given(path, otherwise)
    return path ~= "" and path or otherwise
  end
  tengine.set_var("sample", sample)
  tengine.set_var("corpus", stacks.open(given(args.stacks, sample.stacks)))
  tengine.set_var("feed", symbols.open { groups = given(args.groups, sample.groups) })
end)

local function expect(resp, status)
  tengine.check("status is as expected", resp.status == status)
  assert(resp.status == status, resp.status)
end

local function get(session)
  expect(session:get("/item/" .. session.worker_id, { name = "GET item" }), 200)
end

local function big(session)
  expect(session:get("/big/" .. session.worker_id, { name = "GET big" }), 200)
end

local function redirect(session)
  expect(session:get("/found/" .. session.worker_id, { name = "GET found" }), 302)
end

local JSON = { ["Content-Type"] = "application/json" }

local function post(session)
  expect(session:post("/symbolicate/v4", {
    data = tengine.get_var("corpus"):next().body,
    headers = JSON,
    name = "POST /symbolicate/v4",
  }), 200)
end

-- The server answers 302 below /found and 404 below /missing.
local EXPECTED = { 302, 404 }

local function download(session)
  local job = tengine.get_var("feed"):next()
  local folder = job.expected == 302 and "/found" or "/missing"
  local resp = session:get(folder .. job.path, { expect = EXPECTED, name = "GET symbol" })
  expect(resp, job.expected)
  if job.expected == 302 then assert(resp.headers.Location) end
end

if args.work == "mix" then
  tengine.scenario("symbolication", { weight = 40 }, post)
  tengine.scenario("download", { weight = 60 }, download)
else
  local works = { get = get, big = big, post = post, redirect = redirect }
  local work = assert(works[args.work], "--work: no such work")
  tengine.scenario(args.work, work)
end

tengine.global_teardown(function()
  local sample = tengine.get_var "sample"
  if sample then sample:close() end
end)
