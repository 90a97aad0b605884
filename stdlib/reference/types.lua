-- types.lua - the type expressions of annotations: where one ends, and which
-- names it uses.
--
-- A type is
--   text     as it is written
--   names    of the types in it: { name, first, last }, places within the text
--   fun      where it is one function: { params, returns }; a parameter is
--            { name, type }, its name ends in "?" where it may be left out
-- The grammar is that of LuaLS, without what no manual here needs: tuples,
-- several returns of a fun, captures of a generic.
local types = {}

local Reader = {}
Reader.__index = Reader

function Reader:skip()
  self.at = self.text:find("%S", self.at) or #self.text + 1
end

-- What stands here and matches, or nil.
function Reader:take(pattern)
  local first, last = self.text:find("^" .. pattern, self.at)
  if first == nil then return nil end
  self.at = last + 1
  return self.text:sub(first, last)
end

function Reader:refuse(wanted)
  local rest = self.text:sub(self.at)
  error({ wanted = wanted, at = rest == "" and "the end" or "'" .. rest .. "'" }, 0)
end

function Reader:want(pattern, wanted)
  self:skip()
  return self:take(pattern) or self:refuse(wanted)
end

-- one, one, ... up to what closes the list
function Reader:list(close, one)
  local items = {}
  self:skip()
  while not self:take("%" .. close) do
    if #items > 0 then self:want(",", "',' or '" .. close .. "'") end
    if self.at > #self.text then self:refuse("'" .. close .. "'") end
    items[#items + 1] = one(self)
    self:skip()
  end
  return items
end

-- name: type, in the parentheses of a fun; the type may be missing
function Reader:param()
  self:skip()
  local name = self:take("%.%.%.") or self:want("[%a_][%w_]*%??", "a parameter")
  self:skip()
  return { name = name, type = self:take(":") and self:union() or nil }
end

-- [key]: type or name: type, in braces
function Reader:entry()
  self:skip()
  if self:take("%[") then
    self:union()
    self:want("%]", "']'")
  else
    self:want("[%a_][%w_]*%??", "a key")
  end
  self:want(":", "':'")
  return self:union()
end

function Reader:fun()
  local params = self:list(")", Reader.param)
  return { params = params, returns = self:take("%s*:") and self:union() or nil }
end

function Reader:name()
  self:skip()
  local first = self.at
  local name = self:want("[%a_][%w_.]*", "a type")
  self.names[#self.names + 1] = { name = name, first = first, last = self.at - 1 }
  if self:take("<") then self:list(">", Reader.union) end
end

-- Returns what is known of a fun, else nothing.
function Reader:primary()
  self:skip()
  if self:take("fun%(") then return self:fun() end
  if self:take("%(") then
    self:union()
    self:want("%)", "')'")
  elseif self:take("{") then
    self:list("}", Reader.entry)
  elseif not (self:take('"[^"]*"') or self:take("%-?%d[%d.]*")) then
    self:name()
  end
end

-- a|b[]|c?
function Reader:union()
  self:skip()
  local first, names_before, count = self.at, #self.names, 0
  local fun
  repeat
    fun, count = self:primary(), count + 1
    while self:take("%[%]") or self:take("%?") do fun = nil end
  until not self:take("%s*|")
  local names = {}
  for i = names_before + 1, #self.names do
    local used = self.names[i]
    local from, to = used.first - first + 1, used.last - first + 1
    names[#names + 1] = { name = used.name, first = from, last = to }
  end
  local text = self.text:sub(first, self.at - 1)
  return { text = text, names = names, fun = count == 1 and fun or nil }
end

-- A type with a blank behind it, or nothing.
function Reader:type()
  local type = self:union()
  if self.at <= #self.text and not self:take("%s+") then self:refuse "a blank behind the type" end
  return type
end

-- The type at the beginning of the text and what stands behind it; or nil and
-- what is wrong.
function types.read(text)
  local reader = setmetatable({ text = text, at = 1, names = {} }, Reader)
  local ok, result = pcall(reader.type, reader)
  if ok then return result, text:sub(reader.at) end
  if type(result) ~= "table" then error(result, 0) end
  return nil, ("wanted %s at %s"):format(result.wanted, result.at)
end

return types
