import { flushCompileCache } from 'node:module';
import { useCompileCache } from './use-compile-cache.ts';

useCompileCache();
const { serveCommand } = await import('./serve-command.ts');
await serveCommand(process.argv.slice(2));
flushCompileCache();
