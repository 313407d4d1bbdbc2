import type { ActorIds } from '../records/late-value.ts';

/**
 * Who acts in a tenant: a person with an access token, a program with an API key, somebody outside who serves himself,
 * a plugin that acts by itself, or the operator of the installation.
 */
export interface Actor extends ActorIds {
  readonly kind: 'USER' | 'API_KEY' | 'SELF' | 'PLUGIN' | 'OPERATOR';
  /** Id as the API shows it (`usr_...` or `key_...`; that of his own record for whoever serves himself), `plugin:` and its id, or `operator`. */
  readonly id: string;
}

export interface Tenant {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  /** ISO 3166 code of the country of phone numbers written without one. */
  readonly defaultCountry: string | undefined;
}

/** The role whose rights an actor has. */
export interface ActorRole {
  /** Id as the API shows it. */
  readonly id: string;
  readonly key: string;
}
