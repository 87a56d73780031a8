import fc from "fast-check"

/** The seed of what the tests of hostile requests make up: the same requests in each run, on every machine. */
export const seed = 20_261_201

const nested = (depth: number): unknown => Array.from({ length: depth }).reduce<unknown>((inner) => [{ a: inner }], 1)

/** Texts of any code points. To make it costs much, and each request asks for it several times. */
const anyText = fc.string({ unit: "binary" })

const anyJson = fc.jsonValue({ maxDepth: 3 })
const smallJson = fc.jsonValue({ maxDepth: 2 })
const deep = fc.constantFrom(nested(5), nested(1000))

/** Names that mean something in JavaScript, or nowhere. */
const oddNames = ["__proto__", "constructor", "toString", "hasOwnProperty", "", "colour", "\uD800", "\u0000", "a.b"]

const oddTexts = [
  "",
  " ",
  "\u0000",
  "\uD800",
  "a\uDFFFb",
  "\uFEFF",
  "\u202E",
  "e\u0301",
  "__proto__",
  "=1+1",
  "-1",
  "0x10",
  "1e309",
  "NaN",
  "null",
  "[]",
  "9".repeat(400),
  "a".repeat(300)
]

const oddNumbers = [0, -0, -1, 0.1, 1e21, 1e-7, 1e308, Number.MAX_SAFE_INTEGER, 2 ** 53, -(2 ** 63), 2 ** 31]

/** A field's name: mostly one that is known. */
export const nameOf = (known: ReadonlyArray<string>): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 8, arbitrary: known.length === 0 ? fc.constant("colour") : fc.constantFrom(...known) },
    { weight: 1, arbitrary: fc.constantFrom(...oddNames) },
    { weight: 1, arbitrary: anyText }
  )

/** A value of any JSON type: often one that means something here. */
export const valueOf = (known: ReadonlyArray<string>): fc.Arbitrary<unknown> =>
  fc.oneof(
    fc.constantFrom(...known),
    fc.constantFrom(...known).map((value) => [value]),
    fc.constantFrom(...oddTexts),
    anyText,
    fc.constantFrom(...oddNumbers),
    fc.boolean(),
    fc.constant(null),
    deep,
    fc.dictionary(
      nameOf([
        "call_time",
        "call_retry_config",
        "call_slots",
        "closures",
        "legal_hours",
        "number_choice",
        "timezone",
        "retry_count",
        "kind",
        "callee_name"
      ]),
      fc.oneof(smallJson, fc.constantFrom(...known)),
      { maxKeys: 4 }
    ),
    anyJson
  )

/** A value as a form and a query have it. */
export const textOf = (value: unknown): string => typeof value === "string" ? value : JSON.stringify(value) ?? ""

/** The segment of a path where an id is expected, as it is written in a URL. */
export const segmentOf = (known: ReadonlyArray<string>): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...known).map(encodeURIComponent) },
    { weight: 1, arbitrary: anyText.map(encodeURIComponent) },
    {
      weight: 1,
      arbitrary: fc.constantFrom("%00", "%", "%E0%A4%A", "%ED%A0%80", "..%2F", "%2F", "a/b", ";", "__proto__", "+")
    }
  )

/** What stands behind the question mark of a URL: parameters that may be repeated, unknown or broken. */
export const queryOf = (names: ReadonlyArray<string>, known: ReadonlyArray<string>): fc.Arbitrary<string> =>
  fc.tuple(
    fc.array(fc.tuple(nameOf(names), valueOf(known)), { maxLength: 3 }),
    fc.oneof({ weight: 8, arbitrary: fc.constant("") }, fc.constantFrom("&%ff=%E0", "&=", "&&", "&__proto__=1", "#a"))
  ).map(([pairs, rest]) =>
    new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, textOf(value)])).toString() + rest
  )

/** Bytes in place of a body: cut off, joined, broken in their encoding, or any at all. */
export const damaged = (body: string): fc.Arbitrary<Uint8Array> => {
  const bytes = new TextEncoder().encode(body)
  return fc.oneof(
    fc.uint8Array({ maxLength: 64 }),
    fc.nat(bytes.length).map((cut) => bytes.slice(0, cut)),
    fc.tuple(fc.nat(Math.max(0, bytes.length - 1)), fc.nat(255)).map(([at, byte]) => bytes.with(at, byte)),
    fc.nat(bytes.length).map((cut) => Uint8Array.from([...bytes.slice(0, cut), ...bytes])),
    fc.constantFrom("\uFEFF", "1e999", "[".repeat(100_000), "{\"a\":".repeat(50_000), "\"\\uD800\"").map((text) =>
      new TextEncoder().encode(text)
    )
  )
}

/** The boundary of the forms. */
export const boundary = "b"

const part = (name: string, value: string, headers = "") =>
  `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${
    name === "file" ? "; filename=\"a.csv\"" : ""
  }${headers}\r\n\r\n${value}\r\n`

/** A form as its bytes are written. */
export const formText = (fields: ReadonlyArray<readonly [string, string]>, headers = ""): string =>
  `${fields.map(([name, value]) => part(name, value, headers)).join("")}--${boundary}--\r\n`

/** More headers of a form's parts: mostly none. */
export const partHeaders: fc.Arbitrary<string> = fc.oneof(
  { weight: 24, arbitrary: fc.constant("") },
  fc.constantFrom(
    "; name*=utf-8''%ff",
    "; filename*=utf-16''%D8%00",
    "; filename=\"../../a\"",
    "\r\nContent-Type: text/plain; charset=none",
    "\r\nContent-Transfer-Encoding: base64",
    "\r\nContent-Disposition: attachment",
    `\r\nX-Long: ${"a".repeat(90_000)}`,
    "\r\n\r\n",
    "\n"
  )
)

/** The kind of a body: mostly the one that is expected. */
export const contentTypeOf = (usual: string): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant(usual) },
    fc.constantFrom(
      "",
      "text/plain",
      "application/json; charset=utf-16",
      "application/x-www-form-urlencoded",
      "multipart/form-data",
      "multipart/form-data; boundary=",
      "multipart/form-data; boundary=\"b",
      "multipart/form-data; boundary=other",
      "multipart/mixed; boundary=b",
      ";",
      "application/json, application/json"
    )
  )

const cell = fc.oneof(
  fc.constantFrom(
    "+919876543210",
    "+919876543211",
    "98765 43212",
    "+1201*",
    "subject",
    "Asha",
    "Asia/Kolkata",
    "\"",
    "=1",
    "",
    "\u0000"
  ),
  fc.constantFrom(...oddNames),
  fc.string({ unit: "binary", maxLength: 8 })
)

const header = fc.uniqueArray(
  fc.constantFrom(
    "callee_name",
    "timezone",
    "pattern",
    "scope",
    "subject",
    "expires_at",
    "__proto__",
    "constructor",
    "Mobile Number",
    "toString",
    "",
    "\""
  ),
  { maxLength: 5 }
).map((names) => ["phone", ...names])

/** A contact file: from one that is right to one that is no text. */
export const file: fc.Arbitrary<string> = fc.oneof(
  fc.constant("phone,callee_name\n+919876543210,Asha\n12,Nobody\n"),
  fc.constant("Mobile Number,callee_name\n98765 43220,Asha\n12,Nobody\n"),
  fc.tuple(header, fc.array(cell, { maxLength: 12 })).map(([names, cells]) => {
    const rows = Array.from({ length: 3 }, (_, n) => ["+919876543210", ...cells.slice(n)].slice(0, names.length))
    return [names, ...rows].map((row) => row.join(",")).join("\n")
  }),
  fc.array(fc.array(cell, { maxLength: 4 }), { maxLength: 6 }).map((rows) =>
    rows.map((row) => row.join(",")).join("\n")
  ),
  fc.string({ unit: "binary", maxLength: 200 })
)
