#!/bin/sh
# make_cert.sh DIRECTORY - a key and a self-signed certificate for 127.0.0.1
# and localhost: DIRECTORY/key.pem, DIRECTORY/cert.pem. Nobody trusts them,
# and for a test nobody should. And a client's, signed by that one:
# DIRECTORY/client_key.pem (encrypted in client_key_encrypted.pem, with the
# password "secret"), DIRECTORY/client.pem.
set -eu
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
    -keyout "$1/key.pem" -out "$1/cert.pem" -days 30 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost,IP:127.0.0.1 2>"$1/openssl.log" &&
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
        -keyout "$1/client_key.pem" -out "$1/client.csr" \
        -subj /CN=client 2>>"$1/openssl.log" &&
    openssl x509 -req -in "$1/client.csr" -CA "$1/cert.pem" \
        -CAkey "$1/key.pem" -CAcreateserial -days 30 -out "$1/client.pem" \
        2>>"$1/openssl.log" &&
    openssl pkey -in "$1/client_key.pem" -aes256 -passout pass:secret \
        -out "$1/client_key_encrypted.pem" 2>>"$1/openssl.log" ||
    { cat "$1/openssl.log" >&2; exit 1; }
