import { type Field, prepareTurns, startField, type Turn, type World } from './field.ts';
import { type Contestant, type Idle, measureIdle, measureRound, type Sample } from './measure.ts';
import type { Operation } from './operations.ts';
import { HEADING, isMet, linesOf } from './report.ts';
import type { Form } from './start-stack.ts';
import { keepTokens } from './viewers.ts';

/**
 * Measures the stack in one form: rounds of ours, of the limit and of PostGraphile by turns, after every response was
 * compared. Resolves to whether the operations met their goals.
 */
export async function benchForm(form: Form, print: (line: string) => void, world: World): Promise<boolean> {
  // Forms are measured one after another, and the last one has written.
  await world.engines.copyForLimit();
  const field = await startField(form, world);
  try {
    return await benchField(form, print, world, field);
  } finally {
    await field.stop();
  }
}

async function benchField(form: Form, print: (line: string) => void, world: World, field: Field): Promise<boolean> {
  const { engines, viewers, options } = world;
  const tokensOf = keepTokens(field.ours.system.port, viewers);
  await tokensOf();
  const idle = await measureIdle(engines, field.ours);
  print(`\n${form}; ${idleLine(idle)}`);
  print(HEADING);
  let isEachMet = true;
  for (const operation of options.operations) {
    const { bytes, turns } = await prepareTurns(operation, await tokensOf(), field);
    const samples = await measureTurns(operation, turns, idle, world);
    const goal = operation.goal === undefined ? null : { rate: operation.goal.rate[form], p99Ms: operation.goal.p99Ms };
    for (const line of linesOf({ name: operation.name, bytes, goal, ...samples })) print(line);
    isEachMet = isEachMet && (goal === null || isMet(samples.ours, goal));
  }
  return isEachMet;
}

async function measureTurns(
  operation: Operation,
  turns: readonly Turn[],
  idle: Idle,
  { engines, options }: World,
): Promise<Record<Contestant['name'], Sample[]>> {
  const samples: Record<Contestant['name'], Sample[]> = { ours: [], limit: [], postgraphile: [] };
  for (let round = 0; round <= options.rounds; round += 1)
    for (const [contestant, requests] of turns) {
      const seconds = round === 0 ? options.warmUp : options.seconds;
      const sample = await measureRound(engines, contestant, { operation, requests, seconds, idle });
      if (round > 0) samples[contestant.name].push(sample);
    }
  return samples;
}

function idleLine({ usage, statements }: Idle): string {
  const ms = (seconds: number): string => (seconds * 1_000).toFixed(0);
  return `idle, ms of CPU a second: Node ${ms(usage.node)}, PostgreSQL ${ms(usage.postgres)}, Redis ${ms(usage.redis)}; ${statements.toFixed(0)} statements`;
}
