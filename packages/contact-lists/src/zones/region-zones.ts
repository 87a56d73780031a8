/**
 * Where in a country with several clocks a number is at home, by the beginning of the number in E.164 without its plus;
 * the longest beginning counts. Only what the country's numbering plan ties to places, and only where it is certain: a
 * beginning that is not here leaves the number with all zones of its country. Area borders that cross a clock have
 * both. From the numbering plans of ACMA, Anatel, IFT, Roskomnadzor and the others, as of November 2026.
 */
export const regionZones: ReadonlyArray<readonly [beginnings: string, zones: ReadonlyArray<string>]> = [
  // Australia: 02 has Lord Howe Island outside Sydney, 07 reaches into New South Wales, 08 is three states with the
  // west of New South Wales and the Indian Ocean Territories, told apart by the next digits.
  ["612", ["Australia/Sydney"]],
  ["6125 6126", ["Australia/Sydney", "Australia/Lord_Howe"]],
  ["613", ["Australia/Melbourne"]],
  ["617", ["Australia/Brisbane", "Australia/Sydney"]],
  ["6187 6188", ["Australia/Adelaide", "Australia/Darwin", "Australia/Sydney"]],
  ["61879 61889", ["Australia/Darwin"]],
  ["6186 6189", ["Australia/Perth", "Australia/Eucla"]],
  ["61891", ["Australia/Perth", "Australia/Eucla", "Indian/Christmas", "Indian/Cocos"]],
  ["6189162", ["Indian/Cocos"]],
  ["6189164", ["Indian/Christmas"]],

  // Brazil: two digits of area in mobile numbers too; 81 has the islands of Fernando de Noronha.
  ["551 552 553 554 555 556 557 558 559", ["America/Sao_Paulo"]],
  ["5565 5566", ["America/Cuiaba"]],
  ["5567", ["America/Campo_Grande"]],
  ["5568", ["America/Rio_Branco"]],
  ["5569", ["America/Porto_Velho"]],
  ["5581", ["America/Sao_Paulo", "America/Noronha"]],
  ["5592", ["America/Manaus"]],
  ["5595", ["America/Boa_Vista"]],
  ["5597", ["America/Manaus", "America/Rio_Branco"]],

  // Chile: 32 is Valparaíso with Easter Island, 61 Magallanes, 67 Aysén.
  ["562 563 564 565 566 567", ["America/Santiago"]],
  ["5632", ["America/Santiago", "Pacific/Easter"]],
  ["5661 5667", ["America/Punta_Arenas"]],

  // Ecuador: 05 has the Galápagos beside the coast.
  ["5932 5933 5934 5936 5937", ["America/Guayaquil"]],

  // Indonesia: Jakarta, Bandung, Semarang, Surabaya, Medan.
  ["6221 6222 6224 6231 6261", ["Asia/Jakarta"]],

  // Kazakhstan shares its calling code with Russia.
  ["76 77", ["Asia/Almaty"]],

  // Mexico: the largest cities, and the states with clocks of their own.
  ["5233 5255 5256 5281", ["America/Mexico_City"]],
  ["52983 52984 52998", ["America/Cancun"]],
  ["52656", ["America/Ciudad_Juarez"]],
  ["52662", ["America/Hermosillo"]],
  ["52664 52686", ["America/Tijuana"]],

  // New Zealand: the Chatham Islands have one exchange.
  ["643 644 646 647 649", ["Pacific/Auckland"]],
  ["64330", ["Pacific/Auckland", "Pacific/Chatham"]],

  // Portugal: 292, 295 and 296 are the Azores; Madeira keeps Lisbon's clock.
  ["3512", ["Europe/Lisbon"]],
  ["351292 351295 351296", ["Atlantic/Azores"]],

  // Russia: Moscow and Saint Petersburg.
  ["7495 7496 7498 7499 7812", ["Europe/Moscow"]],

  // Spain: 22 and 28 are the Canary Islands.
  ["3481 3482 3483 3484 3485 3486 3487 3488", ["Europe/Madrid"]],
  ["3491 3492 3493 3494 3495 3496 3497 3498", ["Europe/Madrid"]],
  ["34822 34828 34922 34928", ["Atlantic/Canary"]]
]
