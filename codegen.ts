import { codegenConfig } from './scripts/generate/resolver-types.ts';

/** For graphql-codegen's own command (`npx @graphql-codegen/cli`); `npm run generate` uses the same configuration. */
export default codegenConfig();
