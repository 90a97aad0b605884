---@meta tengine.json

---JSON, read and written so that numbers, arrays and null survive.
---@class tengine.json
---@field null lightuserdata what `null` decodes to; `null` when encoded
local json = {}

---Decodes a text. Whole numbers up to 2^53 come as integers; larger ones and
---fractions as floats, which keep about 16 digits. Arrays carry the mark of
---`json.array`, also empty ones, and null is `json.null`, so that arrays have no
---holes. Raises `json: ... at character N` for what is no JSON.
---@param text string
---@return any
function json.decode(text) end

---Encodes a value; the same value always gives the same bytes (keys sorted).
---Integers are written as such, floats with all digits that they have.
---A table is an array when it is marked or has a `[1]`, else an object.
---Raises for what JSON cannot hold, naming the path of the key, and for what
---is nested more than 100 deep.
---@param value any
---@return string
function json.encode(value) end

---Marks a table as an array, so that an empty one is written as `[]`. Raises
---for a table with a metatable of its own.
---@generic T: table
---@param t? T a new table without it
---@return T
function json.array(t) end

---Marks a table as an object, in the same way.
---@generic T: table
---@param t? T a new table without it
---@return T
function json.object(t) end

return json
