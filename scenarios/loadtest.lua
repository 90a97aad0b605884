-- The load test of a symbol server and a symbolication service.
--
--   tengine --max-runs 10 -c scenarios/loadtest.lua
--   tengine -w 50 -p 2 -d 10m -c scenarios/loadtest.lua -- --url-server https://symbols.example
--
-- Without a server it starts the stand-in, in this process; without data it
-- uses a small sample. Every option can be set in the environment, too.
local tengine = require "tengine"
local stacks = require "tengine.stacks"
local standin = require "tengine.standin"
local symbols = require "tengine.symbols"

tengine.options {
  url_server = { "", "base URL of both services; none: the stand-in", env = "URL_SERVER" },
  url_symbolication = { "", "base URL of symbolication, where it has its own", env = "URL_SYMBOLICATION" },
  url_download = { "", "base URL of symbol downloads, where it has its own", env = "URL_DOWNLOAD" },
  stacks_dir = { "", "stacks: a folder of JSON files, .tar.gz or JSONL", env = "STACKS_DIR" },
  float_offsets = {
    "keep",
    "offsets such as 1.8e+19, which services refuse",
    choices = { "keep", "repair", "skip" },
    env = "FLOAT_OFFSETS",
  },
  symbols_csv = { "", "what was asked for: URI,STATUS CODE,PRIVATE,COUNT", env = "SYMBOLS_CSV" },
  missing_csv = { "", "debug_file,debug_id,code_file,code_id", env = "MISSING_CSV" },
}

-- The first text that is not empty, or nil.
local function first(...)
  for _, text in ipairs { ... } do
    if text ~= "" then return text end
  end
end

local function without_slash(url)
  return (url:gsub("/+$", ""))
end

tengine.global_setup(function(args)
  local sample = standin.sample()
  local groups = first(args.symbols_csv, sample.groups)
  -- The sample's code ids belong to the sample's symbols.
  local missing = first(args.missing_csv, args.symbols_csv == "" and sample.missing or "")

  local feed = symbols.open { groups = groups, missing = missing }
  local corpus = stacks.open {
    path = first(args.stacks_dir, sample.stacks),
    float_offsets = args.float_offsets,
  }
  local n = feed.counts
  print(("symbols: %d rows: %d found, %d not found, %d skipped; %d jobs, balanced"):format(
    n.rows, n.found, n.notfound, n.skipped, n.jobs))
  print(("         %d code ids in %d rows of missing symbols"):format(n.with_code_id, n.missing))
  print(("stacks:  %d files, %d skipped"):format(#corpus, corpus.skipped))

  local url = args.url_server
  if url == "" and (args.url_symbolication == "" or args.url_download == "") then
    local server = standin.start { groups = groups, missing = missing }
    tengine.set_var("standin", server)
    url = server.url
    print("server:  the stand-in, at " .. url)
  end

  tengine.set_var("sample", sample)
  tengine.set_var("feed", feed)
  tengine.set_var("corpus", corpus)
  local urls = {
    symbolication = without_slash(first(args.url_symbolication, url)),
    download = without_slash(first(args.url_download, url)),
  }
  for _, base in pairs(urls) do
    tengine.session({ base_url = base }):close() -- what is no URL is bad input
  end
  tengine.set_var("url", urls)
end)

tengine.setup(function()
  return { headers = { ["User-Agent"] = "tengine-loadtest/" .. tengine.version } }
end)

-- POST the next stack, as its file holds it.
local function symbolicate(session, stack)
  local resp = session:post(tengine.get_var("url").symbolication .. "/symbolicate/v4", {
    data = stack.body,
    headers = { ["Content-Type"] = "application/json" },
    name = "POST /symbolicate/v4",
  })
  assert(resp.status == 200, "status " .. resp.status)
  local answer = resp:json()
  assert(type(answer) == "table", "the answer is not a JSON object")
  assert(type(answer.knownModules) == "table", "no knownModules in the answer")
  assert(type(answer.symbolicatedStacks) == "table", "no symbolicatedStacks in the answer")
end

tengine.scenario("symbolication", { weight = 40 }, function(session)
  local stack = tengine.get_var("corpus"):next()
  local ok, err = pcall(symbolicate, session, stack)
  if not ok then error(stack.name .. ": " .. tostring(err), 0) end
end)

-- The server writes ids in capitals, whatever the request had.
local function plain(text)
  return symbols.decode(text):lower()
end

-- A redirect leads to the file that was asked for; a lookup by code id, which
-- is shorter than a debug id, to the same server and the file's debug id.
local DEBUG_ID_LENGTH = 33

local function leads_to_debug_id(job, location)
  local asked = plain(job.key):match "/([^/]*)/[^/]*$"
  local led = plain(location:match "^[^?#]*"):match "^/[^/].*/(%x+)/[^/]*$"
  return #asked < DEBUG_ID_LENGTH and led and #led >= DEBUG_ID_LENGTH
end

local function check_found(job, location)
  assert(location, "302 without a Location")
  local has_key = plain(location):find(plain(job.key), 1, true)
  assert(has_key or leads_to_debug_id(job, location), "302 to another file")
end

-- Paths that are no symbol are answered in JSON.
local function check_not_found(resp)
  if resp.body:find("Symbol Not Found", 1, true) then return end
  local is_json, answer = pcall(resp.json, resp)
  assert(is_json and type(answer) == "table" and answer.error, "404 that does not say why")
end

tengine.scenario("download", { weight = 60 }, function(session)
  local job = tengine.get_var("feed"):next()
  local resp = session:get(tengine.get_var("url").download .. job.path, {
    redirects = false,
    expect = { 302, 404 },
    name = "GET symbol",
  })
  if resp.status == 302 then
    check_found(job, resp.headers.Location)
  elseif resp.status == 404 then
    check_not_found(resp)
  else
    error("status " .. resp.status)
  end
end)

tengine.global_teardown(function()
  local server = tengine.get_var("standin")
  if server then server:stop() end
  tengine.get_var("sample"):close()
end)
