const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "\"": "&quot;",
  "'": "&apos;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;"
}

/** Characters that no XML 1.0 document may hold, not even escaped: most controls, and half surrogate pairs. */
const forbidden = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu

/** Any text as the content of an XML element, or as the value of an attribute: nothing in it is read as markup. */
export const escapeXml = (text: string): string =>
  text.replace(forbidden, "").replace(/[&<>"'\t\n\r]/gu, (character) => entities[character]!)

/** An element with its attributes, of which those without a value are left out, and its content, which is XML. */
export const element = (
  name: string,
  attributes: Readonly<Record<string, string | undefined>>,
  ...content: ReadonlyArray<string>
): string => {
  const written = Object.entries(attributes)
    .flatMap(([key, value]) => value === undefined ? [] : [` ${key}="${escapeXml(value)}"`])
    .join("")
  return content.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${content.join("")}</${name}>`
}
