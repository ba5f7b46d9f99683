import { post } from '../client.ts';

/** A client of the load: a person with an account in EUR and a saved card. */
export interface MoneyClient {
  readonly id: string;
  readonly token: string;
  readonly accountId: string;
  readonly paymentMethodId: string;
  readonly payoutMethodId: string;
}

/** One operation, and the response that its client got: `unknown` when there was none. */
export interface HistoryEntry {
  readonly name: 'transfer' | 'deposit' | 'withdraw';
  readonly client: MoneyClient;
  readonly input: Readonly<Record<string, unknown>>;
  outcome: 'done' | 'refused' | 'unknown';
  /** Id of what came of it. */
  id: string | null;
}

const RESULT = { transfer: 'transaction', deposit: 'deposit', withdraw: 'withdrawal' } as const;

/** Sends an operation once and writes down what came of it. */
export async function send(url: string, entry: HistoryEntry): Promise<void> {
  const { name, client, input } = entry;
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const document = `mutation ($input: ${type}!) { ${name}(input: $input) { ${RESULT[name]} { id } errors { __typename } } }`;
  const answer = await post(url, document, { input }, client.token).catch(() => null);
  const payload = answer?.body?.data?.[name];
  if (payload == null) return;
  const [refusal] = payload.errors;
  entry.outcome = refusal === undefined ? 'done' : 'refused';
  // A call of before is still on its way.
  if (refusal?.__typename === 'IdempotencyInProgress') entry.outcome = 'unknown';
  entry.id = payload[RESULT[name]]?.id ?? null;
}

const eur = (cents: number) => ({ amount: String(cents), currency: 'EUR' });

/** A random operation of a random client. */
export function nextEntry(
  clients: readonly MoneyClient[],
  random: (below: number) => number,
  key: string,
): HistoryEntry {
  const at = random(clients.length);
  const [client, other] = [clients[at], clients[(at + 1 + random(clients.length - 1)) % clients.length]];
  if (client === undefined || other === undefined) throw new Error('There are no clients.');
  const common = { client, outcome: 'unknown', id: null } as const;
  const kind = random(10);
  if (kind < 7) {
    const input = {
      fromAccountId: client.accountId,
      toUserId: other.id,
      amount: eur(1 + random(900)),
      idempotencyKey: key,
    };
    return { ...common, name: 'transfer', input };
  }
  const { accountId, paymentMethodId, payoutMethodId } = client;
  if (kind < 9)
    return {
      ...common,
      name: 'deposit',
      input: { accountId, amount: eur(500 + random(2_000)), paymentMethodId, idempotencyKey: key },
    };
  return {
    ...common,
    name: 'withdraw',
    input: { accountId, amount: eur(1 + random(500)), payoutMethodId, idempotencyKey: key },
  };
}
