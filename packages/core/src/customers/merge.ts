import type { Combine } from '@rapport/sdk';

/** From a relationship that has hardly begun to one that has come far; nobody is contacted who must not be. */
const JOURNEY = [
  ...['STRANGER', 'SUSPECT', 'PROSPECT', 'LOST', 'AT_RISK', 'WON_BACK', 'ACTIVE', 'REPEAT', 'ADVOCATE'],
  'DO_NOT_CONTACT',
];

/** The relationship with one customer has come as far as the one that came further. */
export const furtherState: Combine = (survivor, other) => {
  const [here, there] = [survivor, other].map(({ lifecycleState }) => JOURNEY.indexOf(String(lifecycleState)));
  return Number(there) > Number(here) ? { survivors: { lifecycleState: other.lifecycleState } } : {};
};

/** From what allows most to what allows least. */
const STRICTNESS = ['GRANTED', 'NONE', 'REQUESTED', 'EXPIRED', 'WITHDRAWN'];

/** What a consent says, with its proof and its dates: it is taken whole, or it would prove what nobody said. */
const SAID = [
  ...['state', 'lawfulBasis', 'proof', 'grantedAt', 'withdrawnAt', 'expiresAt', 'changedAt', 'source'],
] as const;

/** Of two consents to the same matter the stricter holds; the merged customer keeps his own as evidence (iP4). */
export const stricterConsent: Combine = (survivors, other) => {
  if (!isStricter(other, survivors)) return {};
  return { survivors: Object.fromEntries(SAID.map((name) => [name, other[name]])) };
};

type Values = Parameters<Combine>[0];

function isStricter(one: Values, than: Values): boolean {
  const strictness = ({ state }: Values) => STRICTNESS.indexOf(String(state));
  if (strictness(one) !== strictness(than)) return strictness(one) > strictness(than);
  const ends = ({ expiresAt }: Values) =>
    expiresAt == null ? Number.POSITIVE_INFINITY : Date.parse(String(expiresAt));
  return one.state === 'GRANTED' && ends(one) < ends(than);
}

/** Of the contact points of one channel the one that the survivor prefers stays preferred. */
export const preferSurvivors: Combine = () => ({ other: { preferred: false } });

/** What was stated wins over what was learned (A24), and who does not want to be contacted is not. */
export const statedPreference: Combine = (survivors, other) => {
  if (survivors.basis === other.basis)
    return survivors.wanted === true && other.wanted === false ? { survivors: { wanted: false } } : {};
  return survivors.basis === 'STATED' ? { other: { effective: false } } : { survivors: { effective: false } };
};
