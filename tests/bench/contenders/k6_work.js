// The GET of scenarios/work.lua for k6.
import http from "k6/http";
import { check, fail } from "k6";

export default function () {
  const resp = http.get(`${__ENV.BASE}/item/${__VU}`, {
    tags: { name: "GET item" },
  });
  if (!check(resp, { "status is 200": (r) => r.status === 200 })) {
    fail(String(resp.status));
  }
}
