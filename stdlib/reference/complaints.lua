-- complaints.lua - what is wrong with the files, by file and line.
local complaints = {}

local Complaints = {}
Complaints.__index = Complaints

function complaints.new()
  return setmetatable({}, Complaints)
end

function Complaints:add(path, line, message, ...)
  self[#self + 1] = { path = path, line = line, message = message:format(...) }
end

local function is_before(a, b)
  if a.path ~= b.path then return a.path < b.path end
  if a.line ~= b.line then return a.line < b.line end
  return a.message < b.message
end

-- One a line, in the order of files and lines.
function Complaints:write(out)
  table.sort(self, is_before)
  for _, one in ipairs(self) do
    out:write(("%s:%d: %s\n"):format(one.path, one.line, one.message))
  end
end

return complaints
