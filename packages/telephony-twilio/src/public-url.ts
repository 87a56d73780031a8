import { BlockList, isIP } from "node:net"
import { credentials } from "./signature.ts"

/** A request as the process received it, which behind a proxy is not as Twilio sent it. */
export interface ReceivedRequest {
  /** Path and query, as in the request line: "/webhooks?attempt=1". */
  readonly target: string
  /** Headers by name in small letters. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** The IP address of whoever holds the other end of the connection; undefined where that is not known. */
  readonly peer: string | undefined
}

/** Where Twilio finds this process. */
export interface PublicAddress {
  /** The URL under which the process is reached from outside, with the path under which proxies publish it. */
  readonly publicUrl: string
  /** Addresses ("10.0.0.7") and networks ("10.0.0.0/8") of proxies whose forwarded headers are believed. */
  readonly trustedProxies: ReadonlyArray<string>
}

const familyOf = (address: string) => isIP(address) === 6 ? "ipv6" : "ipv4"

/** An IPv4 address that a socket for both families shows as "::ffff:10.0.0.7" is the same address. */
const plain = (address: string) => address.replace(/^::ffff:(?=\d+\.)/iu, "")

/** Texts of a list that name neither an address nor a network, for the error that a configuration deserves. */
export const notNetworks = (list: ReadonlyArray<string>): ReadonlyArray<string> =>
  list.filter((entry) => {
    const [address = "", bits] = entry.split("/")
    const most = isIP(address) === 6 ? 128 : 32
    return isIP(address) === 0 || (bits !== undefined && !(/^\d{1,3}$/u.test(bits) && Number(bits) <= most))
  })

/** Whether an address is one of the listed addresses and networks. */
export const isTrusted = (list: ReadonlyArray<string>, peer: string | undefined): boolean => {
  if (list.length === 0 || peer === undefined || isIP(plain(peer)) === 0) return false
  const block = new BlockList()
  const wrong = new Set(notNetworks(list))
  for (const entry of list.filter((listed) => !wrong.has(listed))) {
    const [address = "", bits] = entry.split("/")
    if (bits === undefined) block.addAddress(address, familyOf(address))
    else block.addSubnet(address, Number(bits), familyOf(address))
  }
  return block.check(plain(peer), familyOf(plain(peer)))
}

/** Of a header to which each proxy appends, the part of the nearest one: what lies left of it anybody may have sent. */
const nearest = (value: string | undefined) => value?.split(",").at(-1)?.trim()

const forwardedUrl = ({ headers, target }: ReceivedRequest): string | undefined => {
  const host = nearest(headers["x-forwarded-host"]) ?? headers["host"]
  const scheme = nearest(headers["x-forwarded-proto"])
  if (host === undefined || scheme === undefined || !/^https?$/u.test(scheme)) return undefined
  const port = nearest(headers["x-forwarded-port"])
  const named = port === undefined || !/^\d{1,5}$/u.test(port) || /:\d+$/u.test(host) ? host : `${host}:${port}`
  const url = `${scheme}://${named}${target}`
  return URL.canParse(url) ? url : undefined
}

/**
 * The URLs that Twilio may have signed for a request: the configured one with the request's path, and, where the
 * request came through a trusted proxy, the one which that proxy tells. Neither is believed for itself: whatever the
 * URL, only Twilio can have signed it.
 */
export const signedUrls = (address: PublicAddress, request: ReceivedRequest): ReadonlyArray<string> => {
  const url = new URL(address.publicUrl)
  const origin = `${url.protocol}//${credentials(url)}${url.host}`
  const { pathname } = url
  const prefix = pathname.replace(/\/+$/u, "")
  const isUnder = request.target === prefix || /^[/?]/u.test(request.target.slice(prefix.length))
  const path = request.target.startsWith(prefix) && isUnder ? request.target : prefix + request.target
  const forwarded = isTrusted(address.trustedProxies, request.peer) ? forwardedUrl(request) : undefined
  return forwarded === undefined ? [origin + path] : [...new Set([origin + path, forwarded])]
}
