import { Privacy, Retentions } from "@campanile/core"
import { workspaceKey } from "../auth.ts"
import { jsonBody } from "../body.ts"
import { type Endpoint, endpoint, json } from "../endpoint.ts"
import { readPhone } from "../phones.ts"
import {
  ErasePerson,
  PersonErased,
  personErased,
  RetentionChange,
  retentionWith,
  ShownRetention,
  shownRetention
} from "../wire/privacy.ts"

/** What is kept of people, and for how long. */
export const privacy: ReadonlyArray<Endpoint> = [
  endpoint({
    method: "post",
    path: "/workspace/privacy/erase",
    tag: "Privacy",
    summary: "Take a person out, on their request",
    description:
      "Everything that has their number: contacts, rejected rows and decisions are removed; calls that wait are closed; " +
      "of calls, dials and webhooks the number is blanked, and what is counted and paid stays. While a call to them " +
      "goes on it is refused: end it, or wait. It may be repeated.",
    access: workspaceKey,
    body: jsonBody(ErasePerson),
    answer: json(PersonErased, "What was found of the person."),
    fails: ["InvalidInput", "NotFound", "PersonInCall"],
    handle: function*({ body: { phone_number, ...options }, caller }) {
      const phone = yield* readPhone(phone_number, "phone_number")
      return personErased(yield* Privacy.erase(caller, { phone, ...options }))
    }
  }),
  endpoint({
    method: "get",
    path: "/workspace/retention",
    tag: "Privacy",
    summary: "For how long what is finished is kept",
    access: workspaceKey,
    answer: json(ShownRetention, "What the workspace says."),
    fails: ["NotFound"],
    handle: function*({ caller }) {
      return shownRetention(yield* Retentions.get(caller))
    }
  }),
  endpoint({
    method: "patch",
    path: "/workspace/retention",
    tag: "Privacy",
    summary: "Set for how long what is finished is kept",
    description:
      "What is not mentioned stays as it is. What is past its time then is removed within the hour, for good.",
    access: workspaceKey,
    body: jsonBody(RetentionChange),
    answer: json(ShownRetention, "What the workspace says now."),
    fails: ["InvalidInput", "NotFound"],
    handle: function*({ body, caller }) {
      return shownRetention(yield* Retentions.set(caller, retentionWith(body, yield* Retentions.get(caller))))
    }
  })
]
