/**
 * The zones of countries for which the runtime's own list of a country's zones (tz database and CLDR, as they come with
 * Node) is not the answer; looked at in November 2026 against tz database 2026c. Zones whose clocks
 * have been alike since 2024, and will be by what is enacted, are given by one of them, so that
 * numbers which say the same share a place in the queue; names are today's, where the runtime still lists the old one.
 * Checked against the runtime in test/zones.test.ts, which fails when a country's clocks part.
 */
export const countryZones: Readonly<Record<string, ReadonlyArray<string>>> = {
  // Not in the runtime's lists.
  AC: ["Atlantic/St_Helena"],
  TA: ["Atlantic/St_Helena"],
  XK: ["Europe/Belgrade"],

  // One clock under several names.
  AR: ["America/Argentina/Buenos_Aires"],
  AX: ["Europe/Helsinki"],
  BL: ["America/Guadeloupe"],
  BQ: ["America/Curacao"],
  CY: ["Asia/Nicosia"],
  DE: ["Europe/Berlin"],
  EH: ["Africa/Casablanca"],
  GG: ["Europe/London"],
  IM: ["Europe/London"],
  JE: ["Europe/London"],
  KZ: ["Asia/Almaty"],
  MF: ["America/Guadeloupe"],
  MH: ["Pacific/Majuro"],
  MY: ["Asia/Kuala_Lumpur"],
  PS: ["Asia/Gaza"],
  SJ: ["Europe/Oslo"],
  UZ: ["Asia/Tashkent"],
  VA: ["Europe/Rome"],

  // The legal clock only: Beijing time is the law in all of China, and Crimea is not reached under +380.
  CN: ["Asia/Shanghai"],
  UA: ["Europe/Kyiv"],

  // Several clocks.
  AU: [
    "Australia/Sydney",
    "Australia/Brisbane",
    "Australia/Adelaide",
    "Australia/Darwin",
    "Australia/Perth",
    "Australia/Eucla",
    "Australia/Lord_Howe"
  ],
  BR: ["America/Sao_Paulo", "America/Manaus", "America/Rio_Branco", "America/Noronha"],
  CD: ["Africa/Kinshasa", "Africa/Lubumbashi"],
  CL: ["America/Santiago", "America/Punta_Arenas", "Pacific/Easter"],
  EC: ["America/Guayaquil", "Pacific/Galapagos"],
  ES: ["Europe/Madrid", "Atlantic/Canary"],
  FM: ["Pacific/Pohnpei", "Pacific/Chuuk"],
  GL: ["America/Nuuk", "America/Danmarkshavn", "America/Thule"],
  ID: ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"],
  KI: ["Pacific/Tarawa", "Pacific/Kanton", "Pacific/Kiritimati"],
  MN: ["Asia/Ulaanbaatar", "Asia/Hovd"],
  MX: [
    "America/Mexico_City",
    "America/Cancun",
    "America/Ciudad_Juarez",
    "America/Hermosillo",
    "America/Matamoros",
    "America/Tijuana"
  ],
  NZ: ["Pacific/Auckland", "Pacific/Chatham"],
  PF: ["Pacific/Tahiti", "Pacific/Marquesas", "Pacific/Gambier"],
  PG: ["Pacific/Port_Moresby", "Pacific/Bougainville"],
  PT: ["Europe/Lisbon", "Atlantic/Azores"],
  RU: [
    "Europe/Kaliningrad",
    "Europe/Moscow",
    "Europe/Samara",
    "Asia/Yekaterinburg",
    "Asia/Omsk",
    "Asia/Novosibirsk",
    "Asia/Irkutsk",
    "Asia/Yakutsk",
    "Asia/Vladivostok",
    "Asia/Magadan",
    "Asia/Kamchatka"
  ],

  // Today's names.
  ER: ["Africa/Asmara"],
  FO: ["Atlantic/Faroe"],
  IN: ["Asia/Kolkata"],
  MM: ["Asia/Yangon"],
  NP: ["Asia/Kathmandu"],
  VN: ["Asia/Ho_Chi_Minh"]
}
