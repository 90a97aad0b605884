---@meta tengine.archives

-- What to upload to a symbol server: zips of made-up symbol files, and those
-- of a folder.
--
-- Made-up files begin as Breakpad's do, with MODULE and INFO CODE_ID lines, and
-- go on with records up to the asked size. Each archive has keys of its own,
-- by the seed and its number; what follows the first lines is made and
-- compressed once. `data` of an archive is a list of pieces, fit for the
-- `data` of a request or of a part: it takes next to no memory of its own.
---@class tengine.archives
local archives = {}

---@class tengine.archives.options
---@field size? integer bytes of an archive, exactly; up to 2 GiB (20,000,000)
---@field sym_size? integer bytes of a symbol file, uncompressed; up to 256 MiB (1,000,000)
---@field platform? "windows"|"linux"|"mac" ("windows")
---@field seed? integer decides all that is in them (the run's)

---@class tengine.archives.archive
---@field number integer counted from 1, in all threads
---@field name string such as "symbols-1.zip"
---@field bytes integer
---@field data string[] the zip, in pieces

---@class tengine.archives.file
---@field key string "made00000.pdb/ID/made00000.sym"
---@field size integer bytes, uncompressed
---@field md5_hash string of these, 32 digits

---@class tengine.archives.maker
---@operator len: integer
local maker = {}

-- The next archive: no two callers get the same, in whichever thread. #maker
-- is how many files each holds.
---@return tengine.archives.archive
function maker:next() end

-- The files of an archive. Their sums are taken here, which costs about 2 ms
-- for each million bytes.
---@param number integer
---@return tengine.archives.file[]
function maker:files(number) end

-- One of its files, in pieces.
---@param number integer
---@param i integer 1 to #maker
---@param encoding? "identity"|"gzip" ("identity")
---@return string[]
function maker:file(number, i, encoding) end

-- A maker of archives; with the same options it is the same one in all threads.
-- Sizes that cannot be are an input error.
---@param options? tengine.archives.options
---@return tengine.archives.maker
function archives.open(options) end

---@class tengine.archives.zip
---@field path string
---@field name string without folders
---@field bytes integer

-- The \*.zip files of a folder, by name, and how many were left out as too
-- large. A folder without one is an input error.
---@param dir string
---@param max_bytes? integer
---@return tengine.archives.zip[]
---@return integer too_large
function archives.zips(dir, max_bytes) end

return archives
