import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { PaymentsContext } from '../../context.ts';
import { WEBHOOK_TOPIC } from '../../events.ts';
import { endpointInput } from './endpoint-input.ts';

const INPUT = z.object({ endpointId: endpointInput.endpointId, from: z.date() });
const DAY_MS = 24 * 60 * 60 * 1_000;
const MAX_DAYS = 30;

type Needs = Pick<PaymentsContext, 'caller' | 'repository' | 'endpointsOf' | 'signals' | 'now'>;

/** Posts once more what was sent or given up since an instant, under the same ids; resolves to how many deliveries. */
export async function replayDeliveries(needs: Needs, input: unknown): Promise<Result<number, InvalidInput | NotFound>> {
  const ownerId = viewerOf(needs.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const { endpointId, from } = parsed.value;
  const at = needs.now();
  const earliest = new Date(at.getTime() - MAX_DAYS * DAY_MS);
  const endpoints = needs.endpointsOf(needs.repository.sql);
  const isOwn = (await endpoints.list(ownerId)).some(({ id }) => id === endpointId);
  if (!isOwn) return notFound('This webhook endpoint does not exist.', 'endpointId');
  const count = await endpoints.replay(ownerId, endpointId, from < earliest ? earliest : from, at);
  if (count > 0) await needs.signals.notify(WEBHOOK_TOPIC, {});
  return done(count);
}
