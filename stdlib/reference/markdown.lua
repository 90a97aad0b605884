-- markdown.lua - comments and types as the Markdown of code hosts.
--
-- In comments, `code` and blocks of code (fenced, or indented by four) are
-- Markdown; so are lists. All else stands for itself and is escaped. A link is
-- asked for by name: link(name) gives where it leads, "#tenginecsv", or nil.
local markdown = {}

-- What a heading is called in links, as code hosts do it; a name that was
-- there before gets a number. `seen` is a table for all headings of a page.
function markdown.slug(heading, seen)
  local slug = heading:lower():gsub("[^%w%-_ \128-\255]", ""):gsub(" ", "-")
  local times = seen[slug]
  seen[slug] = (times or 0) + 1
  return times and slug .. "-" .. times or slug
end

local ESCAPED = { ["<"] = "&lt;", ["*"] = "\\*", ["\\"] = "\\\\" }

-- An underscore within a word is one; elsewhere it would be emphasis.
local function escape_plain(text)
  text = text:gsub("&(%w+;)", "&amp;%1"):gsub("[<*\\]", ESCAPED):gsub("%](%()", "]\\%1")
  return (text:gsub("()_", function(at)
    local around = text:sub(at - 1, at - 1) .. text:sub(at + 1, at + 1)
    return around:find("^[%w_][%w_]$") and "_" or "\\_"
  end))
end

-- Names of types are links where they are told of.
local function link_plain(text, link)
  return (escape_plain(text):gsub("[%w_]+%.[%w_.]*[%w_]", function(name)
    local target = link(name)
    return target and ("[`%s`](%s)"):format(name, target)
  end))
end

local function link_code(code, link)
  local target = link((code:gsub("%(%)$", "")))
  return target and ("[`%s`](%s)"):format(code, target) or "`" .. code .. "`"
end

-- One line of a comment.
function markdown.line(text, link)
  local parts, at = {}, 1
  for before, code, behind in text:gmatch("([^`]*)`([^`]*)`()") do
    parts[#parts + 1] = link_plain(before, link) .. link_code(code, link)
    at = behind
  end
  parts[#parts + 1] = link_plain(text:sub(at), link)
  return (table.concat(parts):gsub("^([#>+=])", "\\%1"))
end

-- The lines of a comment, as they are.
function markdown.text(lines, link)
  local out, is_fenced = {}, false
  for i, line in ipairs(lines) do
    local is_fence = line:find("^%s*```") ~= nil
    local is_code = is_fence or is_fenced or line:find("^    ") ~= nil
    if is_fence then is_fenced = not is_fenced end
    out[i] = is_code and line or markdown.line(line, link)
  end
  return table.concat(out, "\n")
end

-- The same on one line.
function markdown.words(lines, link)
  return markdown.line(table.concat(lines, " "), link)
end

-- A type: code, in which names that lead somewhere are links.
function markdown.type(type, link)
  local parts, at = {}, 1
  local function code(text)
    if text ~= "" then parts[#parts + 1] = "`" .. text .. "`" end
  end
  for _, used in ipairs(type.names) do
    local target = link(used.name)
    if target ~= nil then
      code(type.text:sub(at, used.first - 1))
      parts[#parts + 1] = ("[`%s`](%s)"):format(used.name, target)
      at = used.last + 1
    end
  end
  code(type.text:sub(at))
  return table.concat(parts)
end

-- A row of a table; cells are Markdown.
function markdown.row(...)
  local cells = { ... }
  for i, cell in ipairs(cells) do cells[i] = cell:gsub("|", "\\|") end
  return (("| " .. table.concat(cells, " | ") .. " |"):gsub("  |", " |"))
end

return markdown
