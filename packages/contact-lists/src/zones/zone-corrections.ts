/** What a source of zones says wrongly or too narrowly, and what is right. */
export interface ZoneCorrection {
  /** The numbers it is about: how they begin, in E.164 without the plus, with blanks between. */
  readonly beginnings: string
  /** All zones in which their owners may be. */
  readonly zones: ReadonlyArray<string>
  /** The source that errs. */
  readonly source: "NANPA report of area codes, 2026-01-05" | "libphonenumber map_data.txt, 2026-07-02"
  /** What it says, and what is so. */
  readonly why: string
  /** The day on which it was last looked at. */
  readonly checked: string
}

const nanpa = "NANPA report of area codes, 2026-01-05"
const google = "libphonenumber map_data.txt, 2026-07-02"
const checked = "2026-11-23"

/**
 * Known errors of the sources of zones, which stand above every other table whatever that is made from. The report of
 * NANPA has one clock or two for an area code and rounds the corners off. Google's map is not read here, but it is what
 * most programs answer from, and the first source that somebody would add; what it is known to have wrong cannot come
 * back in with it.
 */
export const zoneCorrections: ReadonlyArray<ZoneCorrection> = [
  {
    beginnings: "1928",
    zones: ["America/Denver", "America/Phoenix"],
    source: nanpa,
    why: "all of Arizona but Phoenix: the Navajo Nation in it keeps summer time",
    checked
  },
  {
    beginnings: "1907",
    zones: ["America/Anchorage", "America/Adak"],
    source: nanpa,
    why: "all of Alaska: the western Aleutians are an hour behind",
    checked
  },
  {
    beginnings: "1709 1879",
    zones: ["America/St_Johns", "America/Goose_Bay"],
    source: nanpa,
    why: "Newfoundland and Labrador: most of Labrador is half an hour behind",
    checked
  },
  {
    beginnings: "1273 1367 1418 1581",
    zones: ["America/Toronto", "America/Halifax", "America/Blanc-Sablon"],
    source: nanpa,
    why: "eastern Quebec: the Magdalen Islands and the Lower North Shore keep Atlantic time",
    checked
  },
  {
    beginnings: "1807",
    zones: ["America/Toronto", "America/Winnipeg", "America/Atikokan"],
    source: nanpa,
    why: "north-western Ontario: Atikokan keeps Eastern standard time all year",
    checked
  },
  {
    beginnings: "1236 1250 1257 1672 1778",
    zones: ["America/Vancouver", "America/Edmonton", "America/Dawson_Creek"],
    source: nanpa,
    why: "British Columbia: the Kootenays and the Peace River keep Mountain time, with summer time and without",
    checked
  },
  {
    beginnings: "1306 1474 1639",
    zones: ["America/Regina", "America/Edmonton"],
    source: nanpa,
    why: "Saskatchewan: Lloydminster keeps the clock of Alberta",
    checked
  },
  {
    beginnings: "1689",
    zones: ["America/New_York"],
    source: google,
    why: "says Chicago; it is an overlay of 407, Orlando",
    checked
  },
  {
    beginnings: "353",
    zones: ["Europe/Dublin"],
    source: google,
    why: "says Guernsey, Isle of Man and London; it is Ireland",
    checked
  },
  {
    beginnings: "1850 1448",
    zones: ["America/New_York", "America/Chicago"],
    source: google,
    why:
      "says New York alone for exchanges that it does not list; the Florida Panhandle is cut by the border of two clocks",
    checked
  },
  {
    beginnings: "1436 1624 1679",
    zones: ["America/New_York"],
    source: google,
    why: "does not know them, and says all of North America with Guam; they overlay 440, 716 and 313",
    checked
  },
  {
    beginnings: "1457 1483 1861",
    zones: ["America/Chicago"],
    source: google,
    why: "does not know them, and says all of North America with Guam; they overlay 318, 334 and 309",
    checked
  }
]
