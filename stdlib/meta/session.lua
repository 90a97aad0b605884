---@meta tengine.session

-- What a user keeps from run to run: connections, cookies, defaults. It is no
-- module: a scenario is given its worker's, and `tengine.session` makes others.
---@class tengine.session
---@field headers table<string, string|string[]|nil> sent with every request
---@field cookies tengine.cookies what servers have set, and what it sends
---@field context table for the scenario's own use
---@field args tengine.args the options of the scenario file
---@field base_url string as it was given; "" when it was not
---@field worker_id integer from 0 on; a session of the scenario's own has none
---@field step integer number of the run, of this worker; 0 before the first
---@field statsd tengine.statsd figures of the scenario's own, with `--out statsd=`
local session = {}

-- Sends a GET request. Every method returns the response whatever its status.
-- Where there is none (no connection, a timeout, ...) it raises a
-- tengine.error.
---@param url string
---@param options? tengine.request.options
---@return tengine.response
function session:get(url, options) end

-- Sends a HEAD request; it has no data.
---@param url string
---@param options? tengine.request.options
---@return tengine.response
function session:head(url, options) end

-- Sends a POST request; one that was lost with its connection is not sent
-- again.
---@param url string
---@param options? tengine.request.options
---@return tengine.response
function session:post(url, options) end

-- Sends a PUT request.
---@param url string
---@param options? tengine.request.options
---@return tengine.response
function session:put(url, options) end

-- Sends a PATCH request.
---@param url string
---@param options? tengine.request.options
---@return tengine.response
function session:patch(url, options) end

-- Sends a DELETE request.
---@param url string
---@param options? tengine.request.options
---@return tengine.response
function session:delete(url, options) end

-- Sends an OPTIONS request.
---@param url string
---@param options? tengine.request.options
---@return tengine.response
function session:options(url, options) end

-- Sends a request of any method but CONNECT.
---@param method string in capitals, such as "GET"
---@param url string
---@param options? tengine.request.options
---@return tengine.response
function session:request(method, url, options) end

-- What to load, and how.
---@class tengine.batch
---@field max? integer how many at a time (6)
---@field [integer] string|any[] a path, or { method, path, options }

-- Many requests, some at a time, as a browser loads what a page refers to.
-- Where one got no answer, its error is raised once all have ended.
---@param requests tengine.batch
---@return tengine.response[] responses in the order of the requests
function session:batch(requests) end

-- Closes a session of the scenario's own; a worker's is closed by itself. A
-- finalizer cannot close one.
function session:close() end

-- The cookies of a session: `cookies.name` and `cookies.name = value` (nil takes
-- it away) are those for the host of base_url. A cookie that is called as a
-- method is, is read by `get`. They raise where there is neither a base_url nor
-- a URL.
---@class tengine.cookies
---@field [string] string?
local cookies = {}

-- The value of a cookie that a request to that host could carry; nil when there
-- is none.
---@param name string
---@param url? string of the host (base_url)
---@return string?
function cookies:get(name, url) end

-- Sets a cookie for that host alone, path "/". Raises where it could not be
-- sent.
---@param name string
---@param value string? nil takes it away
---@param url? string of the host (base_url)
function cookies:set(name, value, url) end

-- Takes all cookies away, or those for one host.
---@param url? string of the host
function cookies:clear(url) end

-- Figures of the scenario's own for a statsd receiver (`--out statsd=URL`, the
-- first of several), beside those that the engine sends once a second under
-- "tengine.". They go out under their names as given, about once a second, over
-- UDP: what is lost on the way is noted in the summary. Tags are { key = value }.
-- Without a receiver nothing is sent.
---@class tengine.statsd
local statsd = {}

-- Adds n (1) to a counter.
---@param name string
---@param n? number
---@param tags? table<string, string|number|boolean>
function statsd:increment(name, n, tags) end

-- Takes n (1) from a counter.
---@param name string
---@param n? number
---@param tags? table<string, string|number|boolean>
function statsd:decrement(name, n, tags) end

-- Sets a level.
---@param name string
---@param value number
---@param tags? table<string, string|number|boolean>
function statsd:gauge(name, value, tags) end

-- A duration: seconds here, as everywhere; milliseconds on the wire.
---@param name string
---@param seconds number
---@param tags? table<string, string|number|boolean>
function statsd:timing(name, seconds, tags) end

-- One value of a distribution, in a unit of its own.
---@param name string
---@param value number
---@param tags? table<string, string|number|boolean>
function statsd:histogram(name, value, tags) end

-- What may be said of requests -------------------------------------------

---@class tengine.common.options
---@field headers? table<string, string|string[]|false> false takes a default away
---@field timeout? number until the answer is complete, of each hop (30)
---@field connect_timeout? number until there is a connection (as `timeout`)
---@field redirects? boolean whether redirects are followed, ten at most, each hop a request of its own (true)
---@field expect? integer|integer[] statuses that are no failure (those below 400)
---@field body? "keep"|"discard" what becomes of the body of the answer ("keep")
---@field max_body? integer bytes; a longer body is a failure (64 MiB)
---@field compressed? boolean true: gzip and deflate are asked for and decoded; `body`, `size` and `max_body` are of what comes out (false)
---@field reuse? boolean false: every request on a connection of its own, closed afterwards (true, without --no-reuse)
---@field tags? tengine.tags what the requests are counted with
---@field auth? tengine.auth|false who is there; false takes the session's away
---@field aws_sigv4? tengine.signing|false whose signature AWS wants; false takes the session's away

-- `user` and `password` for Basic, or for Digest where `type` says so; or
-- `bearer`, a token. A header Authorization of one's own beats it. Nothing of it
-- follows a redirect to another origin.
--
-- A Digest is answered when the server asks: its 401 is a request of its own,
-- and not a failed one. From then on the session's requests to this origin
-- bring the answer along.
---@class tengine.auth
---@field user? string
---@field password? string
---@field type? "basic"|"digest" ("basic")
---@field bearer? string

-- Requests are signed with AWS Signature Version 4, by libcurl. Of such a
-- request the URL is written anew: percent-encoded as S3 has it, parameters in
-- the order of their names. A header without a value is refused. A header
-- Authorization of one's own, `auth` as well, beats it; nothing of it follows a
-- redirect to another origin.
---@class tengine.signing
---@field access_key string
---@field secret_key string
---@field region string such as "us-west-2"
---@field token? string of temporary keys: the session token; "" is none
---@field service? string ("s3"); of others, only paths without percent signs are signed right

-- What a session speaks, and how long it keeps connections, is said when it is
-- made. `cert`, `key` and `ca` are PEM files; a `key` that is not given is in
-- the file of the `cert`.
---@class tengine.session.options: tengine.common.options
---@field max_age? number a connection that has been open for so many seconds takes no further request (any age)
---@field max_requests? integer a connection takes so many requests (any number)
---@field http_version? "1.1"|"2"|"2-prior-knowledge" "2": where TLS agrees on it, otherwise 1.1; "2-prior-knowledge": at once, without TLS as well (each request on a connection of its own where libcurl is 7.88) ("1.1")
---@field cert? string the client's certificate, shown to servers that ask for one
---@field key? string its private key
---@field key_password? string what the key is encrypted with
---@field ca? string the certificates to trust, instead of the system's
---@field base_url? string what a URL that begins with "/" is appended to, as text

---@class tengine.request.options: tengine.common.options
---@field name? string under which the request is counted (method and path; numbers, UUIDs and hex ids in it are `{id}`)
---@field query? tengine.fields put behind the path, percent-encoded
---@field data? string|string[] the body that is sent; or its pieces, which are not joined
---@field json? any the same, encoded; sets the Content-Type unless it is given
---@field form? tengine.fields the same, as application/x-www-form-urlencoded
---@field multipart? table<string, tengine.part>|tengine.part.listed[] the same, as multipart/form-data
---@field file? string path of a file whose bytes are the body, read as it is sent

-- One value of a form or a query.
---@alias tengine.field string|number|boolean

-- Names with their values, in the order of the names; a list of values is a
-- field each. Or a list of `{ name, value }`, in its own order.
---@alias tengine.fields table<string, tengine.field|tengine.field[]>|any[][]

-- A part of a multipart form: a value, a table with `data` or `path`, or a list
-- of these. A file is read as it is sent.
---@alias tengine.part tengine.field|tengine.part.described|tengine.part[]

-- A part with more than a value.
---@class tengine.part.described
---@field data? tengine.field|string[] or a text in pieces, which are not joined
---@field path? string of a file, instead of data
---@field filename? string what the server is told (the last name of the path)
---@field name? string the same
---@field type? string its Content-Type (application/octet-stream for files)

-- A part of a list, which has its name beside it.
---@class tengine.part.listed: tengine.part.described
---@field name string of the part

-- Answers ----------------------------------------------------------------

-- An answer, whatever its status.
---@class tengine.response
---@field status integer
---@field reason string the words behind the status
---@field http_version string "1.1", "1.0" or "2"
---@field headers tengine.response.headers
---@field body string "" where it was discarded
---@field size integer bytes of the body, kept or not
---@field url string of the last hop
---@field ok boolean whether the status was expected
---@field elapsed number of the last hop, from its start, connecting included, to its end
---@field timings tengine.timings
local response = {}

-- The body decoded, or one value of it. A path names the keys of objects and
-- the places in arrays, counted from 0: "data.0.id" or "data[0].id"; a key that
-- holds a dot is written `["a.b"]`. One that leads nowhere gives nil (null is
-- json.null). Raises where the body is no JSON, and where the path is none.
--
-- The body is decoded once: the tables are the same every time, and what is
-- changed in them stays changed.
---@param path? string
---@return any
function response:json(path) end

-- The text between two others, as they stand: in the n-th (1) pair of them, the
-- next of which begins behind the last. nil where the body has fewer.
---@param left string
---@param right string
---@param n? integer
---@return string?
function response:text_between(left, right, n) end

-- string.match of the body: the captures of a Lua pattern, or nil.
---@param pattern string
---@param init? integer where to begin (1)
---@return any ...
function response:match(pattern, init) end

-- Which links of a page are wanted; of any tag and host unless said otherwise.
---@class tengine.links.options
---@field tag? string|string[] the names of their tags, such as "img"
---@field same_host? boolean true: only those that lead to the host of the page
---@field match? string a Lua pattern that is found in the URL

-- Where a page leads: what the attributes href, src and action of its tags
-- hold, as absolute URLs, each once, in the order of the page. Relative ones
-- are resolved against the page's URL or its `<base href>`; fragments are
-- dropped. Comments and scripts are passed over, and so is what is neither
-- http nor https, empty, or a fragment alone. The first 10,000 are given, out of
-- at most 32 MB of URLs.
--
--     session:batch(page:links { tag = { "img", "script", "link" } })
---@param options? tengine.links.options
---@return string[]
function response:links(options) end

-- Header fields by name, in any case; several of one name are joined by ", ".
-- With pairs(), all as they came. A field of the name "all" is headers.All.
---@class tengine.response.headers
---@field [string] string|nil
local response_headers = {}

-- The values of each field of this name: cookies cannot be told apart once they
-- are joined.
---@param name string
---@return string[]
function response_headers:all(name) end

-- Where the time of the last hop went; the first three are 0 on a connection
-- that was open already.
---@class tengine.timings
---@field dns number finding the address
---@field blocked number until it was this connection's turn to be opened
---@field connect number opening the connection
---@field tls number agreeing on keys
---@field wait number from the request being sent to the first byte of the answer
---@field receive number from there to the last byte
---@field queue number between the time it was meant to start and its start

---@alias tengine.error.kind
---| "dns" # the host has no address
---| "connect" # refused or unreachable
---| "tls" # the handshake or the certificate
---| "timeout" # it took too long
---| "closed" # the connection ended before an answer
---| "truncated" # the connection ended within the answer
---| "bad_length" # contradicting or malformed lengths; a length beside chunks
---| "bad_chunk" # a chunk that is none
---| "bare_cr" # a CR without LF in the head
---| "nul" # a NUL in the head
---| "extra_bytes" # more came than the answer
---| "header_flood" # the head is over 256 KB, or one field over 100 KB
---| "bad_encoding" # gzip or deflate that is none, or is cut short
---| "protocol" # what came is not HTTP in some other way
---| "too_large" # the body is past max_body
---| "redirect" # too many, or to a place that is not allowed
---| "local" # no descriptors, ports or memory on this machine
---| "cancelled" # the session was closed meanwhile
---| "input" # of the data modules: a file or an option is wrong
---| "system" # of the data modules: no memory, no descriptors
---| "output" # of `tengine.files`: it cannot be written

-- What is raised when there is no answer, and by the data modules; its
-- tostring is readable.
---@class tengine.error
---@field kind tengine.error.kind
---@field message string with file and line
---@field url? string of the request, as are the next two
---@field method? string
---@field name? string under which it is counted

return session
