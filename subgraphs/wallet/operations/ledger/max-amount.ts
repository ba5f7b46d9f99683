/** The largest amount of one operation, in minor units: sums of millions of them still fit into a column. */
export const MAX_AMOUNT = 10n ** 15n;
