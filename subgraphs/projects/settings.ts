import { z } from 'zod';
import { defineSettings } from '../../runtime/settings/define-settings.ts';
import { LINK_VARIABLES, linkSecretsOf } from '../../runtime/settings/link-variables.ts';
import { variable } from '../../runtime/settings/variables.ts';

/** What contracts cost. */
export interface ContractSettings {
  /** The platform's fee on what freelancers earn, in basis points: 1,000 are 10 %. */
  readonly feeBasisPoints: number;
}

/** What the environment says about projects. */
export interface ProjectsSecrets extends ContractSettings {
  /** Sign access to files of projects and proposals; the one that signs first. */
  readonly linkSecrets: readonly [string, ...string[]];
}

const VARIABLES = {
  PROJECTS_FEE_BASIS_POINTS: variable(z.coerce.number().int().min(0).max(10_000).default(1_000), {
    about: 'The fee on what freelancers earn, in basis points: 1000 are 10 %. It is fixed when a milestone is funded.',
    example: '1000',
  }),
  ...LINK_VARIABLES,
};

/** Reads the variables of this domain. */
export const settings = defineSettings(
  VARIABLES,
  (values): ProjectsSecrets => ({
    linkSecrets: linkSecretsOf(values),
    feeBasisPoints: values.PROJECTS_FEE_BASIS_POINTS,
  }),
);
