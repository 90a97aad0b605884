---@meta tengine.stats

-- Figures of what a scenario measures: exact counts, sums, means and standard
-- deviations, percentiles to three digits; and how they are shown.
--
-- A series is recorded in any thread and read merged, in `progress` and
-- `summary`; the figures are the same with 1 thread and with 8. A histogram is
-- one Lua state's own.
--
--     local stats = require "tengine.stats"
--     local times = stats.series "shop.time"
--
--     tengine.scenario("visit", function(session)
--       local response = session:get "/"
--       times:add(response.elapsed, response.status)
--     end)
--
--     tengine.summary(function()
--       local rows = {}
--       for i, status in ipairs(times:labels()) do
--         local f = times:figures(status)
--         rows[i] = { status, f.count, stats.seconds(f.p50), stats.seconds(f.mean) }
--       end
--       return stats.table({ "STATUS CODE", "COUNT", "MEDIAN", "AVERAGE" }, rows)
--     end)
---@class tengine.stats
local stats = {}

-- What a value is. Seconds are kept in steps of a microsecond, up to an hour;
-- counts and bytes are whole numbers, up to 4.4e12. Others are rounded to the
-- nearest, and larger ones count as the largest.
---@alias tengine.stats.unit "seconds"|"count"|"bytes"

-- Series that all threads share ---------------------------------------------

-- A metric (as those of `tengine.metric.trend`) whose values are told apart by
-- a label, such as a status or a key. The summary shows it, too.
---@class tengine.stats.series
local series = {}

-- Takes in one value, in any thread. A label is made the first time it is
-- used; as each is a histogram, it is no place for what has thousands of
-- different values.
---@param value number 0 or more
---@param label? string|number|boolean which of the series it belongs to
function series:add(value, label) end

-- The figures of one label, or of all together; zeros where nothing was
-- recorded. They are as of the last second, in `summary` of the whole run.
---@param label? string|number|boolean
---@return tengine.result.trend
function series:figures(label) end

-- The same as a histogram.
---@param label? string|number|boolean
---@return tengine.stats.histogram
function series:histogram(label) end

-- The labels that were recorded, as text, the most frequent first. "(others)"
-- stands for all that were too many to be told apart.
---@return string[]
function series:labels() end

-- The series of this name: a letter or "_", then also digits, "." and "-".
-- Asking again gives the same one; another unit raises, and so does the name
-- of another metric. Ask at the top of the file.
---@param name string such as "shop.time"
---@param unit? tengine.stats.unit ("seconds")
---@return tengine.stats.series
function stats.series(name, unit) end

-- Histograms ----------------------------------------------------------------

---@class tengine.stats.histogram
---@operator len: integer
local histogram = {}

-- Takes in a value, or so many of it.
---@param value number 0 or more
---@param times? integer (1)
function histogram:add(value, times) end

-- Adds all that another one of the same unit holds.
---@param other tengine.stats.histogram
---@return tengine.stats.histogram self
function histogram:merge(other) end

-- How many values: #histogram.
---@return integer
function histogram:count() end

-- The smallest value that so many percent do not exceed; 0 where there is
-- none.
---@param percent number 0 to 100
---@return number
function histogram:percentile(percent) end

-- Count, sum, mean, percentiles and the like; zeros where there is none.
---@return tengine.result.trend
function histogram:figures() end

-- As text, in the compressed V2 format of HdrHistogram, base64: what its
-- libraries and log files read. Seconds are microseconds there.
---@return string
function histogram:encode() end

-- An empty histogram.
---@param unit? tengine.stats.unit ("seconds")
---@return tengine.stats.histogram
function stats.histogram(unit) end

-- The histogram of such a text; percentiles are as before, and sums made of
-- the middle of each bucket. A text that is none is an input error.
---@param text string
---@param unit? tengine.stats.unit ("seconds")
---@return tengine.stats.histogram
function stats.decode(text, unit) end

-- As people read them -------------------------------------------------------

---@class tengine.stats.table.options
---@field widths? integer[] the least width of each column (26 and then 7)
---@field indent? integer blanks before each row but the titles (2)
---@field gap? integer blanks between columns (2)
---@field columns? integer how wide a line may be; the first column gives way (80)

-- Rows below their titles, as text of several lines: the first column to the
-- left, the others to the right. Cells are texts or numbers; nil is empty.
---@param titles string[] 2 to 16 of them
---@param rows any[][] a list of cells each
---@param options? tengine.stats.table.options
---@return string
function stats.table(titles, rows, options) end

-- "0.644s"
---@param seconds number
---@return string
function stats.seconds(seconds) end

-- Three digits and a unit, "850 us", "1.23 s"; then "2m 05s", "2h 03m".
---@param seconds number
---@return string
function stats.duration(seconds) end

-- "0.0B", "5.0MB"; a kB is 1,000 bytes.
---@param bytes number
---@return string
function stats.bytes(bytes) end

-- "1,234"
---@param number number
---@return string
function stats.count(number) end

return stats
