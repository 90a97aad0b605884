# server.sh - nginx, the target of every cell; sourced by run and profile.
#
# start_server sets $url, $tls_url and $h2_url; ask_server tells what nginx
# has done. It runs in the folder $work on $server_cores and touches nothing
# else.

descriptors= # how many files nginx and a contender may open
server_pid=

# Raises the limit as far as it goes.
raise_descriptors() {
    ulimit -Sn "$(ulimit -Hn)"
    descriptors=$(ulimit -Sn)
    [ "$descriptors" != unlimited ] || descriptors=1000000
}

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Sets $port so that nobody listens on it or on the two behind it, below those
# that clients get.
find_ports() {
    local _
    for _ in {1..100}; do
        port=$((10000 + RANDOM % 20000))
        answers $port || answers $((port + 1)) || answers $((port + 2)) ||
            return 0
    done
    die "no free port"
}

# One worker that answers out of its memory, files excepted.
write_config() {
    cat >"$work/nginx.conf" <<END
daemon off;
worker_processes 1;
worker_rlimit_nofile $descriptors;
pid nginx.pid;
error_log stderr error;
events {
    worker_connections $((descriptors < 20000 ? descriptors : 20000));
    multi_accept on;
}
http {
    access_log off;
    log_format at '\$msec';
    default_type text/plain;
    sendfile on;
    open_file_cache max=10;
    keepalive_requests 1000000000;
    keepalive_timeout 1h;
    client_max_body_size 0;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    ssl_certificate cert.pem;
    ssl_certificate_key key.pem;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_session_tickets off;
    server {
        listen 127.0.0.1:$port backlog=4096;
        listen 127.0.0.1:$((port + 1)) backlog=4096 ssl;
        listen 127.0.0.1:$((port + 2)) backlog=4096 ssl http2;
        root $work;
        location = /status {
            stub_status;
        }
        location / {
            return 200 "fifty bytes, counted: 0123456789 0123456789 01234\n";
        }
        location /big/ {
            rewrite ^ /64k break;
        }
        location /symbolicate/ {
            return 200 '{"symbolicatedStacks":[],"knownModules":[]}';
        }
        location /found/ {
            return 302 /symbols\$request_uri;
        }
        location /missing/ {
            return 404 "Symbol Not Found";
        }
        location ~ ^/(64k|huge)$ {
        }
        location /first/ {
            access_log first.log at;
            return 404 "Symbol Not Found";
        }
    }
}
END
}

# A thousand million bytes that take no room on the disk.
write_files() {
    head -c 65536 /dev/zero | tr '\0' x >"$work/64k"
    truncate -s 1000000000 "$work/huge"
    sh "$here/../origin/make_cert.sh" "$work" || die "no certificate"
}

start_server() {
    local path=$PATH:/usr/sbin:/sbin _
    PATH=$path command -v nginx >/dev/null ||
        die "nginx is not installed: run vendor/setup --bench"
    find_ports
    # nginx started by root works as another user, who reads the files.
    chmod 755 "$work"
    write_files
    write_config
    PATH=$path taskset -c "$server_cores" nginx -e stderr -p "$work" \
        -c nginx.conf >"$work/nginx.err" 2>&1 &
    server_pid=$!
    for _ in {1..50}; do
        answers "$port" && break
        kill -0 $server_pid 2>/dev/null || break
        sleep 0.1
    done
    kill -0 $server_pid 2>/dev/null && answers "$port" ||
        die "nginx did not start: $(cat "$work/nginx.err")"
    url=http://127.0.0.1:$port
    tls_url=https://127.0.0.1:$((port + 1))
    h2_url=https://127.0.0.1:$((port + 2))
}

stop_server() {
    [ -z "$server_pid" ] || kill "$server_pid" 2>/dev/null
    server_pid=
}

# Sets $open, $accepted, $served: connections open now, all connections and
# all requests so far (ours, that asks, among them).
ask_server() {
    local line
    exec 3<>"/dev/tcp/127.0.0.1/$port" || die "nginx is gone"
    printf 'GET /status HTTP/1.0\r\n\r\n' >&3
    served=
    while read -r -t 10 line <&3; do
        [[ ! $line =~ ^Active\ connections:\ ([0-9]+) ]] ||
            open=${BASH_REMATCH[1]}
        [[ ! $line =~ ^([0-9]+)\ [0-9]+\ ([0-9]+) ]] ||
            accepted=${BASH_REMATCH[1]} served=${BASH_REMATCH[2]}
    done
    exec 3<&- 3>&-
    [ -n "$served" ] || die "nginx does not say what it did"
}
