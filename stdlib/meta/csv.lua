---@meta tengine.csv

-- Rows of a CSV file, for all workers.
--
-- A file is opened and indexed once in a run; the same file with the same
-- options is the same feed, with one cursor for all workers and threads. The
-- index takes 8 bytes a row; rows are read when they are asked for.
--
-- Files are RFC 4180 in UTF-8, plain or gzip, with a header line. Empty lines
-- are no rows. A row with more or fewer fields than the header, or with text
-- behind a closing quote, is left out, counted in `skipped` and, for the first
-- five, named on the console with its line. A quote that never closes is an
-- error. So is a file whose first line is no header: one with a column that
-- has no name, or the name of another, or a number for a name.
local csv = {}

---@alias tengine.order
---| "file" # as the rows stand
---| "shuffle" # each row once a pass, every pass in another order, by the seed
---| "random" # a row drawn by the seed each time

---@alias tengine.on_end
---| "cycle" # begin again (reshuffled)
---| "stop" # `next` gives nil
---| "fail" # `next` raises an error

---@class tengine.csv.options
---@field file string path, relative to the working directory
---@field order? tengine.order "file" unless given
---@field on_end? tengine.on_end "cycle" unless given
---@field columns? string[] names for a file that has no header line
---@field header? boolean true: the first line is the header, numbers or not

---@class tengine.csv.feed
---@field columns string[] the names in the header
---@field skipped integer rows that were left out
---@field file string the path
---@operator len: integer
local feed = {}

-- Opens a file. An unknown option, a file that cannot be read, one without a
-- header and (when cycling) one without rows are input errors.
---@param options string|tengine.csv.options a path, or options
---@return tengine.csv.feed
function csv.open(options) end

-- The next row: its fields by column, all strings. Raises when the file has
-- changed.
---@return table<string, string>? row nil when used up and on_end is "stop"
function feed:next() end

-- Row i of the file (1 .. #feed); the cursor stays where it is. Raises where
-- there is none.
---@param i integer
---@return table<string, string>
function feed:at(i) end

-- How many rows there are: #feed.
---@return integer
function feed:count() end

return csv
