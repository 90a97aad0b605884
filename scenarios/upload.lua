-- Uploads symbol archives to a symbol server, each run one of them:
--
--   AUTH_TOKEN=... tengine -c -w 4 -r 10 scenarios/upload.lua -- https://symbols.example
--   AUTH_TOKEN=... tengine -c -r 1 scenarios/upload.lua -- URL --size 100mb --platform linux --v2
--   AUTH_TOKEN=... tengine -c -d 10m scenarios/upload.lua -- URL --dir zips --max-size 50mb
--
-- Without --dir archives are made up while they are sent, each with symbol
-- files that no server has seen yet; the same --seed makes the same ones again.
-- scenarios/README.md explains the report.
local tengine = require "tengine"
local archives = require "tengine.archives"
local stats = require "tengine.stats"
local check = tengine.check

local args = tengine.options {
  url = { nil, "base URL of the symbol server", required = true, place = 1 },
  size = { "20mb", "of an archive that is made up", type = "size" },
  sym_size = { "1mb", "of each symbol file in it, uncompressed", type = "size" },
  platform = { "windows", "whose symbols are made up", choices = { "windows", "linux", "mac" } },
  seed = { 0, "decides what is made up; 0: the run's own", min = 0 },
  dir = { "", "folder of *.zip files to upload instead, drawn at random" },
  max_size = { "2GiB", "larger files of the folder are left out", type = "size" },
  v2 = { false, "speak the newer protocol: a list of files, then each of them" },
  timeout = { "5m", "how long to wait for an answer", type = "duration" },
  retry_pause = { "30s", "before a request is made again", type = "duration" },
}

local RETRIES = 3
local MAY_PASS = { [429] = true, [502] = true, [503] = true, [504] = true }
local MOST_FILES = 1024 -- of one request of the newer protocol

local token = os.getenv "AUTH_TOKEN" or ""
local url = (args.url:gsub("/+$", ""):gsub("/upload$", ""))

-- Uploads by status, and bytes of those that were taken.
local times = stats.series "upload.time"
local sent = stats.series("upload.bytes", "bytes")
local files = tengine.metric.counter "upload.files"
local skipped = tengine.metric.counter "upload.skipped_keys"
local again = tengine.metric.counter "upload.retries"

local function refuse(text, ...)
  error({ kind = "input", message = text:format(...) }, 0)
end

tengine.global_setup(function()
  if token == "" then refuse "AUTH_TOKEN is not set: the token that the server knows the uploader by" end
  if args.v2 and args.dir ~= "" then refuse "--v2 takes archives that are made up, not those of --dir" end
  tengine.session({ base_url = url }):close() -- what is no URL is bad input
  if args.dir ~= "" then
    local zips, too_large = archives.zips(args.dir, args.max_size)
    tengine.set_var("zips", zips)
    print(("archives: %d of %s, %d left out as too large"):format(#zips, args.dir, too_large))
  else
    local maker = archives.open {
      size = args.size,
      sym_size = args.sym_size,
      platform = args.platform,
      seed = args.seed ~= 0 and args.seed or nil,
    }
    tengine.set_var("maker", maker)
    print(("archives: made up, %s with %d files for %s each"):format(stats.bytes(args.size), #maker, args.platform))
  end
end)

tengine.setup(function()
  return {
    base_url = url,
    headers = { ["User-Agent"] = "tengine-upload/" .. tengine.version },
    timeout = args.timeout,
    redirects = false,
  }
end)

-- Requests ------------------------------------------------------------------

-- Sends it until the server is not too busy for it.
local function send(session, method, path, options)
  for try = 0, RETRIES do
    local response = session:request(method, path, options)
    if not MAY_PASS[response.status] or try == RETRIES then return response end
    again:add()
    tengine.sleep(args.retry_pause)
  end
end

-- "status 400: File is not a zip file"
local function complaint(response)
  local is_json, why = pcall(response.json, response, "error")
  return ("status %d%s"):format(response.status, is_json and type(why) == "string" and ": " .. why or "")
end

-- One archive as a form: everything in one request. How many files it holds is
-- not known of those that others made.
local TAKEN = { upload = { skipped_keys = { "string" } } }

local function upload(session, archive, part, count)
  local response = send(session, "POST", "/upload/", {
    name = "POST /upload/",
    headers = { ["Auth-Token"] = token },
    multipart = { { name = archive.name, filename = archive.name, type = "application/zip", data = part.data, path = part.path } },
    expect = { 201 },
  })
  times:add(response.elapsed, response.status)
  if not response.ok then error(complaint(response), 0) end
  assert(check.shape("answer to an upload", response:json(), TAKEN))
  local known = #response:json "upload.skipped_keys"
  skipped:add(known)
  sent:add(archive.bytes)
  if count then files:add(math.max(count - known, 0)) end
end

-- The newer protocol --------------------------------------------------------

local ACTION = {
  type = check.one_of { "upload", "skip", "error" },
  ["url?"] = "string",
  ["content_encoding?"] = check.one_of { "gzip", "identity", tengine.json.null },
  ["msg?"] = "string",
}

-- What the server wants done with each of these files.
local function ask(session, list)
  local response = send(session, "POST", "/upload/v2/", {
    name = "POST /upload/v2/",
    headers = { ["Auth-Token"] = token },
    json = { files = list },
    expect = { 201 },
  })
  times:add(response.elapsed, response.status)
  if not response.ok then error(complaint(response), 0) end
  local wanted = { files = { { key = "string", action = ACTION }, n = #list } }
  assert(check.shape("answer to a list of files", response:json(), wanted))
  return response:json "files"
end

local function length(pieces)
  local bytes = 0
  for _, piece in ipairs(pieces) do
    bytes = bytes + #piece
  end
  return bytes
end

-- Where the file goes is signed: it is sent as it was announced, no token with
-- it.
local function put(session, archive, i, action)
  local encoding = action.content_encoding == "gzip" and "gzip" or "identity"
  local data = tengine.get_var("maker"):file(archive.number, i, encoding)
  local response = send(session, "PUT", action.url, {
    name = "PUT file",
    headers = {
      ["Content-Type"] = "text/plain",
      ["Content-Encoding"] = encoding == "gzip" and "gzip" or nil,
    },
    data = data,
    expect = { 200, 201, 204 },
  })
  times:add(response.elapsed, response.status)
  if not response.ok then error(complaint(response), 0) end
  files:add()
  sent:add(length(data))
end

local function do_action(session, archive, i, file, answer)
  local action = answer.action
  if answer.key ~= file.key then error("the answer names other files than were asked for", 0) end
  if action.type == "skip" then
    skipped:add()
  elseif action.type == "error" then
    error(("%s: %s"):format(file.key, action.msg or "refused"), 0)
  else
    if not action.url then error(file.key .. ": an upload without a url", 0) end
    put(session, archive, i, action)
  end
end

local function upload_v2(session, archive)
  local list = tengine.get_var("maker"):files(archive.number)
  for from = 1, #list, MOST_FILES do
    local part = table.move(list, from, math.min(from + MOST_FILES - 1, #list), 1, {})
    for i, answer in ipairs(ask(session, part)) do
      do_action(session, archive, from + i - 1, part[i], answer)
    end
  end
end

tengine.scenario("upload", function(session)
  local zips = tengine.get_var "zips"
  if zips then
    local zip = tengine.random.choice(zips)
    upload(session, zip, { path = zip.path })
    return
  end
  local maker = tengine.get_var "maker"
  local archive = maker:next()
  if args.v2 then
    upload_v2(session, archive)
  else
    upload(session, archive, { data = archive.data }, #maker)
  end
end)

-- The report ----------------------------------------------------------------

local function line(label, value)
  return ("%-21s%s\n"):format(label, value)
end

local function speed(bytes, elapsed)
  return stats.bytes(elapsed > 0 and bytes / elapsed or 0) .. "/s"
end

local function report(result)
  local runs, bytes = result.runs, sent:figures()
  local rows = {}
  for i, status in ipairs(times:labels()) do
    local f = times:figures(status)
    rows[i] = { status, f.count, stats.seconds(f.p50), stats.seconds(f.mean), stats.seconds(f.max) }
  end
  return table.concat {
    line(result.is_over and "ARCHIVES UPLOADED" or "UPLOADED SO FAR", runs.succeeded),
    line("FAILED", runs.failed),
    line("SENT", ("%s  (%s)"):format(stats.bytes(bytes.sum), speed(bytes.sum, result.elapsed))),
    args.dir == "" and line("NEW FILES", result:sum "upload.files") or "",
    line("SKIPPED KEYS", result:sum "upload.skipped_keys"),
    line("RETRIES", result:sum "upload.retries"),
    line("RAN FOR", stats.seconds(result.elapsed)),
    "\n",
    stats.table({ "STATUS CODE", "COUNT", "MEDIAN", "AVERAGE", "LONGEST" }, rows, { indent = 0 }),
  }
end

tengine.progress(function(result)
  return result.text .. "\n" .. report(result)
end)

tengine.summary(function(result)
  return result.text .. report(result) .. "\n"
end)
