-- check.lua - is a manual whole?
--
-- Every function has a description and a @param for each of its parameters,
-- every type is Lua's or one of the manual, and nothing is there twice.
local check = {}

-- What Lua has, and what LuaLS knows besides.
local LUA_TYPES = {}
for name in ([[nil boolean true false number integer string table function
               thread userdata lightuserdata any unknown self]]):gmatch("%S+") do
  LUA_TYPES[name] = true
end

local function is_blank(text)
  return not table.concat(text):find("%S")
end

local Check = {}
Check.__index = Check

function Check:complain(line, message, ...)
  self.complaints:add(self.module.path, line, message, ...)
end

function Check:type(type, line, generics)
  for _, used in ipairs(type and type.names or {}) do
    local name = used.name
    local is_known = LUA_TYPES[name] or self.types[name] or (generics and generics[name])
    if not is_known then self:complain(line, "unknown type %s", name) end
  end
end

function Check:types_of(list, generics)
  for _, one in ipairs(list) do self:type(one.type, one.line, generics) end
end

local function bare(name)
  return (name:gsub("%?$", ""))
end

-- Every name in the code has its @param, in the same order, and no other has.
function Check:params(item)
  local declared, told = {}, {}
  for place, name in ipairs(item.declared) do declared[name] = place end
  local last = 0
  for _, param in ipairs(item.params) do
    local name = bare(param.name)
    local place = declared[name]
    local wrong = not place and "the function has no such parameter"
      or told[name] and "a second one"
      or place < last and "in another order than the function's"
    if wrong then self:complain(param.line, "@param %s: %s", name, wrong) end
    told[name] = true
    last = place or last
  end
  for _, name in ipairs(item.declared) do
    if not told[name] then self:complain(item.line, "the parameter %s has no @param", name) end
  end
end

Check["function"] = function(self, item)
  if is_blank(item.text) then
    self:complain(item.line, "%s%s%s has no description", item.owner, item.mark, item.name)
  end
  self:params(item)
  self:types_of(item.params, item.generics)
  self:types_of(item.returns, item.generics)
  for _, type in ipairs(item.overloads) do self:type(type, type.line, item.generics) end
end

function Check:class(item)
  for _, parent in ipairs(item.parents) do self:type(parent, item.line) end
  self:types_of(item.fields)
  self:types_of(item.operators)
  for _, type in ipairs(item.overloads) do self:type(type, type.line) end
end

function Check:alias(item)
  self:type(item.type, item.line)
  self:types_of(item.values)
end

-- Complains of what was seen already.
function Check:once(seen, name, line, message)
  if seen[name] then self:complain(line, message, name) end
  seen[name] = true
end

function Check:names()
  local functions = {}
  for _, item in ipairs(self.module.items) do
    if item.kind == "function" then
      local name = item.owner .. item.mark .. item.name
      self:once(functions, name, item.line, "there is a %s already")
    end
    local fields = {}
    for _, field in ipairs(item.fields or {}) do
      self:once(fields, bare(field.name), field.line, "@field %s: a second one")
    end
  end
end

-- All that one module says.
function Check:run()
  for _, item in ipairs(self.module.items) do
    local check_kind = self[item.kind]
    if check_kind ~= nil then check_kind(self, item) end
  end
  self:names()
  if is_blank(self.module.text) then self:complain(1, "the module has no description") end
end

-- Adds what is missing to the complaints.
function check.run(manual, complaints)
  for _, module in ipairs(manual.modules) do
    local self = { types = manual.types, module = module, complaints = complaints }
    setmetatable(self, Check):run()
  end
end

return check
