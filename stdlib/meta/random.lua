---@meta tengine.random

---Draws that the run's seed repeats, from the worker's own generator. Called
---as `math.random` is, which draws the same way: a float in [0, 1), a whole
---number from 1 to m, or one from m to n.
---@class tengine.random
---@overload fun(): number
---@overload fun(m: integer): integer
---@overload fun(m: integer, n: integer): integer
local random = {}

---A float in [a, b).
---@param a number
---@param b number
---@return number
function random.uniform(a, b) end

---Exponentially distributed, as the gaps between independent arrivals are.
---@param mean number 0 or more
---@return number
function random.exponential(mean) end

---Normally distributed.
---@param mean number
---@param sd number the standard deviation, 0 or more
---@return number
function random.normal(mean, sd) end

---One of the values of a list that is not empty.
---@generic T
---@param list T[]
---@return T
function random.choice(list) end

---A value by its weight (0 or more, not all 0): `{ {value, weight}, ... }`
---or `{ name = weight, ... }`.
---@param entries any[][]|table<string, number>
---@return any
function random.weighted(entries) end

---A string of n bytes of the alphabet (letters and digits).
---@param n integer
---@param alphabet? string
---@return string
function random.string(n, alphabet) end

---A version 4 UUID. It can be foretold: not for secrets.
---@return string
function random.uuid() end

return random
