#!/bin/sh
# make_cert.sh DIRECTORY - a key and a self-signed certificate for 127.0.0.1
# and localhost: DIRECTORY/key.pem, DIRECTORY/cert.pem. Nobody trusts them,
# and for a test nobody should.
set -eu
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
    -keyout "$1/key.pem" -out "$1/cert.pem" -days 30 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost,IP:127.0.0.1 2>"$1/openssl.log" ||
    { cat "$1/openssl.log" >&2; exit 1; }
