/** Milliseconds of the clock that all processes of a machine share. */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;

/** The event of the bench: a public topic, about 120 bytes as JSON. */
export const eventOf = (n: number) => ({ id: 'p1', amount: 1_000_000 + n, at: '2026-01-01T00:00:00.000Z' });

/** The subscription of the fan-out; the product's name comes from another subgraph where there is one. */
export const SUBSCRIPTION = 'subscription { priceChanged { product { id name } amount at } }';

/** The same as a durable stream, which is taken up again after the last cursor. */
export const LOG_SUBSCRIPTION =
  'subscription Log($product: ID, $after: String) { priceLogged(product: $product, after: $after) { cursor product { id } amount at } }';
