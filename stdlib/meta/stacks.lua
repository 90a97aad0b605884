---@meta tengine.stacks

-- A corpus of request bodies: the *.json files of a folder, sorted by name.
--
-- A body is the bytes of its file as it was when the corpus was opened: all are
-- copied then into a temporary file without a name, in `TMPDIR` or /tmp. A file
-- that is no JSON object (it must begin with { and end with }) is left out,
-- counted in `skipped` and, for the first five, named on the console.
local stacks = {}

---@class tengine.stacks.options
---@field dir string a folder of *.json files, or one with a folder "stacks"
---@field order? tengine.order "file" (by name) unless given
---@field on_end? tengine.on_end "cycle" unless given

---@class tengine.stacks.stack
---@field name string of the file, without folders
---@field body string its bytes

---@class tengine.stacks.corpus
---@field skipped integer files that were left out
---@field dir string the folder
---@operator len: integer
local corpus = {}

-- Opens a corpus; the same folder and options are the same corpus in all
-- threads. A folder without a usable file is an input error.
---@param options string|tengine.stacks.options a folder, or options
---@return tengine.stacks.corpus
function stacks.open(options) end

-- The next stack.
---@return tengine.stacks.stack? stack nil when used up and on_end is "stop"
function corpus:next() end

-- Stack i (1 .. #corpus) by name order; the cursor stays where it is. Raises
-- where there is none.
---@param i integer
---@return tengine.stacks.stack
function corpus:at(i) end

-- The stack of this file name.
---@param name string such as "000a27c.json"
---@return tengine.stacks.stack? stack nil when there is none
function corpus:by_name(name) end

-- How many stacks there are: #corpus.
---@return integer
function corpus:count() end

return stacks
