-- tengine.archives, and bodies in pieces.
local tengine, archives = require "tengine", require "tengine.archives"
local t = require "t"

-- Numbers of a zip's records, the lowest byte first.
local function number(text, at, bytes)
  return (("<I%d"):format(bytes)):unpack(text, at)
end

-- The keys of a zip and how long their files are, from its directory.
local function directory(zip)
  local at_end = #zip - 21
  t.equal(zip:sub(at_end, at_end + 3), "PK\5\6")
  local count, at = number(zip, at_end + 10, 2), number(zip, at_end + 16, 4) + 1
  local found = {}
  for i = 1, count do
    t.equal(zip:sub(at, at + 3), "PK\1\2")
    local name = number(zip, at + 28, 2)
    found[i] = { key = zip:sub(at + 46, at + 45 + name), size = number(zip, at + 24, 4) }
    at = at + 46 + name
  end
  t.equal(at, at_end, "the directory's end")
  return found
end

local function whole(archive)
  return table.concat(archive.data)
end

tengine.scenario("an_archive_has_the_size_that_was_asked_for", function()
  for _, size in ipairs { 400, 1000, 65536, 100000, 100001, 100002, 1234567 } do
    for _, sym_size in ipairs { 200, 1000, 33000, 70000, 1000000 } do
      for _, platform in ipairs { "windows", "linux", "mac" } do
        local archive = archives.open({ size = size, sym_size = sym_size, platform = platform }):next()
        t.equal({ #whole(archive), archive.bytes }, { size, size }, size .. " " .. sym_size .. " " .. platform)
      end
    end
  end
end)

tengine.scenario("its_directory_lists_its_files", function()
  local maker = archives.open { size = 200000, sym_size = 70000, seed = 3 }
  local archive = maker:next()
  local found, files = directory(whole(archive)), maker:files(archive.number)
  t.equal({ #found, #files }, { #maker, #maker })
  for i, file in ipairs(files) do
    t.equal(found[i], { key = file.key, size = file.size })
    t.match(file.key, "^made%d+%.pdb/%x+/made%d+%.sym$")
    t.match(file.md5_hash, "^" .. ("[0-9a-f]"):rep(32) .. "$")
    local text = table.concat(maker:file(archive.number, i))
    t.equal(#text, file.size)
    local id = file.key:match "/(%x+)/"
    t.match(text, "^MODULE windows x86_64 " .. id .. " made%d+%.pdb\nINFO CODE_ID %x+ made%d+%.dll\n")
  end
end)

tengine.scenario("keys_begin_as_those_of_their_platform", function()
  local function first(platform)
    return archives.open({ size = 5000, sym_size = 900, platform = platform }):files(1)[1].key
  end
  t.match(first "linux", "^libmade%d+%.so/%x+/libmade%d+%.so%.sym$")
  t.match(first "mac", "^libmade%d+%.dylib/%x+/libmade%d+%.dylib%.sym$")
end)

tengine.scenario("archives_of_one_maker_have_keys_of_their_own", function()
  local maker, seen = archives.open { size = 20000, sym_size = 900, seed = 4 }, {}
  for _ = 1, 20 do
    for _, file in ipairs(directory(whole(maker:next()))) do
      if seen[file.key] then error(file.key .. " twice") end
      seen[file.key] = true
    end
  end
end)

tengine.scenario("the_same_seed_makes_the_same_files", function()
  local function files(seed, size)
    return archives.open({ size = size, sym_size = 900, seed = seed }):files(7)
  end
  t.equal(files(1, 9001)[1], files(1, 9002)[1])
  if files(1, 9001)[1].key == files(2, 9001)[1].key then error "another seed, the same key" end
end)

tengine.scenario("a_file_with_gzip_is_one_member", function()
  local maker = archives.open { size = 90000, sym_size = 80000, seed = 5 }
  local gzip = table.concat(maker:file(1, 1, "gzip"))
  t.equal(gzip:sub(1, 3), "\31\139\8")
  t.equal(number(gzip, #gzip - 3, 4), maker:files(1)[1].size)
end)

tengine.scenario("what_cannot_be_made_is_an_input_error", function()
  t.raises("input", archives.open, { size = 300 })
  t.raises("input", archives.open, { sym_size = 10 })
  t.raises("input", archives.open, { size = 2 ^ 33 })
  t.raises("input", archives.open, { size = -1 })
  t.raises("input", archives.open, { size = 1000000000, sym_size = 200 })
  t.raises("input", archives.open, { platform = "amiga" })
  t.raises("did you mean 'size'", archives.open, { sise = 1 })
  t.raises("input", archives.zips, "/no/such/folder")
  local maker = archives.open {}
  t.raises("counted from 1", maker.files, maker, 0)
  t.raises("invalid option", maker.file, maker, 1, 1, "brotli")
end)

-- Pieces ----------------------------------------------------------------------

local LONG = ("0123456789abcdef"):rep(500)

tengine.scenario("data_in_pieces_is_sent_as_one_text", function()
  local pieces = { "a", LONG, "b", LONG, LONG, "", "c" }
  local answer = t.session():post("/echo", { data = pieces }):json()
  t.equal(answer.body_bytes, #table.concat(pieces))
  t.equal(answer.body, table.concat(pieces))
end)

tengine.scenario("a_part_of_a_form_may_be_in_pieces", function()
  local pieces = { "<", LONG, ">" }
  local answer = t.session():post("/echo", {
    multipart = { { name = "x.zip", filename = "x.zip", data = pieces }, { name = "try", data = "1" } },
  }):json()
  t.match(answer.body, 'name="x.zip"; filename="x.zip"\r\nContent%-Type: application/octet%-stream\r\n\r\n<0123')
  if not answer.body:find("\r\n\r\n" .. table.concat(pieces) .. "\r\n--", 1, true) then error "not as it was" end
  if not answer.body:find('name="try"\r\n\r\n1\r\n', 1, true) then error "no second part" end
end)

tengine.scenario("pieces_are_kept_until_the_answer_whatever_becomes_of_their_list", function()
  local pieces = {}
  for i = 1, 50 do
    pieces[i] = LONG .. i
  end
  local wanted = table.concat(pieces)
  local sent = tengine.spawn(function()
    return t.session():post("/echo?delay=50", { data = pieces }):json().body
  end)
  tengine.sleep(0.01)
  for i = 1, 50 do
    pieces[i] = nil
  end
  collectgarbage()
  collectgarbage()
  t.equal(sent:wait(), wanted)
end)

tengine.scenario("pieces_are_sent_again_on_a_redirect_that_keeps_the_body", function()
  local answer = t.session():post("/redirect-to?url=/echo&status=307", { data = { "a", LONG } })
  t.equal(answer:json().body, "a" .. LONG)
end)

tengine.scenario("a_piece_that_is_no_text_is_refused", function()
  local session = t.session()
  t.raises("piece 2 of data is a text, not a boolean", session.post, session, "/echo", { data = { "a", true } })
  t.raises("multipart: piece 1 of data is a text, not a table", session.post, session, "/echo", {
    multipart = { { name = "x", data = { {} } } },
  })
  t.raises("multipart: data is an empty list", session.post, session, "/echo", { multipart = { { name = "x", data = {} } } })
end)
