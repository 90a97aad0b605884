-- What is made of the rows of access logs. A report is take(date, uri, status,
-- private, total), called for each row, and finish(write), which writes what
-- was not written yet.
local tengine = require "tengine"
local caches = require "s3logs.caches"
local lines = require "s3logs.lines"

local reports = {}

local END = "\r\n" -- of CSV rows

-- ---- CSV ----

function reports.summarize(write)
  write(lines.HEADER .. END)
  local function take(date, uri, status, private, total)
    write(date .. "," .. lines.quote(uri) .. "," .. status .. "," .. private .. "," .. total .. END)
  end
  return { take = take, finish = function() end }
end

local AT_ONCE = 10000 -- rows between two pauses, in which a signal is heard

-- Rows come in the order in which each was met first.
function reports.group(write)
  local counts, rows = {}, {}
  local function take(_, uri, status, private)
    local row = lines.quote(uri) .. "," .. status .. "," .. private
    local count = counts[row]
    if not count then rows[#rows + 1] = row end
    counts[row] = (count or 0) + 1
  end
  local function finish()
    write("URI,STATUS CODE,PRIVATE,COUNT" .. END)
    for i, row in ipairs(rows) do
      write(row .. "," .. counts[row] .. END)
      if i % AT_ONCE == 0 then tengine.sleep(0) end
    end
  end
  return { take = take, finish = finish }
end

-- ---- Tables per status and private ----

-- The value under status and private, which `new` makes where it is missing.
local function group_of(groups, status, private, new)
  local key = status .. "," .. private
  local group = groups[key]
  if not group then
    group = new()
    group.status, group.private, group.count = status, private, 0
    groups[key] = group
    groups[#groups + 1] = group
  end
  group.count = group.count + 1
  return group
end

-- The greatest first; those without a figure last.
local function sort_by(groups, figure)
  table.sort(groups, function(a, b)
    local x, y = a[figure] or -1, b[figure] or -1
    if x ~= y then return x > y end
    return a.status .. a.private < b.status .. b.private
  end)
end

local function figure(format, value)
  return value and format:format(value) or "-"
end

-- Seconds since some day, of "2017-05-01T00:00:28"; the calendar's rule.
local function seconds_of(date)
  local year, month, day, h, m, s = date:match "(%d+)-(%d+)-(%d+)T(%d+):(%d+):(%d+)"
  year, month, day = tonumber(year), tonumber(month), tonumber(day)
  if month < 3 then
    year, month = year - 1, month + 12
  end
  local days = 365 * year + year // 4 - year // 100 + year // 400 + (153 * month - 457) // 5 + day
  return ((days * 24 + tonumber(h)) * 60 + tonumber(m)) * 60 + tonumber(s)
end

local function set_rate(group)
  local seconds = seconds_of(group.last) - seconds_of(group.first)
  group.rate = seconds > 0 and group.count / seconds or nil
end

-- How many a second, from the first to the last of the kind.
function reports.rates(write)
  local groups = {}
  local function take(date, _, status, private)
    local group = group_of(groups, status, private, function()
      return { first = date, last = date }
    end)
    if date < group.first then group.first = date end
    if date > group.last then group.last = date end
  end
  local function finish()
    for _, group in ipairs(groups) do
      set_rate(group)
    end
    sort_by(groups, "rate")
    write(("%-8s%-8s%12s%14s\n"):format("STATUS", "PRIVATE", "COUNT", "QUERIES/S"))
    for _, g in ipairs(groups) do
      write(("%-8s%-8s%12d%14s\n"):format(g.status, g.private, g.count, figure("%.6f", g.rate)))
    end
  end
  return { take = take, finish = finish }
end

-- The middle of values that are there so many times each.
local function median_of(times, count)
  local values = {}
  for value in pairs(times) do
    values[#values + 1] = value
  end
  table.sort(values)
  local low, high = (count + 1) // 2, count // 2 + 1
  local seen, at_low = 0, nil
  for _, value in ipairs(values) do
    seen = seen + times[value]
    if not at_low and seen >= low then at_low = value end
    if seen >= high then return (at_low + value) / 2 end
  end
end

local function set_times(group)
  if group.timed == 0 then return end
  group.mean = group.sum / group.timed
  group.median = median_of(group.times, group.timed)
end

-- Milliseconds from the request to the last byte of the answer. Whole ones:
-- how often each came is all that is kept.
function reports.times(write)
  local groups = {}
  local function take(_, _, status, private, total)
    local group = group_of(groups, status, private, function()
      return { times = {}, sum = 0, timed = 0 }
    end)
    local ms = math.tointeger(tonumber(total))
    if not ms then return end
    group.times[ms] = (group.times[ms] or 0) + 1
    group.sum, group.timed = group.sum + ms, group.timed + 1
  end
  local function finish()
    for _, group in ipairs(groups) do
      set_times(group)
    end
    sort_by(groups, "mean")
    write(("%-8s%-8s%12s%14s%14s\n"):format("STATUS", "PRIVATE", "COUNT", "MEAN MS", "MEDIAN MS"))
    for _, g in ipairs(groups) do
      write(("%-8s%-8s%12d%14s%14s\n"):format(g.status, g.private, g.count, figure("%.4f", g.mean),
        figure("%.1f", g.median)))
    end
  end
  return { take = take, finish = finish }
end

-- ---- Caches ----

function reports.cache(write, size)
  local kinds = { { "LRU", caches.lru(size) }, { "CULL-A-THIRD", caches.cull(size) } }
  local asked, backwards, before = 0, 0, ""
  local hits = { 0, 0 }
  local function take(date, uri)
    asked = asked + 1
    if date < before then backwards = backwards + 1 end
    before = date
    for i, kind in ipairs(kinds) do
      if kind[2]:ask(uri) then hits[i] = hits[i] + 1 end
    end
  end
  local function finish()
    write(("%-14s%12s%12s%12s%12s\n"):format("CACHE", "ENTRIES", "HITS", "MISSES", "HIT RATIO"))
    for i, kind in ipairs(kinds) do
      local ratio = asked > 0 and 100 * hits[i] / asked or nil
      write(("%-14s%12d%12d%12d%12s\n"):format(kind[1], size, hits[i], asked - hits[i], figure("%.2f%%", ratio)))
    end
    if backwards > 0 then
      print(("%d of %d requests are earlier than the one before: `summarize`, sort, and ask again"):format(
        backwards, asked))
    end
  end
  return { take = take, finish = finish }
end

return reports
