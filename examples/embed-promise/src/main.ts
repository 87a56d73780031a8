import { contactLists } from "@campanile/contact-lists"
import { createCampanile } from "@campanile/core"
import { SimulatedCarrier } from "@campanile/core/testing"
import { sqliteStore } from "@campanile/storage-sqlite"
import { createReadStream } from "node:fs"

await using campanile = await createCampanile({
  store: sqliteStore({ path: ":memory:" }),
  carrier: SimulatedCarrier.layer({ speed: 200, odds: { answered: 6, voicemail: 1, no_answer: 2, busy: 1 } }),
  contacts: contactLists,
  workspace: { name: "Parcels", capacity: 5 },
  engine: { poll: 50 }
})

const assistant = await campanile.assistants.create({
  name: "Delivery slots",
  prompt: "Hello @{{callee_name}}, your parcel comes @{{slot}}. Does that suit you?"
})
const list = await campanile.lists.import(createReadStream(new URL("../parcels.csv", import.meta.url)), {
  defaultCountry: "GB",
  timezone: "Europe/London"
})
const campaign = await campanile.campaigns.start({
  name: "Delivery slots",
  assistant: assistant.id,
  list: list.id,
  numbers: ["+442079460000"],
  timezone: "Europe/London",
  ends: "2099-12-31T18:00",
  windows: { days: "every day", from: "00:00", to: "24:00" },
  retry: { attempts: 2, busy: "1 second", noAnswer: "1 second" }
})

const { progress } = await campanile.campaigns.finished(campaign.id)
console.log(`${list.accepted} contacts, ${list.rejected} rows rejected, ${progress.attempts} attempts`)
for (const [disposition, calls] of Object.entries(progress.byDisposition)) {
  if (calls > 0) console.log(`${disposition}: ${calls}`)
}
