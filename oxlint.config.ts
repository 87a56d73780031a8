import { defineConfig } from "oxlint"

// The walls of the house, as lint errors: docs/decisions/0003-core-imports-effect-only.md says why each one stands.

// A negated glob in one pattern lifts what later patterns forbid: expressions come first, the one list with negations last.
type Pattern = { readonly regex: string; readonly message: string } | {
  readonly group: Array<string>
  readonly caseSensitive: true
  readonly message: string
}

/** Modules that the barrel "effect" exports though their API may break in a minor release. */
const unstableEffect = [
  "Arbitrary",
  "Bytes",
  "ByteSize",
  "ChannelSchema",
  "ErrorReporter",
  "ExecutionPlan",
  "FileSystem",
  "Glob",
  "Graph",
  "HashRing",
  "LayerMap",
  "LayerRef",
  "Newtype",
  "PartitionedSemaphore",
  "Path",
  "PlatformError",
  "SemVer",
  "SemVerRange",
  "Stdio",
  "Terminal",
  "TextDiff",
  "TxChunk",
  "TxQueue",
  "Version"
]

const stableEffect = {
  name: "effect",
  importNames: unstableEffect,
  message: "Core uses only the stable modules of effect."
}

const surroundings: Record<string, string> = {
  Date: "Core reads time from Effect's Clock.",
  performance: "Core reads time from Effect's Clock.",
  setTimeout: "Core waits with Effect.sleep or a Schedule.",
  setInterval: "Core waits with Effect.sleep or a Schedule.",
  setImmediate: "Core waits with Effect.sleep or a Schedule.",
  queueMicrotask: "Core waits with Effect.sleep or a Schedule.",
  process: "Configuration reaches core as arguments.",
  Buffer: "Core has no Node built-in.",
  fetch: "The outside is reached through a port.",
  crypto: "Randomness comes from Effect's Random.",
  console: "Core logs through Effect.",
  globalThis: "Core takes nothing from its surroundings."
}

const effectOnly = (subpaths: Array<string>): Pattern => ({
  group: ["*", "!effect", "!./**", "!../**", ...subpaths.map((path) => `!${path}`)],
  caseSensitive: true,
  message: "Core imports its own files and the stable modules of effect, which all come from \"effect\" itself."
})

const notInto = (...rooms: Array<string>): Pattern => ({
  regex: `^\\.\\.?/(.*/)?(${rooms.join("|")})(/|\\.ts$)`,
  message:
    "Imports point inward: domain <- ports <- engine <- operations <- client. What is in testing serves tests only."
})

const foreignSource: Array<Pattern> = [
  { regex: "^(\\.\\./)+([\\w-]+/)+(src|dist|test)/", message: "Other packages are reached by their name." },
  { regex: "^@campanile/[^/]+/(src|dist|test)/", message: "Only what a package exports may be imported." }
]

// A glob without an anchor lets every path through that ends in the same word.
const namesake: Pattern = { regex: "^[^.].*/effect(/|$)", message: "Only effect itself is meant." }

const core = (folder: string, inward: Array<Pattern>, subpaths: Array<string> = []) => ({
  files: [`packages/core/src/${folder}**`],
  rules: {
    "eslint/no-restricted-imports": ["error", {
      paths: [stableEffect],
      patterns: [...foreignSource, namesake, ...inward, effectOnly(subpaths)]
    }] as const
  }
})

/** Each package that stands between core and the programs, with the others it may know. */
const adapters: Record<string, Array<string>> = {
  "contact-lists": [],
  "http-hono": [],
  "storage-postgres": ["storage-sql"],
  "storage-sql": [],
  "storage-sqlite": ["storage-sql"],
  "telephony-twilio": []
}

const knowsOnly = (files: string, ...known: Array<string>) => ({
  files: [files],
  rules: {
    "eslint/no-restricted-imports": ["error", {
      patterns: [
        ...foreignSource,
        {
          regex: `^(campanile|@campanile/(${
            ["reliability", ...Object.keys(adapters)].filter((name) => !known.includes(name)).join("|")
          }))(/|$)`,
          message: "Adapters know core, not each other. What needs several belongs in server, examples or bench."
        }
      ]
    }] as const
  }
})

export default defineConfig({
  plugins: ["eslint", "typescript", "unicorn", "oxc", "import", "promise"],
  categories: {
    correctness: "error"
  },
  ignorePatterns: ["**/dist/**", "**/coverage/**"],
  rules: {
    "eslint/no-console": "off",
    // An Effect generator may have nothing to wait for yet.
    "eslint/require-yield": "off",
    "import/no-cycle": "error",
    "import/no-self-import": "error",
    "typescript/no-floating-promises": "error",
    "typescript/no-misused-promises": "error",
    "typescript/no-explicit-any": "error",
    "typescript/consistent-type-imports": "error",
    // A copy of what the loop's body changes is no waste.
    "unicorn/no-useless-spread": "off",
    // Schema classes are data: a spread copies their fields, which is what is meant.
    "typescript/no-misused-spread": "off",
    "eslint/no-restricted-imports": ["error", { patterns: foreignSource }]
  },
  overrides: [
    {
      files: ["packages/core/src/**"],
      rules: {
        "import/no-nodejs-modules": "error",
        "eslint/no-restricted-globals": [
          "error",
          ...Object.entries(surroundings).map(([name, message]) => ({ name, message }))
        ],
        "eslint/no-restricted-properties": [
          "error",
          { object: "Math", property: "random", message: "Randomness comes from Effect's Random." }
        ]
      }
    },
    core("", [notInto("testing")]),
    core("domain/", [notInto("ports", "engine", "operations", "client", "testing")]),
    core("ports/", [notInto("engine", "operations", "client", "testing")]),
    core("engine/", [notInto("operations", "client", "testing")]),
    core("operations/", [notInto("client", "testing")]),
    core("testing/", [], ["effect/testing"]),
    knowsOnly("packages/core/test/**"),
    ...Object.entries(adapters).map(([name, known]) => knowsOnly(`packages/${name}/src/**`, name, ...known)),
    {
      files: ["**/*.mjs"],
      rules: { "typescript/no-floating-promises": "off" }
    }
  ]
})
