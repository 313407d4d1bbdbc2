/** Who acts in a tenant: a person with an access token, a program with an API key, or the operator of the installation. */
export interface Actor {
  readonly kind: 'USER' | 'API_KEY' | 'OPERATOR';
  /** Id as the API shows it (`usr_...` or `key_...`), or `operator`. */
  readonly id: string;
  /** Id of the user on whose records the scope `own` rests; a key may stand for a user, or for nobody. */
  readonly userId: string | undefined;
  /** The user's team and the teams below it. */
  readonly teamIds: readonly string[];
  /** The user's territory and the territories below it. */
  readonly territoryIds: readonly string[];
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
