/** Milliseconds of the clock that all processes of a machine share. */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;

/** The event of the bench: a public topic, about 120 bytes as JSON. */
export const eventOf = (n: number) => ({ id: 'p1', amount: 1_000_000 + n, at: '2026-01-01T00:00:00.000Z' });

/** The one subscription of the bench; the product's name comes from another subgraph where there is one. */
export const SUBSCRIPTION = 'subscription { priceChanged { product { id name } amount at } }';
