import { changeRoles, ROLES_USAGE, readRolesCommand } from './change-roles.ts';
import { reportFailure } from './run-command.ts';
import { withDomains } from './with-domains.ts';

process.exit(await main(process.argv.slice(2)).catch(reportFailure));

async function main(words: readonly string[]): Promise<number> {
  const command = readRolesCommand(words);
  if (command === null) {
    console.error(ROLES_USAGE);
    return 2;
  }
  return withDomains('auth', (_, { execute }) => changeRoles(execute, command, (line) => console.log(line)));
}
