---@meta tengine.symbols

-- Requests for symbol files, from a log of what others asked a symbol server.
--
-- `groups` has the header URI,STATUS CODE,PRIVATE,COUNT. The key of a row is
-- the last three parts of the URI's path: debug file, debug id, symbol file;
-- parts may be empty. Rows that hold "HTTP/1.1" or have fewer parts are left
-- out and counted in `skipped`. Status 200 means that the symbols were found
-- (302 is expected), anything else that they were not (404), 403 too: it is
-- what a private bucket says.
--
-- `missing` has the header debug_file,debug_id,code_file,code_id. Where it
-- knows the first two parts of a key, the path gets ?code_file=...&code_id=...
local symbols = {}

---@class tengine.symbols.options: tengine.feed.options
---@field groups string path of a CSV file, plain or gzip; `order` is "shuffle" unless given
---@field missing? string path of a CSV file, plain or gzip
---@field balance? boolean as many found as not found: all of the smaller group
--- and a sample of the larger, by the seed (true)
---@field weights? boolean true: a job comes COUNT times, and a row whose COUNT
--- is no number is left out; else once (false)
---@field spaces? boolean false: keys that hold a space are left out (true)
---@field microsoft_only? boolean true: none but `.sym` files of `.pdb` files (false)

---@class tengine.symbols.job
---@field key string "file/id/symbolfile", as the log has it
---@field path string begins with "/", encoded for a request line, with query
---@field query? string what is behind the "?" of the path
---@field expected 302|404
---@field status integer in the log
---@field ["private"] boolean from the private bucket
---@field count integer how often the log has it
---@field code_file? string from the missing file
---@field code_id? string from the missing file

---@class tengine.symbols.counts
---@field rows integer in the groups file
---@field skipped integer rows without a key or a status
---@field spaced integer rows left out for a space in the key
---@field filtered integer rows left out by `microsoft_only`
---@field found integer of the others: status 200
---@field notfound integer of the others: another status
---@field malformed integer lines of both files that are no row
---@field missing integer rows in the missing file
---@field with_code_id integer found and notfound rows that the missing file knows
---@field jobs integer after balancing: #feed
---@field requests integer of the jobs, each COUNT times

---@class tengine.symbols.feed
---@field counts tengine.symbols.counts
---@field per_pass integer how many jobs `next` gives in a pass, of this slice
---@field file string the path of the groups file
---@operator len: integer
local feed = {}

-- Opens a feed; the same files and options are the same feed in all threads.
-- An unknown option, and a file that cannot be read or has another header, is
-- an input error.
---@param options string|tengine.symbols.options the groups file, or options
---@return tengine.symbols.feed
function symbols.open(options) end

-- The next job. Raises when the file has changed.
---@return tengine.symbols.job? job nil when used up and on_end is "stop"
function feed:next() end

-- Job i (1 .. #feed) in the order of the file; the cursor stays where it is.
-- Raises where there is none.
---@param i integer
---@return tengine.symbols.job
function feed:at(i) end

-- How many jobs there are: #feed.
---@return integer
function feed:count() end

-- Encodes what may not stand in a path; a valid %XX stays as it is.
---@param path string
---@return string
function symbols.encode(path) end

-- Undoes percent-encoding; a % that begins no %XX stays, and so does +.
---@param text string
---@return string
function symbols.decode(text) end

return symbols
