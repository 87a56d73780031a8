import { Schema } from "effect"

/**
 * Identifiers are UUIDs of version 7 (RFC 9562): sortable by the time of their making, and made from the engine's own
 * clock and random source, so that a seed replays them. Each kind has its brand, so that one is never taken for another.
 */
const Uuid = Schema.String.pipe(Schema.check(Schema.isUUID(7, { message: "must be an id (a UUID of version 7)" })))

/** The tenant: owns everything below it. */
export const WorkspaceId = Uuid.pipe(Schema.brand("WorkspaceId"))
export type WorkspaceId = typeof WorkspaceId.Type

/** What a call says and does. */
export const AssistantId = Uuid.pipe(Schema.brand("AssistantId"))
export type AssistantId = typeof AssistantId.Type

/** A caller ID that a workspace may dial from. */
export const NumberId = Uuid.pipe(Schema.brand("NumberId"))
export type NumberId = typeof NumberId.Type

/** An imported contact list. */
export const ListId = Uuid.pipe(Schema.brand("ListId"))
export type ListId = typeof ListId.Type

/** A campaign. */
export const CampaignId = Uuid.pipe(Schema.brand("CampaignId"))
export type CampaignId = typeof CampaignId.Type

/** One contact to reach. */
export const CallId = Uuid.pipe(Schema.brand("CallId"))
export type CallId = typeof CallId.Type

/** One dial of a call. */
export const AttemptId = Uuid.pipe(Schema.brand("AttemptId"))
export type AttemptId = typeof AttemptId.Type

/** One running engine; a new one at each start of a process. */
export const NodeId = Uuid.pipe(Schema.brand("NodeId"))
export type NodeId = typeof NodeId.Type

/** One message to the outside; receivers recognise a repeated delivery by it. */
export const MessageId = Uuid.pipe(Schema.brand("MessageId"))
export type MessageId = typeof MessageId.Type

/** An endpoint of another system that is told what happens in a workspace. */
export const WebhookId = Uuid.pipe(Schema.brand("WebhookId"))
export type WebhookId = typeof WebhookId.Type

/**
 * The first 29 characters of a run of ids that were made together; the last 7 hexadecimal digits count within it.
 * One block serves a whole batch (a turn's attempts, a list's calls), also where the database does the counting, and
 * keeps the ids of a batch in order beside each other in every index. RFC 9562 section 6.2 allows such a counter.
 */
export const IdBlock = Schema.String.pipe(Schema.check(Schema.isPattern(/^[0-9a-f-]{29}$/u)), Schema.brand("IdBlock"))
export type IdBlock = typeof IdBlock.Type

/** How many ids one block holds: 7 hexadecimal digits. */
export const idBlockSize = 16 ** 7

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, "0")

/**
 * A block of ids for an instant (ms) and two random numbers in [0, 1): 48 bits of time, 46 of chance, 28 that count.
 */
export const idBlock = (now: number, high: number, low: number): IdBlock => {
  const time = hex(now, 12)
  const chance = Math.floor(high * 2 ** 26)
  const version = hex(0x7000 | (chance >>> 14), 4)
  const variant = hex(0x8000 | (chance & 0x3fff), 4)
  // It has the form of one by what it is made of: to look at it again costs as much as all the rest.
  return `${time.slice(0, 8)}-${time.slice(8)}-${version}-${variant}-${hex(Math.floor(low * 2 ** 20), 5)}` as IdBlock
}

/** The beginning that ids made at an instant (ms) have in common: all ids that were made before it are less. */
export const idFloor = (instant: number): string => idBlock(Math.max(0, instant), 0, 0).slice(0, 13)

/** The nth id of a block, n from 0. The caller says by the type argument which kind of id it is. */
export const idAt = <Id extends string>(block: IdBlock, n: number): Id => `${block}${hex(n, 7)}` as Id

/**
 * An id that follows from another one and from which of several things is told of it, 1 to 15: the same however often it
 * is asked for. It takes the highest of the seven digits that count, so the first id must be one of the first 16^6 of
 * its block, as those of attempts are.
 */
export const idFrom = <Id extends string>(other: string, which: number): Id =>
  `${other.slice(0, 29)}${hex(which, 1)}${other.slice(30)}` as Id

/** FNV-1a, 32 bits: two texts of a few words rarely have the same. */
const digest = (text: string): number =>
  [...new TextEncoder().encode(text)].reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193) >>> 0, 0x811c9dc5)

/**
 * An id that follows from another one and from a text that says what is told of it, the same however often it is asked
 * for. It is of the same instant, in a block of its own beside that of the other.
 */
export const idOf = <Id extends string>(other: string, text: string): Id => {
  const away = 1 + digest(text) % (16 ** 5 - 1)
  return `${other.slice(0, 24)}${hex(Number.parseInt(other.slice(24, 29), 16) ^ away, 5)}${other.slice(29)}` as Id
}
