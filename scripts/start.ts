import { flushCompileCache } from 'node:module';
import { useCompileCache } from './use-compile-cache.ts';

useCompileCache();
const { startCommand } = await import('./start-command.ts');
await startCommand();
flushCompileCache();
