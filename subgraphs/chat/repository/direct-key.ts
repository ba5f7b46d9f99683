/** The key of a pair's direct conversation, the same from either side. */
export const directKeyOf = (one: string, other: string): string => [one, other].sort().join(':');
