-- annotations.lua - a file of LuaLS annotations as plain data.
--
-- Comments that touch one another are a block. A block belongs to the line of
-- code right below it; one with a free line below stands by itself. In a
-- block, text comes first and is about the whole; text below a tag is about
-- that tag. read() gives a module:
--   name     from @meta
--   path     of the file
--   table    the variable that the file returns
--   items    in the order of the file, each with its `kind` and `line`:
--     section   title
--     prose     text
--     alias     name, text, type or values: { type, text }
--     class     name, text, parents, fields: { name, type, text }, operators:
--               { name, type }, overloads, variable that has its methods
--     function  owner, mark "." or ":", name, text, declared (the names in the
--               code), params: { name, type, text }, returns: the same (name
--               may be nil), overloads, generics by name
--     table     variable, text; of the module where that is no class
-- Texts are lists of lines; types are those of types.lua; a name that may be
-- left out ends in "?".
local types = require "types"

local annotations = {}

-- Where each tag may stand.
local HOMES = {
  meta = { prose = true },
  alias = { alias = true },
  class = { class = true },
  field = { class = true },
  operator = { class = true },
  param = { ["function"] = true },
  ["return"] = { ["function"] = true },
  generic = { ["function"] = true },
  overload = { ["function"] = true, class = true },
}

-- Of these, text below the tag is about the whole block; of those that are in
-- neither table, it is about what the tag declares.
local OF_THE_WHOLE = { meta = true, class = true, alias = true }
local OF_NOTHING = { operator = true, generic = true, overload = true }

-- What LuaLS takes for no name of a field.
local VISIBILITIES = { private = true, protected = true, public = true, package = true }

local File = {}
File.__index = File

function File:complain(line, message, ...)
  self.complaints:add(self.path, line, message, ...)
end

function File:refuse(tag, wanted)
  self:complain(tag.line, "@%s, not '%s'", wanted, tag.rest)
end

-- The type that the text begins with and what follows; complains when there
-- is none.
function File:type(tag, text)
  local type, rest = types.read(text)
  if type == nil then self:complain(tag.line, "@%s: %s", tag.name, rest) end
  return type, type and rest or ""
end

-- Adds to the list what a tag says of a name: a type, then text, which the
-- lines below the tag go on with.
local function add(list, tag, name, type, rest)
  rest = rest:gsub("^#%s*", "")
  local text = rest ~= "" and { rest } or {}
  table.move(tag.text, 1, #tag.text, #text + 1, text)
  list[#list + 1] = { name = name, type = type, text = text, line = tag.line }
end

-- ---- Tags: each takes what it says into its item ----

local take = {}

function take.meta(file, _, tag)
  file.module.name = tag.rest:match("^[%w_.]+$")
end

function take.class(file, item, tag)
  local name, colon, parents = tag.rest:match("^([%w_.]+)%s*(:?)%s*(.*)$")
  if name == nil or (colon == "") ~= (parents == "") then
    return file:refuse(tag, "class NAME or NAME: PARENT")
  end
  item.name = name
  for parent in parents:gmatch("[^%s,]+") do
    item.parents[#item.parents + 1] = file:type(tag, parent)
  end
end

-- name, [type] for every key of that type, or ["name"]
local function split_field(rest)
  local name, behind = rest:match('^%["([%w_]+)"%]%s+(.*)$')
  if name ~= nil then return name, behind end
  name, behind = rest:match("^(%b[]%??)%s+(.*)$")
  if name ~= nil then return name, behind end
  return rest:match("^([%w_]+%??)%s+(.*)$")
end

function take.field(file, item, tag)
  if VISIBILITIES[tag.rest:match("^(%a+)%s")] then
    return file:refuse(tag, 'field ["NAME"] TYPE where the name is a visibility')
  end
  local name, rest = split_field(tag.rest)
  if name == nil then return file:refuse(tag, "field NAME TYPE") end
  add(item.fields, tag, name, file:type(tag, rest))
end

function take.operator(file, item, tag)
  local name, rest = tag.rest:match("^(%a+)%s*:%s*(.*)$")
  if name == nil then return file:refuse(tag, "operator NAME: TYPE") end
  add(item.operators, tag, name, file:type(tag, rest))
end

function take.param(file, item, tag)
  local name, rest = tag.rest:match("^([%w_]+%??)%s+(.*)$")
  if name == nil then name, rest = tag.rest:match("^(%.%.%.)%s+(.*)$") end
  if name == nil then return file:refuse(tag, "param NAME TYPE") end
  add(item.params, tag, name, file:type(tag, rest))
end

take["return"] = function(file, item, tag)
  local type, rest = file:type(tag, tag.rest)
  local name = rest:match("^%.%.%.") or rest:match("^[%a_][%w_]*")
  if name ~= nil then rest = rest:sub(#name + 1):match("^%s*(.*)$") end
  add(item.returns, tag, name, type, rest)
end

function take.generic(file, item, tag)
  for one in tag.rest:gmatch("[^,]+") do
    local name, parent = one:match("^%s*([%w_]+)%s*:?%s*(.*)$")
    if name == nil then return file:refuse(tag, "generic NAME or NAME: PARENT") end
    if parent ~= "" then file:type(tag, parent) end
    item.generics[name] = true
  end
end

function take.overload(file, item, tag)
  local type = file:type(tag, tag.rest)
  if type == nil then return end
  if type.fun == nil then return file:refuse(tag, "overload fun(...)") end
  type.line = tag.line
  item.overloads[#item.overloads + 1] = type
end

function take.alias(file, item, tag)
  local name, rest = tag.rest:match("^([%w_.]+)%s*(.*)$")
  if name == nil then return file:refuse(tag, "alias NAME TYPE") end
  if rest == "" and #tag.values == 0 then
    file:complain(tag.line, "@alias %s: neither a type nor values below it", name)
  end
  item.name = name
  if rest ~= "" then item.type = file:type(tag, rest) end
  for _, value in ipairs(tag.values) do
    add(item.values, value, nil, file:type(value, value.rest))
  end
end

-- ---- Blocks ----

local function has_tag(block, name)
  for _, tag in ipairs(block.tags) do
    if tag.name == name then return true end
  end
  return false
end

local function list_of(text, pattern)
  local list = {}
  for one in text:gmatch(pattern) do list[#list + 1] = one end
  return list
end

local FUNCTION = "^function ([%w_.]-)([.:])([%w_]+)%((.-)%) end$"

-- The variable that a line of code gives a table, "a" or "a.b", if it does.
local function variable_in(code)
  return code:match("^local ([%w_]+) = {}$") or code:match("^([%w_]+%.[%w_.]+) = {}$")
end

local function new_function(item, code)
  local names
  item.kind = "function"
  item.owner, item.mark, item.name, names = code:match(FUNCTION)
  item.declared = list_of(names, "[^%s,]+")
  item.params, item.returns, item.overloads, item.generics = {}, {}, {}, {}
  return item
end

-- What a block and the line of code below it (nil: none) are about.
function File:item_of(block, code)
  local item = { line = block.line, text = block.text, variable = code and variable_in(code) }
  if code ~= nil and code:find(FUNCTION) then
    item.line = self.line
    return new_function(item, code)
  end
  if code ~= nil and item.variable == nil then
    local wanted = "'function a.b(...) end', 'local a = {}' or 'a.b = {}'"
    self:complain(self.line, "wanted %s, not '%s'", wanted, code)
  end
  if has_tag(block, "class") then
    item.kind = "class"
    item.parents, item.fields, item.operators, item.overloads = {}, {}, {}, {}
  elseif has_tag(block, "alias") then
    item.kind, item.values = "alias", {}
  else
    item.kind = item.variable and "table" or "prose"
    item.line = self.line
  end
  return item
end

local function homes_of(name)
  local homes = {}
  for home in pairs(HOMES[name]) do homes[#homes + 1] = home end
  table.sort(homes)
  return table.concat(homes, " or ")
end

function File:take(item, tag)
  if HOMES[tag.name] == nil then
    self:complain(tag.line, "unknown tag @%s", tag.name)
  elseif OF_THE_WHOLE[tag.name] and not HOMES[tag.name][item.kind] then
    self:complain(tag.line, "@%s has a block of its own: leave lines free around it", tag.name)
  elseif not HOMES[tag.name][item.kind] then
    self:complain(tag.line, "@%s outside of a %s", tag.name, homes_of(tag.name))
  elseif tag.name == item.kind and item.name ~= nil then
    self:complain(tag.line, "a second @%s: leave a line free above it", tag.name)
  else
    take[tag.name](self, item, tag)
    if OF_THE_WHOLE[tag.name] then
      table.move(tag.text, 1, #tag.text, #item.text + 1, item.text)
    elseif OF_NOTHING[tag.name] and #tag.text > 0 then
      self:complain(tag.line + 1, "text below @%s: it belongs above the tags", tag.name)
    end
  end
end

-- Adds what the block says to the module.
function File:finish(block, code)
  if block == nil and code == nil then return end
  block = block or { line = self.line, text = {}, tags = {} }
  local item = self:item_of(block, code)
  for _, tag in ipairs(block.tags) do self:take(item, tag) end
  if (item.kind == "class" or item.kind == "alias") and item.name == nil then return end
  if item.kind == "prose" and #item.text == 0 then return end
  self.module.items[#self.module.items + 1] = item
end

-- A comment line joins the block.
function File:join(block, line)
  local last = block.tags[#block.tags]
  local name, rest = line:match("^%-%-%-%s*@(%a+)%s*(.-)%s*$")
  local value = last and line:match("^%-%-%-%s*|%s*(.-)%s*$")
  if name ~= nil then
    local tag = { name = name, rest = rest, line = self.line, text = {}, values = {} }
    block.tags[#block.tags + 1] = tag
  elseif value ~= nil then
    local tag = { name = last.name, rest = value, line = self.line, text = {} }
    last.values[#last.values + 1] = tag
  else
    local about = last and (last.values[#last.values] or last) or block
    about.text[#about.text + 1] = line:match("^%-%-%-? ?(.-)%s*$")
  end
end

-- Takes one line; returns the block that it leaves open, if any.
function File:read_line(block, line)
  local title = line:match("^%-%- (.-) %-%-%-%-+$")
  if title == nil and line:find("^%-%-") then
    block = block or { line = self.line, text = {}, tags = {} }
    self:join(block, line)
    return block
  end
  local returned = line:match("^return ([%w_]+)$")
  local is_code = not returned and not title and line:find("%S")
  self:finish(block, is_code and line or nil)
  self.module.table = returned or self.module.table
  if title ~= nil then
    local items = self.module.items
    items[#items + 1] = { kind = "section", title = title, line = self.line }
  end
end

-- Reads the text of a file; what is not understood is a complaint.
function annotations.read(path, text, complaints)
  local module = { path = path, items = {} }
  local file = { path = path, complaints = complaints, module = module, line = 0 }
  setmetatable(file, File)
  local block
  for line in (text .. "\n"):gmatch("([^\n]*)\n") do
    file.line = file.line + 1
    block = file:read_line(block, line)
  end
  file:finish(block)
  if module.name == nil then file:complain(1, "no '---@meta NAME'") end
  if module.table == nil then file:complain(1, "no 'return NAME'") end
  return module
end

return annotations
