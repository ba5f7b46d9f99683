import DataLoader from 'dataloader';
import { createLoader, MAX_BATCH_SIZE } from '../../runtime/database/loader.ts';
import { uncounted } from '../../runtime/database/statement-counts.ts';
import type { Caller } from '../../runtime/executor/caller.ts';
import type { GraphQLRequest } from '../../runtime/executor/executor.ts';
import { objectionToAddress } from '../../runtime/http/address-objections.ts';
import { openGuardedHttp } from '../../runtime/http/guarded-http.ts';
import { createSealedBox } from '../../runtime/sealed-box.ts';
import type { Host } from '../../runtime/subgraph/host.ts';
import { createWebhookEndpoints } from '../../runtime/webhooks/webhook-endpoints.ts';
import { endpointAllowance } from './adapters/endpoint-addresses.ts';
import { createMethodLimit } from './adapters/method-limit.ts';
import { openProvider } from './adapters/open-provider.ts';
import { sandboxApiKey, sandboxWebhookSecret } from './adapters/sandbox-provider.ts';
import type { PaymentsContext } from './context.ts';
import { seesAll } from './operations/payments/sees-all.ts';
import { openPaymentsRepository } from './repository/index.ts';
import { refundCollection } from './repository/personal-data.ts';
import { receiveProviderWebhook } from './routes/receive-provider-webhook.ts';
import { openSandbox } from './sandbox/open-sandbox.ts';
import type { PaymentsSettings } from './settings.ts';

/** What all requests and all work share. */
type Parts = Pick<
  PaymentsContext,
  | 'signals'
  | 'streams'
  | 'now'
  | 'ask'
  | 'repository'
  | 'provider'
  | 'settings'
  | 'reportError'
  | 'methodLimit'
  | 'retentionBox'
  | 'endpointsOf'
  | 'objectionTo'
>;

/** Opens what the domain is made of, with a sandbox where that is the provider. */
export async function openParts(host: Host, settings: PaymentsSettings) {
  const { signals, streams, now, ask, log } = host;
  const repository = openPaymentsRepository(host.databaseUrl, log);
  const reportError = (error: unknown, message: string): void => log.error({ err: error }, message);
  const { secret } = settings;
  const apiKey = sandboxApiKey(secret);
  const sandbox =
    settings.provider !== 'sandbox'
      ? null
      : await openSandbox(host, settings, {
          ...{ repository, apiKey, webhookSecret: sandboxWebhookSecret(secret), reportError },
          handleWebhook: (request) => receiveProviderWebhook(parts, 'sandbox', request),
        });
  const provider = await openProvider(settings, sandbox === null ? null : { url: sandbox.url, apiKey }, now);
  const allows = endpointAllowance(settings.isProduction);
  const http = openGuardedHttp(allows);
  const parts: Parts = {
    ...{ signals, streams, now, ask, repository, provider, settings, reportError },
    methodLimit: createMethodLimit(host.redis),
    retentionBox: createSealedBox('payments-retained', secret),
    endpointsOf: (sql) => createWebhookEndpoints(sql, secret),
    objectionTo: (url) => objectionToAddress(url, allows),
  };
  return {
    ...parts,
    http,
    aboutPeople: {
      deletionObstacles: repository.obstaclesOf,
      personalData: [refundCollection(repository.sql)],
    },
    log,
    sandboxWork: sandbox?.work ?? [],
    close: async () => void (await Promise.all([provider?.close(), sandbox?.close(), http.close()])),
  };
}

/** Returns the function that creates the context of each request, over the parts that all requests share. */
export function contextsOf(opened: Parts) {
  const { signals, streams, now, ask, repository, provider, settings, reportError } = opened;
  const { methodLimit, retentionBox, endpointsOf, objectionTo } = opened;
  const parts: Parts = {
    ...{ signals, streams, now, ask, repository, provider, settings, reportError },
    ...{ methodLimit, retentionBox, endpointsOf, objectionTo },
  };
  return (caller: Caller, { requestId }: Pick<GraphQLRequest, 'requestId'> = {}): PaymentsContext => {
    const viewer = { id: caller.viewerId, seesAll: seesAll(caller) };
    return {
      ...parts,
      caller,
      asWork: uncounted,
      requestId: requestId ?? null,
      payments: createLoader((ids) => repository.visiblePayments(viewer, ids)),
      refunds: createLoader((ids) => repository.visibleRefunds(viewer, ids)),
      refundsOf: new DataLoader(repository.refundsOf, { maxBatchSize: MAX_BATCH_SIZE }),
      disputes: createLoader(async (ids) => (viewer.seesAll ? repository.disputes(ids) : ids.map(() => null))),
      disputesOf: new DataLoader(
        async (ids: readonly string[]) => (viewer.seesAll ? repository.disputesOf(ids) : ids.map(() => [])),
        { maxBatchSize: MAX_BATCH_SIZE },
      ),
      paymentMethods: createLoader((ids) => repository.ownMethods('payment', caller.viewerId ?? '', ids)),
      payoutMethods: createLoader((ids) => repository.ownMethods('payout', caller.viewerId ?? '', ids)),
      payouts: createLoader((ids) => repository.visiblePayouts(viewer, ids)),
    };
  };
}
