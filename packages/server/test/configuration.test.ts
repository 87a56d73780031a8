import { Redacted, Result } from "effect"
import { expect, it } from "vitest"
import { configuration } from "../src/configuration.ts"
import { nameOf } from "../src/database.ts"

const read = (env: Record<string, string>, flags: Record<string, string> = {}) =>
  Result.getOrThrow(configuration({ env, flags }))

const problem = (env: Record<string, string>, flags: Record<string, string> = {}) => {
  const result = configuration({ env, flags })
  return Result.isFailure(result) ? result.failure.message : "accepted"
}

it("needs nothing to be set", () => {
  expect(read({})).toEqual({
    database: { kind: "sqlite", path: "campanile.db" },
    synchronous: "full",
    retention: { finished: null, delivered: null, dead: null },
    port: 4321,
    host: undefined,
    carrier: "simulated",
    carrierJournal: undefined,
    twilio: undefined,
    publicUrl: undefined,
    adminKey: undefined,
    preDial: undefined,
    log: "pretty",
    speed: 1,
    clockStart: undefined,
    clockOrigin: undefined
  })
})

it("takes the environment, and flags before it", () => {
  const env = { CAMPANILE_DATABASE_URL: "sqlite:/data/calls.db", PORT: "8080", CAMPANILE_LOG: "json" }
  expect(read(env)).toMatchObject({ database: { path: "/data/calls.db" }, port: 8080, log: "json" })
  expect(read(env, { database: "sqlite:other.db", port: "0" })).toMatchObject({
    database: { path: "other.db" },
    port: 0,
    log: "json"
  })
  expect(read({ PORT: "wrong" }, { port: "8081" }).port).toBe(8081)
  expect(read({ PORT: "" }).port).toBe(4321)
})

it("reads for how long things are kept, and what a commit waits for", () => {
  const env = {
    CAMPANILE_KEEP_FINISHED: "90d",
    CAMPANILE_KEEP_DELIVERED: "7",
    CAMPANILE_KEEP_DEAD: "forever",
    CAMPANILE_SQLITE_SYNCHRONOUS: "normal"
  }
  expect(read(env)).toMatchObject({ retention: { finished: 90, delivered: 7, dead: null }, synchronous: "normal" })
})

it("reads the paths that people write into SQLite URLs", () => {
  const pathOf = (url: string) => read({ CAMPANILE_DATABASE_URL: url }).database
  expect(pathOf("sqlite:///data/calls.db")).toEqual({ kind: "sqlite", path: "/data/calls.db" })
  expect(pathOf("sqlite:./calls.db")).toEqual({ kind: "sqlite", path: "./calls.db" })
})

it.each(["postgres://me:secret@db:5433/calls", "postgresql://me:secret@db:5433/calls?sslmode=require"])(
  "takes %s for a Postgres, and shows neither user nor password",
  (url) => {
    const { database } = read({ CAMPANILE_DATABASE_URL: url })
    expect(database.kind === "postgres" ? Redacted.value(database.url) : database).toBe(url)
    expect(nameOf(database)).toBe("postgres://db:5433/calls")
    expect(JSON.stringify(database)).not.toContain("secret")
  }
)

it("takes a URL beside it to listen for hints, or that nobody listens", () => {
  const url = "postgres://me:secret@pooler/calls"
  const hints = (text: string) => {
    const { database } = read({ CAMPANILE_DATABASE_URL: url, CAMPANILE_DATABASE_HINTS: text })
    return database.kind === "postgres" ? database.hints : database
  }
  expect(hints("")).toBe(undefined)
  expect(hints("off")).toBe("off")
  expect(hints("postgres://me:secret@db/calls")).toEqual(Redacted.make("postgres://me:secret@db/calls"))
})

it.each([
  ["CAMPANILE_DATABASE_URL", "postgres://me:secret@db", "must be like postgres://"],
  ["CAMPANILE_DATABASE_URL", "postgres:calls", "must be like postgres://"],
  ["CAMPANILE_DATABASE_URL", "postgres://me:/secret@db/calls", "must be like postgres://"],
  ["CAMPANILE_DATABASE_URL", "postgres://me:1#secret@db/calls", "must be like postgres://"],
  ["CAMPANILE_DATABASE_URL", "postgres://me:1?secret@db/calls", "must be like postgres://"],
  ["CAMPANILE_DATABASE_URL", "mysql://me:1/secret@db/calls", "must be sqlite:PATH"],
  ["CAMPANILE_DATABASE_URL", "mysql://me:1@secret@db/calls", "must be sqlite:PATH"],
  ["CAMPANILE_DATABASE_HINTS", "sqlite:secret", "must be off"],
  ["CAMPANILE_DATABASE_URL", "mysql://me:secret@db/calls", "must be sqlite:PATH"],
  ["CAMPANILE_DATABASE_URL", "sqlite:", "must be sqlite:PATH"],
  ["CAMPANILE_DATABASE_URL", "sqlite://calls.db", "must be sqlite:PATH"],
  ["CAMPANILE_DATABASE_URL", "sqlite::memory:", "must be sqlite:PATH"],
  ["PORT", "65536", "must be a whole number from 0 to 65535"],
  ["PORT", "80.5", "must be a whole number"],
  ["PORT", "http", "must be a whole number"],
  ["HOST", "not a host", "must be an address"],
  ["CAMPANILE_KEEP_FINISHED", "0d", "must be days"],
  ["CAMPANILE_KEEP_DELIVERED", "3 weeks", "must be days"],
  ["CAMPANILE_KEEP_DEAD", "-1", "must be days"],
  ["CAMPANILE_SQLITE_SYNCHRONOUS", "off", "must be \"full\" or \"normal\""],
  ["CAMPANILE_CARRIER", "pigeon", "must be \"simulated\" or \"twilio\""],
  ["CAMPANILE_PUBLIC_URL", "calls.example.com", "must be an http or https URL"],
  ["CAMPANILE_PUBLIC_URL", "ftp://calls.example.com", "must be an http or https URL"],
  ["CAMPANILE_ADMIN_KEY", "secret", "must have at least 16 characters"],
  ["CAMPANILE_PRE_DIAL_URL", "hook.example.com", "must be an http or https URL"],
  ["CAMPANILE_PRE_DIAL_SECRET", "secret", "must have at least 24 characters"],
  ["CAMPANILE_PRE_DIAL_SECRET", "whsec_secret!", "must be Base64 after whsec_"],
  ["CAMPANILE_LOG", "xml", "must be \"pretty\" or \"json\""]
])("refuses %s=%s", (name, value, reason) => {
  const message = problem({ [name]: value })
  expect(message).toMatch(new RegExp(`^${name}: `, "u"))
  expect(message).toContain(reason)
  expect(message).not.toContain("secret")
})

it.each([
  ["port", "x"],
  ["speed", "0"],
  ["speed", "fast"],
  ["clock-start", "2026-03-03"],
  ["clock-start", "2026-13-03T08:30Z"],
  ["clock-origin", "yesterday"]
])("refuses --%s %s by the flag's name", (name, value) => {
  expect(problem({}, { [name]: value })).toMatch(new RegExp(`^--${name}: must be`, "u"))
})

it("names all that is wrong at once", () => {
  expect(problem({ PORT: "x", CAMPANILE_LOG: "xml" }, { speed: "x" }).split("\n")).toHaveLength(3)
})

it("keeps the admin key out of whatever prints the configuration", () => {
  const { adminKey } = read({ CAMPANILE_ADMIN_KEY: "a-key-that-is-long-enough" })
  expect(JSON.stringify(adminKey)).toBe("\"<redacted>\"")
  expect(Redacted.value(adminKey!)).toBe("a-key-that-is-long-enough")
})

it("needs the pre-dial hook's URL and its secret together, and keeps the secret", () => {
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
  const env = { CAMPANILE_PRE_DIAL_URL: "https://hook.example.com/ask", CAMPANILE_PRE_DIAL_SECRET: secret }
  const { preDial } = read(env)
  expect(preDial?.url).toBe("https://hook.example.com/ask")
  expect(JSON.stringify(preDial)).not.toContain(secret)
  expect(problem({ CAMPANILE_PRE_DIAL_URL: env.CAMPANILE_PRE_DIAL_URL })).toMatch(
    /^CAMPANILE_PRE_DIAL_SECRET: is needed/u
  )
  expect(problem({ CAMPANILE_PRE_DIAL_SECRET: secret })).toMatch(/^CAMPANILE_PRE_DIAL_URL: is needed/u)
})

const account = {
  CAMPANILE_CARRIER: "twilio",
  CAMPANILE_PUBLIC_URL: "https://calls.example.com/",
  TWILIO_ACCOUNT_SID: `AC${"1".repeat(32)}`,
  TWILIO_AUTH_TOKEN: "a-token-that-nobody-sees"
}

it("takes an account at Twilio, and keeps its token", () => {
  const { twilio } = read({ ...account, TWILIO_CPS: "5", CAMPANILE_TRUSTED_PROXIES: "10.0.0.0/8, 192.0.2.1" })
  expect(twilio).toMatchObject({
    accountSid: account.TWILIO_ACCOUNT_SID,
    publicUrl: "https://calls.example.com",
    cps: 5,
    trustedProxies: ["10.0.0.0/8", "192.0.2.1"]
  })
  expect(JSON.stringify(twilio)).not.toContain(account.TWILIO_AUTH_TOKEN)
  expect(read({ ...account, CAMPANILE_CARRIER: "simulated" }).twilio).toBeUndefined()
})

it("names everything that an account at Twilio lacks or has wrong", () => {
  const missing = problem({ CAMPANILE_CARRIER: "twilio", TWILIO_API_KEY_SID: `SK${"1".repeat(32)}` }).split("\n")
  expect(missing.map((line) => line.split(":")[0])).toEqual([
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
    "CAMPANILE_PUBLIC_URL",
    "TWILIO_API_KEY_SECRET"
  ])
  const wrong = problem({
    ...account,
    TWILIO_ACCOUNT_SID: "AC1",
    TWILIO_API_URL: "api.twilio.com",
    CAMPANILE_TRUSTED_PROXIES: "proxy"
  }).split("\n")
  expect(wrong.map((line) => line.split(":")[0])).toEqual([
    "TWILIO_ACCOUNT_SID",
    "TWILIO_API_URL",
    "CAMPANILE_TRUSTED_PROXIES"
  ])
  expect(problem({ ...account, TWILIO_CPS: "0", PORT: "x" }).split("\n")).toHaveLength(2)
})
