import { Schema } from "effect"

/**
 * Fields that the API with which this one is compatible documents, and that this engine has no use for. They are
 * accepted, whatever they hold, so that clients need not be changed; the OpenAPI document says that they do nothing.
 * Every other field that is not known is refused by its name.
 */
const unused = (of: string) =>
  Schema.optionalKey(Schema.Unknown).pipe(Schema.annotateKey({ description: `Accepted, and not used: ${of}` }))

/** In forms all fields are text. */
const unusedText = (of: string) =>
  Schema.optionalKey(Schema.String).pipe(Schema.annotateKey({ description: `Accepted, and not used: ${of}` }))

/** In `call_config`. */
export const unusedInCallConfig = {
  idle_timeout_warning: unused("what happens in a silence is the assistant's matter."),
  idle_timeout_end: unused("what happens in a silence is the assistant's matter.")
}

/** In the form of an upload. */
export const unusedInUpload = {
  transliterate_callee_name: unusedText("names are read out as the file has them.")
}

/** In the request for a large campaign's calls. */
export const unusedInMakeCalls = {
  country_code: unused("the list's numbers are complete since its import.")
}

/** In the request for a single call. */
export const unusedInSingleCall = {
  smart_formatter: unused("variables are read out as they are given."),
  callback_args: unused("callbacks have no headers or parameters of their own."),
  voice_id: unused("the voice is the assistant's."),
  version_id: unused("assistants have no versions."),
  call_category: unused("calls have no categories."),
  parent_call_id: unused("calls have no parents.")
}

/** In the query of a termination. */
export const unusedInTerminate = {
  terminate_all_calls: unusedText("all calls that wait are closed in any case.")
}
