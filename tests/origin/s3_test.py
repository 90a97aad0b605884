#!/usr/bin/python3
"""s3_test.py ORIGIN - holds the origin's S3 front against other programs.

botocore, which AWS clients are made of, signs requests: the front lets them
in, and none that was changed afterwards. boto3 reads the bucket. Exits with 77
where they are not installed.
"""
import datetime
import hashlib
import http.client
import subprocess
import sys
import urllib.parse

try:
    import boto3
    import botocore.auth
    import botocore.awsrequest
    import botocore.config
    import botocore.credentials
    import botocore.exceptions
except ImportError as missing:
    print("skipped:", missing, "(vendor/setup --tests installs it)")
    sys.exit(77)

REGION = "us-west-2"
LASTING = ("AKIDORIGIN", "secret/of+the/origin", None)
TEMPORARY = ("ASIAORIGIN", "another/secret", "token/of+the==origin")
EMPTY = hashlib.sha256(b"").hexdigest()

failures = 0


def claim(name, wanted, got):
    global failures
    if wanted == got:
        print("ok -", name)
    else:
        failures += 1
        print("not ok -", name, "\n  wanted:", wanted, "\n  got:   ", got)


def sign(host, path, key=LASTING, region=REGION, headers=None, method="GET"):
    """The headers of a request that botocore has signed."""
    request = botocore.awsrequest.AWSRequest(
        method=method, url="http://%s%s" % (host, path), headers=headers or {}
    )
    credentials = botocore.credentials.Credentials(*key)
    botocore.auth.S3SigV4Auth(credentials, "s3", region).add_auth(request)
    return dict(request.headers)


def send(host, path, headers, method="GET", body=None):
    connection = http.client.HTTPConnection(host, timeout=10)
    connection.request(method, path, headers=headers, body=body)
    answer = connection.getresponse()
    text = answer.read().decode("latin-1")
    connection.close()
    code = text.split("<Code>")[1].split("</Code>")[0] if "<Code>" in text else ""
    return answer.status, code


def check_signatures(host):
    for name, path in {
        "a_signed_listing_is_let_in": "/s3/logs?list-type=2&prefix=a%2Fb%20c%2B&start-after=x",
        "parameters_go_by_their_names": "/s3/logs?list-type=2&a-b=1&a=2&a=1&a2=",
        "a_signed_object_is_let_in": "/s3/logs/public-symbols/0",
        "an_odd_name_is_let_in": "/s3/logs/odd/" + urllib.parse.quote('<"x">'),
        "a_name_with_dots_is_let_in": "/s3/logs/evil/../../out",
    }.items():
        claim(name, (200, ""), send(host, path, sign(host, path)))
    path = "/s3/logs/public-symbols/1"
    claim("a_token_is_let_in", (200, ""), send(host, path, sign(host, path, TEMPORARY)))
    claim("a_header_is_signed_too", (200, ""), send(host, path, sign(host, path, headers={"X-Amz-Extra": " a   b "})))


def check_refusals(host):
    path, other = "/s3/logs/public-symbols/1", "/s3/logs/public-symbols/2"
    good = sign(host, path)
    wrong = (403, "SignatureDoesNotMatch")
    claim("another_path_is_refused", wrong, send(host, other, good))
    claim("another_query_is_refused", wrong, send(host, path + "?x=1", good))
    claim("another_method_is_refused", wrong, send(host, path, good, "HEAD")[:1] + ("SignatureDoesNotMatch",))
    signature = good["Authorization"]
    changed = signature[:-1] + ("0" if signature[-1] != "0" else "1")
    claim("another_signature_is_refused", wrong, send(host, path, {**good, "Authorization": changed}))
    claim("another_secret_is_refused", wrong, send(host, path, sign(host, path, (LASTING[0], "guessed", None))))
    claim("an_unknown_key_is_refused", (403, "InvalidAccessKeyId"), send(host, path, sign(host, path, ("AKIDX", "x", None))))
    claim("no_signature_is_refused", (403, "AccessDenied"), send(host, path, {}))
    claim("an_unsigned_header_is_refused", (403, "AccessDenied"), send(host, path, {**good, "X-Amz-Late": "1"}))
    more = sign(host, path, headers={"X-Extra": "1"})
    del more["X-Extra"]
    claim("a_signed_header_has_to_be_sent", (403, "AccessDenied"), send(host, path, more))
    without = {name: value for name, value in good.items() if name != "X-Amz-Content-SHA256"}
    claim("a_body_without_a_hash_is_refused", 403, send(host, path, without)[0])
    claim("another_body_is_refused", (403, "XAmzContentSHA256Mismatch"), send(host, path, good, body=b"x"))
    claim("another_region_is_refused", (403, "AuthorizationHeaderMalformed"), send(host, path, sign(host, path, region="eu-west-1")))
    stolen = (TEMPORARY[0], TEMPORARY[1], None)
    claim("a_temporary_key_needs_its_token", (403, "InvalidToken"), send(host, path, sign(host, path, stolen)))
    swapped = (TEMPORARY[0], TEMPORARY[1], "token")
    claim("another_token_is_refused", (403, "InvalidToken"), send(host, path, sign(host, path, swapped)))


def check_dates(host):
    path = "/s3/logs/public-symbols/1"

    class Late(datetime.datetime):
        @classmethod
        def utcnow(cls):
            return super().utcnow() - datetime.timedelta(minutes=20)

    real = botocore.auth.datetime.datetime
    botocore.auth.datetime.datetime = Late
    headers = sign(host, path)
    botocore.auth.datetime.datetime = real
    claim("an_old_date_is_refused", (403, "RequestTimeTooSkewed"), send(host, path, headers))


def client_of(origin, key, retries):
    return boto3.client(
        "s3",
        endpoint_url=origin + "/s3",
        region_name=REGION,
        aws_access_key_id=key[0],
        aws_secret_access_key=key[1],
        aws_session_token=key[2],
        config=botocore.config.Config(
            s3={"addressing_style": "path"},
            retries={"max_attempts": retries, "mode": "standard"},
            proxies={},
        ),
    )


def read_bucket(client, prefix):
    """What is in the bucket: the size of each object, listed and read."""
    found = {}
    for page in client.get_paginator("list_objects_v2").paginate(Bucket="logs", Prefix=prefix):
        for item in page.get("Contents", []):
            body = client.get_object(Bucket="logs", Key=item["Key"])["Body"].read()
            found[item["Key"]] = (item["Size"], len(body))
    return found


def check_client(origin):
    client = client_of(origin, LASTING, 3)
    sizes = {"0": 0, "1": 10, "2": 200, "3": 3000, "4": 40000, "5": 500000, "6": 66, "7": 77}
    wanted = {"public-symbols/" + name: (size, size) for name, size in sizes.items()}
    claim("boto3_reads_all_pages", wanted, read_bucket(client, "public-symbols/"))
    odd = {"odd/": 0, "odd/100%": 1, "odd/a b+c&d=e": 2, 'odd/<"x">': 3, "odd/\xe9": 4}
    claim("boto3_reads_odd_names", {key: (size, size) for key, size in odd.items()}, read_bucket(client, "odd/"))
    claim("boto3_waits_when_told", {"busy/a": (100, 100), "busy/b": (2000, 2000)}, read_bucket(client, "busy/"))
    claim("boto3_reads_with_a_token", {"slow/a": (50, 50), "slow/b": (60, 60)}, read_bucket(client_of(origin, TEMPORARY, 1), "slow/"))
    try:
        client_of(origin, LASTING, 1).get_object(Bucket="logs", Key="never/a")
        claim("boto3_sees_slow_down", "SlowDown", "no error")
    except botocore.exceptions.ClientError as error:
        claim("boto3_sees_slow_down", "SlowDown", error.response["Error"]["Code"])


def main():
    server = subprocess.Popen(
        [sys.argv[1], "--until-stdin-closes"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    origin = server.stdout.readline().split()[1]
    host = origin.split("//")[1]
    check_signatures(host)
    check_refusals(host)
    check_dates(host)
    check_client(origin)
    server.stdin.close()
    server.wait()
    print(failures, "failed")
    sys.exit(1 if failures else 0)


main()
