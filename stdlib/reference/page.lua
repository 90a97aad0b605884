-- page.lua - a manual as one page of Markdown.
local markdown = require "markdown"
local outline = require "outline"

local page = {}

local TITLE = "Reference"
local HEAD = [[
The modules that a scenario can `require`, and the session that it is given.
This page is made of the comments in `stdlib/meta/`: change them, not it. A `?`
behind a name says that it may be left out, behind a type that it may be nil;
`T` is the type that was given.
]]

local Page = {}
Page.__index = Page

function Page:add(text, ...)
  self.lines[#self.lines + 1] = select("#", ...) > 0 and text:format(...) or text
end

-- A piece with a free line behind it.
function Page:add_piece(text)
  if text == "" then return end
  self:add(text)
  self:add("")
end

-- What is added from now on stands at this place.
function Page:enter(place)
  self.link = self.outline:links_from(place)
  self.type_link = self.outline:type_links_from(place)
end

function Page:text(lines)
  return markdown.text(lines, self.link)
end

function Page:words(lines)
  return markdown.words(lines, self.link)
end

function Page:type(type)
  return markdown.type(type, self.type_link)
end

-- The heading of a part and its text.
function Page:open(part)
  self:enter(part)
  self:add_piece(part.heading)
  self:add_piece(self:text(part.text))
end

-- "- `name` (`type`): text", whatever of it there is.
function Page:add_point(label, type, text)
  local shown = type and " (" .. self:type(type) .. ")" or ""
  local words = self:words(text)
  self:add("- %s%s%s", label, shown, words ~= "" and ": " .. words or "")
end

-- ---- Functions ----

local function place_of(params, name)
  for i, param in ipairs(params) do
    if param.name == name then return i end
  end
end

-- Parameters of the function and those that only an overload has, in order.
local function all_params(item)
  local all = table.move(item.params, 1, #item.params, 1, {})
  for _, overload in ipairs(item.overloads) do
    local at = 0
    for _, param in ipairs(overload.fun.params) do
      local known = place_of(all, param.name)
      at = known or at + 1
      if not known then
        table.insert(all, at, { name = param.name, type = param.type, text = {} })
      end
    end
  end
  return all
end

-- "`name(params)`", and what it returns where that is said.
function Page:call(item, fun, returns)
  local call = "`" .. outline.signature(item, fun.params) .. "`"
  return fun.returns and call .. returns .. self:type(fun.returns) or call
end

-- The other ways to call it.
function Page:add_overloads(item)
  local ways = {}
  for i, overload in ipairs(item.overloads) do
    ways[i] = self:call(item, overload.fun, ", which returns ")
  end
  if #ways > 0 then self:add_piece("Or " .. table.concat(ways, "; or ") .. ".") end
end

function Page:add_function(item)
  self:enter(item)
  self:add_piece(item.heading)
  self:add_overloads(item)
  self:add_piece(self:text(item.text))
  local params = all_params(item)
  for _, param in ipairs(params) do
    self:add_point("`" .. param.name .. "`", param.type, param.text)
  end
  for _, value in ipairs(item.returns) do
    local label = value.name and "returns `" .. value.name .. "`" or "returns"
    self:add_point(label, value.type, value.text)
  end
  if #params + #item.returns > 0 then self:add("") end
end

-- ---- Types ----

-- How the table itself is called.
function Page:add_calls(class)
  local callee = { owner = class.variable or class.name, mark = "", name = "" }
  for _, overload in ipairs(class.overloads) do
    self:add("- " .. self:call(callee, overload.fun, " returns "))
  end
  if #class.overloads > 0 then self:add("") end
end

function Page:add_row(name, type, text)
  self:add(markdown.row("`" .. name .. "`", self:type(type), self:words(text)))
end

-- The fields of a class, and what an operator gives.
function Page:add_fields(class)
  if #class.fields + #class.operators == 0 then return end
  self:add(markdown.row("field", "type", ""))
  self:add("|---|---|---|")
  for _, field in ipairs(class.fields) do self:add_row(field.name, field.type, field.text) end
  for _, operator in ipairs(class.operators) do
    local length = "#" .. (class.variable or "")
    self:add_row(operator.name == "len" and length or operator.name, operator.type, {})
  end
  self:add("")
end

function Page:add_class(class)
  self:open(class)
  local parents = {}
  for i, parent in ipairs(class.parents) do parents[i] = self:type(parent) end
  if #parents > 0 then
    self:add_piece("With all of " .. table.concat(parents, " and ") .. ", and:")
  end
  self:add_calls(class)
  self:add_fields(class)
  for _, method in ipairs(class.methods) do self:add_function(method) end
end

function Page:add_alias(alias)
  self:open(alias)
  if alias.type ~= nil then self:add_piece(self:type(alias.type)) end
  for _, value in ipairs(alias.values) do
    self:add_point("`" .. value.type.text .. "`", nil, value.text)
  end
  if #alias.values > 0 then self:add("") end
end

-- ---- Modules ----

local add_part = {
  section = function(self, part) self:add_piece(part.heading) end,
  prose = function(self, part)
    self:enter(part)
    self:add_piece(self:text(part.text))
  end,
  alias = Page.add_alias,
  class = Page.add_class,
  ["function"] = Page.add_function,
}

function Page:add_module(module)
  self:open(module)
  if module.class ~= nil then
    self:add_calls(module.class)
    self:add_fields(module.class)
  end
  for _, part in ipairs(module.parts) do add_part[part.kind](self, part) end
end

-- ---- Contents ----

local function link_to(part)
  return ("[%s](%s)"):format(part.name or part.title, part.link)
end

-- A class with its methods in parentheses.
local function entry(part)
  local methods = {}
  for i, method in ipairs(part.methods or {}) do methods[i] = link_to(method) end
  if #methods == 0 then return link_to(part) end
  return ("%s (%s)"):format(link_to(part), table.concat(methods, ", "))
end

-- A line for each section: its functions; its types.
function Page:add_contents_of(module)
  local label, functions, kinds = "", {}, {}
  local function finish()
    local lists = {}
    if #functions > 0 then lists[1] = table.concat(functions, ", ") end
    if #kinds > 0 then lists[#lists + 1] = table.concat(kinds, ", ") end
    if #lists > 0 then self:add("  - %s%s", label, table.concat(lists, "; ")) end
    functions, kinds = {}, {}
  end
  for _, part in ipairs(module.parts) do
    if part.kind == "section" then
      finish()
      label = link_to(part) .. ": "
    elseif part.kind ~= "prose" then
      local list = part.kind == "function" and functions or kinds
      list[#list + 1] = entry(part)
    end
  end
  finish()
end

local function no_link() end

function Page:add_contents(modules)
  for _, module in ipairs(modules) do
    local said = markdown.words(module.text, no_link)
    local first = said:match("^(.-)[.:]%f[%s\0]") or said
    self:add("- [`%s`](%s): %s", module.name, module.link, first)
    self:add_contents_of(module)
  end
  self:add("")
end

-- The whole page.
function page.write(manual)
  local self = setmetatable({ lines = {}, outline = outline.new(manual, TITLE) }, Page)
  self:add_piece("# " .. TITLE)
  self:add(HEAD)
  self:add_contents(manual.modules)
  for _, module in ipairs(manual.modules) do self:add_module(module) end
  return (table.concat(self.lines, "\n"):gsub("\n+$", "\n"))
end

return page
