/**
 * Lower case for A–Z and nothing else. JavaScript's own folding maps the Kelvin sign to `k`, so that two texts which differ on
 * every screen and in every database would be taken for one (T10).
 */
export const foldAscii = (text: string): string =>
  text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
