# Histograms as text, before an independent judge: the Java version of
# HdrHistogram, from Debian, told what to do in BeanShell.

# java_is_there
$ for jar in hdrhistogram bsh; do
>   [ -e /usr/share/java/$jar.jar ] || { echo "no $jar.jar (vendor/setup --tests)"; exit 77; }
> done
> command -v java > /dev/null || { echo "no java (vendor/setup --tests)"; exit 77; }
> cat > java.sh <<'EOF'
> exec java -cp /usr/share/java/bsh.jar:/usr/share/java/hdrhistogram.jar bsh.Interpreter "$@"
> EOF
> cat > show.bsh <<'EOF'
> import org.HdrHistogram.*; import java.nio.ByteBuffer; import java.util.*; import java.io.*;
> percents = new double[] {0, 1, 25, 33.3, 50, 75, 90, 95, 99, 99.9, 99.99, 100};
> String show(AbstractHistogram h) {
>   line = new StringBuffer("" + h.getTotalCount());
>   for (int i = 0; i < percents.length; i++)
>     line.append(" " + h.getValueAtPercentile(percents[i]));
>   return line.toString();
> }
> EOF
> cat > show.lua <<'EOF'
> local percents = { 0, 1, 25, 33.3, 50, 75, 90, 95, 99, 99.9, 99.99, 100 }
> return function(h, scale)
>   local line = { ("%d"):format(#h) }
>   for _, percent in ipairs(percents) do
>     line[#line + 1] = ("%.0f"):format(h:percentile(percent) * scale)
>   end
>   return table.concat(line, " ")
> end
> EOF

# java_reads_what_we_write_with_equal_percentiles
$ cat > write.lua <<'EOF'
> local stats, show = require "tengine.stats", require "show"
> local texts, lines = io.open("texts", "w"), io.open("ours", "w")
> for _, unit in ipairs { "seconds", "count", "bytes" } do
>   local most, scale = unit == "seconds" and 3600 or 4.3e12, unit == "seconds" and 1e6 or 1
>   for n = 0, 5 do
>     local h = stats.histogram(unit)
>     for _ = 1, n ^ 5 do h:add(math.random() ^ (2 * n) * most, math.random(1, 1000)) end
>     texts:write(h:encode(), "\n")
>     lines:write(show(h, scale), "\n")
>   end
> end
> require("tengine").scenario("none", function() end)
> EOF
> cat > read.bsh <<'EOF'
> source("show.bsh");
> in = new BufferedReader(new FileReader("texts"));
> while ((text = in.readLine()) != null) {
>   bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
>   print(show(Histogram.decodeFromCompressedByteBuffer(bytes, 0)));
> }
> EOF
> "$TENGINE" -q -r 1 write.lua && sh java.sh read.bsh > java && diff ours java && wc -l < java
18

# we_read_what_java_writes_with_equal_percentiles
$ cat > write.bsh <<'EOF'
> source("show.bsh");
> texts = new PrintWriter("texts"); lines = new PrintWriter("java");
> random = new Random(7);
> for (int n = 0; n < 12; n++) {
>   // Its own range each time: one that grows, one in other steps.
>   h = n % 3 == 0 ? new Histogram(3) : new Histogram(1, 3600000000L << n % 3, 3);
>   for (int i = 0; i < n * n * n; i++)
>     h.recordValueWithCount((long) (Math.pow(random.nextDouble(), n) * 3.6e9), 1 + random.nextInt(1000000));
>   buffer = ByteBuffer.allocate(h.getNeededByteBufferCapacity());
>   length = h.encodeIntoCompressedByteBuffer(buffer);
>   texts.println(Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length)));
>   lines.println(show(h));
> }
> texts.close(); lines.close();
> EOF
> cat > read.lua <<'EOF'
> local stats, show = require "tengine.stats", require "show"
> local ours = io.open("ours", "w")
> for text in io.lines "texts" do
>   local seconds, count = show(stats.decode(text), 1e6), show(stats.decode(text, "count"), 1)
>   if seconds ~= count then error(seconds .. "\n" .. count) end
>   ours:write(count, "\n")
> end
> ours:close()
> require("tengine").scenario("none", function() end)
> EOF
> sh java.sh write.bsh && "$TENGINE" -q -r 1 read.lua && diff java ours && wc -l < ours
12

# of_another_precision_values_are_within_it
$ cat > coarse.bsh <<'EOF'
> import org.HdrHistogram.*; import java.nio.ByteBuffer; import java.util.*;
> for (int digits = 0; digits <= 5; digits++) {
>   h = new Histogram(100, 4000000000L, digits);
>   for (int i = 1; i <= 1000; i++) h.recordValue(i * 1000);
>   buffer = ByteBuffer.allocate(h.getNeededByteBufferCapacity());
>   length = h.encodeIntoCompressedByteBuffer(buffer);
>   print(Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length)));
> }
> EOF
> cat > coarse.lua <<'EOF'
> local stats = require "tengine.stats"
> local digits = 0
> for text in io.lines "coarse" do
>   local f = stats.decode(text, "count"):figures()
>   local within = math.max(0.001, 10.0 ^ -digits)
>   assert(f.count == 1000 and math.abs(f.p50 - 500000) <= 500000 * within, f.p50)
>   assert(math.abs(f.sum - 500500000) <= 500500000 * within, f.sum)
>   digits = digits + 1
> end
> require("tengine").scenario("none", function() io.stderr:write(digits, "\n") end)
> EOF
> sh java.sh coarse.bsh > coarse; "$TENGINE" -q -r 1 coarse.lua
6

# java_reads_the_log_of_a_recorded_run_and_adds_it_up_to_its_summary
$ cat > nap.lua <<'EOF'
> local tengine = require "tengine"
> tengine.scenario("a nap, or two", function() tengine.sleep(0.005) end)
> EOF
> "$TENGINE" -q -w 3 -d 3 --journal run.tlog --summary-json run.json nap.lua
> "$TENGINE" report --hlog run.tlog > run.hlog
> cat > log.bsh <<'EOF'
> import org.HdrHistogram.*;
> reader = new HistogramLogReader("run.hlog");
> sum = new Histogram(3);
> while ((h = reader.nextIntervalHistogram()) != null) {
>   if (h.getTag().startsWith("health.")) continue;
>   if (!h.getTag().equals("scenario.duration{scenario:a_nap__or_two}")) print(h.getTag());
>   sum.add(h);
> }
> for (percent : new double[] {50, 75, 90, 95, 99, 99.9})
>   print(sum.getValueAtPercentile(percent));
> print(sum.getTotalCount());
> EOF
> sh java.sh log.bsh > java
> python3 - > ours <<'EOF'
> import json
> d = json.load(open("run.json"))["scenarios"][0]["duration"]
> for key in "p50", "p75", "p90", "p95", "p99", "p99_9":
>     print(round(d[key] * 1e6))
> print(d["count"])
> EOF
> diff java ours && echo equal
equal

# and_names_of_any_bytes_leave_it_a_log
$ cat > bad.lua <<'EOF'
> local tengine = require "tengine"
> local steep = tengine.metric.trend("steep", { of = "bad\255utf \u{2615}, \t|" })
> tengine.scenario("tea", function() steep:add(0.001) end)
> EOF
> "$TENGINE" -q -r 20 --journal bad.tlog bad.lua; "$TENGINE" report --hlog bad.tlog > bad.hlog
> cat > bad.bsh <<'EOF'
> import org.HdrHistogram.*; import java.io.*;
> out = new PrintStream(System.out, true, "UTF-8");
> reader = new HistogramLogReader("bad.hlog");
> while ((h = reader.nextIntervalHistogram()) != null)
>   if (h.getTag().startsWith("steep")) out.println(h.getTag() + " " + h.getTotalCount());
> EOF
> LC_ALL=C.UTF-8 sh java.sh bad.bsh
steep{of:bad\xffutf_☕___|} 20
