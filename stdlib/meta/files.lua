---@meta tengine.files

-- What lies in folders, and files of results. What cannot be read raises an
-- error of kind "input", what cannot be written one of kind "output".
---@class tengine.files
local files = {}

-- The files at or below a path, in bytewise order: the path itself where it is
-- a file; of a folder all in it and in its folders. Names that begin with a dot
-- are passed over.
---@param path string
---@return string[]
function files.find(path) end

-- Whether there is a file, a folder or anything else of this name.
---@param path string
---@return boolean
function files.is_there(path) end

-- Makes a folder, and those above it, where they are missing.
---@param path string
function files.make_folder(path) end

-- A file that is being written: beside its place, under a name of its own that
-- begins with a dot. One that is dropped before `commit` leaves no trace.
---@class tengine.files.file
local file = {}

-- Appends a text.
---@param text string
function file:write(text) end

-- Ends the writing and gives the file its name; it takes the place of what had
-- that before.
function file:commit() end

-- Ends the writing and takes the file away.
function file:discard() end

-- Begins a file of results; who reads the path sees all of it, once it was
-- committed, or what was there before. What is no regular file, such as
-- /dev/null, is written as it is.
---@param path string
---@return tengine.files.file
function files.create(path) end

return files
