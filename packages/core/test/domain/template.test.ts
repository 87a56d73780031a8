import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  hasNamelessVariable,
  missingColumns,
  render,
  requiredVariables,
  unknownVariables,
  valuesFor,
  variablesOf,
  withDefaults
} from "../../src/domain/template.ts"

const name = fc.oneof(
  fc.constantFrom("name", "Full Name", "constructor", "toString", "__proto__", "größe", "$&", "0"),
  fc.string({ minLength: 1, maxLength: 8 }).map((text) => text.replace(/[{}|]/gu, "").trim()).filter((text) =>
    text !== ""
  )
)
const plain = fc.string({ maxLength: 12, unit: "grapheme" }).map((text) => text.replaceAll("@", ""))
const blanks = fc.constantFrom("", " ", "\t ")
const fallback = fc.option(plain.map((text) => text.replace(/[{}]/gu, "").trim()), { nil: undefined })
const parts = fc.array(fc.record({ text: plain, name, blank: blanks, fallback }), { maxLength: 5 })

type Parts = ReadonlyArray<{
  readonly text: string
  readonly name: string
  readonly blank: string
  readonly fallback: string | undefined
}>

const templateOf = (parts: Parts) =>
  parts.map(({ blank, fallback, name, text }) =>
    `${text}@{{${blank}${name}${blank}${fallback === undefined ? "" : `|${blank}${fallback}${blank}`}}}`
  ).join("")

describe("a prompt", () => {
  it("has the variables that stand in it, each once, in order", () => {
    fc.assert(fc.property(parts, (parts) => {
      expect(variablesOf(templateOf(parts))).toEqual([...new Set(parts.map(({ name }) => name))])
    }))
  })

  it("requires those that stand somewhere without a default", () => {
    fc.assert(fc.property(parts, (parts) => {
      const bare = parts.filter(({ fallback }) => fallback === undefined).map(({ name }) => name)
      expect(requiredVariables(templateOf(parts))).toEqual([...new Set(bare)])
    }))
    expect(requiredVariables("@{{name|you}} and again @{{name}}")).toEqual(["name"])
    expect(requiredVariables("@{{name|}}")).toEqual([])
  })

  it("is its text with the values in it, and nothing else", () => {
    fc.assert(fc.property(parts, fc.array(plain, { minLength: 5, maxLength: 5 }), (parts, texts) => {
      const row = new Map(parts.map(({ name }, index) => [name, `<${texts[index]!}>`]))
      const values = Object.fromEntries(row)
      expect(render(templateOf(parts), values)).toBe(parts.map(({ name, text }) => text + row.get(name)!).join(""))
    }))
  })

  it("without a value, or with an empty one, has the default there, else nothing, whatever the variable is called", () => {
    fc.assert(fc.property(parts, (parts) => {
      const expected = parts.map(({ fallback = "", text }) => text + fallback).join("")
      expect(render(templateOf(parts), {})).toBe(expected)
      expect(render(templateOf(parts), Object.fromEntries(parts.map(({ name }) => [name, ""])))).toBe(expected)
    }))
  })

  it("without variables is its own text", () => {
    const texts = ["", "Hello", "a@example.com", "@{name}", "{{name}}", "@{{open", "@ {{name}}", "@{{a{b}}", "|"]
    for (const text of texts) {
      expect(render(text, { name: "X" })).toBe(text)
      expect(variablesOf(text)).toEqual([])
    }
  })

  it("does not read a value, nor a default, as a prompt", () => {
    expect(render("@{{a}} @{{b}}", { a: "@{{b}}", b: "$& $1" })).toBe("@{{b}} $& $1")
    expect(render("@{{a|$&}}", {})).toBe("$&")
    expect(render("@{{a|b|c}}", {})).toBe("b|c")
  })

  it("leaves a value as it is: who speaks another language than plain text escapes it", () => {
    const value = `<Say>&"'\n`
    expect(render("@{{a}}", { a: value })).toBe(value)
  })

  it("may have a variable without a name, which is noticed", () => {
    expect(hasNamelessVariable("Hello @{{ }}")).toBe(true)
    expect(hasNamelessVariable("Hello @{{name}} @{{}}")).toBe(true)
    expect(hasNamelessVariable("Hello @{{|there}}")).toBe(true)
    expect(hasNamelessVariable("Hello @{{name}}")).toBe(false)
    expect(variablesOf("@{{ }}@{{}}")).toEqual([])
  })
})

describe("a mapping of variables to columns", () => {
  it("that names a variable which the prompt does not have is noticed", () => {
    expect(unknownVariables(["name"], { name: "Full Name", city: "Town", constructor: "x" })).toEqual([
      "city",
      "constructor"
    ])
    expect(unknownVariables(["name"], {})).toEqual([])
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

  it("that are missing or empty are the first default of the prompt, where they go apart from the text", () => {
    const prompt = "@{{name}} @{{name|}} @{{name| you }} @{{name|them}} @{{city|here}} @{{age}}"
    const values = valuesFor(variablesOf(prompt), {}, { city: "Quito" })
    expect(withDefaults(prompt, values)).toEqual({ name: "you", city: "Quito", age: "" })
  })
})
