-- aws_sigv4: requests that S3 lets in. The origin's front of S3 checks each.
local tengine = require "tengine"
local t = require "t"

local LASTING = { access_key = "AKIDORIGIN", secret_key = "secret/of+the/origin", region = "us-west-2" }
local TEMPORARY = {
  access_key = "ASIAORIGIN",
  secret_key = "another/secret",
  token = "token/of+the==origin",
  region = "us-west-2",
}

local function with(keys, changes)
  local copy = {}
  for key, value in pairs(keys) do
    copy[key] = value
  end
  for key, value in pairs(changes) do
    copy[key] = value
  end
  return copy
end

local function get(path, keys, options)
  return t.session(with({ aws_sigv4 = keys }, options or {})):get(path)
end

local function refusal(answer)
  return answer.status .. " " .. (answer:text_between("<Code>", "</Code>") or "")
end

tengine.scenario("a_signed_request_is_let_in", function()
  local answer = get("/s3/logs/public-symbols/2", LASTING)
  t.equal(answer.status, 200, answer.body)
  t.equal(answer.size, 200)
end)

tengine.scenario("a_request_without_is_not", function()
  t.equal(refusal(t.session():get "/s3/logs/public-symbols/2"), "403 AccessDenied")
end)

tengine.scenario("the_wrong_secret_is_not_let_in", function()
  t.equal(refusal(get("/s3/logs/public-symbols/2", with(LASTING, { secret_key = "x" }))), "403 SignatureDoesNotMatch")
end)

tengine.scenario("another_region_is_not_let_in", function()
  t.equal(refusal(get("/s3/logs/public-symbols/2", with(LASTING, { region = "eu-west-1" }))),
    "403 AuthorizationHeaderMalformed")
end)

tengine.scenario("temporary_keys_bring_their_token", function()
  t.equal(get("/s3/logs/public-symbols/1", TEMPORARY).status, 200)
  t.equal(refusal(get("/s3/logs/public-symbols/1", with(TEMPORARY, { token = "" }))), "403 InvalidToken")
end)

tengine.scenario("parameters_are_signed_in_the_order_of_their_names", function()
  local session = t.session { aws_sigv4 = LASTING }
  for _, query in ipairs {
    "list-type=2&prefix=public-symbols/",
    "prefix=a b&list-type=2&empty&also=&z=%2f%7e&a-b=1&a=2&a=1&&x=*'()!+",
    "list-type=2&prefix=\u{e9}%C3%A9",
  } do
    local answer = session:get("/s3/logs?" .. query)
    t.equal(answer.status, 200, query .. ": " .. answer.body)
  end
end)

tengine.scenario("odd_paths_are_signed", function()
  local session = t.session { aws_sigv4 = LASTING }
  for _, path in ipairs { "odd/100%25", "odd/a b+c&d=e", 'odd/%3c"x">', "odd/\u{e9}", "odd/%c3%a9", "evil/../../out", "odd/" } do
    local answer = session:get("/s3/logs/" .. path)
    t.equal(answer.status, 200, path .. ": " .. answer.body)
  end
end)

tengine.scenario("headers_are_signed_whatever_they_are", function()
  local headers = { ["X-Amz-Extra"] = "a  b", ["X-Plain"] = "a", Accept = false, ["X-Amz-Content-Sha256"] = "wrong" }
  local answer = get("/s3/logs/public-symbols/1", LASTING, { headers = headers })
  t.equal(answer.status, 200, answer.body)
end)

tengine.scenario("a_header_without_a_value_is_refused", function()
  t.raises("header X%-Empty has no value: it cannot be signed", get, "/echo", LASTING, { headers = { ["X-Empty"] = "" } })
end)

tengine.scenario("a_body_is_signed_by_its_hash", function()
  local session = t.session { aws_sigv4 = LASTING }
  for _, options in ipairs { { data = "some text" }, { form = { a = "b c" } }, { json = { 1, 2 } } } do
    t.equal(refusal(session:put("/s3/logs/public-symbols/1", options)), "405 MethodNotAllowed")
    t.equal(refusal(session:post("/s3/logs/public-symbols/1", options)), "405 MethodNotAllowed")
  end
end)

tengine.scenario("head_and_other_methods_are_signed", function()
  local session = t.session { aws_sigv4 = LASTING }
  t.equal(session:head("/s3/logs/public-symbols/2").status, 200)
  t.equal(refusal(session:delete "/s3/logs/public-symbols/2"), "405 MethodNotAllowed")
end)

tengine.scenario("what_follows_on_the_same_session_may_be_unsigned", function()
  local session = t.session { aws_sigv4 = TEMPORARY }
  t.equal(session:get("/s3/logs/public-symbols/1").status, 200)
  local plain = session:get("/echo", { aws_sigv4 = false })
  t.equal(t.echoed(plain, "Authorization"), {})
  t.equal(t.echoed(plain, "X-Amz-Security-Token"), {})
  local other = session:get("/s3/logs/public-symbols/1", { aws_sigv4 = LASTING })
  t.equal(other.status, 200, other.body)
  t.equal(session:get("/s3/logs/public-symbols/1").status, 200)
end)

tengine.scenario("a_header_of_ones_own_beats_it", function()
  local answer = get("/echo", LASTING, { headers = { Authorization = "mine" } })
  t.equal(t.echoed(answer, "Authorization"), { "mine" })
end)

tengine.scenario("a_redirect_is_signed_anew_and_elsewhere_not_at_all", function()
  local session = t.session { aws_sigv4 = TEMPORARY }
  t.equal(session:get("/redirect-to?url=/s3/logs/public-symbols/1").status, 200)
  local elsewhere = t.origin:gsub("127.0.0.1", "localhost") .. "/echo"
  local answer = session:get("/redirect-to", { query = { url = elsewhere } })
  t.match(t.echoed(answer, "Host")[1], "^localhost")
  t.equal(t.echoed(answer, "Authorization"), {})
  t.equal(t.echoed(answer, "X-Amz-Security-Token"), {})
end)

tengine.scenario("what_is_missing_or_wrong_is_named_without_a_value", function()
  for wanted, value in pairs {
    ["secret_key is missing"] = { access_key = "a", region = "r" },
    ["region is missing"] = { access_key = "a", secret_key = "hidden" },
    ["unknown option 'secert_key'; did you mean 'secret_key'"] = { secert_key = "hidden" },
    ["secret_key is a text, not a number"] = { secret_key = 5 },
    ["secret_key holds a control character"] = { access_key = "a", secret_key = "hid\nden", region = "r" },
    ["region holds a ':'"] = { access_key = "a", secret_key = "hidden", region = "a:b" },
    ["{ access_key = .* } or false is wanted"] = "hidden",
  } do
    local message = tostring(t.raises("session: aws_sigv4: " .. wanted, get, "/echo", value))
    t.equal(message:find("hid", 1, true), nil, message)
  end
end)
