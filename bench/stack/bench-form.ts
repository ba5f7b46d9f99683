import { compareAnswers } from './compare.ts';
import type { Engines } from './engines.ts';
import { type Contestant, type Idle, measureIdle, measureRound, type Sample } from './measure.ts';
import type { StackBenchOptions } from './options.ts';
import { HEADING, linesOf } from './report.ts';
import { requestsOf } from './requests.ts';
import { type Form, startLimit, startStack } from './start-stack.ts';
import { keepTokens, type Viewer } from './viewers.ts';

/** Engines with people in them. */
export interface World {
  readonly engines: Engines;
  readonly viewers: readonly Viewer[];
  readonly options: StackBenchOptions;
}

/** Measures the stack in one form: rounds of ours and of the limit by turns, after every response was compared. */
export async function benchForm(
  form: Form,
  print: (line: string) => void,
  { engines, viewers, options }: World,
): Promise<void> {
  // Forms are measured one after another, and the last one has written.
  await engines.copyForLimit();
  const stack = await startStack(form, engines, options);
  try {
    const limit = await startLimit(engines, stack.port);
    try {
      const ours: Contestant = { name: 'ours', system: stack, databaseUrl: engines.databaseUrl };
      const least: Contestant = { name: 'limit', system: limit, databaseUrl: engines.limitDatabaseUrl };
      const tokensOf = keepTokens(stack.port, viewers);
      await tokensOf();
      const idle = await measureIdle(engines, ours);
      print(`\n${form}; ${idleLine(idle)}`);
      print(HEADING);
      for (const operation of options.operations) {
        const requests = requestsOf(operation, await tokensOf());
        const bytes = await compareAnswers(operation, requests, { ours: stack, limit });
        const samples: Record<Contestant['name'], Sample[]> = { ours: [], limit: [] };
        for (let round = 0; round <= options.rounds; round += 1)
          for (const contestant of [ours, least]) {
            const seconds = round === 0 ? options.warmUp : options.seconds;
            const sample = await measureRound(engines, contestant, { operation, requests, seconds, idle });
            if (round > 0) samples[contestant.name].push(sample);
          }
        for (const line of linesOf({ name: operation.name, bytes, ...samples })) print(line);
      }
    } finally {
      await limit.stop();
    }
  } finally {
    await stack.stop();
  }
}

function idleLine({ usage, statements }: Idle): string {
  const ms = (seconds: number): string => (seconds * 1_000).toFixed(0);
  return `idle, ms of CPU a second: Node ${ms(usage.node)}, PostgreSQL ${ms(usage.postgres)}, Redis ${ms(usage.redis)}; ${statements.toFixed(0)} statements`;
}
