-- From the access logs of S3 buckets to what a load test replays, and figures:
--
--   tengine -w 16 scenarios/s3logs.lua -- download BUCKET public-symbols/ --region us-west-2
--   tengine scenarios/s3logs.lua -- summarize downloadlogs --output queries.csv
--   tengine scenarios/s3logs.lua -- group downloadlogs --output groups.csv
--   tengine scenarios/s3logs.lua -- rates queries.csv
--   tengine scenarios/s3logs.lua -- times queries.csv
--   tengine scenarios/s3logs.lua -- cache 300 queries.csv
--
-- `download` asks with the keys in AWS_ACCESS_KEY_ID (or AWS_ACCESS_KEY),
-- AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN. All but `download` and
-- `summarize` read logs or what the latter has made of them; their result goes
-- to standard output or `--output`, all else to standard error. -c shows how far
-- it has come, and Ctrl-C ends it with what it has so far.
local tengine = require "tengine"
local bucket = require "s3logs.bucket"
local files = require "tengine.files"
local lines = require "s3logs.lines"
local reports = require "s3logs.reports"

local args = tengine.options {
  command = {
    nil,
    "what to do: fetch logs, make CSV of them, count what was asked for, or say how often, how fast, how it could be cached",
    choices = { "download", "summarize", "summorize", "group", "rates", "times", "cache" },
    required = true,
    place = 1,
  },
  what = {
    nil,
    "logs and folders of logs; for cache, N before them; for download, a bucket and prefixes of names",
    several = true,
    place = 2,
  },
  output = { "", "file for the result (standard output)" },
  folder = { "downloadlogs", "where downloads go", type = "text" },
  region = { "us-east-1", "of the bucket", env = { "AWS_REGION", "AWS_DEFAULT_REGION" } },
  endpoint = { "", "URL of another S3 than that of the region" },
  path_style = { false, "the bucket is a folder of the endpoint, not a host" },
}
tengine.take_output()

local function refuse(format, ...)
  error({ kind = "input", message = format:format(...) }, 0)
end

-- ---- The work: step(session) does a part, false at its end ----

local work = {}

-- The first word behind `cache`.
local function cache_size(words)
  local size = math.tointeger(tonumber(words[1]))
  if not size or size < 1 then refuse "cache: how many entries? Wanted is: cache N LOG..." end
  return size
end

-- Standard output in large pieces; what is lost there is told at the end.
local function write_out(text)
  io.stdout:write(text)
end

-- How the result is written, and how that ends.
local function open_output()
  if args.output == "" then
    io.stdout:setvbuf "full"
    return write_out, function() end
  end
  local output = files.create(args.output)
  return function(text)
    output:write(text)
  end, function()
    output:commit()
  end
end

-- A part is a block of lines, so that a signal need not wait long.
function work.logs(command, words)
  local size = command == "cache" and cache_size(words) or nil
  if size then table.remove(words, 1) end
  if #words == 0 then refuse("%s: which logs? Name files or folders", command) end
  local input = lines.open(words)
  local write, commit = open_output()
  local report = reports[command](write, size)
  return {
    worker_limit = 1, -- lines are counted in one place
    step = function()
      return input:feed(report.take)
    end,
    finish = function()
      report.finish()
      commit()
    end,
    account = function(result)
      return input:account(result.is_over)
    end,
  }
end

-- A part is an object.
function work.download(words)
  if not words[1] then refuse "download: which bucket? Wanted is: download BUCKET [PREFIX...]" end
  local source = bucket.open(table.remove(words, 1), words, args)
  return {
    defaults = source.defaults,
    step = function(session)
      return source:step(session)
    end,
    finish = function()
      if source.failure then error(source.failure, 0) end
    end,
    account = function(result)
      return (result.is_over and result.text or "") .. source:account()
    end,
  }
end

-- ---- The run ----

local job, failure

tengine.global_setup(function()
  local command = args.command == "summorize" and "summarize" or args.command
  local words = { table.unpack(args.what) }
  job = command == "download" and work.download(words) or work.logs(command, words)
end)

tengine.setup(function(worker_id)
  if not job then refuse("%s is the work of one thread: without -p", args.command) end
  if worker_id >= (job.worker_limit or math.huge) then
    refuse("%s is the work of one worker: without -w", args.command)
  end
  return job.defaults
end)

tengine.scenario("s3logs", function(session)
  local ok, goes_on = pcall(job.step, session)
  if ok and not goes_on then tengine.stop() end
  if ok then return end
  if not job.worker_limit then error(goes_on, 0) end
  failure = goes_on
  tengine.stop()
end)

tengine.progress(function(result)
  return job.account(result)
end)

-- Where something could not be read or written, figures would lie.
tengine.global_teardown(function()
  if failure then error(failure, 0) end
  job.finish()
end)

tengine.summary(function(result)
  return job.account(result)
end)
