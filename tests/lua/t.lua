-- What the suites share: assertions, and the origins to aim at.
local tengine = require "tengine"

local t = {
  origin = os.getenv "ORIGIN", -- base URL; the runner starts one per suite
  origin_tls = os.getenv "ORIGIN_TLS", -- https, a certificate nobody trusts
  origin_mutual = os.getenv "ORIGIN_MUTUAL", -- wants a certificate of its clients, too
  certificates = os.getenv "CERTIFICATES", -- the folder of make_cert.sh, where there is TLS
  origin_mute = os.getenv "ORIGIN_MUTE", -- accepts and never answers
}

-- Not an object with a mind of its own; arrays of tengine.json are plain.
local function is_plain(value)
  if type(value) ~= "table" then return false end
  local meta = getmetatable(value)
  return meta == nil or meta.__name == "tengine.json.array"
end

local function show(value)
  if type(value) == "string" then
    return #value > 200 and ("%q... (%d bytes)"):format(value:sub(1, 200), #value) or ("%q"):format(value)
  end
  if not is_plain(value) then return tostring(value) end
  local keys, parts = {}, {}
  for key in pairs(value) do
    keys[#keys + 1] = key
  end
  table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
  for i, key in ipairs(keys) do
    parts[i] = ("%s = %s"):format(tostring(key), show(value[key]))
  end
  return "{" .. table.concat(parts, ", ") .. "}"
end
t.show = show

-- The names in a list, each with true.
function t.set(names)
  local set = {}
  for _, name in ipairs(names) do
    set[name] = true
  end
  return set
end

local function same(a, b)
  if not (is_plain(a) and is_plain(b)) then return a == b and math.type(a) == math.type(b) end
  for key, value in pairs(a) do
    if not same(value, b[key]) then return false end
  end
  for key in pairs(b) do
    if a[key] == nil then return false end
  end
  return true
end

-- `got` is `wanted`; plain tables are compared by what they hold, and 1 is
-- not 1.0.
function t.equal(got, wanted, what)
  if same(got, wanted) then return end
  error(("%sgot %s, wanted %s"):format(what and what .. ": " or "", show(got), show(wanted)), 2)
end

function t.near(got, wanted, tolerance, what)
  if type(got) == "number" and math.abs(got - wanted) <= tolerance then return end
  error(("%sgot %s, wanted %s, give or take %s"):format(what and what .. ": " or "", show(got), wanted, tolerance), 2)
end

-- `got` holds the pattern.
function t.match(got, pattern, what)
  if type(got) == "string" and got:find(pattern) then return end
  error(("%sgot %s, wanted something like %q"):format(what and what .. ": " or "", show(got), pattern), 2)
end

-- f(...) raises: an error object of that kind, or a message that the pattern
-- is found in. Returns what was raised.
function t.raises(kind_or_pattern, f, ...)
  local ok, raised = pcall(f, ...)
  if ok then error(("wanted an error (%s), got %s"):format(kind_or_pattern, show(raised)), 2) end
  if type(raised) == "table" and raised.kind == kind_or_pattern then return raised end
  if tostring(raised):find(kind_or_pattern) then return raised end
  error(("wanted an error (%s), got %s"):format(kind_or_pattern, tostring(raised)), 2)
end

-- A session of its own, aimed at the origin.
function t.session(options)
  local all = { base_url = t.origin }
  for key, value in pairs(options or {}) do
    all[key] = value
  end
  return tengine.session(all)
end

-- What the origin counted since t.reset(); asking leaves no trace in it.
function t.stats(base)
  local session = t.session { base_url = base }
  local stats = session:get("/stats"):json()
  session:close()
  return stats
end

function t.reset(base)
  local session = t.session { base_url = base }
  session:get "/stats/reset"
  session:close()
end

-- The values of a header that /echo saw, in the order in which they came.
function t.echoed(response, name)
  local values = {}
  for _, field in ipairs(response:json().headers) do
    if field[1]:lower() == name:lower() then values[#values + 1] = field[2] end
  end
  return values
end

-- A text as it stands in a query of the origin's.
function t.escape(text)
  return (text:gsub("[^%w]", function(c) return ("%%%02X"):format(c:byte()) end))
end

return t
