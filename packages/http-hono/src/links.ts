import type { ContactList } from "@campanile/core"
import type { Incoming } from "./endpoint.ts"

/** Where all routes of the documented API begin. */
export const basePath = "/ca/api/v0"

/**
 * The address of another route, as the client reaches it: below the public URL where one is configured, else where this
 * request came to, so that an app which is mounted below another path finds itself.
 */
export const linkTo = (path: string, { request, settings }: Pick<Incoming, "request" | "settings">): string => {
  if (settings.publicUrl !== undefined) return `${settings.publicUrl}${basePath}${path}`
  const { origin, pathname } = new URL(request.url)
  return `${origin}${pathname.slice(0, pathname.indexOf(basePath))}${basePath}${path}`
}

/** Where the rejected rows of a list can be fetched; null where there are none. */
export const rejectedRowsLink = (
  list: Pick<ContactList, "id" | "rejected" | "status">,
  incoming: Pick<Incoming, "request" | "settings">
): string | null =>
  list.rejected === 0 || list.status === "pruned"
    ? null
    : linkTo(`/campaign/upload-status/${list.id}/invalid-rows.csv`, incoming)
