---@meta tengine

-- The engine, as a scenario sees it. Times are seconds.
--
-- A scenario file runs once in every engine thread, before the load; it
-- registers scenarios and fixtures. Its functions are then run as coroutines:
-- sleeping, requests and waiting park one and let the others go on.
--
-- It sets no globals: an assignment to one, in it or in a module beside it, is
-- an error at load with its line, also in a function that has not run. A name
-- that a module does not have is an error too; rawget(module, name) asks.

---@class tengine
---@field version string such as "0.1.0"
---@field json tengine.json the module `tengine.json`
---@field random tengine.random the module `tengine.random`
---@field metric tengine.metric metrics of the scenario's own
---@field check tengine.check whether something held
local tengine = {}

---@alias tengine.args table<string, string|number|boolean|string[]>

-- Set series of one metric apart. A key begins with a letter or "_", then also
-- digits, "." and "-"; the engine's own (name, method, status, error, scenario,
-- check, overflow, warm_up) are refused. A request's tags come on top of its
-- session's, and these on top of the scenario's.
---@alias tengine.tags table<string, string|number|boolean>

-- At the top of the file --------------------------------------------------

-- All of these raise when they are called later, and a fixture other than
-- `events` when there is one of its name already. Fixtures may sleep and make
-- requests. One that raises ends the run with exit code 107, and the fixtures
-- of the end follow; errors of `progress` and `events` are counted and that is
-- all.

---@class tengine.scenario.options
---@field weight? number share of the runs beside other weights; 0 is off (1)
---@field delay? number pause after each run, added to `--delay` (0); none where runs arrive at a rate, which alone says when they begin
---@field tags? tengine.tags on all that its runs count: requests, checks, metrics

-- Registers a scenario: what a user does in one run. A run fails when its
-- function raises.
---@param name string
---@param fn fun(session: tengine.session)
---@overload fun(name: string, options: tengine.scenario.options, fn: fun(session: tengine.session))
function tengine.scenario(name, fn) end

---@alias tengine.option.type
---| "text" # as it is
---| "number" # "1.5"; a float
---| "whole number" # "5"; an integer
---| "flag" # "yes", "no"; a boolean, and `--name` alone is yes
---| "choice" # one of `choices`
---| "duration" # "30s", "1m30s", 0.5; seconds
---| "size" # "10 MB", "1.5 GiB", 512; bytes
---| "file" # a path; when it is given and not "", the file is there and readable

---@class tengine.profile
---@field workers? integer users that run again and again; with a rate: those that are there from the start
---@field ramp_up? number|string the time in which they begin, one after the other: "1m", or seconds
---@field stages? string how many workers there are over time, or how many runs arrive: "30s:50, 5m:50, 30s:0", "1m:500/s, 5m:=100/s"; in even steps, or with ":=" at once
---@field rate? string|number how often runs arrive, whether the ones before have ended or not: "500/s", "30000/m"
---@field arrivals? "even"|"poisson" how they are spread; "even" if not given
---@field max_workers? integer of a rate: workers are begun as they are needed, up to so many; 1000 if not given; `--max-workers` holds instead
---@field queue_limit? integer of a rate: so many runs may wait for a free worker, further ones are dropped; 10000 if not given; `--queue-limit` holds instead
---@field duration? number|string how long it takes; without it as long as the stages, or a day
---@field runs_per_worker? integer then the worker is done
---@field total_runs? integer of all workers together, then it is over
---@field interval? number|string a worker is meant to begin a run so often, and measured from then
---@field delay? number|string the pause between the runs of a worker; not with a rate
---@field warm_up? number|string so much of the run, from its start, is measured apart and in no figure, percentile or threshold; in whole seconds, rounded up; of several loads the longest holds; `--warm-up` holds instead, also when it is 0
---@field start? number|string when it begins, after the run's start
---@field scenarios? string|string[] those that it runs, by their weights; all if not given
---@field tags? table<string, string|number|boolean> of all that its runs count

-- Says the load that the file is meant for. Several calls are several loads
-- at once, each with workers of its own. What says a load on the command line
-- (`-w`, `--stages`, `--rate`) takes the place of all of them, and so does a
-- file with `--profile`; `-d`, `--max-workers` and the like hold beside them.
---@param profile tengine.profile
function tengine.profile(profile) end

---@class tengine.option
---@field [1]? string|number|boolean the default
---@field [2]? string the help
---@field type? tengine.option.type else the default decides: text, number, whole number or flag
---@field env? string|string[] variables that stand for it; the first that is set counts
---@field choices? string[] what it may be; makes it a choice
---@field min? number the least that a number may be
---@field max? number the most
---@field required? boolean true: it must be given; then there need be no default
---@field place? integer 1, 2, ...: the word at this place, among those that are no options, means it as well
---@field several? boolean true: it may come more than once, at its place, the last, as all words from there on; its value is a list

-- Declares the options of the scenario file, all in one call, and returns
-- their values. Each is `name = default` or `name = { default, "help",
-- type = "duration", env = "VARIABLE" }`. `--name value` after a `--` on the
-- command line beats the environment, which beats the default; "-" and "_" are
-- the same in a name. Behind a further `--` there are words only, for options
-- that have a place. `tengine FILE.lua -- --help` prints them all.
---@param declared table<string, string|number|boolean|tengine.option>
---@return tengine.args
function tengine.options(declared) end

-- What must hold, or the run ends in exit code 99:
--
--     tengine.threshold "http.duration{name:GET symbol} p95 < 300ms over 1m"
--     tengine.threshold("http.failed", "rate < 1% after 1000 samples abort")
--
-- A metric, and in braces the tags that its series must have: `name`, `method`
-- and `status` of `http.requests`; `name` and `error` of `http.failed`; `name` of
-- `http.duration` and `http.service`; `scenario` of `scenario.*`; `check` of
-- `checks`; and those of your own. Then a value (`p95`, `p99.9`, `avg`, `min`, `max`, `count`, `rate`), `<`, `<=`, `>` or
-- `>=`, and a bound in its unit: `300ms`, `5MB`, `1000`, `100/s`, `10MB/s`. A
-- rate in percent is a share: of the requests (`http.failed`, `http.reused`,
-- `http.requests{status:503}`), of the runs (`scenario.failed`), of all checks;
-- there the word `rate` may be left out. Behind it may stand
--
-- - `over 1m`: in each window of that length, not over the whole run;
-- - `after 1000 samples`: not judged before there are so many;
-- - `after 30s`: what was measured until then does not count;
-- - `abort`: the run ends as soon as it is broken.
--
-- `p99 drift < 5%/h` is how much a value climbs: the slope of a line through
-- its windows (of a minute, or `over 5m`), in percent of its average; ten of
-- them, at least, and beyond what chance would do. A metric that never
-- appeared fails. `--threshold` says the same on the command line.
---@param text string the whole, or the metric alone
---@param condition? string what follows it
function tengine.threshold(text, condition) end

-- Several at once.
---@param texts string[]
function tengine.thresholds(texts) end

-- Once, before any worker begins; in the first thread: what it sets in a
-- variable of the file is not seen by the others, what it stores by `set_var`
-- is. For requests there are `request` and `json_request`.
---@param fn fun(args: tengine.args)
function tengine.global_setup(fn) end

-- Once, after the last worker has ended, in the first thread; not where
-- `global_setup` failed.
---@param fn fun()
function tengine.global_teardown(fn) end

-- Once per worker; the table that it returns is the default of the worker's
-- session.
---@param fn fun(worker_id: integer, args: tengine.args): tengine.session.options?
function tengine.setup(fn) end

-- Once per worker, with its session.
---@param fn fun(worker_id: integer, session: tengine.session)
function tengine.setup_session(fn) end

-- At the end of a worker, while it still has its session.
---@param fn fun(worker_id: integer, session: tengine.session)
function tengine.teardown_session(fn) end

-- At the end of a worker.
---@param fn fun(worker_id: integer)
function tengine.teardown(fn) end

-- At each update of the console, with what the run has come to so far; in the
-- first thread, beside its workers. What it returns is printed in the place of
-- `result.text`; nothing leaves that as it is. While it waits, updates are
-- left out.
---@param fn fun(result: tengine.result): string?
function tengine.progress(fn) end

-- At the end, also of a run that was stopped, with what it came to. What it
-- returns is printed in the place of `result.text`; nothing leaves that as it
-- is. The last two lines of a run are always tengine's.
---@param fn fun(result: tengine.result): string?
function tengine.summary(fn) end

-- Says which scenario a worker runs next, by its name; what it returns beats
-- the weights, and nothing leaves it to them. With a picker, scenarios of
-- weight 0 are on.
---@param fn fun(worker_id: integer, step_id: integer): string?
function tengine.scenario_picker(fn) end

-- Standard output is the scenario's own from now on, by `io.write`, such as for
-- a table that another program reads: what is printed, the console and the
-- summary go to standard error.
function tengine.take_output() end

---@class tengine.event
---@field session? tengine.session of all but `current_workers`
---@field wid? integer number of the worker, from 0; of its own requests and runs
---@field request? tengine.event.request of `sending_request` and `response_received`
---@field response? tengine.response of `response_received`
---@field scenario? string name, of `scenario_*`
---@field step? integer number of the run, of this worker; of `scenario_*`
---@field exception? any what was raised; of `scenario_failure`
---@field workers? integer how many there are; of `current_workers`

---@class tengine.event.request
---@field method string
---@field url string whole, with the query
---@field headers table those of the request's options; what is set here is sent
---@field options tengine.request.options a copy for this request

---@alias tengine.event.name
---| "sending_request" before each request
---| "response_received" after each answer
---| "scenario_start" before each run
---| "scenario_success" after each run that went well
---| "scenario_failure" after each run that failed
---| "current_workers" once a second

-- Has a function told what happens, in the worker that it happens to; there
-- may be several. They may wait: what comes next waits as well, which costs
-- the load. What they raise is counted and goes no further; what they request
-- themselves is no event. `current_workers` is told in the first thread alone.
---@param listener fun(name: tengine.event.name, data: tengine.event)
function tengine.events(listener) end

-- Values for all threads --------------------------------------------------

-- Stores a value for all threads; in `global_setup` only. Plain values, tables
-- of them (up to 50 deep), and what the data modules return.
---@param name string
---@param value any
function tengine.set_var(name, value) end

-- What was stored. From the first worker on it is frozen: changing a table of
-- it raises. Where nothing was, the factory makes it: once for all threads and
-- workers, who wait meanwhile; it may make requests. What it returns is stored
-- as by `set_var`. When it raises, the next who asks tries again.
---@param name string
---@param factory? fun(): any
---@return any value nil when nothing was stored and there is no factory
function tengine.get_var(name, factory) end

-- A whole number that all threads share: for scenarios to agree by, such as on
-- the next free id. What the summary shall show is a metric.
---@class tengine.counter
local counter = {}

-- Adds n (1) and returns the value after it: no two callers get the same.
---@param n? integer
---@return integer
function counter:add(n) end

-- The value now.
---@return integer
function counter:value() end

-- The counter of this name, one for all threads; it begins at 0.
---@param name string
---@return tengine.counter
function tengine.counter(name) end

-- Flow --------------------------------------------------------------------

-- Waits, and lets the other workers go on.
---@param seconds number 0 or more
function tengine.sleep(seconds) end

-- Waits as a person does who reads a page: between `min` and `max` seconds,
-- evenly drawn from the worker's own generator.
---@param min number 0 or more
---@param max? number not less than `min` (`min`)
function tengine.think(min, max) end

-- Runs functions side by side and waits for all. The first error ends the
-- others and is raised.
---@param fns (fun(): any)[]
---@return any ... the first result of each, in order
function tengine.all(fns) end

-- What `tengine.spawn` has started.
---@class tengine.task
local task = {}

-- Waits until it has ended; its results, or its error raised. Only one other
-- task can wait for it.
---@return any ...
function task:wait() end

-- Runs a function beside this one. A run ends only when what it spawned has;
-- an error that nobody waited for fails the run.
---@param fn fun(...): any
---@param ... any its arguments
---@return tengine.task
function tengine.spawn(fn, ...) end

-- Ends the test: no new run starts, those under way may finish.
---@param reason? string for the summary
function tengine.stop(reason) end

-- Fails this run, as `error` does, with the place in the file before the
-- message. What the function still had to do is left out.
---@param message any
function tengine.fail(message) end

-- Seconds by a clock that only goes forward, for differences: it is not the
-- time of day.
---@return number
function tengine.now() end

-- Measuring ---------------------------------------------------------------

-- Counts whether something held, under a name; the run goes on. Called as
-- `tengine.check(name, ok)`, it returns what it was given.
---@class tengine.check
---@overload fun(name: string, ok: any): any
tengine.check = {}

-- What a value must be like; other values beside those named are left alone.
--
-- - A text names a type, or several: "string", "number", "integer" (a whole
--   number), "boolean", "null", "array", "object", "any"; "boolean|null".
-- - A list with one shape is an array of such elements, with `n` of so many:
--   `{ "string", n = 3 }`. With several shapes it is an array of just these.
-- - A table of keys is an object. "line?" may be missing, and "*" stands for
--   every key that is not named.
-- - `check.one_of` is one of some values.
---@alias tengine.shape string|table

-- Counts, as `tengine.check` does, whether a value has a shape. Where it has
-- not, the second result says where and what was wanted, with a path as
-- `response:json` takes it:
--
--     local shape = { results = { { name = "string", ["line?"] = "integer" } } }
--     assert(tengine.check.shape("answer", response:json(), shape))
--     -- results[2].line: a whole number is wanted, not "x"
---@param name string of the check
---@param value any such as response:json()
---@param shape tengine.shape
---@return boolean ok
---@return string? difference
function tengine.check.shape(name, value, shape) end

-- A shape that only these values have: texts, numbers, booleans, json.null.
---@param values any[]
---@return tengine.shape
function tengine.check.one_of(values) end

-- Metrics by names of the scenario's own: a letter or "_", then also digits,
-- "." and "-". One name is one metric of one kind, whoever asks for it; with
-- other tags it is another series of it. The summary shows them. Asking costs
-- a little, adding next to nothing: ask at the top of the file.
--
-- Asking raises for a name of the engine's own ("http.", "checks", ...) and for
-- one that has another kind already; adding for what the kind does not take.
---@class tengine.metric
tengine.metric = {}

-- A sum.
---@class tengine.metric.counter
local metric_counter = {}

-- Adds to it.
---@param amount? number 0 or more (1)
function metric_counter:add(amount) end

-- A level, the sum of its ups and downs in all threads.
---@class tengine.metric.gauge
local metric_gauge = {}

-- Raises or lowers it; it begins at 0.
---@param change? number by how much (1)
function metric_gauge:add(change) end

-- How many of how many.
---@class tengine.metric.rate
local metric_rate = {}

-- Counts one more.
---@param held boolean
function metric_rate:add(held) end

-- Durations, or amounts of another unit, of which percentiles are shown.
---@class tengine.metric.trend
local metric_trend = {}

-- Takes one in.
---@param value number 0 or more, seconds unless its unit is another
function metric_trend:add(value) end

-- The sum of this name, such as of pages looked at.
---@param name string
---@param tags? tengine.tags
---@return tengine.metric.counter
function tengine.metric.counter(name, tags) end

-- The level of this name, such as of open baskets.
---@param name string
---@param tags? tengine.tags
---@return tengine.metric.gauge
function tengine.metric.gauge(name, tags) end

-- How often something of this name held, such as that a page was cached.
---@param name string
---@param tags? tengine.tags
---@return tengine.metric.rate
function tengine.metric.rate(name, tags) end

-- The durations of this name, such as of paying; or amounts, such as the bytes
-- of a basket. Series of `tengine.stats` are such trends.
---@param name string
---@param tags? tengine.tags
---@param unit? tengine.stats.unit ("seconds")
---@return tengine.metric.trend
function tengine.metric.trend(name, tags, unit) end

-- A line for the notes of the summary; the same line is there once.
---@param text string
function tengine.note(text) end

-- What a run came to -------------------------------------------------------

---@class tengine.result
---@field text string what tengine would print, several lines
---@field scenario string path of the file
---@field seed integer
---@field elapsed number seconds since the first worker's start
---@field counted number the same without the warm-up: what its figures are of
---@field workers integer how many there are now
---@field workers_asked integer
---@field threads integer
---@field runs tengine.result.runs
---@field is_over boolean whether the run has ended
local result = {}

---@class tengine.result.runs
---@field started integer
---@field succeeded integer
---@field failed integer
---@field interrupted integer broken off at the end
---@field dropped integer planned, and not started

---@class tengine.result.trend
---@field unit tengine.stats.unit of all that follow but the count
---@field count integer
---@field sum number exact, as are mean and stddev
---@field min number to three digits, as are max and percentiles
---@field mean number
---@field stddev number of the population
---@field max number
---@field p50 number
---@field p75 number
---@field p90 number
---@field p95 number
---@field p99 number
---@field p99_9 number

---@class tengine.result.series: tengine.result.trend
---@field name string such as "http.requests"
---@field kind "counter"|"gauge"|"rate"|"trend" a trend has the fields of one
---@field tags table<string, string>
---@field value? number the sum of a counter, the level of a gauge, how many of a rate were true
---@field total? number of how many, of a rate

---@class tengine.result.failure
---@field scenario string or the fixture
---@field message string
---@field count integer
---@field worker? integer of the first one; none in a fixture of the run
---@field step integer of the first one

---@class tengine.result.threshold
---@field text string as it was written
---@field outcome "held"|"broken"|"unjudged" as it stands
---@field unit "count"|"seconds"|"bytes"|"percent"|"per_second"|"bytes_per_second"|"percent_per_hour" of the next two
---@field bound number
---@field value? number of the run so far, or of its worst window
---@field samples number what that is made of
---@field broken_at? number seconds since the run's start
---@field reason? string why there is no value, such as that the metric never appeared

-- The sum of a counter or gauge over all its series, or those with the tag;
-- of a trend or rate how many there were. 0 where there is none.
---@param metric string
---@param tag? string such as "name:GET symbol"
---@return number
function result:sum(metric, tag) end

-- How many of a rate were true, and of how many.
---@param metric string such as "checks"
---@param tag? string
---@return integer passed
---@return integer total
function result:rate(metric, tag) end

-- A trend over all its series, or those with the tag; nil where there is none.
---@param metric string such as "http.duration"
---@param tag? string
---@return tengine.result.trend?
function result:trend(metric, tag) end

-- Any percentile of it, in its unit; nil where there is none.
---@param metric string
---@param percent number 0 to 100
---@param tag? string
---@return number?
function result:percentile(metric, percent, tag) end

-- The values that a tag of the metric has, the most frequent first.
---@param metric string such as "http.requests"
---@param key string such as "name"
---@return string[]
function result:names(metric, key) end

-- Every series of every metric, as it stands now.
---@return tengine.result.series[]
function result:series() end

-- What went wrong in runs and fixtures, the most frequent first.
---@return tengine.result.failure[]
function result:failures() end

-- What had to hold, those of the command line first.
---@return tengine.result.threshold[]
function result:thresholds() end

-- Requests ----------------------------------------------------------------

-- A session beside the worker's, as another user would have.
---@param options? tengine.session.options
---@return tengine.session
function tengine.session(options) end

-- One request on a session of its own, which is closed again: for fixtures.
-- Raises as a session's methods do.
---@param url string
---@param method? string|tengine.request.options ("GET"); it may be left out
---@param options? tengine.request.options
---@return tengine.response
function tengine.request(url, method, options) end

-- The same, and the answer decoded; raises where it is no JSON.
---@param url string
---@param method? string|tengine.request.options ("GET"); it may be left out
---@param options? tengine.request.options
---@return any value what the body says
---@return tengine.response
function tengine.json_request(url, method, options) end

return tengine
