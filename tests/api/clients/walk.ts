// One case from identification to arrival, with a client made from the description.
import { Client, type Problem, Refused } from "./client.js";

declare const process: { env: Record<string, string> };
const { ADDRESS, PASSWORD, SHELTER_KEY, SERVICE } = process.env as Record<
  "ADDRESS" | "PASSWORD" | "SHELTER_KEY" | "SERVICE",
  string
>;

let asked = 0;
const key = () => ({ "Idempotency-Key": `walk-${Date.now()}-${++asked}` });
const at = (version: number | null | undefined) => ({
  ...key(),
  "If-Match": `"${version}"`,
});

async function signedIn(name: string): Promise<Client> {
  const body = { name, password: PASSWORD };
  const session = await new Client(ADDRESS).ask("post", "/v1/session", { body });
  return new Client(ADDRESS, session.token);
}

async function refusal(work: Promise<unknown>): Promise<Problem> {
  try {
    await work;
  } catch (refused) {
    if (refused instanceof Refused) return refused.problem;
    throw refused;
  }
  throw new Error("nothing was refused");
}

const worker = await signedIn("worker");
const coordinator = await signedIn("coordinator");
const shelter = new Client(ADDRESS, SHELTER_KEY);

const opened = await worker.ask("post", "/v1/cases", {
  header: key(),
  body: {
    facts: { age_class: "adult", immediate_danger: "yes", language: "sqi" },
    content: { identity: { first_name: "Kestrel" } },
    indicators: ["CD01"],
  },
});
const path = { case_id: opened.id };
let version = opened.version;
const early = await refusal(
  worker.ask("post", "/v1/cases/{case_id}/steps/{step}", {
    path: { ...path, step: "bring_to_safety" },
    header: at(version),
    body: {},
  }),
);
for (const purpose of ["assistance", "referral"] as const) {
  const recorded = await worker.ask("post", "/v1/cases/{case_id}/consents", {
    path,
    header: at(version),
    body: {
      purpose,
      answer: "yes",
      given_at: new Date().toISOString(),
      compartments: ["identity", "contact"],
      recipient_class: "any_service",
    },
  });
  version = recorded.version;
}
const safe = await worker.ask("post", "/v1/cases/{case_id}/steps/{step}", {
  path: { ...path, step: "bring_to_safety" },
  header: at(version),
  body: {},
});
const offer = await worker.ask("post", "/v1/cases/{case_id}/referrals", {
  path,
  header: at(safe.version),
  body: { service_id: SERVICE, kind: "responsibility" },
});

const place = { path: { referral_id: offer.id } };
const waiting = await shelter.ask("get", "/v1/referrals", {
  query: { state: "offered", limit: 10 },
});
const accepted = await shelter.ask("post", "/v1/referrals/{referral_id}/accept", {
  ...place,
  header: at(waiting.items[0]?.version),
});
const again = await refusal(
  shelter.ask("post", "/v1/referrals/{referral_id}/accept", {
    ...place,
    header: at(accepted.version),
  }),
);
const learnt = await shelter.ask("get", "/v1/referrals/{referral_id}/package", {
  ...place,
  query: { purpose: "care" },
});
await shelter.ask("post", "/v1/referrals/{referral_id}/arrived", {
  ...place,
  header: at(accepted.version),
});
const timeline = await coordinator.ask("get", "/v1/cases/{case_id}/timeline", {
  path,
});
const verdict = await coordinator.ask(
  "post",
  "/v1/cases/{case_id}/timeline/verification",
  { path, header: key() },
);
await worker.ask("delete", "/v1/session", {});

console.log(
  JSON.stringify({
    refusals: [early.code, again.code],
    types: timeline.items.map((entry) => entry.type),
    learnt: learnt.items[0]?.content["identity"],
    whole: verdict.whole,
  }),
);
