const flags: Readonly<Record<string, string>> = {
  "-X": "method",
  "-H": "header",
  "-d": "data",
  "-F": "form",
  "--json": "json"
}

const formOf = (parts: ReadonlyArray<string>, open: (path: string) => Blob) => {
  const form = new FormData()
  for (const part of parts) {
    const [, name = "", at, value = ""] = /^([^=]+)=(@?)([^]*)$/u.exec(part) ?? []
    if (at === "@") form.append(name, open(value), value)
    else form.append(name, value)
  }
  return form
}

/**
 * The words of a curl command as a request of fetch. It must be `curl -si`, for the status is part of what is printed;
 * a flag that is not known here is refused, so that nothing is left out in silence.
 */
export const requestOf = ([curl, mode, ...words]: ReadonlyArray<string>, open: (path: string) => Blob): Request => {
  if (curl !== "curl" || mode !== "-si") throw new Error("only curl -si is known here")
  const given: Record<string, Array<string>> = { method: [], header: [], data: [], form: [], json: [], url: [] }
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!
    const flag = word.startsWith("-") ? flags[word] : "url"
    if (flag === undefined) throw new Error(`${word} is not known here`)
    given[flag]!.push(flag === "url" ? word : words[++at] ?? "")
  }
  const { data, form, header, json, method, url } = given
  const isJson = json!.length > 0
  const headers = new Headers(isJson ? { "content-type": "application/json", accept: "application/json" } : {})
  if (data!.length > 0) headers.set("content-type", "application/x-www-form-urlencoded")
  for (const line of header!) {
    const colon = line.indexOf(":")
    headers.set(line.slice(0, colon), line.slice(colon + 1).trim())
  }
  const body = form!.length > 0
    ? formOf(form!, open)
    : isJson
    ? json!.join("")
    : data!.length > 0
    ? data!.join("&")
    : null
  if (url!.length !== 1) throw new Error("exactly one URL is needed")
  return new Request(url![0]!, { method: method![0] ?? (body === null ? "GET" : "POST"), headers, body })
}
