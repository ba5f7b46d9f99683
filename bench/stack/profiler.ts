import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';

/** Preloaded into what is profiled: SIGUSR2 begins a CPU profile, and the next one writes it to the `file` of the module's address. */
const file = new URL(import.meta.url).searchParams.get('file') ?? '';
const session = new Session();
session.connect();
let isRunning = false;

process.on('SIGUSR2', () => {
  if (!isRunning) {
    session.post('Profiler.enable');
    session.post('Profiler.setSamplingInterval', { interval: 500 });
    session.post('Profiler.start');
  } else {
    session.post('Profiler.stop', (error, { profile }) => {
      if (error !== null) throw error;
      if (existsSync(file)) return;
      writeFileSync(`${file}.part`, JSON.stringify(profile));
      renameSync(`${file}.part`, file);
    });
  }
  isRunning = !isRunning;
});
