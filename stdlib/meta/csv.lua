---@meta tengine.csv

-- Rows of a CSV file, for all workers.
--
-- A file is opened and indexed once in a run; the same file with the same
-- options is the same feed, and has the same cursor, in all threads. The index
-- takes little more than 4 bytes a row, and as much again with weights; rows
-- are read when they are asked for.
--
-- Files are RFC 4180 in UTF-8, plain or gzip, with a header line unless
-- `header` or `columns` say that there is none. Empty lines are no rows. A row
-- with more or fewer fields than the header, or with text behind a closing
-- quote, is left out, counted in `skipped` and, for the first five, named on
-- the console with its line. A quote that never closes is an error. So is a
-- file whose first line is no header: one with a column that has no name, or
-- the name of another, or a number for a name.
--
-- A row is a table of its fields by column, all strings; `row[1]` is the first
-- of them, `#row` their number. In a file without names a row is the list of
-- its fields.
local csv = {}

---@alias tengine.order
---| "file" # as the rows stand
---| "shuffle" # each row once a pass, every pass in another order, by the seed
---| "random" # a row drawn by the seed each time
---| "zipf" # the same, the first rows most often: row k in proportion to 1 / k^exponent

---@alias tengine.on_end
---| "cycle" # begin again (reshuffled)
---| "stop" # `next` gives nil
---| "fail" # `next` raises an error

---@alias tengine.scope
---| "all" # one cursor for all workers of all threads: who asks gets the next one
---| "worker" # one for each worker, who gets every row, shuffled or drawn on its own

-- What decides which row `next` gives. A pass has as many rows as the file, or
-- as its weights add up to; also where they are drawn.
--
-- A slice has every n-th row of each pass: n machines with the same file, the
-- same `--seed` and slices 1/n to n/n hand out together what one would alone.
--
-- In a run that goes on by `--resume` the cursor of all workers stands behind
-- the last row that the journal knows of, and each worker's own at the start.
---@class tengine.feed.options
---@field order? tengine.order as the module says
---@field on_end? tengine.on_end after a pass ("cycle")
---@field scope? tengine.scope ("all")
---@field slice? string|integer[] "2/4", "2 of 4" or { 2, 4 } is the second of four ("1/1")
---@field exponent? number of the order "zipf", 0 to 100; 0 draws evenly (1)

---@class tengine.csv.options: tengine.feed.options
---@field file string path, relative to the working directory; `order` is "file" unless given
---@field columns? string[] names for a file that has no header line
---@field header? boolean true: the first line is the header, numbers or not; false: it is a row, and columns have no names
---@field weights? string|integer column, by name or place, that says how often a row comes: with 7 as often as if it stood there seven times. A row in which it is no whole number up to 4294967295 is left out (every row comes once)
---@field strict? boolean true: a row that would be left out is an error (false)

---@class tengine.csv.feed
---@field columns string[] the names in the header
---@field per_pass integer how many rows `next` gives in a pass, of this slice
---@field skipped integer rows that were left out
---@field file string the path
---@operator len: integer
local feed = {}

-- Opens a file. An unknown option, a file that cannot be read, one without a
-- header and (when cycling) one without rows are input errors.
---@param options string|tengine.csv.options a path, or options
---@return tengine.csv.feed
function csv.open(options) end

-- The next row. Raises when the file has changed.
---@return table<string|integer, string>? row nil when used up and on_end is "stop"
function feed:next() end

-- Row i of the file (1 .. #feed); the cursor stays where it is. Raises where
-- there is none.
---@param i integer
---@return table<string|integer, string>
function feed:at(i) end

-- How many rows the file has: #feed.
---@return integer
function feed:count() end

return csv
