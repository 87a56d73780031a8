import type { TwilioConfig } from "./config.ts"
import { type ReceivedRequest, signedUrls } from "./public-url.ts"
import { isAuthentic } from "./signature.ts"

/** Whether a request to this process is Twilio's: signed with the account's token, for a URL under which it can be known. */
export const isFromTwilio = (
  config: Pick<TwilioConfig, "authToken" | "publicUrl" | "trustedProxies">,
  request: ReceivedRequest & {
    /** The body as it came, before anything is parsed. */
    readonly body: string
  }
): boolean =>
  signedUrls(config, request).some((url) =>
    isAuthentic(config.authToken, { url, body: request.body, signature: request.headers["x-twilio-signature"] })
  )
