-- outline.lua - what has a heading on the page, and where a name leads.
--
-- new() gives each module and each of its parts `heading`, a line of Markdown,
-- and `link`, "#tenginecsv". It is done before anything is written, so that a
-- text can refer to what comes later.
local markdown = require "markdown"

local outline = {}

local Outline = {}
Outline.__index = Outline

-- "session:get(url, options?)"
function outline.signature(item, params)
  local names = {}
  for i, param in ipairs(params) do names[i] = param.name end
  return ("%s%s%s(%s)"):format(item.owner, item.mark, item.name, table.concat(names, ", "))
end

-- `name` leads to the part, from its own module before all others.
function Outline:add(module, part, level, title, name)
  part.module = module
  part.heading = ("#"):rep(level) .. " " .. title
  part.link = "#" .. markdown.slug(title, self.slugs)
  if name == nil then return end
  local own = self.links[module]
  own[name] = own[name] or part.link
  self.everywhere[name] = self.everywhere[name] or part.link
end

function Outline:add_function(module, item, level)
  local title = "`" .. outline.signature(item, item.params) .. "`"
  self:add(module, item, level, title, item.owner .. item.mark .. item.name)
end

function Outline:add_class(module, item, level)
  self:add(module, item, level, "class `" .. item.name .. "`", item.name)
  for _, method in ipairs(item.methods) do self:add_function(module, method, level + 1) end
end

-- A section, if there are some, has what follows one level further down.
function Outline:add_module(module)
  self.links[module] = {}
  self:add(module, module, 2, "`" .. module.name .. "`", module.name)
  local level = 3
  for _, part in ipairs(module.parts) do
    part.module = module
    if part.kind == "section" then
      self:add(module, part, 3, part.title)
      level = 4
    elseif part.kind == "function" then
      self:add_function(module, part, level)
    elseif part.kind == "class" then
      self:add_class(module, part, level)
    elseif part.kind == "alias" then
      self:add(module, part, level, "type `" .. part.name .. "`", part.name)
    end
  end
end

-- Where the names in a text lead that stands at this place; nothing leads to
-- where one is.
function Outline:links_from(place)
  return function(name)
    local link = self.links[place.module][name] or self.everywhere[name]
    return link ~= place.link and link or nil
  end
end

-- The same for types: a function may have the name of a class.
function Outline:type_links_from(place)
  return function(name)
    local type = self.types[name]
    return type and type.link ~= place.link and type.link or nil
  end
end

-- `title` is the page's own heading.
function outline.new(manual, title)
  local self = { slugs = {}, links = {}, everywhere = {}, types = manual.types }
  setmetatable(self, Outline)
  markdown.slug(title, self.slugs)
  for _, module in ipairs(manual.modules) do self:add_module(module) end
  return self
end

return outline
