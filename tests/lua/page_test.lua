-- What a scenario reads out of an answer: JSON by path, text, links, headers.
local tengine = require "tengine"
local t = require "t"

-- An answer with this body, as the origin's /raw sends it.
local function answer(body, options, session)
  local data = ("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"):format(#body, body)
  return (session or t.session()):get("/raw?data=" .. t.escape(data), options)
end

-- ---- JSON by path ----

tengine.scenario("a_path_leads_into_the_json_of_an_answer", function()
  local response = answer '{"data": [{"id": 7}, {"id": 8, "a.b": [1.5]}], "none": null}'
  t.equal(response:json "data.0.id", 7)
  t.equal(response:json "data[1].id", 8)
  t.equal(response:json 'data.1["a.b"].0', 1.5)
  t.equal(response:json "data.2.id", nil)
  t.equal(response:json "none", tengine.json.null)
  t.equal(response:json "none.x", nil)
  t.equal(#response:json "data", 2)
  t.equal(t.session():post("/echo", { data = "x" }):json "method", "POST")
end)

tengine.scenario("a_malformed_path_raises_at_the_line_of_the_scenario", function()
  local response = answer '{"a": 1}'
  t.raises("json: path 'a%.': a name is missing at character 3", response.json, response, "a.")
  t.raises("string expected", response.json, response, {})
end)

tengine.scenario("a_document_is_decoded_once_and_handed_out_as_it_is", function()
  local response = answer '{"a": {"b": 1}}'
  t.equal(response:json() == response:json(), true)
  t.equal(response:json().a == response:json "a", true)
  response:json().a.b = 2
  t.equal(response:json "a.b", 2)
end)

tengine.scenario("a_path_into_what_is_no_json_raises", function()
  local response = answer "<html>"
  t.raises("json", response.json, response, "a.b")
  t.raises("json", response.json, response, "a.b")
end)

-- ---- Text ----

tengine.scenario("text_between_is_plain_text", function()
  local response = answer "<b>one</b><b></b><b>t%wo.*</b> <b>cut"
  t.equal(response:text_between("<b>", "</b>"), "one")
  t.equal(response:text_between("<b>", "</b>", 2), "")
  t.equal(response:text_between("<b>", "</b>", 3), "t%wo.*")
  t.equal(response:text_between("<b>", "</b>", 4), nil)
  t.equal(response:text_between("t%w", ".*"), "o")
  t.equal(response:text_between("<i>", "</b>"), nil)
  t.equal(response:text_between("<b>", "</i>"), nil)
end)

tengine.scenario("text_between_goes_on_behind_the_right_text", function()
  local response = answer "|a|b|c|"
  t.equal(response:text_between("|", "|"), "a")
  t.equal(response:text_between("|", "|", 2), "c")
  t.equal(response:text_between("|", "|", 3), nil)
end)

tengine.scenario("text_between_takes_any_bytes_and_no_empty_text", function()
  local response = answer "a\0b\0\255\0"
  t.equal(response:text_between("\0", "\0"), "b")
  t.equal(response:text_between("b\0", "\0"), "\255")
  t.raises("not empty", response.text_between, response, "", "x")
  t.raises("not empty", response.text_between, response, "x", "")
  t.raises("from 1 on", response.text_between, response, "a", "b", 0)
  t.raises("string expected", response.text_between, response, "a")
end)

tengine.scenario("match_is_that_of_strings", function()
  local response = answer "id=7; id=12; \0 token: abc"
  t.equal(response:match "id=(%d+)", "7")
  t.equal(response:match("id=(%d+)", 6), "12")
  t.equal({ response:match "(%w+): (%w+)" }, { "token", "abc" })
  t.equal(response:match "token", "token")
  t.equal(response:match "absent", nil)
  t.equal(response:match("()id", 3), 7)
  t.raises("unfinished capture", response.match, response, "(")
  t.raises("string expected", response.match, response)
end)

tengine.scenario("a_discarded_body_holds_nothing", function()
  local response = answer("<a href=/x>x</a>", { body = "discard" })
  t.equal(response.body, "")
  t.equal(response:text_between("<", ">"), nil)
  t.equal(response:match "x", nil)
  t.equal(response:links(), {})
  t.raises("json", response.json, response)
end)

-- ---- Links ----

local page = [[
<!DOCTYPE html><html><head><title><a href="/no"></title>
<link rel="stylesheet" href="style.css"><script src="//cdn.test/app.js"></script>
</head><body><!-- <a href="/no"> --><script>"<a href='/no'>"</script>
<a href="/one?a=1&amp;b=2#part">1</a> <A HREF='two'>2</A> <a href=/one?a=1&amp;b=2>again</a>
<img src="img/p 1.png"><img src="data:image/png;base64,AAAA">
<a href="#top">up</a> <a href="">here</a> <a href="mailto:a@b.test">mail</a> <a href="javascript:go()">go</a>
<a href="https://other.test/x?y#z">other</a> <form action="send"></form>
<a href="ftp://h.test/">ftp</a> <a href="http://u:p@h.test/">secret</a>
</body></html>]]

tengine.scenario("links_are_absolute_in_order_and_each_once", function()
  local links = answer(page):links()
  t.equal(links, {
    t.origin .. "/style.css",
    "http://cdn.test/app.js",
    t.origin .. "/one?a=1&b=2",
    t.origin .. "/two",
    t.origin .. "/img/p%201.png",
    "https://other.test/x?y",
    t.origin .. "/send",
  })
end)

tengine.scenario("a_filter_picks_tags_hosts_and_patterns", function()
  local response = answer(page)
  t.equal(response:links { tag = "img" }, { t.origin .. "/img/p%201.png" })
  t.equal(response:links { tag = { "LINK", "script" } }, { t.origin .. "/style.css", "http://cdn.test/app.js" })
  t.equal(#response:links { same_host = true }, 5)
  t.equal(#response:links { same_host = false }, 7)
  t.equal(response:links { match = "^https:" }, { "https://other.test/x?y" })
  t.equal(response:links { tag = "a", same_host = true, match = "two$" }, { t.origin .. "/two" })
  t.equal(response:links { tag = "video" }, {})
  t.equal(response:links {}, response:links())
end)

tengine.scenario("an_unknown_filter_is_told_with_what_was_meant", function()
  local response = answer(page)
  t.raises("links: unknown option 'tga'; did you mean 'tag'?", response.links, response, { tga = "a" })
  t.raises("links: unknown option 'matches'; did you mean 'match'?", response.links, response, { matches = "a" })
  t.raises("links: options are named", response.links, response, { "a" })
  t.raises("links: tag is the name", response.links, response, { tag = 5 })
  t.raises("links: tag is the name", response.links, response, { tag = { 5 } })
  t.raises("links: same_host is true or false", response.links, response, { same_host = "yes" })
  t.raises("links: match is a pattern", response.links, response, { match = true })
  t.raises("table expected", response.links, response, "a")
  t.raises("unfinished capture", response.links, response, { match = "(" })
end)

tengine.scenario("links_are_resolved_against_the_page_and_its_base", function()
  local session = t.session()
  local body = "<a href=x>1</a><a href=../y>2</a><a href='?q'>3</a><a href=/z>4</a>"
  local function paths(response)
    local list = {}
    for i, link in ipairs(response:links { tag = "a" }) do
      list[i] = link:gsub("^" .. t.origin:gsub("%p", "%%%0"), "")
    end
    return list
  end
  t.equal(paths(answer("<base href='/deep/er/page'>" .. body, nil, session)),
    { "/deep/er/x", "/deep/y", "/deep/er/page?q", "/z" })
  t.equal(paths(answer(body .. "<base href='/late/'><base href='/no/'>", nil, session)),
    { "/late/x", "/y", "/late/?q", "/z" })
  t.equal(paths(answer("<base href='mailto:x'><base target=x>" .. body, nil, session))[4], "/z")
  t.equal(answer("<base href='http://h.test/d/'><a href=x>", nil, session):links(), { "http://h.test/d/x" })
  t.equal(answer("<base href='http://h.test/'><a href=x>", nil, session):links { same_host = true }, {})
end)

tengine.scenario("links_are_those_of_the_last_hop", function()
  local data = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n<a href=x>"
  local response = t.session():get("/redirect-to?url=" .. t.escape("/raw?data=" .. t.escape(data)))
  t.match(response.url, "/raw%?data=")
  t.equal(response:links(), { t.origin .. "/x" })
end)

tengine.scenario("links_can_be_followed_at_once", function()
  t.reset()
  local session = t.session()
  local response = answer("<img src=bytes/1><img src='/bytes/2'><a href=/bytes/3#end>next</a>", nil, session)
  local images = session:batch(response:links { tag = "img" })
  t.equal({ images[1].body, images[2].body }, { "0", "01" })
  t.equal(session:get(response:links({ tag = "a" })[1]).body, "012")
  t.equal(t.stats().paths["/bytes/3"], 1)
end)

tengine.scenario("a_page_without_links_is_an_empty_list", function()
  for _, body in ipairs { "", "text", "{}", "<a>", "<a href=\"cut", "\0\255<\0" } do
    t.equal(answer(body):links(), {}, body)
  end
end)

-- Long bodies cannot be asked for in a path: the origin echoes what it is sent.
local function echoed(body)
  return t.session():post("/echo", { data = body })
end

tengine.scenario("ten_thousand_links_are_given_at_most", function()
  local parts = {}
  for i = 1, 30000 do
    parts[i] = ("<a href='/%d'>"):format(i % 12000)
  end
  local links = echoed(table.concat(parts)):links()
  t.equal(#links, 10000)
  t.equal(links[10000], t.origin .. "/10000")
end)

tengine.scenario("a_hostile_page_is_read_in_the_time_of_its_length", function()
  local size, before = 1000000, tengine.now()
  for _, text in ipairs { "<", "<!--", "<a href='", "<a href=x ", "<script>", "&#", "<a href=x>", "\0<\0" } do
    echoed(text:rep(size // #text)):links { match = "x" }
  end
  echoed("<base href='/" .. ("d/"):rep(20000) .. "'>" .. ("<a href=x>"):rep(90000)):links()
  t.near(tengine.now() - before, 0, 20)
end)

-- ---- Headers ----

tengine.scenario("all_values_of_a_header_are_a_list", function()
  local headers = t.session():get("/set-cookie?line=" .. t.escape "a=1; Path=/" .. "&line=" .. t.escape "b=2").headers
  t.equal(headers:all "Set-Cookie", { "a=1; Path=/", "b=2" })
  t.equal(headers:all "set-cookie", { "a=1; Path=/", "b=2" })
  t.equal(headers["Set-Cookie"], "a=1; Path=/, b=2")
  t.equal(headers:all "X-None", {})
end)

tengine.scenario("a_header_of_the_name_all_is_found_in_another_case", function()
  local headers = t.session():get("/header?All=1&all=2").headers
  t.equal(headers["All"], "1, 2")
  t.equal(headers:all "all", { "1", "2" })
  t.equal(type(headers.all), "function")
  t.raises("string expected", headers.all, headers)
end)

tengine.scenario("a_misspelt_field_is_told_with_what_was_meant", function()
  local response = t.session():get "/"
  t.raises("no field 'stauts'; did you mean 'status'", function() return response.stauts end)
  t.raises("no field 'text_betwen'; did you mean 'text_between'", function() return response:text_betwen("a", "b") end)
  t.raises("no field 'frobnicate'$", function() return response.frobnicate end)
end)
