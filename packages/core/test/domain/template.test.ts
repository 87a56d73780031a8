import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { hasNamelessVariable, missingColumns, render, valuesFor, variablesOf } from "../../src/domain/template.ts"

const name = fc.oneof(
  fc.constantFrom("name", "Full Name", "constructor", "toString", "__proto__", "größe", "$&", "0"),
  fc.string({ minLength: 1, maxLength: 8 }).map((text) => text.replace(/[{}]/gu, "").trim()).filter((text) =>
    text !== ""
  )
)
const plain = fc.string({ maxLength: 12, unit: "grapheme" }).map((text) => text.replaceAll("@", ""))
const blanks = fc.constantFrom("", " ", "\t ")
const parts = fc.array(fc.tuple(plain, name, blanks), { maxLength: 5 })

const templateOf = (parts: ReadonlyArray<readonly [string, string, string]>) =>
  parts.map(([text, name, blank]) => `${text}@{{${blank}${name}${blank}}}`).join("")

describe("a prompt", () => {
  it("has the variables that stand in it, each once, in order", () => {
    fc.assert(fc.property(parts, (parts) => {
      expect(variablesOf(templateOf(parts))).toEqual([...new Set(parts.map(([, name]) => name))])
    }))
  })

  it("is its text with the values in it, and nothing else", () => {
    fc.assert(fc.property(parts, fc.array(plain, { minLength: 5, maxLength: 5 }), (parts, texts) => {
      const row = new Map(parts.map(([, name], index) => [name, texts[index]!]))
      const values = Object.fromEntries(row)
      expect(render(templateOf(parts), values)).toBe(parts.map(([text, name]) => text + row.get(name)!).join(""))
    }))
  })

  it("without a value has the empty text there, whatever the variable is called", () => {
    fc.assert(fc.property(parts, (parts) => {
      expect(render(templateOf(parts), {})).toBe(parts.map(([text]) => text).join(""))
    }))
  })

  it("without variables is its own text", () => {
    const texts = ["", "Hello", "a@example.com", "@{name}", "{{name}}", "@{{open", "@ {{name}}"]
    for (const text of texts) {
      expect(render(text, { name: "X" })).toBe(text)
      expect(variablesOf(text)).toEqual([])
    }
  })

  it("does not read a value as a prompt", () => {
    expect(render("@{{a}} @{{b}}", { a: "@{{b}}", b: "$& $1" })).toBe("@{{b}} $& $1")
  })

  it("may have a variable without a name, which is noticed", () => {
    expect(hasNamelessVariable("Hello @{{ }}")).toBe(true)
    expect(hasNamelessVariable("Hello @{{name}} @{{}}")).toBe(true)
    expect(hasNamelessVariable("Hello @{{name}}")).toBe(false)
    expect(variablesOf("@{{ }}@{{}}")).toEqual([])
  })
})

describe("the values of a contact", () => {
  it("come from the column that the mapping names, else from the variable's own", () => {
    const row = { name: "Ana", "Full Name": "Ana Ruiz", city: "Quito" }
    expect(valuesFor(["name", "city", "age"], { name: "Full Name" }, row)).toEqual({
      name: "Ana Ruiz",
      city: "Quito",
      age: ""
    })
  })

  it("are what the row says, also of names that every object has", () => {
    fc.assert(fc.property(fc.uniqueArray(name, { maxLength: 5 }), (names) => {
      const values = valuesFor(names, {}, {})
      expect(Object.keys(values).toSorted()).toEqual(names.toSorted())
      expect(Object.values(values).every((value) => value === "")).toBe(true)
      expect(valuesFor(names, {}, Object.fromEntries(names.map((name) => [name, `<${name}>`])))).toEqual(
        Object.fromEntries(names.map((name) => [name, `<${name}>`]))
      )
    }))
  })

  it("lack those whose column the list does not have", () => {
    expect(missingColumns(["name", "city", "constructor"], { city: "Town" }, ["name"])).toEqual([
      { variable: "city", column: "Town" },
      { variable: "constructor", column: "constructor" }
    ])
    expect(missingColumns(["name"], {}, ["name"])).toEqual([])
  })
})
