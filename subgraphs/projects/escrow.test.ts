import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { eventually } from '../../tests/eventually.ts';
import { paymentFailed, paymentSucceeded } from '../payments/events.ts';
import { eur, openContractWorld } from './fixtures/contract-world.ts';

type World = Awaited<ReturnType<typeof openContractWorld>>;
type Contract = Awaited<ReturnType<World['newContract']>>;

let world: World;

beforeAll(async () => {
  world = await openContractWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.ledger.state.faultOf = () => null;
  world.ledger.state.afterEffect = async () => undefined;
});

/** Ends all connections of the domain, as a restart of the database does: what is being recorded is lost. */
const endConnections = async () => {
  await world.sql.$queryRaw`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()`;
};

const POINTS = [
  'before the wallet is asked',
  'before its answer comes',
  'before it is recorded',
  'after it is recorded',
] as const;

/** Has the domain fail once at a point of the step whose key ends so. */
function failAt(point: (typeof POINTS)[number], step: string, next: string | null): { reached: () => boolean } {
  let isReached = false;
  const reach = (): boolean => {
    if (isReached) return false;
    isReached = true;
    return true;
  };
  const isOf = (key: string, name: string | null): boolean => name !== null && key.includes(`:${name}`);
  world.ledger.state.faultOf = (key) => {
    if (point === 'before the wallet is asked' && isOf(key, step) && reach()) return 'before';
    return point === 'before its answer comes' && isOf(key, step) && reach() ? 'after' : null;
  };
  world.ledger.state.afterEffect = async (key) => {
    const isPoint =
      point === 'before it is recorded' ? isOf(key, step) : point === 'after it is recorded' && isOf(key, next);
    if (isPoint && reach()) await endConnections();
  };
  return { reached: () => isReached };
}

/** What the wallet has booked for a contract: each key once, whatever happened. */
const booked = (contract: Contract) => ({
  client: 100_000n - world.ledger.balanceOf(contract.clientId),
  freelancer: world.ledger.balanceOf(contract.freelancerId),
});

async function disputed(): Promise<{ contract: Contract; disputeId: string }> {
  const contract = await world.newContract(1_000);
  await world.advance(contract, 'SUBMITTED');
  const { dispute } = await world.send(contract.clientId, 'openDispute', {
    milestoneId: contract.first,
    reason: 'No.',
  });
  return { contract, disputeId: dispute.id };
}

test.each(
  [
    ['PAYING', 'CHARGING'],
    ['CHARGING', 'RETURNING'],
    ['RETURNING', null],
  ].flatMap(([step, next]) =>
    POINTS.filter((point) => next !== null || point !== 'after it is recorded').map(
      (point) => [step ?? '', point, next ?? null] as const,
    ),
  ),
)('money out of escrow moves once when the step %s fails %s', async (step, point, next) => {
  const { contract, disputeId } = await disputed();
  const [escrow, fees] = [world.ledger.balanceOf('ESCROW:contracts'), world.ledger.balanceOf('FEES')];
  const { reached } = failAt(point, step, next);
  const shares = { toFreelancer: eur(600), toClient: eur(400) };
  expect((await world.send('finance', 'resolveDispute', { disputeId, ...shares })).refusal).toBe('ok');
  await eventually(async () => {
    const [row] = await world.sql.$queryRaw<
      { state: string }[]
    >`SELECT state FROM milestone WHERE id = ${contract.first} AND move_id IS NULL`;
    return row?.state === 'RELEASED';
  }, 'the money');
  expect(reached()).toBe(true);
  expect(booked(contract)).toEqual({ client: 600n, freelancer: 540n });
  expect(world.ledger.balanceOf('FEES') - fees).toBe(60n);
  expect(world.ledger.balanceOf('ESCROW:contracts') - escrow).toBe(-1_000n);
});

test.each(POINTS.slice(0, 3))(
  'money into escrow moves once when it fails %s, and the request is repeated',
  async (point) => {
    const contract = await world.newContract(1_000);
    await world.advance(contract, 'ACCEPTED');
    const { reached } = failAt(point, 'FUND', null);
    const input = { milestoneId: contract.first, payWith: 'WALLET', idempotencyKey: `fund ${point}` };
    await world.send(contract.clientId, 'fundMilestone', input);
    expect(reached()).toBe(true);
    const again = await world.send(contract.clientId, 'fundMilestone', input);
    expect(again).toMatchObject({ refusal: 'ok', milestone: { state: 'FUNDED', inEscrow: { amount: '1000' } } });
    expect(booked(contract)).toEqual({ client: 1_000n, freelancer: 0n });
  },
);

test('money into escrow moves once when nobody repeats the request whose answer was lost', async () => {
  const contract = await world.newContract(1_000);
  await world.advance(contract, 'ACCEPTED');
  failAt('before its answer comes', 'FUND', null);
  const input = { milestoneId: contract.first, payWith: 'WALLET' };
  expect((await world.send(contract.clientId, 'fundMilestone', input)).refusal).toBe('UNAVAILABLE');
  const other = await world.send(contract.clientId, 'fundMilestone', input);
  expect([other.refusal, other.error.from]).toEqual(['InvalidState', 'MOVING']);
  expect(await world.settled(contract)).toMatchObject([{ state: 'FUNDED' }]);
  expect(booked(contract)).toEqual({ client: 1_000n, freelancer: 0n });
});

/** A milestone whose payment by card has begun, and what payments says of it. */
async function charged(amount = 1_000) {
  const contract = await world.newContract(amount);
  await world.advance(contract, 'ACCEPTED');
  const begun = await world.send(contract.clientId, 'fundMilestone', { milestoneId: contract.first, payWith: 'CARD' });
  const paymentId = String(begun.milestone.payment.id);
  const fact = {
    ...{ paymentId, userId: contract.clientId, amount: `${amount}`, currency: 'EUR', provider: 'sandbox' },
    reference: { type: 'milestone-funding', id: paymentId.replace('pay_', ''), domain: 'projects' },
    at: new Date().toISOString(),
  };
  return { contract, begun, paymentId, fact };
}

test('a payment by card funds a milestone when it has succeeded, and its money is booked to escrow', async () => {
  const { contract, begun, paymentId, fact } = await charged();
  expect(begun.milestone).toMatchObject({ state: 'PROPOSED', movement: 'FUND', payment: { id: paymentId } });
  expect((await world.read(contract.freelancerId, contract.id)).milestones[0].payment).toBeNull();
  const escrow = world.ledger.balanceOf('ESCROW:contracts');
  await world.publish(paymentSucceeded, fact);
  // The wallet has not heard of the payment yet.
  world.ledger.payments.set(paymentId, 1_000n);
  expect(await world.settled(contract)).toMatchObject([
    { state: 'FUNDED', inEscrow: { amount: '1000' }, payment: null },
  ]);
  expect(world.ledger.balanceOf('ESCROW:contracts') - escrow).toBe(1_000n);
});

test('a payment that fails leaves the milestone as it was; money that comes later goes to the client', async () => {
  const { contract, paymentId, fact } = await charged();
  await world.publish(paymentFailed, { ...fact, failureCode: 'CARD_DECLINED' });
  expect(await world.settled(contract)).toMatchObject([{ state: 'PROPOSED', inEscrow: { amount: '0' } }]);
  world.ledger.payments.set(paymentId, 1_000n);
  await world.publish(paymentSucceeded, fact);
  await eventually(() => world.ledger.balanceOf(contract.clientId) === 101_000n, 'the money to come back');
  expect(await world.settled(contract)).toMatchObject([{ state: 'PROPOSED' }]);
  expect(
    (await world.send(contract.clientId, 'fundMilestone', { milestoneId: contract.first, payWith: 'WALLET' })).refusal,
  ).toBe('ok');
});
