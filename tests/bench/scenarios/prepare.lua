-- Writes what work.lua asks for and posts, so that another program can do the
-- same in the same order: `jobs`, a line "STATUS PATH" each, and `bodies`, each
-- a line with its length and its bytes.
--
--   build/tengine -q tests/bench/scenarios/prepare.lua -- --out FOLDER
local tengine = require "tengine"
local stacks, symbols = require "tengine.stacks", require "tengine.symbols"
local standin = require "tengine.standin"

local args = tengine.options {
  out = { ".", "folder to write into" },
  stacks = { "", "folder of bodies; none: the sample's" },
  groups = { "", "symbols to ask for; none: the sample's" },
}

-- More would cost memory in a program that holds them all, and prove nothing.
local MOST = 10000

local function write(name, count, text_of)
  local file <close> = assert(io.open(args.out .. "/" .. name, "wb"))
  for _ = 1, math.min(count, MOST) do
    assert(file:write(text_of()))
  end
end

local function prepare()
  local sample = standin.sample()
  local corpus = stacks.open(args.stacks ~= "" and args.stacks or sample.stacks)
  local feed = symbols.open { groups = args.groups ~= "" and args.groups or sample.groups }
  write("bodies", #corpus, function()
    local body = corpus:next().body
    return #body .. "\n" .. body
  end)
  write("jobs", #feed, function()
    local job = feed:next()
    return job.expected .. " " .. job.path .. "\n"
  end)
  sample:close()
end

tengine.scenario("prepare", prepare)
