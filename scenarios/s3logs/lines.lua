-- Lines of S3 server access logs, and of what `summarize` makes of them, out of
-- files that are read a block at a time.
local files = require "tengine.files"

local lines = {}

local BLOCK = 1 << 20 -- bytes; a line that is longer is no log

-- Owner, bucket, [time], address, requester, request id, operation, key,
-- "request", status, error, bytes sent, object size, total time, ... What is
-- wanted of it begins at the bracket and at the quote.
local TIME = "^%[(%d%d)/(%a%a%a)/(%d%d%d%d):(%d%d:%d%d:%d%d) %+0000%] "
local ANSWER = "^(%d%d%d) %S+ %S+ %S+ ([%d-]%d*) "

local SUMMARY = "^(%d%d%d%d%-%d%d%-%d%dT%d%d:%d%d:%d%d),(.*),(%d%d%d),(%a+),(%d*)\r?$"

lines.HEADER = "DATE,URI,STATUS CODE,PRIVATE,TOTAL_TIME"

local MONTHS = {}
for i, name in ipairs { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" } do
  MONTHS[name] = ("-%02d-"):format(i)
end

-- A field as RFC 4180 has it, and back.
function lines.quote(text)
  if not text:find '[,"\r\n]' then return text end
  return '"' .. text:gsub('"', '""') .. '"'
end

local function unquote(field)
  if field:byte() ~= 34 then return field end
  return (field:sub(2, -2):gsub('""', '"'))
end

-- The folder that a file lies in says whose bucket the log is of; the nearest
-- one that says anything.
function lines.is_private(path)
  for folder in path:reverse():gmatch "/([^/]+)" do
    local name = folder:reverse()
    if name:find("private", 1, true) then return "true" end
    if name:find("public", 1, true) then return "false" end
  end
  return "false"
end

-- What was got is its path; of other requests the whole line is kept.
local function uri_of(request)
  if request:sub(1, 4) ~= "GET " then return request end
  local stop = request:find(" ", 5, true) or #request + 1
  return request:sub(5, stop - 1)
end

-- The request that begins at the quote, its status and total time. A request
-- may hold quotes: it ends at the first one that a status follows.
local function read_request(line, quote)
  local close = quote
  repeat
    close = line:find('" ', close + 1, true)
    if not close then return end
    local status, total = line:match(ANSWER, close + 2)
    if status then return line:sub(quote + 1, close - 1), status, total end
  until false
end

-- The same as read_line, of a line of a log.
local function read_log_line(line, private)
  local bracket = line:find("[", 1, true)
  local quote = bracket and line:find('"', bracket, true)
  if not quote then return end
  local day, month, year, time = line:match(TIME, bracket)
  if not MONTHS[month] then return end
  local request, status, total = read_request(line, quote)
  if not request then return end
  return year .. MONTHS[month] .. day .. "T" .. time, uri_of(request), status, private, total == "-" and "" or total
end

-- date, URI, status, private, total time in milliseconds (a text, "" where it
-- is unknown) of a line of a log or of a summary; nothing where it is neither.
local function read_line(line, private)
  local date, uri, status, is_private, total = line:match(SUMMARY)
  if date then return date, unquote(uri), status, is_private, total end
  return read_log_line(line, private)
end

local function is_header(line)
  return line:find(lines.HEADER, 1, true) == 1
end

-- The name without its folders, by which logs are in the order of their time.
local function base(path)
  return path:match "[^/]*$"
end

-- What is to be read: files, and all files of folders, by their names.
function lines.open(paths)
  local list = {}
  for _, path in ipairs(paths) do
    for _, file in ipairs(files.find(path)) do
      list[#list + 1] = file
    end
  end
  table.sort(list, function(a, b)
    local x, y = base(a), base(b)
    if x ~= y then return x < y end
    return a < b
  end)
  return setmetatable({ files = list, begun = 0, lines = 0, left_out = 0 }, { __index = lines })
end

local function input_error(format, ...)
  error({ kind = "input", message = format:format(...) }, 0)
end

function lines:open_next()
  local path = self.files[self.begun + 1]
  if not path then return false end
  local file, why = io.open(path, "rb")
  if not file then input_error("cannot read '%s'", why) end
  self.begun = self.begun + 1
  self.file, self.path, self.rest, self.number = file, path, "", 0
  self.private = lines.is_private(path)
  return true
end

local NEWLINE = 10

local function last_newline(text)
  local at = #text
  while at > 0 and text:byte(at) ~= NEWLINE do
    at = at - 1
  end
  return at
end

local EXAMPLES = 5 -- lines that are shown of those left out

function lines:leave_out(line)
  self.left_out = self.left_out + 1
  if self.left_out > EXAMPLES then return end
  local shown = line:sub(1, 60):gsub("%c", "?")
  print(("%s:%d: no line of an access log, left out: %s"):format(self.path, self.number, shown))
end

-- A line without an end: whatever this file is, it is no log.
function lines:leave_rest_out(text)
  self.number = self.number + 1
  self:leave_out(text)
  self.file:close()
  self.file = nil
end

-- The next whole lines of the file; nil at its end.
function lines:block()
  local more, why = self.file:read(BLOCK)
  if why then input_error("cannot read '%s': %s", self.path, why) end
  if not more then
    self.file:close()
    self.file = nil
    return self.rest ~= "" and self.rest .. "\n" or nil
  end
  local text = self.rest .. more
  local last = last_newline(text)
  if last == 0 and #text > BLOCK then return self:leave_rest_out(text) end
  self.rest = text:sub(last + 1)
  return text:sub(1, last)
end

-- The lines of a block, without their ends. Plain find is ten times as fast as
-- a pattern, which looks at every byte by itself.
local function each_line(block)
  local at = 1
  return function()
    local stop = block:find("\n", at, true)
    if not stop then return end
    local line = block:sub(at, stop - 1)
    at = stop + 1
    return line
  end
end

-- Gives the rows of the next block to `take`; false where all were read.
function lines:feed(take)
  if not self.file and not self:open_next() then return false end
  local block = self:block()
  if not block then return true end
  for line in each_line(block) do
    self.number = self.number + 1
    local date, uri, status, private, total = read_line(line, self.private)
    if date then
      self.lines = self.lines + 1
      take(date, uri, status, private, total)
    elseif line ~= "" and line ~= "\r" and not is_header(line) then
      self:leave_out(line)
    end
  end
  return true
end

-- How far it has come, in words.
function lines:account(is_over)
  local is_cut = is_over and (self.file or self.begun < #self.files)
  local left_out = self.left_out > 0 and (", %d left out"):format(self.left_out) or ""
  local ending = is_cut and ", cut short" or ""
  return ("%d lines of %d of %d files%s%s"):format(self.lines, self.begun, #self.files, left_out, ending)
end

return lines
