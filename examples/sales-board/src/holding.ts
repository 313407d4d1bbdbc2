import { type Client, RapportError } from '@rapport/client';
import { type Claim, HOLD, HOLDER, RELEASE } from './stock.ts';

/** What came of it. */
export interface Outcome {
  readonly text: string;
  /** Who has the unit, as far as that may be seen. */
  readonly holder?: Claim | null;
  /** The end of the hold. */
  readonly until?: string | null;
}

interface Held {
  readonly createEstateClaim: { readonly heldUntil: string };
}

interface Holder {
  readonly estateUnit: { readonly claim: Claim | null } | null;
}

/** The server says who has it: of two who press at once, one gets it. */
export async function hold(client: Client, unitId: string, customerId: string): Promise<Outcome> {
  try {
    const { createEstateClaim } = await client.mutate<Held>(HOLD, { unitId, customerId });
    return { text: 'Yours', until: createEstateClaim.heldUntil };
  } catch (error) {
    return refusal(client, unitId, error);
  }
}

export async function release(client: Client, claimId: string): Promise<Outcome> {
  try {
    await client.mutate(RELEASE, { claimId });
    return { text: 'Released.' };
  } catch (error) {
    return { text: textOf(error) };
  }
}

/** Until when it is taken is told to everybody; by whom and for whom, to who may see that claim. */
async function refusal(client: Client, unitId: string, error: unknown): Promise<Outcome> {
  const { rule, until } = (error instanceof RapportError && error.errors[0]?.extensions) || {};
  if (rule !== 'UNIT_TAKEN') return { text: textOf(error) };
  const { estateUnit } = await client.query<Holder>(HOLDER, { unitId });
  return { text: 'Taken', holder: estateUnit?.claim ?? null, until: typeof until === 'string' ? until : null };
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
