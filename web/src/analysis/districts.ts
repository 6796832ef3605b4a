// Districts: those of a full answer and the changed ones of a short answer in; all districts of the short answer out.

import type { District } from "../api";

const key = ({ level, county, township }: District): string => [level, county, township].join("\n");

/** All districts, the changed ones in the place of what they were. */
export function mergeDistricts(all: District[], changed: District[]): District[] {
  const byKey = new Map(changed.map((one) => [key(one), one]));
  return all.map((one) => byKey.get(key(one)) ?? one);
}
