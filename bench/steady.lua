-- wrk at a steady rate: `wrk -t N -c N -d SECONDS -s steady.lua URL -- RATE N SECONDS FILE-OF-PATHS` prints one line of JSON.
--
-- wrk alone is a closed loop: it sends the next request when the last one is answered, so that a server which stalls
-- is asked less while it stalls, and the stall hardly shows (coordinated omission). Here every connection is a thread
-- with a timetable of its own. A request is timed from the moment it was due, whenever it could be sent; what was due
-- and is still waiting at the end counts with its wait so far.
local ffi = require("ffi")
ffi.cdef([[
  typedef struct { long s; long ns; } steady_moment;
  int clock_gettime(int clock, steady_moment *moment);
]])
local MONOTONIC = 1
local clock = ffi.new("steady_moment")

local function now()
  ffi.C.clock_gettime(MONOTONIC, clock)
  return tonumber(clock.s) + tonumber(clock.ns) / 1e9
end

local threads = {}

function setup(thread)
  thread:set("place", #threads)
  table.insert(threads, thread)
end

function init(words)
  rate, connections, lasting = tonumber(words[1]), tonumber(words[2]), tonumber(words[3])
  step = connections / rate
  requests = {}
  for path in io.lines(words[4]) do
    table.insert(requests, wrk.format("GET", path))
  end
  sent, answered, failed, waits, last = 0, 0, 0, {}, 0
end

function delay()
  local moment = now()
  due = due and due + step or moment + place / rate
  first = first or due
  return math.max(0, math.floor((due - moment) * 1000)) -- whole milliseconds: rather too early than too late
end

function request()
  if not due then return requests[1] end -- wrk looks at one request before it starts
  since = math.min(now(), due)
  sent = sent + 1
  return requests[(place + (sent - 1) * connections) % #requests + 1]
end

function response(status)
  last = now()
  answered = answered + 1
  if status == 200 then
    table.insert(waits, last - since)
  else
    failed = failed + 1
  end
end

function done(summary)
  local all, answers, failures, waiting, pace = {}, 0, 0, 0, 0
  local began, seconds = math.huge, tonumber(summary.duration) / 1e6
  for _, thread in ipairs(threads) do
    began = math.min(began, thread:get("first") or math.huge)
  end
  for _, thread in ipairs(threads) do
    local answered, span = thread:get("answered"), thread:get("last") - (thread:get("first") or 0)
    answers, failures = answers + answered, failures + thread:get("failed")
    -- wrk ends its threads within a tenth of a second of each other, so that each has a pace of its own
    pace = pace + (answered > 1 and (answered - 1) / span or 0)
    for _, wait in ipairs(thread:get("waits")) do
      table.insert(all, wait)
    end
    local step, due, finish = thread:get("step"), thread:get("due"), began + thread:get("lasting")
    if due and thread:get("sent") > answered then
      -- The one under way and those behind it in the timetable; whoever waits less than a step is not late.
      while finish - due > step do
        table.insert(all, finish - due)
        due, waiting = due + step, waiting + 1
      end
    end
  end
  local broken = summary.errors
  failures = failures + broken.connect + broken.read + broken.write + broken.timeout
  for _ = 1, failures do
    table.insert(all, seconds) -- a request that failed counts as one that took the whole time
  end
  table.sort(all)
  local function part(share)
    return all[math.max(1, math.ceil(share * #all))] or seconds
  end
  io.write(
    string.format(
      '{"p50_s": %.6f, "p99_s": %.6f, "rate": %.1f, "answered": %d, "failed": %d, "waiting": %d}\n',
      part(0.5), part(0.99), pace, answers, failures, waiting
    )
  )
end
