/** What a carrier charges: millionths of a currency's unit, whole, and the currency by ISO 4217. */
export interface CarrierPrice {
  readonly micros: number
  readonly currency: string
}

/**
 * Twilio's price ("-0.01300", "USD") as what it costs; undefined while it is not known. Without floats: each digit
 * counts, and what is finer than a millionth is rounded up.
 */
export const priceOf = (amount: string | null, currency: string | null): CarrierPrice | undefined => {
  const parts = /^(-?)(\d{1,9})(?:\.(\d{1,12}))?$/u.exec(amount ?? "")
  if (parts === null || currency === null || !/^[A-Za-z]{3}$/u.test(currency)) return undefined
  const [, sign, whole = "0", fraction = ""] = parts
  const micros = Number(whole) * 1_000_000 + Number(fraction.slice(0, 6).padEnd(6, "0")) +
    (/[1-9]/u.test(fraction.slice(6)) ? 1 : 0)
  return { micros: sign === "-" || micros === 0 ? micros : -micros, currency: currency.toUpperCase() }
}
