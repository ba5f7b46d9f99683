import { runSchemaCommand } from './schema/run-schema-command.ts';

const { exitCode, stdout, stderr } = await runSchemaCommand(process.argv.slice(2), process.cwd());
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = exitCode;
