// Number formats: residents, shares, lengths, areas and times in; display text without a language out.

/** No value. */
export const DASH = "–";

/** A whole number with narrow no-break spaces between thousands and a true minus sign. */
export function grouped(value: number): string {
  const digits = Math.abs(Math.round(value))
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, "\u202f");
  return Math.round(value) < 0 ? `−${digits}` : digits;
}

/** A whole number with its sign. */
export const signed = (value: number): string => (Math.round(value) > 0 ? `+${grouped(value)}` : grouped(value));

/** A number with one decimal. */
export const decimal = (value: number): string => value.toFixed(1);

/** A number with one decimal and a plus sign if it shows as more than zero. */
export const signedDecimal = (value: number): string => (value >= 0.05 ? `+${decimal(value)}` : decimal(value));

/** A part of a whole in per cent; a dash if the whole is nothing. */
export const percent = (part: number, whole: number): string =>
  whole > 0 ? `${decimal((part / whole) * 100)} %` : DASH;

/** A length in kilometres. */
export const kilometres = (km: number): string => `${decimal(km)} km`;
