import { Validator } from "@seriousme/openapi-schema-validator"
import { expect, it } from "vitest"
import { openWorkspace } from "./given.ts"

it("the OpenAPI document is valid OpenAPI 3.1", async () => {
  const { app } = await openWorkspace()
  const validator = new Validator()
  const result = await validator.validate(await (await app.request("/openapi.json")).text())
  expect(result).toMatchObject({ valid: true })
  expect(validator.version).toBe("3.1")
})
