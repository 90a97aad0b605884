-- Stacks to symbolicate, out of crashes that a crash-stats server has processed:
--
--   tengine -w 8 scenarios/make_stacks.lua -- stacks 1c8bd8a1-... 5f2e34cc-...
--   tengine -w 8 scenarios/make_stacks.lua -- stacks - < ids.txt
--
-- Each becomes stacks/CRASHID.json, a request for /symbolicate/v5. "-" reads
-- crash ids from standard input, one a line; # begins a comment. The server's
-- token, where it wants one, is in CRASHSTATS_API_TOKEN.
local tengine = require "tengine"
local again = require "again"
local files = require "tengine.files"
local json = require "tengine.json"

local args = tengine.options {
  outdir = { nil, "folder for the stacks; it is made where it is missing", required = true, place = 1 },
  crash_id = { nil, "which crashes, or - for those on standard input", required = true, several = true, place = 2 },
  url = { "https://crash-stats.mozilla.org", "the crash-stats server", env = "CRASHSTATS_URL" },
}

-- 429 and 5xx are waited out, for some minutes.
local PATIENCE = { tries = 10, pause = 1, longest = 60 }

local written = tengine.metric.counter "stacks.written"
local empty = tengine.metric.counter "stacks.empty"
local taken, done = tengine.counter "ids taken", tengine.counter "ids done"

-- ---- Which crashes ----

local function is_id(text)
  return text:find "^[%w-]+$" ~= nil
end

-- Calls `take` with each id of the text; what is none is named.
local function each_line(text, take)
  local number = 0
  for line in (text .. "\n"):gmatch "([^\n]*)\n" do
    number = number + 1
    local id = line:match "^%s*([^#]-)%s*$" or line:match "^%s*([^#]-)%s*#"
    if is_id(id) then
      take(id)
    elseif id ~= "" then
      print(("standard input:%d: no crash id, left out: %s"):format(number, id:sub(1, 60):gsub("%c", "?")))
    end
  end
end

-- Read as the file is loaded, when Ctrl-C still ends the process; the first
-- thread gets it all.
local standard_input = ""
for _, word in ipairs(args.crash_id) do
  if word == "-" then standard_input = io.read "a" or "" end
end

-- Each id once.
local function read_ids()
  local ids, is_in = {}, {}
  local function take(id)
    if not is_in[id] then ids[#ids + 1] = id end
    is_in[id] = true
  end
  for _, word in ipairs(args.crash_id) do
    if word == "-" then
      each_line(standard_input, take)
    elseif is_id(word) then
      take(word)
    else
      error({ kind = "input", message = ("'%s' is no crash id"):format(word) }, 0)
    end
  end
  return ids
end

-- ---- From a crash to a stack ----

local UNKNOWN = -1

-- What is at the end of these keys, or nil; JSON's null is nothing.
local function dig(value, ...)
  for _, key in ipairs { ... } do
    if type(value) ~= "table" then return nil end
    value = value[key]
  end
  if value ~= json.null then return value end
end

local function list(value)
  return type(value) == "table" and value or {}
end

local function text(value)
  return type(value) == "string" and value or ""
end

-- "0x1a2b" or "1a2b" as a number.
local function offset_of(hex)
  local digits = type(hex) == "string" and hex:match "^0?[xX]?(%x+)$"
  local offset = digits and #digits:gsub("^0+", "") <= 15 and tonumber(digits, 16)
  return offset or UNKNOWN
end

-- The names of the modules' symbols, and where each file name is first.
local function read_modules(dump)
  local memory_map, index_of = json.array {}, {}
  for i, module in ipairs(list(dig(dump, "modules"))) do
    memory_map[i] = json.array { text(dig(module, "debug_file")), text(dig(module, "debug_id")) }
    local name = text(dig(module, "filename"))
    index_of[name] = index_of[name] or i - 1
  end
  return memory_map, index_of
end

-- A request of one stack; nil where the crash has none.
local function build(crash)
  local dump = dig(crash, "json_dump")
  local memory_map, index_of = read_modules(dump)
  local stack = json.array {}
  for i, frame in ipairs(list(dig(dump, "crashing_thread", "frames"))) do
    local module = dig(frame, "module")
    local index = type(module) == "string" and index_of[module] or UNKNOWN
    stack[i] = json.array { index, offset_of(dig(frame, "module_offset")) }
  end
  if #stack == 0 then return nil end
  return { stacks = json.array { stack }, memoryMap = memory_map, version = 5 }
end

-- ---- Fetching and writing ----

local function fetch(session, id)
  local options = { name = "GET ProcessedCrash", query = { crash_id = id }, expect = 200 }
  local answer = again.get(session, "/api/ProcessedCrash/", options, PATIENCE)
  if answer.status ~= 200 then error(("status %d %s"):format(answer.status, answer.reason), 0) end
  local is_json, crash = pcall(answer.json, answer)
  if not is_json then error("the answer is no JSON", 0) end
  return crash
end

local function make(session, id)
  local stack = build(fetch(session, id))
  if not stack then
    empty:add()
    print(id .. ": no frames, not written")
    return
  end
  local file = files.create(args.outdir .. "/" .. id .. ".json")
  file:write(json.encode(stack) .. "\n")
  file:commit()
  written:add()
end

tengine.global_setup(function()
  files.make_folder(args.outdir)
  local ids = read_ids()
  tengine.set_var("ids", ids)
  tengine.session({ base_url = args.url }):close() -- what is no URL is bad input
end)

tengine.setup(function()
  local token = os.getenv "CRASHSTATS_API_TOKEN"
  return {
    base_url = args.url:gsub("/+$", ""),
    headers = {
      ["User-Agent"] = "tengine-make-stacks/" .. tengine.version,
      ["Auth-Token"] = token and token ~= "" and token or false,
    },
  }
end)

-- A run is a crash. The last one ends it all; workers who find none left wait
-- for that.
tengine.scenario("make stack", function(session)
  local ids = tengine.get_var "ids"
  local id = ids[taken:add()]
  while not id and done:value() < #ids do
    tengine.sleep(0.05)
  end
  if not id then return tengine.stop() end
  local ok, why = pcall(make, session, id)
  if done:add() == #ids then tengine.stop() end
  if ok then return end
  print(id .. ": " .. tostring(why))
  error(why, 0)
end)

local function account(result)
  return ("%d stacks written to %s, %d crashes without frames, %d failed"):format(result:sum "stacks.written",
    args.outdir, result:sum "stacks.empty", result.runs.failed)
end

tengine.progress(account)

tengine.summary(function(result)
  return result.text .. account(result)
end)
