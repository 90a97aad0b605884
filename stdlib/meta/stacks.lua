---@meta tengine.stacks

-- A corpus of request bodies: JSON objects, handed out as the bytes they are.
--
-- They come from a folder of *.json files, from a tar archive that holds such
-- files, or from a file with an object in each line (JSONL); archives and lines
-- may be compressed by gzip. What a file is, its first bytes say, not its name.
--
-- All are copied into a temporary file without a name, in `TMPDIR` or /tmp, when
-- the corpus is opened, and are never decoded. What is no JSON object, or larger
-- than 64 MB, is left out, counted in `skipped` and, for the first five, named on
-- the console with the byte where it is wrong.
local stacks = {}

---@alias tengine.float_offsets
---| "keep" # they stay
---| "repair" # each becomes -1, which is how an unknown offset is written
---| "skip" # stacks that hold one are left out

---@class tengine.stacks.options
---@field path? string a folder, or one with a folder "stacks"; an archive; a file of lines
---@field dir? string an older name of `path`
---@field order? tengine.order "file" (by name; lines as they stand) unless given
---@field on_end? tengine.on_end "cycle" unless given
---@field strict? boolean raise an input error where a stack is malformed, leave none out (false)
-- What is done about offsets such as 1.8446744073709552e+19 in frames of
-- modules that are not known ("keep"); symbolication services refuse the whole
-- request for one.
---@field float_offsets? tengine.float_offsets

---@class tengine.stacks.stack
---@field name string of the file, without folders; "NAME:LINE" of a line
---@field body string its bytes

---@class tengine.stacks.batch
---@field names string[] of the stacks in it
---@field body string `{"jobs": [...]}`

---@class tengine.stacks.corpus
---@field skipped integer stacks that were left out as malformed
---@field float_offsets integer stacks with such an offset, whatever was done about it
---@field path string where they are
---@field dir string the same
---@operator len: integer
local corpus = {}

-- Opens a corpus; the same path and options are the same corpus in all threads.
-- Where there is no usable stack, and where an archive is damaged or cut off,
-- that is an input error.
---@param options string|tengine.stacks.options a path, or options
---@return tengine.stacks.corpus
function stacks.open(options) end

-- The next stack.
---@return tengine.stacks.stack? stack nil when used up and on_end is "stop"
function corpus:next() end

-- The next n stacks as the body of one request to /symbolicate/v5: put together
-- as the bytes they are, but for their member "version", which is left out. The
-- same seed makes the same batches with any number of threads. Services take ten
-- jobs in a request at most.
---@param n integer from 1 to 10000
---@return tengine.stacks.batch? batch fewer at the end, then nil, where on_end is "stop"
function corpus:batch(n) end

-- Stack i (1 .. #corpus) by name order; the cursor stays where it is. Raises
-- where there is none.
---@param i integer
---@return tengine.stacks.stack
function corpus:at(i) end

-- The stack of this name; the first, where several have it.
---@param name string such as "000a27c.json"
---@return tengine.stacks.stack? stack nil when there is none
function corpus:by_name(name) end

-- How many stacks there are: #corpus.
---@return integer
function corpus:count() end

return stacks
