-- manual.lua - the modules of all files as one manual: who belongs to whom.
--
-- A manual is
--   modules  sorted by name, so that `tengine` is before those within it
--   types    by name: the class or alias, or the module whose table the class is
-- and in a module, besides what annotations.lua says
--   text     what the file is about
--   class    the class of the module's table, where it has one
--   parts    its items, but without those that are told elsewhere: a method
--            is in the `methods` of its class
local manual = {}

-- Which class has its methods in which variable.
local function owners_of(module)
  local owners = {}
  for _, item in ipairs(module.items) do
    if item.kind == "class" then
      item.methods = {}
      if item.variable ~= nil then owners[item.variable] = item end
    end
  end
  return owners
end

local function add_text(module, text)
  if #module.text > 0 and #text > 0 then module.text[#module.text + 1] = "" end
  table.move(text, 1, #text, #module.text + 1, module.text)
end

local function add_method(module, owners, item, complaints)
  local owner = owners[item.owner]
  if owner == nil then
    local message = "%s is neither returned nor the variable of a class"
    return complaints:add(module.path, item.line, message, item.owner)
  end
  owner.methods[#owner.methods + 1] = item
end

-- Gives functions to the class whose variable they are defined on, and to the
-- module the text that opens the file or is above its table.
local function arrange(module, complaints)
  local owners = owners_of(module)
  module.class = owners[module.table]
  module.text, module.parts = {}, {}
  for i, item in ipairs(module.items) do
    local is_table = item.kind == "table" and item.variable == module.table
    if is_table or item == module.class or (i == 1 and item.kind == "prose") then
      add_text(module, item.text)
    elseif item.kind == "table" then
      complaints:add(module.path, item.line, "'%s' has no @class", item.variable)
    elseif item.kind == "function" and item.owner ~= module.table then
      add_method(module, owners, item, complaints)
    else
      module.parts[#module.parts + 1] = item
    end
  end
end

local function add_type(self, module, item, complaints)
  if self.types[item.name] ~= nil then
    complaints:add(module.path, item.line, "there is a type %s already", item.name)
  end
  self.types[item.name] = item == module.class and module or item
end

-- The manual of these modules, as annotations.lua gives them; what belongs
-- nowhere is added to the complaints.
function manual.new(modules, complaints)
  local self = { modules = modules, types = {} }
  table.sort(modules, function(a, b) return (a.name or "") < (b.name or "") end)
  for _, module in ipairs(modules) do
    arrange(module, complaints)
    for _, item in ipairs(module.items) do
      local is_type = item.kind == "class" or item.kind == "alias"
      if is_type then add_type(self, module, item, complaints) end
    end
  end
  return self
end

return manual
