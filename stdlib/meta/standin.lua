---@meta tengine.standin

--- The stand-in symbol server: answers symbol downloads, symbolication and
--- uploads as the two real services do, from threads of its own in this
--- process. Without data files it serves a small sample with invented names.
local standin = {}

---@class tengine.standin.options
---@field port? integer 0, the default: a free one
---@field host? string the address to serve, 127.0.0.1 unless told
---@field groups? string CSV (`URI,STATUS CODE,PRIVATE,COUNT`), plain or gzipped, of what is found and what not
---@field missing? string CSV (`debug_file,debug_id,code_file,code_id`) of the code ids that are known
---@field delay? number|number[] seconds before every answer, up to 3600, or {least, most}
---@field fail_rate? number share of the answers that are a 500, from 0 to 1
---@field seed? integer decides which answers fail and how long delays are; the run's seed unless told
---@field strict? boolean refuse floating-point offsets of module -1, as the real service does
---@field close? boolean answer `Connection: close`, as the real services do
---@field threads? integer that serve, up to 64; 1 unless told

---@class tengine.standin.server
---@field url string such as `http://127.0.0.1:8000`
---@field port integer
local server = {}

--- Stops serving; a second call does nothing. So does the last reference when
--- it is collected.
function server:stop() end

--- How many requests were answered so far.
---@return integer
function server:requests() end

--- Starts a server that runs until it is stopped. It may be stored with
--- `set_var` and is the same in all threads. The summary says that generator
--- and server shared one machine. A wrong option, and an address that cannot
--- be served, are input errors.
---@param options? tengine.standin.options
---@return tengine.standin.server
function standin.start(options) end

---@class tengine.standin.sample
---@field dir string the folder, which is removed when this is closed or collected
---@field groups string path of the groups CSV
---@field missing string path of the missing CSV
---@field stacks string path of the folder of stacks, a JSON file each
local sample = {}

--- Removes the files.
function sample:close() end

--- Writes the built-in sample into a new folder under $TMPDIR, in the formats
--- of real data: what a scenario feeds on when it is given none.
---@return tengine.standin.sample
function standin.sample() end

return standin
