/** The amounts of one line, each in minor units: `total` = `items` - `discount` + `tax`. */
export interface LineAmounts {
  readonly items: bigint;
  readonly discount: bigint;
  readonly tax: bigint;
  readonly total: bigint;
}

/** The amounts of a part or of a whole order. */
export interface Totals extends LineAmounts {
  readonly shipping: bigint;
}
