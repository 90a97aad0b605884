-- Caches that remember keys alone, to see how often they would have helped.
-- cache:ask(key) is true when the key was there, and remembers it.
local caches = {}

-- ---- Least recently used ----
-- `older` and `newer` make a ring of the keys, in which ROOT lies between the
-- newest and the oldest.

local lru = {}
lru.__index = lru

local ROOT = {}

function caches.lru(size)
  return setmetatable({ size = size, count = 0, older = { [ROOT] = ROOT }, newer = { [ROOT] = ROOT } }, lru)
end

function lru:take_out(key)
  local older, newer = self.older[key], self.newer[key]
  self.newer[older], self.older[newer] = newer, older
  self.older[key], self.newer[key] = nil, nil
end

function lru:put_in(key)
  local newest = self.older[ROOT]
  self.older[key], self.newer[key] = newest, ROOT
  self.newer[newest], self.older[ROOT] = key, key
end

function lru:ask(key)
  local is_there = self.older[key] ~= nil
  if is_there then
    self:take_out(key)
  elseif self.count == self.size then
    self:take_out(self.newer[ROOT])
  else
    self.count = self.count + 1
  end
  self:put_in(key)
  return is_there
end

-- ---- Django's ----
-- A cache that is full loses every third entry, the first of all included, in
-- the order in which they came in; being asked for saves none.

local cull = {}
cull.__index = cull

function caches.cull(size)
  return setmetatable({ size = size, keys = {}, is_in = {} }, cull)
end

function cull:lose_a_third()
  local kept = {}
  for i, key in ipairs(self.keys) do
    if i % 3 == 1 then
      self.is_in[key] = nil
    else
      kept[#kept + 1] = key
    end
  end
  self.keys = kept
end

function cull:ask(key)
  if self.is_in[key] then return true end
  if #self.keys >= self.size then self:lose_a_third() end
  self.keys[#self.keys + 1] = key
  self.is_in[key] = true
  return false
end

return caches
