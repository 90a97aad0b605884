-- A bucket of S3: its objects are listed page by page, and fetched into a
-- folder. What is there already is not fetched again.
local tengine = require "tengine"
local again = require "again"
local files = require "tengine.files"
local symbols = require "tengine.symbols"

local bucket = {}
bucket.__index = bucket

-- ---- Who asks ----

local function first_of(...)
  for _, name in ipairs { ... } do
    local value = os.getenv(name)
    if value and value ~= "" then return value end
  end
end

local function refuse(format, ...)
  error({ kind = "input", message = format:format(...) }, 0)
end

-- From the environment, so that no secret is on a command line.
local function signing_for(region)
  local key = first_of("AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY")
  local secret = first_of "AWS_SECRET_ACCESS_KEY"
  if not key then refuse "download: set AWS_ACCESS_KEY_ID (or AWS_ACCESS_KEY) in the environment" end
  if not secret then refuse "download: set AWS_SECRET_ACCESS_KEY in the environment" end
  return { access_key = key, secret_key = secret, token = first_of "AWS_SESSION_TOKEN", region = region }
end

local function without_slash(url)
  return (url:gsub("/+$", ""))
end

-- Where the bucket is: a host of its own, or a folder of the endpoint.
local function base_of(args, name)
  local endpoint = args.endpoint ~= "" and args.endpoint or ("https://s3.%s.amazonaws.com"):format(args.region)
  endpoint = without_slash(endpoint)
  if args.path_style then return endpoint .. "/" .. name end
  local scheme, rest = endpoint:match "^(%a+://)(.+)$"
  if not scheme then refuse("download: '%s' is no URL of an endpoint", endpoint) end
  return scheme .. name .. "." .. rest
end

-- name, prefixes: what is fetched. args: region, endpoint, path_style, folder.
function bucket.open(name, prefixes, args)
  if not name:find "^[%w][%w.-]+$" then refuse("download: '%s' is no name of a bucket", name) end
  local defaults = { base_url = base_of(args, name), aws_sigv4 = signing_for(args.region), expect = 200, timeout = 300 }
  tengine.session(defaults):close() -- what cannot be asked is bad input
  return setmetatable({
    defaults = defaults,
    folder = without_slash(args.folder),
    prefixes = #prefixes > 0 and prefixes or { "" },
    at = 1, -- of the prefixes
    waiting = {}, -- objects of the page, the next one last
    busy = 0, -- workers that fetch one
    fetched = 0,
    bytes = 0,
    there = 0, -- were fetched before
  }, bucket)
end

-- ---- Answers ----

local PATIENCE = { tries = 6, pause = 0.5, longest = 60 }

-- What S3 says of an error, in a line: "403 AccessDenied: Access Denied".
local function reason_of(answer)
  local code = answer:text_between("<Code>", "</Code>") or answer.reason
  local message = answer:text_between("<Message>", "</Message>")
  message = message and ": " .. message:match "^[^%c]*" or ""
  return answer.status .. " " .. code .. message
end

-- ---- Listing ----

local ENTITIES = { amp = "&", lt = "<", gt = ">", quot = '"', apos = "'" }

local function from_xml(text)
  text = text:gsub("&#x(%x+);", function(hex)
    return utf8.char(tonumber(hex, 16))
  end)
  text = text:gsub("&#(%d+);", function(number)
    return utf8.char(tonumber(number))
  end)
  return (text:gsub("&(%a+);", ENTITIES))
end

local function key_from(text, is_encoded)
  local key = from_xml(text)
  if not is_encoded then return key end
  return symbols.decode((key:gsub("%+", " ")))
end

-- The objects of a page, the last one first.
local function objects_in(body)
  local is_encoded = body:find("<EncodingType>url</EncodingType>", 1, true) ~= nil
  local objects = {}
  for content in body:gmatch "<Contents>(.-)</Contents>" do
    local key, size = content:match "<Key>(.-)</Key>", content:match "<Size>(%d+)</Size>"
    table.insert(objects, 1, { key = key_from(key, is_encoded), size = math.tointeger(tonumber(size)) })
  end
  return objects
end

function bucket:list_more(session)
  local query = {
    ["list-type"] = 2,
    ["encoding-type"] = "url",
    prefix = self.prefixes[self.at],
    ["continuation-token"] = self.token,
  }
  local answer = again.get(session, "", { name = "LIST objects", query = query }, PATIENCE)
  if answer.status ~= 200 then refuse("download: the bucket cannot be listed: %s", reason_of(answer)) end
  local body = answer.body
  self.waiting = objects_in(body)
  local token = body:match "<NextContinuationToken>(.-)</NextContinuationToken>"
  self.token = token and from_xml(token)
  if not token then self.at = self.at + 1 end
end

-- The next object; nil at the end. One worker asks for a page, others wait.
function bucket:next(session)
  while #self.waiting == 0 do
    if self.failure or (self.at > #self.prefixes and not self.is_listing) then return nil end
    if self.is_listing then
      tengine.sleep(0.02)
    else
      self.is_listing = true
      local ok, why = pcall(self.list_more, self, session)
      self.is_listing = false
      if not ok then self.failure = why end
    end
  end
  return table.remove(self.waiting)
end

-- ---- Fetching ----

-- Every byte as it is meant, so that it arrives as the name of the object.
local function encode(key)
  return (key:gsub("[^%w%-._~/]", function(c)
    return ("%%%02X"):format(c:byte())
  end))
end

-- Where an object goes, and the folder that it lies in. A key may hold what
-- leads elsewhere.
local function place_of(folder, key)
  for part in ("/" .. key):gmatch "/([^/]*)" do
    if part == "" or part == "." or part == ".." or part:find "%c" then
      error(("object '%s' is not fetched: its name is none for a file"):format(key:gsub("%c", "?")), 0)
    end
  end
  local path = folder .. "/" .. key
  return path, path:match "^(.*)/"
end

local function save(path, folder, body)
  files.make_folder(folder)
  local file = files.create(path)
  file:write(body)
  file:commit()
end

function bucket:fetch(session, object)
  local path, folder = place_of(self.folder, object.key)
  if files.is_there(path) then
    self.there = self.there + 1
    return
  end
  local options = { name = "GET object", max_body = object.size + 4096 } -- or an error
  local answer = again.get(session, "/" .. encode(object.key), options, PATIENCE)
  if answer.status ~= 200 then error(("object '%s': %s"):format(object.key, reason_of(answer)), 0) end
  save(path, folder, answer.body)
  self.fetched = self.fetched + 1
  self.bytes = self.bytes + answer.size
end

-- Fetches the next object; false where there is none and all are done. Who
-- finds none waits for the others: the run ends with the last of them.
function bucket:step(session)
  local object = self:next(session)
  if not object then
    while self.busy > 0 do
      tengine.sleep(0.05)
    end
    return false
  end
  if object.key:sub(-1) == "/" then return true end -- a folder, of those who show some
  self.busy = self.busy + 1
  local ok, why = pcall(self.fetch, self, session, object)
  self.busy = self.busy - 1
  if not ok then error(why, 0) end
  return true
end

function bucket:account()
  return ("%d objects fetched (%d bytes), %d were there"):format(self.fetched, self.bytes, self.there)
end

return bucket
