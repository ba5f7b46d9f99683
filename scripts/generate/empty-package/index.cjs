// Stands for packages that others load at their start and that nothing here uses, 190 MB with what they need themselves:
// those of `prisma studio` and `prisma dev`, and those by which @apollo/gateway sends telemetry to its vendor, which
// APOLLO_TELEMETRY_DISABLED switches off before any is touched. Whoever uses a part of one reads why it is missing.
module.exports = new Proxy(
  {},
  {
    get(_, name) {
      if (typeof name === 'symbol' || name === '__esModule' || name === 'then') return undefined;
      throw new Error(`\`${name}\` is not installed here: package.json overrides its package with an empty one`);
    },
  },
);
