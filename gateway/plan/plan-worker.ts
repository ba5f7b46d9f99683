import { parentPort, workerData } from 'node:worker_threads';
import { parse } from 'graphql';
import { buildSupergraph } from '../supergraph/build-supergraph.ts';
import { makePlan } from './make-plan.ts';

// The entry point of the planning thread. It receives a supergraph, then one document at a time.
const supergraph = buildSupergraph(String(workerData));

parentPort?.on('message', (text: string) => {
  try {
    parentPort?.postMessage({ plan: makePlan(supergraph, parse(text, { noLocation: true })) });
  } catch (error) {
    parentPort?.postMessage({ error: error instanceof Error ? error.message : String(error) });
  }
});
parentPort?.postMessage('ready');
